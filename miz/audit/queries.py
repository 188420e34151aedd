"""Reading the audit: the last word on a subject, and whether the chain still holds."""

import dataclasses
from collections.abc import Iterable

from .actions import GENESIS, digest
from .models import Event


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
