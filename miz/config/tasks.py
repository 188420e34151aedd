"""Jobs that belong to no app: upkeep of the queue itself, and what joins two parts."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from miz.catalogue import alerts
from miz.insights import recovery
from miz.lib import jalali


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="config.rescue_stalled_jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """A killed worker leaves its jobs `doing` for ever: another takes them over."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="config.watch_criteria")
def watch_criteria(timestamp: int) -> None:
    """Judges the day so far by the criteria of the process forms."""
    now = timezone.now()
    day = jalali.in_tehran(now).date()
    for service, how in alerts.measured():
        for criterion in how.criteria:
            figures = recovery.of_day(day, seconds=criterion.seconds, now=now)
            if figures.share is not None:
                found = alerts.Found(day, figures.decided, figures.share, figures.delivered.p99)
                alerts.judge(service=service, criterion=criterion, alarm=how.alarm, found=found)
