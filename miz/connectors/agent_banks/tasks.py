"""Background entries of the exchange with the agent banks, one at a time among all workers."""

from django.utils import timezone
from procrastinate.contrib.django import app

from miz.connectors import batches

from . import exchange

LOCK = "agent_banks.exchange"


@app.periodic(cron="* * * * * */10")
@app.task(queue="exchange", queueing_lock="agent_banks.collect", lock=LOCK)
def collect_files(timestamp: int) -> None:
    """What lies in the folders, the receipts that are due, what waits too long."""
    exchange.collect()
    batches.answer_due(exchange.AGREEMENT)
    batches.watch(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="exchange", queueing_lock="agent_banks.fetch", lock=LOCK)
def fetch_files(timestamp: int) -> None:
    exchange.fetch()
