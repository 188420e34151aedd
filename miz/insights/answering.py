"""How long a service really takes to answer: what stands beside its promise on the public page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection

PERIOD = timedelta(days=365)
# A few answers say nothing of the next one.
LEAST = 10
# Every answer of a year is read for it; it changes slowly.
KEPT_SECONDS = 600

_MEDIAN = """
select count(*), percentile_cont(0.5) within group (
    order by extract(epoch from c.answered_at - c.submitted_at))
from cases_case c join catalogue_serviceversion v on v.id = c.version_id
where v.service_id = %s and c.answered_at > %s and c.answered_at <= %s
"""


@dataclass(frozen=True)
class Answered:
    """Of the answers within PERIOD: how many, and in which time half of them were given.

    From submission to answer as the clock goes: holidays, and what was waited for the citizen, are
    in it.
    """

    count: int
    median: timedelta


def usual(service_id: int, now: datetime) -> Answered | None:
    """Nothing while there are fewer than LEAST answers; some minutes old."""
    key = f"answering:{service_id}"
    found = cache.get(key)
    if found is None:
        found = measure(service_id, now)
        cache.set(key, found, KEPT_SECONDS)
    return found if found.count >= LEAST else None


def measure(service_id: int, now: datetime) -> Answered:
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, [service_id, now - PERIOD, now])
        count, seconds = cursor.fetchone()
    return Answered(count, timedelta(seconds=float(seconds or 0)))
