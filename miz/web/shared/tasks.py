"""Background entries of the doors."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .models import UsedChallenge


@app.periodic(cron="*/10 * * * *")
@app.task(queue="upkeep", queueing_lock="shared.forget_expired_challenges")
def forget_expired_challenges(timestamp: int) -> None:
    UsedChallenge.objects.filter(expires_at__lt=timezone.now()).delete()
