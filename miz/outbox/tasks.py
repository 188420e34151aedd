"""Upkeep of the outbox. Sending is no job: see `miz.outbox.postmen`."""

import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from .models import Attempt

KEPT = datetime.timedelta(days=1)


@app.periodic(cron="11 * * * *")
@app.task(queue="upkeep", queueing_lock="outbox.forget_attempts")
def forget_attempts(timestamp: int) -> None:
    Attempt.objects.filter(at__lt=timezone.now() - KEPT).delete()
