"""Background entries of connectors."""

import datetime

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from .models import Call


def forget_old_calls() -> int:
    """Delete the records older than MIZ_CALLS_KEPT_DAYS; answers how many there were."""
    oldest = timezone.now() - datetime.timedelta(days=settings.CALLS_KEPT_DAYS)
    return Call.objects.filter(at__lt=oldest).delete()[0]


@app.periodic(cron="41 3 * * *")
@app.task(queue="upkeep", queueing_lock="connectors.forget_calls")
def forget_calls(timestamp: int) -> None:
    forget_old_calls()
