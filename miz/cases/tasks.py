"""Background entries of cases."""

from procrastinate.contrib.django import app

from . import timers


@app.periodic(cron="* * * * * */2")
@app.task(queue="timers", queueing_lock="cases.fire_timers")
def fire_timers(timestamp: int) -> None:
    while timers.fire_due() == timers.GROUP:
        pass


@app.periodic(cron="* * * * * */10")
@app.task(queue="timers", queueing_lock="cases.retry_steps")
def retry_steps(timestamp: int) -> None:
    while timers.retry_due() == timers.GROUP:
        pass
