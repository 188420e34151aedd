"""Background entries of accounts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import postings
from .models import OneTimeCode, Quota


@app.periodic(cron="*/15 * * * *")
@app.task(queue="upkeep", queueing_lock="accounts.forget_lapsed_quotas")
def forget_lapsed_quotas(timestamp: int) -> None:
    Quota.objects.filter(window_ends_at__lt=timezone.now()).delete()


@app.periodic(cron="*/15 * * * *")
@app.task(queue="upkeep", queueing_lock="accounts.forget_lapsed_codes")
def forget_lapsed_codes(timestamp: int) -> None:
    OneTimeCode.objects.filter(expires_at__lt=timezone.now()).delete()


@app.periodic(cron="*/30 * * * *")
@app.task(queue="upkeep", queueing_lock="accounts.carry_out_postings")
def carry_out_postings(timestamp: int) -> None:
    """Half hours: midnight in Tehran is one in UTC."""
    postings.carry_out()
