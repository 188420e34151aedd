"""Background entries of the doors."""

from django.utils import timezone
from procrastinate.contrib.django import app

from miz.cases import inbound

from .models import UsedChallenge


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", queueing_lock="shared.forget_expired_challenges")
def forget_expired_challenges(timestamp: int) -> None:
    UsedChallenge.objects.filter(expires_at__lt=timezone.now()).delete()


@app.periodic(cron="17 3 * * *")
@app.task(queue="upkeep", queueing_lock="shared.forget_old_inbound")
def forget_old_inbound(timestamp: int) -> None:
    inbound.forget_old()
