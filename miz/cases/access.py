"""Who looked at a case or did something with it, as its applicant may know: role and unit of a
member of staff but never the name, when, and what for.

Every door is here: pages of the office, print, files, letters to agencies, what a search found, a
call, an SMS, another system, who brings the codes. A list is not: it masks the names and shows
nothing of what was written (`miz.cases.looks`).
"""

import dataclasses
import datetime

from django.db.models import Q, QuerySet

from miz.audit import queries as audit
from miz.audit.actors import Kind
from miz.audit.models import Event

from .errors import ACTION_WORDS
from .looks import Door
from .models import Case

AT_ONCE = 25
LONGEST_KEY = 18  # digits of a number that the database can hold
# Rows of a time before posts were written down.
COLLEAGUE = "همکار دستگاه"
SAW, TOLD = "case.view", "case.tell_state"
# What of it was looked at: (what was done, what for).
_LOOKS = {
    "": ("آن را دید", "رسیدگی به درخواست"),
    "reason": ("خواست آن را ببیند", ""),
    "paper": ("پیوستی از آن را دید", "بررسی مدارک"),
    "file": ("پیوستی از آن را دریافت کرد", "بررسی مدارک"),
    "process": ("جای آن را در نقشهٔ فرایند دید", "پیگیری مرحلهٔ کار"),
    "similar": ("پاسخ آن را برای درخواستی همانند دید", "نوشتن پاسخی همانند"),
    "letter": ("نامه‌ای دربارهٔ آن را دید", "مکاتبه با دستگاه دیگر"),
    "receipt": ("رسید آن را دید", "دادن رسید به متقاضی"),
}
_PRINTED = ("پروندهٔ آن را چاپ کرد", "نسخهٔ کاغذی پرونده")
_FOUND = ("آن را در میان یافته‌های یک جست‌وجو دید", "یافتن درخواستی از روی نام، کد یا متن")
ASKED = "پرسشی را که از واحدش دربارهٔ آن شد خواند"
_ASKED = (ASKED, "پاسخ به پرسش واحد دیگر")
_SOMETHING = "کاری بر آن انجام داد"
# By which door somebody else learned of it: (who, what was done).
_BOTH_CODES = "کسی که کد ملی و کد پیگیری را داشت"
_DOORS = {
    Door.PHONE: ("کسی که کد پیگیری را داشت", "با تلفن از وضعیت آن باخبر شد"),
    Door.SMS: ("دارندهٔ شمارهٔ همراه درخواست", "با پیامک از وضعیت آن باخبر شد"),
    Door.API: (_BOTH_CODES, "از سامانه‌ای دیگر از وضعیت آن باخبر شد"),
    Door.PORTAL: (_BOTH_CODES, "آن را در درگاه باز کرد"),
    Door.RECEIPT: ("کسی که نشانی رسید را داشت", "رسید آن را دید"),
    Door.REPRESENTATIVE: ("", "آن را از حساب خود باز کرد"),
}
_FOLLOWED = "پیگیری درخواست"


@dataclasses.dataclass(frozen=True)
class Access:
    """`who` is a post, a machine, a representative or who had the codes; `what` a sentence about
    «the request»; `why` what for, empty for an act that says so itself."""

    at: datetime.datetime
    who: str
    what: str
    why: str = ""


@dataclasses.dataclass(frozen=True)
class Accesses:
    """Some accesses, the newest first; `older` is where those before them begin, None at the
    end."""

    shown: list[Access]
    older: int | None


def of(case: Case, before: str = "") -> Accesses:
    """The accesses before the row of that key; from the newest on where it is none."""
    rows, named = _rows(case), audit.among(case.subject)
    if before.isascii() and before.isdecimal() and len(before) <= LONGEST_KEY:
        rows, named = (each.filter(id__lt=int(before)) for each in (rows, named))
    both = [*rows[: AT_ONCE + 1], *named]
    found = sorted(both, key=lambda row: -row.pk)[: AT_ONCE + 1]
    more = len(found) > AT_ONCE
    shown = found[:AT_ONCE]
    return Accesses([_access(case, row) for row in shown], shown[-1].pk if more else None)


def _rows(case: Case) -> QuerySet[Event]:
    """What others did, and who learned of it by a door where nobody signs in. Acts of the applicant
    are left out, but not who stood in the place of the applicant; neither are our own clocks, which
    no person reads."""
    others = Q(actor_kind__in=[Kind.STAFF, Kind.MACHINE]) | Q(action__in=[SAW, TOLD])
    if case.filed_by:
        others |= Q(action="case.open")
    return Event.objects.filter(others, subject=case.subject).order_by("-id")


def _access(case: Case, row: Event) -> Access:
    what, why = _what(case, row)
    return Access(row.at, _who(case, row), what, why)


def _who(case: Case, row: Event) -> str:
    if row.actor_kind == Kind.STAFF:
        return str(row.details.get("post", COLLEAGUE))
    if row.actor_kind == Kind.MACHINE:
        return f"سامانهٔ {row.actor_label}"
    door = _door(row)
    who = door[0] if door else ""
    return who or f"{case.masked_filed_by}، {case.get_relation_display()}"


def _what(case: Case, row: Event) -> tuple[str, str]:
    """What was done, and what for. The reason of an act is said between colleagues; what for
    something sensitive was opened is told in the words of who opened it, and nothing is guessed.
    """
    if door := _door(row):
        return door[1], _FOLLOWED
    if row.action == SAW and "task" in row.details:
        return _ASKED
    if row.action == SAW:
        what, why = _LOOKS.get(row.details.get("what", ""), _LOOKS[""])
        return what, row.reason or ("" if case.sensitive else why)
    if row.action == "case.search":
        return _FOUND
    if row.action == "case.print":
        return _PRINTED
    return ACTION_WORDS.get(row.action, _SOMETHING), ""


def _door(row: Event) -> tuple[str, str] | None:
    """Rows of a time before doors were written down have the name of theirs as their actor."""
    return _DOORS.get(row.details.get("door", row.actor_id)) if row.action in (SAW, TOLD) else None
