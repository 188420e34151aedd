"""The clock of a promise: working days of the organisation, standing while the citizen owes."""

import datetime
import functools
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from miz.lib.working_time import DEFAULT_HOURS, WorkingCalendar

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NEARLY_DUE = datetime.timedelta(hours=7)


class Span(NamedTuple):
    """From one moment to another."""

    start: datetime.datetime
    end: datetime.datetime


def promise(
    office_hours: dict[str, Any], working_days: int, start: datetime.datetime
) -> datetime.datetime:
    """When an answer promised in `working_days` falls due: aware, UTC."""
    return calendar(office_hours).add_working_days(start, working_days)


def resume(
    office_hours: dict[str, Any],
    due_at: datetime.datetime,
    paused_at: datetime.datetime,
    now: datetime.datetime,
) -> datetime.datetime:
    """The new due moment: as much working time is left as there was when the clock stood."""
    if due_at <= paused_at:
        return due_at
    hours = calendar(office_hours)
    return hours.add_working_time(now, hours.working_time_between(paused_at, due_at))


def lost(
    office_hours: dict[str, Any], downtime: Span, pauses: Iterable[Span]
) -> datetime.timedelta:
    """The office hours of a downtime, without those in which the clock stood anyway.

    Pauses do not overlap one another.
    """
    hours = calendar(office_hours)
    found = hours.working_time_between(*downtime)
    for pause in pauses:
        began, ended = max(downtime.start, pause.start), min(downtime.end, pause.end)
        if began < ended:
            found -= hours.working_time_between(began, ended)
    return found


def extend(
    office_hours: dict[str, Any], due_at: datetime.datetime, lost: datetime.timedelta
) -> datetime.datetime:
    """The due moment after so many office hours were lost."""
    return calendar(office_hours).add_working_time(due_at, lost)


def shorten(
    office_hours: dict[str, Any], due_at: datetime.datetime, lost: datetime.timedelta
) -> datetime.datetime:
    """The due moment before it was extended by so many office hours."""
    return calendar(office_hours).subtract_working_time(due_at, lost)


def after(
    office_hours: dict[str, Any], due_at: datetime.datetime, working_days: int
) -> datetime.datetime:
    """So many working days after a deadline; 0 is the deadline itself."""
    if not working_days:
        return due_at
    return calendar(office_hours).add_working_days(due_at, working_days)


def nearly_due_until(office_hours: dict[str, Any], now: datetime.datetime) -> datetime.datetime:
    """The moment up to which a deadline counts as near: NEARLY_DUE of office hours from now."""
    return calendar(office_hours).add_working_time(now, NEARLY_DUE)


def calendar(office_hours: dict[str, Any]) -> WorkingCalendar:
    """The working calendar of an organisation, of its hours as organisation.yaml has them."""
    return _calendar(json.dumps(office_hours, sort_keys=True))


@functools.lru_cache(maxsize=64)
def _calendar(office_hours: str) -> WorkingCalendar:
    hours = {
        WEEKDAYS.index(day): (_time(span[0]), _time(span[1]))
        for day, span in json.loads(office_hours).items()
        if span
    }
    return WorkingCalendar(hours=hours or DEFAULT_HOURS)


def _time(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)
