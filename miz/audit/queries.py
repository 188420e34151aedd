"""Reading the audit: the last word on a subject, and whether the chain still holds."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.db.models import QuerySet

from .actions import CHAIN, GENESIS, digest
from .models import AMONG, Event


@dataclasses.dataclass(frozen=True)
class Verdict:
    """`broken_at` is the first position that does not fit, None when the chain holds."""

    checked: int
    unsealed: int
    head: str
    broken_at: int | None


def last(subject: str, actions: Iterable[str]) -> Event | None:
    """The latest row about `subject` that tells of one of `actions`."""
    return Event.objects.filter(subject=subject, action__in=list(actions)).order_by("-id").first()


def among(subject: str) -> QuerySet[Event]:
    """The rows that name `subject` together with others.

    Take them whole and sort them afterwards: with an order and a limit the planner might walk the
    table in the hope of many.
    """
    rows = Event.objects.alias(named=AMONG)
    return rows.filter(named__contains=[subject])  # type: ignore[misc]  # a list in the JSON


def verify() -> Verdict:
    """Walks the whole chain, in O(rows) time and constant memory."""
    link, checked = GENESIS, 0
    sealed = Event.objects.filter(position__isnull=False).order_by("position")
    for event in sealed.iterator(chunk_size=5000):
        expected = digest(link, checked + 1, event)
        if event.position != checked + 1 or bytes(event.digest or b"") != expected:
            return Verdict(checked, _unsealed(), link.hex(), checked + 1)
        link, checked = expected, checked + 1
    return Verdict(checked, _unsealed(), link.hex(), None)


def _unsealed() -> int:
    return Event.objects.filter(digest__isnull=True).count()


@dataclasses.dataclass(frozen=True)
class Health:
    """Of the chain as a page shows it: `sealed_at` and `head` of the newest sealed row, and the
    last verdict of the nightly walk; None where there is none yet."""

    sealed: int
    sealed_at: datetime.datetime | None
    head: str
    unsealed: int
    verdict: Event | None


def health() -> Health:
    newest = Event.objects.filter(position__isnull=False).order_by("-position").first()
    return Health(
        sealed=(newest.position or 0) if newest else 0,
        sealed_at=newest.at if newest else None,
        head=bytes(newest.digest or b"").hex() if newest else "",
        unsealed=_unsealed(),
        verdict=last(CHAIN, ["audit.verify"]),
    )
