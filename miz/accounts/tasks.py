"""Background entries of accounts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .models import Quota


@app.periodic(cron="*/15 * * * *")
@app.task(queue="upkeep", queueing_lock="accounts.forget_lapsed_quotas")
def forget_lapsed_quotas(timestamp: int) -> None:
    Quota.objects.filter(window_ends_at__lt=timezone.now()).delete()
