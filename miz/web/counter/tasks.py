"""Background entries of the counter."""

from django.utils import timezone
from procrastinate.contrib.django import app

from miz.web.shared import drafts

from .models import CounterDraft, CounterFile


@app.periodic(cron="25 * * * *")
@app.task(queue="upkeep", queueing_lock="counter.forget_lapsed_drafts")
def forget_lapsed_drafts(timestamp: int) -> None:
    drafts.forget_lapsed(CounterDraft, CounterFile, timezone.now())
