"""Background entries of the audit."""

from procrastinate.contrib.django import app

from . import actions, queries


@app.periodic(cron="* * * * * */10")
@app.task(queue="upkeep", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    while actions.seal() == 5000:
        pass


@app.periodic(cron="0 23 * * *")
@app.task(queue="upkeep", queueing_lock="audit.verify")
def verify(timestamp: int) -> None:
    """Each night; the verdict is itself a row, and what the auditor's page shows."""
    verdict = queries.verify()
    actions.note(checked=verdict.checked, broken_at=verdict.broken_at)
