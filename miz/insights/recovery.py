"""How long people wait who forgot their password: the measured criteria of the process form.

Every recovery counts from the moment it was asked for. The desk answers for what lies in its hand:
until the message is delivered, by the carrier's report. What is shown beside it, `sent` (handed to
the carrier) and `password_set` (by the person), judges nobody. Who has no account gets an answer
that looks the same and is never counted.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from miz.catalogue.process_forms import Criterion, Measuring, Run
from miz.lib import jalali

OUTSIDE = "بیرون از عملیات"
PERCENTILES = [0.5, 0.95, 0.99]
# What is shown beside the judged span, `delivered`, of each measure.
BESIDE = {"recovery.password_set": "password_set", "recovery.sms": "sent"}

# A percentile is of those that came; an empty group has none.
_SPAN = """count({0}), count({0}) filter (where {0} < %(seconds)s),
    percentile_cont(%(percentiles)s::float8[]) within group (order by {0})"""
_MEASURE = f"""
with period as (
    select * from unnest(%(numbers)s::int[], %(opens)s::timestamptz[], %(closes)s::timestamptz[])
        as p (number, opens, closes)
), recovery as (
    select r.asked_at,
        extract(epoch from m.sent_at - r.asked_at)::float8 as sent,
        extract(epoch from m.delivered_at - r.asked_at)::float8 as delivered,
        extract(epoch from r.password_set_at - r.asked_at)::float8 as password_set
    from citizens_recovery r join outbox_message m on m.id = r.message_id
    where r.asked_at >= %(first)s and r.asked_at < %(last)s
        and r.citizen_id is not null and not m.decoy
)
select number, count(asked_at),
    count(asked_at) filter (
        where delivered is not null
        or asked_at < %(now)s - make_interval(secs => %(seconds)s)),
    {_SPAN.format("delivered")},
    {_SPAN.format("sent")},
    {_SPAN.format("password_set")}
from period left join recovery on asked_at >= opens and asked_at < closes
group by number order by number
"""  # noqa: S608 - column names of our own


@dataclasses.dataclass(frozen=True)
class Span:
    """From asked to some moment: how many came to it, how many within the acceptance; seconds."""

    came: int
    within: int
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None


@dataclasses.dataclass(frozen=True)
class Figures:
    """Of one period. `decided` are delivered, or older than the acceptance: the rest may yet be
    in time."""

    asked: int
    decided: int
    delivered: Span
    sent: Span
    password_set: Span

    @property
    def missing(self) -> int:
        """How many have no report of their delivery, and are too old to be in time."""
        return self.decided - self.delivered.came

    @property
    def share(self) -> float | None:
        """Which part (0 to 1) of the decided was delivered in time; None before any is."""
        return self.delivered.within / self.decided if self.decided else None


@dataclasses.dataclass(frozen=True)
class Period:
    """A named stretch of days, in one piece or more; the last day of a piece is not in it."""

    name: str
    pieces: tuple[tuple[date, date], ...]


@dataclasses.dataclass(frozen=True)
class Measured:
    """A criterion and its figures: of the whole operation, outside it, and month by month."""

    criterion: Criterion
    whole: Figures
    outside: Figures
    months: list[tuple[Period, Figures]]

    @property
    def rows(self) -> list[tuple[str, Figures]]:
        """The months with their names, then what lies outside the operation."""
        months = [(period.name, figures) for period, figures in self.months]
        return [*months, (OUTSIDE, self.outside)]

    @property
    def beside(self) -> str:
        """Which moment is shown beside the one that is judged: a field of Figures."""
        return BESIDE[self.criterion.measure]


def measured(how: Measuring, now: datetime) -> list[Measured]:
    """What there is of each criterion since the operation before the latest one closed."""
    asked = periods(how, jalali.in_tehran(now).date())
    return [_measured(criterion, asked, now) for criterion in how.criteria]


def _measured(criterion: Criterion, periods: list[Period], now: datetime) -> Measured:
    whole, outside, *months = measure(periods, seconds=criterion.seconds, now=now)
    return Measured(criterion, whole, outside, list(zip(periods[2:], months, strict=True)))


def measure(periods: Sequence[Period], *, seconds: int, now: datetime) -> list[Figures]:
    """The figures of each period, for an acceptance of so many seconds; one statement."""
    pieces = [(n, *piece) for n, period in enumerate(periods) for piece in period.pieces]
    numbers = [number for number, _, _ in pieces]
    opens = [jalali.midnight(first) for _, first, _ in pieces]
    closes = [jalali.midnight(last) for _, _, last in pieces]
    asked: dict[str, Any] = {
        "numbers": numbers, "opens": opens, "closes": closes, "first": min(opens),
        "last": max(closes), "percentiles": PERCENTILES, "seconds": seconds, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, asked)
        return [_figures(*row[1:]) for row in cursor.fetchall()]


def of_day(day: date, *, seconds: int, now: datetime) -> Figures:
    """The figures of one Tehran day."""
    period = Period("", ((day, day + timedelta(days=1)),))
    return measure([period], seconds=seconds, now=now)[0]


def periods(how: Measuring, today: date) -> list[Period]:
    """The latest operation as a whole, what lies outside it since the one before, its months."""
    run = how.operation.latest(today)
    tomorrow = today + timedelta(days=1)
    closes = min(run.closes, tomorrow)
    outside = [(how.operation.before(run).closes, run.opens), (closes, tomorrow)]
    return [
        Period("", ((run.opens, closes),)),
        Period(OUTSIDE, tuple(piece for piece in outside if piece[0] < piece[1])),
        *_months(Run(run.opens, closes)),
    ]


def _months(run: Run) -> Iterable[Period]:
    """The Jalali months that a run has days in."""
    first = run.opens
    while first < run.closes:
        last = min(jalali.next_month(first), run.closes)
        yield Period(jalali.format_month(first), ((first, last),))
        first = last


def _figures(asked: int, decided: int, *spans: Any) -> Figures:
    return Figures(asked, decided, *(_span(*spans[at : at + 3]) for at in (0, 3, 6)))


def _span(came: int, within: int, percentiles: list[float] | None) -> Span:
    return Span(came, within, *(percentiles or ()))
