"""When a timer event is due: ISO 8601 moments, durations and cycles, by the clock of the wall or
by the office hours of the organisation.

A `timeDate` is a moment (`2026-11-22T10:00:00+03:30`; a date alone means its beginning in
Tehran), a `timeDuration` is `P3D`, `PT2H30M`, a `timeCycle` `R3/PT24H`. Each may also be the name
of a text in the data that holds one. The property `clock` = `working` on the event makes days
working days and hours office hours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from miz.lib.jalali import TEHRAN
from miz.lib.working_time import WorkingCalendar

from .errors import ExpressionFailed
from .expressions import Value

NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_DURATION = re.compile(
    r"P(?=.)(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d{1,4})?/(?P<every>P.+)")
ENDLESS = -1


@dataclass(frozen=True)
class Clock:
    """The moment of a call, and the calendar of the organisation."""

    now: datetime
    calendar: WorkingCalendar

    def after(self, start: datetime, wait: timedelta, *, working: bool) -> datetime:
        if not working:
            return start + wait
        if wait.days:
            start = self.calendar.add_working_days(start, wait.days)
        return self.calendar.add_working_time(start, timedelta(seconds=wait.seconds))


@dataclass(frozen=True)
class Due:
    """A timer that runs: when it fires, how often after that (ENDLESS: as long as it can), and
    the duration between."""

    at: datetime
    again: int = 0
    every: str = ""

    def dump(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()} {self.again} {self.every}".strip()

    @classmethod
    def load(cls, text: str) -> "Due":
        at, again, *every = text.split(" ")
        return cls(datetime.fromisoformat(at), int(again), "".join(every))


def check(kind: str, text: str) -> None:
    """ValueError unless the text of a timer is one of the three forms, or a name."""
    if not NAME.fullmatch(text):
        {"date": _moment, "duration": duration, "cycle": _cycle}[kind](text)


def due(timer: tuple[str, str], clock: Clock, data: Mapping[str, Value], *, working: bool) -> Due:
    """When a timer that starts now fires; ExpressionFailed when its data says nothing usable."""
    kind, text = timer
    if NAME.fullmatch(text):
        text = str(data.get(text) or "")
    try:
        if kind == "date":
            return Due(_moment(text))
        times, every = _cycle(text) if kind == "cycle" else (1, text)
        at = clock.after(clock.now, duration(every), working=working)
        return Due(at, times - 1 if times > 0 else times, every)
    except ValueError as error:
        raise ExpressionFailed(timer[1]) from error


def following(fired: Due, clock: Clock, *, working: bool) -> Due | None:
    """The next round of a cycle; rounds that were missed while nothing ran count as one."""
    if fired.again == 0:
        return None
    wait, at, again = duration(fired.every), fired.at, fired.again
    while at <= clock.now:
        if again == 0:
            return None
        at, again = clock.after(at, wait, working=working), again - 1 if again > 0 else again
    return Due(at, again, fired.every)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=TEHRAN)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    wait = timedelta(**{unit: int(number) for unit, number in found.groupdict(default="0").items()})
    if not timedelta(seconds=1) <= wait <= timedelta(days=3660):
        raise ValueError(text)
    return wait


def _cycle(text: str) -> tuple[int, str]:
    """How often and how far apart: at least a minute, for rounds missed are counted one by one."""
    found = _CYCLE.fullmatch(text)
    if found is None or int(found["times"] or 1) == 0:
        raise ValueError(text)
    if duration(found["every"]) < timedelta(minutes=1):
        raise ValueError(text)
    return int(found["times"] or ENDLESS), found["every"]
