"""Searching the audit: bounded work for every question, whatever the size of the table.

A subject has an index of its own. Everything else walks the rows from the newest down, a window
of WINDOW rows at a time; an index for each question would make every submission dearer. Days are
found by halving: rows are written in the order of their time, but for what runs at once (SLACK).
"""

import dataclasses
import datetime
from collections.abc import Collection

from django.db.models import Max, QuerySet

from .models import Event

WINDOW = 300_000
SLACK = datetime.timedelta(minutes=10)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """`since` and `until` are moments, the second not included; `before` is a row's number.
    What staff of the ids `hidden` did is left out."""

    subject: str = ""
    actor: tuple[str, str] | None = None
    action: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    before: int | None = None
    hidden: Collection[str] = ()


@dataclasses.dataclass(frozen=True)
class Found:
    """`before` is where to go on, None at the end; there may be more though nothing was found."""

    rows: list[Event]
    before: int | None


def search(wanted: Wanted, size: int) -> Found:
    """The newest first."""
    top = wanted.before or _top(wanted.until)
    floor = 0 if wanted.subject else max(top - WINDOW, 0)
    rows = list(_fitting(wanted).filter(id__lt=top, id__gte=floor).order_by("-id")[: size + 1])
    if len(rows) > size:
        return Found(rows[:size], rows[size - 1].pk)
    return Found(rows, floor if floor and not _past(wanted, floor) else None)


def _fitting(wanted: Wanted) -> QuerySet[Event]:
    rows = Event.objects.defer("details", "digest")
    if wanted.hidden:
        rows = rows.exclude(actor_kind="staff", actor_id__in=list(wanted.hidden))
    if wanted.actor:
        kind, number = wanted.actor
        rows = rows.filter(actor_kind=kind, **({"actor_id": number} if number else {}))
    conditions = {
        "subject": wanted.subject,
        "action": wanted.action,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    return rows.filter(**{name: value for name, value in conditions.items() if value})


def _top(until: datetime.datetime | None) -> int:
    """A number that all rows before that moment are under."""
    newest: int = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    return newest + 1 if until is None else _first_after(until + SLACK, newest + 1)


def _first_after(moment: datetime.datetime, end: int) -> int:
    """The number of the first row that is as late, `end` when there is none: some 24 looks."""
    low, high = 0, end
    while low < high:
        middle = (low + high) // 2
        at = Event.objects.filter(id__gte=middle).order_by("id").values_list("at", flat=True)[:1]
        if at and at[0] < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _past(wanted: Wanted, floor: int) -> bool:
    """Whether the walk has left the days that are wanted."""
    if wanted.since is None:
        return False
    at = Event.objects.filter(id__gte=floor).order_by("id").values_list("at", flat=True).first()
    return at is not None and at < wanted.since - SLACK
