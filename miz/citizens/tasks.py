"""Background entries of citizens' accounts."""

import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from . import mobiles, representation
from .models import CitizenSession, Recovery

# Long enough for who asks about a strange sign-in; the audit keeps the rest.
KEPT = datetime.timedelta(days=30)


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="citizens.apply_mobiles")
def apply_mobiles(timestamp: int) -> None:
    while mobiles.apply_due() == mobiles.BATCH:
        pass


@app.periodic(cron="35 * * * *")
@app.task(queue="upkeep", queueing_lock="citizens.forget_old_sessions")
def forget_old_sessions(timestamp: int) -> None:
    CitizenSession.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()


@app.periodic(cron="45 * * * *")
@app.task(queue="upkeep", queueing_lock="citizens.forget_unanswered")
def forget_unanswered(timestamp: int) -> None:
    representation.forget_unanswered(timezone.now() - representation.ASKED_FOR)


@app.periodic(cron="40 * * * *")
@app.task(queue="upkeep", queueing_lock="citizens.forget_strangers")
def forget_strangers(timestamp: int) -> None:
    """What strangers wished to recover tells nothing later; what citizens did is measured."""
    lapsed = Recovery.objects.filter(citizen__isnull=True, asked_at__lt=timezone.now() - KEPT)
    lapsed.delete()
