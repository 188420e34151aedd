"""How the connections to other agencies do, as the record of calls tells it.

Of all processes together: a breaker knows only its own.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.utils import timezone

from .base import Connector
from .breaker import REST, THRESHOLD
from .directory import CONNECTORS
from .models import Call

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
SHOWN_FAILURES = 5
Outcome = Call.Outcome
FAILED = (Outcome.UNAVAILABLE, Outcome.REFUSED)

_MEASURED = """
select connector, count(*) filter (where outcome <> 'held'),
    count(*) filter (where outcome in ('unavailable', 'refused')),
    count(*) filter (where outcome = 'held'),
    percentile_cont(0.5) within group (order by milliseconds) filter (where outcome = 'answered'),
    percentile_cont(0.95) within group (order by milliseconds) filter (where outcome = 'answered')
from connectors_call where connector = any(%s) and at > %s group by connector
"""


class Standing(StrEnum):
    WORKS = "works"
    FAILS = "fails"
    HELD = "held"
    REFUSES = "refuses"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a span of time brought; latencies of answers in milliseconds, None without any."""

    asked: int = 0
    failed: int = 0
    held: int = 0
    p50: float | None = None
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    connector: Connector
    standing: Standing
    last_at: datetime.datetime | None
    hour: Measured
    day: Measured
    failures: list[Call]


def connections() -> list[Connection]:
    """Every connector in the order of the directory, measured as far as it is called."""
    now = timezone.now()
    hour, day = _measured(now - HOUR), _measured(now - DAY)
    return [
        _connection(each, now, hour.get(each.name, Measured()), day.get(each.name, Measured()))
        for each in CONNECTORS.values()
    ]


def _connection(
    connector: Connector, now: datetime.datetime, hour: Measured, day: Measured
) -> Connection:
    calls = Call.objects.filter(connector=connector.name, at__gt=now - DAY).order_by("-at", "-id")
    newest = list(calls[:THRESHOLD])
    failures = list(calls.filter(outcome__in=FAILED)[:SHOWN_FAILURES]) if day.failed else []
    last = newest[0].at if newest else None
    return Connection(connector, _standing(newest, now), last, hour, day, failures)


def _standing(newest: list[Call], now: datetime.datetime) -> Standing:
    """What the newest calls of any process say; the newest one comes first."""
    if not newest:
        return Standing.UNKNOWN
    rests = now - newest[0].at < datetime.timedelta(seconds=REST)
    silent = [call.outcome in (Outcome.UNAVAILABLE, Outcome.HELD) for call in newest]
    if newest[0].outcome == Outcome.HELD or (rests and all(silent) and len(silent) == THRESHOLD):
        return Standing.HELD
    if newest[0].outcome == Outcome.REFUSED:
        return Standing.REFUSES
    return Standing.FAILS if silent[0] else Standing.WORKS


def _measured(since: datetime.datetime) -> dict[str, Measured]:
    with connection.cursor() as cursor:
        cursor.execute(_MEASURED, [[*CONNECTORS], since])
        return {name: Measured(*rest) for name, *rest in cursor.fetchall()}
