"""A desk hour that is surely open, and what is said beside the process, in short."""

import datetime
from typing import Any

from django.utils import timezone

from miz.accounts.models import User
from miz.cases import corrections, talk, visits
from miz.cases.models import Case, Visit
from miz.lib import jalali
from miz.lib.working_time import WorkingCalendar

CALENDAR = WorkingCalendar()
PLACE = "خیابان آزادی، طبقهٔ دوم، اتاق ۲۰۵"
DOCUMENTS = "اصل کارت ملی"
REASON = "کارت ملی باید دیده شود."


def open_hour(days: int = 5, hour: int = 10, minute: int = 30) -> datetime.datetime:
    """That hour of the first working day from `days` days on."""
    day = jalali.in_tehran(timezone.now()).date() + datetime.timedelta(days=days)
    while not CALENDAR.is_working_day(day):
        day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(hour, minute), jalali.TEHRAN)


def closed_day() -> datetime.datetime:
    """Ten in the morning of the next Friday but one."""
    day = jalali.in_tehran(timezone.now()).date() + datetime.timedelta(days=8)
    while day.weekday() != 4:
        day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(10), jalali.TEHRAN)


def said(by: User, case: Case) -> dict[str, Any]:
    """The part of every staff action, as the case is now."""
    return {"by": by, "case": case, "revision": Case.objects.get(pk=case.pk).revision}


def invite(by: User, case: Case, **changes: Any) -> Visit:
    invitation: dict[str, Any] = {
        "at": open_hour(), "place": PLACE, "documents": DOCUMENTS,
        "necessity": "document", "reason": REASON,
    }  # fmt: skip
    visits.invite(**said(by, case), **{**invitation, **changes})
    return case.visits.latest("pk")


def ask(by: User, case: Case, field: str, reason: str = "شماره پاسخ نمی‌دهد.") -> None:
    corrections.ask(**said(by, case), field=field, reason=reason)


def tell(by: User, case: Case, text: str = "پروندهٔ شما در دست بررسی است.") -> None:
    talk.tell(**said(by, case), text=text)


def close(case: Case) -> None:
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=now, answered_at=now)
