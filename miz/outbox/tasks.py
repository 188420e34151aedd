"""Background entries of the outbox. The rows are the queue: a lost job loses no message."""

from procrastinate.contrib.django import app

from . import actions

BATCH = 100


@app.periodic(cron="* * * * * */2")
@app.task(queue="outbox", queueing_lock="outbox.send_due")
def send_due(timestamp: int) -> None:
    while actions.send_due(BATCH) == BATCH:
        pass
