"""Iranian working time: which days count, and when a promise made in working days falls due.

Takes aware datetimes, thinks in Tehran's days and hours, and returns aware datetimes in UTC.
"""

import functools
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from miz.lib import holidays as holiday_table
from miz.lib.jalali import TEHRAN, in_tehran

log = logging.getLogger(__name__)

# Office hours by `date.weekday()`, Monday = 0; a weekday that is not there is closed.
Hours = Mapping[int, tuple[time, time]]

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
DEFAULT_HOURS: Hours = MappingProxyType(
    {
        weekday: (time(7, 30), time(14, 30))
        for weekday in (SATURDAY, SUNDAY, MONDAY, TUESDAY, WEDNESDAY)
    }
)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """The office hours of an organisation and the days it is closed.

    `known_until` is the last day `holidays` speaks of; later days count as if they had none, and
    a calculation that touches them says so once in the log. Raises ValueError when no weekday is
    open or an office closes before it opens.
    """

    hours: Hours = field(default_factory=lambda: DEFAULT_HOURS, hash=False)
    holidays: frozenset[date] = field(default_factory=holiday_table.load)
    known_until: date = field(default_factory=holiday_table.last_day)

    def __post_init__(self) -> None:
        if not self.hours or not set(self.hours) <= set(range(7)):
            raise ValueError("hours need at least one weekday, 0 (Monday) to 6 (Sunday)")
        if any(opens >= closes for opens, closes in self.hours.values()):
            raise ValueError("an office must close after it opens")

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office is open on this Tehran day. A datetime is a TypeError."""
        if isinstance(day, datetime):
            # A datetime equals no date, so it would pass by every holiday unnoticed.
            raise TypeError("pass the Tehran date of the moment")
        return day.weekday() in self.hours and day not in self.holidays

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """Return the closing time, in UTC, of the `days`-th working day after the day of `start`.

        The day of `start` never counts, at whatever hour. Raises ValueError unless days >= 1.
        """
        if days < 1:
            raise ValueError("count at least one working day")
        day = in_tehran(start).date()
        for _ in range(days):
            day = self._next_working_day(day)
        self._warn_past(day)
        return _utc(day, self.hours[day.weekday()][1])

    def add_working_time(self, start: datetime, duration: timedelta) -> datetime:
        """Return the moment, in UTC, when `duration` of office hours has passed since `start`.

        Zero from outside office hours gives the next opening. Raises ValueError when negative.
        """
        if duration < timedelta():
            raise ValueError("working time is only added forwards")
        for opens, closes in self._openings(start):
            if duration <= closes - opens:
                self._warn_past(in_tehran(opens).date())
                return opens + duration
            duration -= closes - opens
        raise AssertionError("openings never end")

    def subtract_working_time(self, end: datetime, duration: timedelta) -> datetime:
        """Return the moment, in UTC, from which `duration` of office hours passes until `end`.

        Whole days lead from closing to closing, as adding them does. Raises ValueError when
        negative.
        """
        if duration < timedelta():
            raise ValueError("working time is only taken away backwards")
        for opens, closes in self._openings_back(end):
            if duration < closes - opens:
                self._warn_past(in_tehran(end).date())
                return closes - duration
            duration -= closes - opens
        raise AssertionError("openings never end")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the office hours from `start` to `end`; negative when `end` comes first."""
        if end < start:
            return -self.working_time_between(end, start)
        self._warn_past(in_tehran(end).date())
        total = timedelta()
        for opens, closes in self._openings(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def _next_working_day(self, day: date) -> date:
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _openings(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield opening and closing in UTC, without end, the first cut to begin at `start`.

        At the very minute of closing the first one is empty: adding zero must stay where it is.
        """
        day = in_tehran(start).date() - _DAY
        while True:
            day = self._next_working_day(day)
            opens, closes = (_utc(day, hour) for hour in self.hours[day.weekday()])
            if start <= closes:
                yield max(opens, start.astimezone(UTC)), closes

    def _openings_back(self, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield opening and closing in UTC, backwards without end, the first cut at `end`."""
        day = in_tehran(end).date() + _DAY
        while True:
            day -= _DAY
            if self.is_working_day(day):
                opens, closes = (_utc(day, hour) for hour in self.hours[day.weekday()])
                if opens < end:
                    yield opens, min(closes, end.astimezone(UTC))

    def _warn_past(self, day: date) -> None:
        if day > self.known_until:
            _log_end(self.known_until)


def _utc(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, TEHRAN).astimezone(UTC)


@functools.cache
def _log_end(known_until: date) -> None:
    """Once per process: a deadline beyond the table counts on, without its holidays."""
    log.warning(
        "holidays are known until %s; later deadlines count weekly days off only", known_until
    )
