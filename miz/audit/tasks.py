"""Background entries of the audit."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="* * * * * */10")
@app.task(queue="upkeep", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    while actions.seal() == 5000:
        pass
