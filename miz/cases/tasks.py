"""Background entries of cases."""

from procrastinate.contrib.django import app

from . import departures, downtimes, escalations, timers, visits


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


@app.periodic(cron="* * * * *")
@app.task(queue="timers", queueing_lock="cases.remind_visits")
def remind_visits(timestamp: int) -> None:
    while visits.remind_due() == visits.GROUP:
        pass


@app.periodic(cron="* * * * * */10")
@app.task(queue="timers", queueing_lock="cases.extend_deadlines")
def extend_deadlines(timestamp: int) -> None:
    while downtimes.work_off():
        pass


@app.periodic(cron="* * * * *")
@app.task(queue="timers", queueing_lock="cases.escalate")
def escalate(timestamp: int) -> None:
    while escalations.watch():
        pass
    while escalations.climb():
        pass


@app.periodic(cron="*/10 * * * *")
@app.task(queue="timers", queueing_lock="cases.free_left_behind")
def free_left_behind(timestamp: int) -> None:
    departures.free()
