"""Who looked at a case or did something with it, as its applicant may know: role and unit of a
member of staff but never the name, when, and what for."""

import dataclasses
import datetime

from django.db.models import Q, QuerySet

from miz.audit.actors import Kind
from miz.audit.models import Event

from .errors import ACTION_WORDS
from .models import Case

AT_ONCE = 25
LONGEST_KEY = 18  # digits of a number that the database can hold
# Rows of a time before posts were written down.
COLLEAGUE = "همکار دستگاه"
SAW = "case.view"
_LOOKS = {
    "paper": "پیوستی از آن را دید",
    "file": "پیوستی از آن را دریافت کرد",
    "process": "جای آن را در نقشهٔ فرایند دید",
    "similar": "پاسخ آن را برای درخواستی همانند دید",
}
_WORDS = {
    **ACTION_WORDS,
    SAW: "آن را دید",
    "case.print": "پروندهٔ آن را چاپ کرد",
}
ASKED = "پرسشی را که از واحدش دربارهٔ آن شد خواند"
_SOMETHING = "کاری بر آن انجام داد"


@dataclasses.dataclass(frozen=True)
class Access:
    """`who` is a post, a machine or a representative; `what` a sentence about «the request»."""

    at: datetime.datetime
    who: str
    what: str


@dataclasses.dataclass(frozen=True)
class Accesses:
    """Some accesses, the newest first; `older` is where those before them begin, None at the
    end."""

    shown: list[Access]
    older: int | None


def of(case: Case, before: str = "") -> Accesses:
    """The accesses before the row of that key; from the newest on where it is none."""
    rows = _rows(case)
    if before.isascii() and before.isdecimal() and len(before) <= LONGEST_KEY:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: AT_ONCE + 1])
    more = len(found) > AT_ONCE
    shown = found[:AT_ONCE]
    return Accesses([_access(case, row) for row in shown], shown[-1].pk if more else None)


def _rows(case: Case) -> QuerySet[Event]:
    """What others did. What the applicant did is left out, but not who stood in the place of the
    applicant; neither are our own clocks, which no person reads."""
    others = Q(actor_kind__in=[Kind.STAFF, Kind.MACHINE])
    if case.filed_by:
        others |= Q(action="case.open")
    return Event.objects.filter(others, subject=case.subject).order_by("-id")


def _access(case: Case, row: Event) -> Access:
    return Access(row.at, _who(case, row), _what(row))


def _who(case: Case, row: Event) -> str:
    if row.actor_kind == Kind.STAFF:
        return str(row.details.get("post", COLLEAGUE))
    if row.actor_kind == Kind.MACHINE:
        return f"سامانهٔ {row.actor_label}"
    return f"{case.masked_filed_by}، {case.get_relation_display()}"


def _what(row: Event) -> str:
    """What was done, without the words for it: reasons are said between colleagues."""
    if row.action == SAW and "task" in row.details:
        return ASKED
    if row.action == SAW:
        return _LOOKS.get(row.details.get("what", ""), _WORDS[SAW])
    return _WORDS.get(row.action, _SOMETHING)
