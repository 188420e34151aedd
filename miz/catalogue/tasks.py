"""Background entries of the catalogue."""

from procrastinate.contrib.django import app

from . import drafts


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="catalogue.publish_due")
def publish_due(timestamp: int) -> None:
    """What was approved for this day, from Tehran's midnight on."""
    drafts.publish_due()
