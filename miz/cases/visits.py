"""Visits in person: when, where, with which documents and why, agreed by both sides.

    proposed -> confirmed | move_asked; any of the three -> proposed (another time) | cancelled;
    when its time has passed -> held | missed

A case has at most one live visit. What the citizen says names the time that was seen, so that
nobody confirms a time that was changed meanwhile. On the working day before, the worker reminds.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.audit import actions as audit
from miz.audit.actors import SYSTEM
from miz.catalogue import queries as catalogue
from miz.citizens import writing
from miz.lib import digits, jalali
from miz.lib.working_time import WorkingCalendar
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft

from . import deadlines, messages, talk, turns
from .errors import NotAVisitTime, NotNow
from .models import Case, Entry, State, Visit

FURTHEST = datetime.timedelta(days=180)
GROUP = 50
_DAY = datetime.timedelta(days=1)


# --- staff


@transaction.atomic
def invite(
    *,
    by: User,
    case: Case,
    revision: int,
    at: datetime.datetime,
    place: str,
    necessity: str,
    reason: str = "",
    documents: str = "",
) -> Case:
    """Invites at an aware moment that `check_time` accepts; `reason` may be empty unless the
    `necessity` is other."""
    case = turns.in_hand(by, case, revision)
    if case.visits.live().exists():
        raise NotNow("برای این درخواست دعوتی در جریان است.")
    check_time(case, at)
    visit = case.visits.create(
        at=at, place=place, documents=documents, necessity=necessity, reason=reason,
        invited_by=by, invited_at=timezone.now(), remind_at=_reminder(case, at),
    )  # fmt: skip
    return _conclude(visit, case, "case.invite", _invitation(visit), by=by, event="invited")


@transaction.atomic
def move(*, by: User, case: Case, revision: int, at: datetime.datetime) -> Case:
    """Sets another time, one of the citizen's or the desk's own; the citizen confirms it anew."""
    case = turns.in_hand(by, case, revision)
    visit = _live(case)
    check_time(case, at)
    visit.at, visit.remind_at = at, _reminder(case, at)
    visit.state, visit.proposals, visit.move_reason = Visit.State.PROPOSED, [], ""
    text = f"زمان تازهٔ مراجعه: {when(visit.at)}"
    return _conclude(visit, case, "case.move_visit", text, by=by, event="visit_moved")


@transaction.atomic
def cancel(*, by: User, case: Case, revision: int, reason: str) -> Case:
    case = turns.in_hand(by, case, revision)
    visit = _live(case)
    visit.state, visit.cancel_reason = Visit.State.CANCELLED, reason
    visit.proposals, visit.remind_at = [], None
    text = f"مراجعهٔ {when(visit.at)} لغو شد.\nدلیل: {reason}"
    return _conclude(visit, case, "case.cancel_visit", text, by=by, event="visit_cancelled")


@transaction.atomic
def settle(*, by: User, case: Case, revision: int, held: bool) -> Case:
    """Notes, after its time, whether the citizen came."""
    case = turns.in_hand(by, case, revision)
    visit = _live(case)
    if visit.at > timezone.now():
        raise NotNow("زمان این مراجعه هنوز نرسیده است.")
    visit.state = Visit.State.HELD if held else Visit.State.MISSED
    visit.proposals, visit.remind_at = [], None
    text = "مراجعهٔ حضوری انجام شد." if held else "در زمان مراجعه حاضر نشدید."
    return _conclude(visit, case, "case.settle_visit", text, by=by)


# --- the citizen


@transaction.atomic
def confirm(*, case: Case, seen: datetime.datetime) -> Case:
    case = turns.reached(case)
    visit = _seen(case, seen)
    if visit.state != Visit.State.PROPOSED:
        raise NotNow("این زمان منتظر تأیید شما نیست.")
    if visit.at <= timezone.now():
        raise NotNow("زمان این مراجعه گذشته است.")
    visit.state = Visit.State.CONFIRMED
    text = f"زمان مراجعه را تأیید کردم: {when(visit.at)}"
    return _conclude(visit, case, "case.confirm_visit", text, event="visit_confirmed")


@transaction.atomic
def ask_move(
    *,
    case: Case,
    seen: datetime.datetime,
    proposals: Sequence[datetime.datetime],
    reason: str,
) -> Case:
    """Asks for another time, one or two; until the desk has answered, nothing is sure."""
    case = turns.reached(case)
    visit = _seen(case, seen)
    if visit.state == Visit.State.MOVE_ASKED:
        raise NotNow("پیش‌تر زمان دیگری خواسته‌اید و هنوز پاسخ آن نیامده است.")
    for at in proposals:
        check_time(case, at)
    visit.state, visit.remind_at = Visit.State.MOVE_ASKED, None
    visit.proposals, visit.move_reason = sorted(set(proposals)), reason
    wishes = "\n".join(f"• {when(at)}" for at in visit.proposals)
    text = f"زمان دیگری می‌خواهم:\n{wishes}\nدلیل: {reason}"
    return _conclude(visit, case, "case.ask_move", text)


# --- the clock


def check_time(case: Case, at: datetime.datetime) -> None:
    """Raises NotAVisitTime unless the office of the case is open at `at`, soon but not yet."""
    now, hours = timezone.now(), _hours(case)
    local = jalali.in_tehran(at)
    if at <= now:
        raise NotAVisitTime("زمان مراجعه باید در آینده باشد.", "day")
    if at > now + FURTHEST:
        raise NotAVisitTime("زمان مراجعه باید در شش ماه آینده باشد.", "day")
    if not hours.is_working_day(local.date()):
        closed = f"{jalali.weekday_name(at)} {jalali.format_date(at)}"
        raise NotAVisitTime(f"{closed} تعطیل است؛ روز دیگری برگزینید.", "day")
    opens, closes = hours.hours[local.weekday()]
    if not opens <= local.time() < closes:
        span = digits.to_persian(f"{opens:%H:%M} تا {closes:%H:%M}")
        raise NotAVisitTime(f"ساعت کاری این روز {span} است.", "time")


def remind_due(limit: int = GROUP, now: datetime.datetime | None = None) -> int:
    """Writes the reminders whose moment has come, each once; answers how many were looked at."""
    now = now or timezone.now()
    with transaction.atomic():
        due = Visit.objects.filter(remind_at__lte=now).order_by("remind_at", "id")
        held = due.select_for_update(skip_locked=True, of=("self",)).select_related("case")
        visits = list(held[:limit])
        for visit in visits:
            _remind(visit, now)
    return len(visits)


def _remind(visit: Visit, now: datetime.datetime) -> None:
    """One that comes too late is left out, and a closed case is nobody's concern any more."""
    visit.remind_at = None
    if visit.at > now and visit.case.state != State.CLOSED:
        visit.reminded_at = now
        drafts = _drafts(visit, visit.case, "visit_reminder")
        outbox.queue(drafts=drafts, reference=visit.case.subject)
        audit.record(by=SYSTEM, action="case.remind_visit", subject=visit.case.subject, at=now)
    visit.save(update_fields=["remind_at", "reminded_at"])


def _reminder(case: Case, at: datetime.datetime) -> datetime.datetime | None:
    """The opening of the working day before; None when that has passed already."""
    hours, day = _hours(case), jalali.in_tehran(at).date() - _DAY
    while not hours.is_working_day(day):
        day -= _DAY
    opening = datetime.datetime.combine(day, hours.hours[day.weekday()][0], jalali.TEHRAN)
    return opening if opening > timezone.now() else None


def _hours(case: Case) -> WorkingCalendar:
    return deadlines.calendar(catalogue.version(case.version_id).office_hours)


# --- reads and words


def live(case: Case) -> Visit | None:
    """The visit that is being agreed or awaited; none when the case is closed."""
    return None if case.state == State.CLOSED else case.visits.live().first()


def count(case: Case) -> int:
    """How often the citizen came in person."""
    return case.visits.filter(state=Visit.State.HELD).count()


def when(at: datetime.datetime) -> str:
    """«سه‌شنبه ۱۷ آذر، ساعت ۱۰:۳۰ ق.ظ»: within half a year no year is needed."""
    return writing.moment(at, writing.PERSIAN)


def _invitation(visit: Visit) -> str:
    lines = [
        f"دعوت به مراجعهٔ حضوری: {when(visit.at)}",
        f"مکان: {visit.place}",
        f"مدارک همراه: {visit.documents}" if visit.documents else "",
        f"علت حضور: {visit.why}",
    ]
    return "\n".join(line for line in lines if line)


def _conclude(
    visit: Visit, case: Case, action: str, text: str, *, by: User | None = None, event: str = ""
) -> Case:
    visit.save()
    drafts = _drafts(visit, case, event) if event else []
    at = visit.at.astimezone(datetime.UTC).isoformat()
    details: dict[str, Any] = {"visit": visit.pk, "state": visit.state, "at": at}
    return talk.conclude(
        case, action, Entry.Kind.VISIT, text, by=by, drafts=drafts, details=details
    )


def _drafts(visit: Visit, case: Case, event: str) -> list[Draft]:
    # A place may tell what a case is about; others read a person's messages.
    hidden = case.sensitive or case.confidential
    place = messages.ON_THE_PAGE if hidden else visit.place
    return messages.drafts(case, event, visit_time=visit.at, visit_place=place)


def _live(case: Case) -> Visit:
    # Held too: the worker reminds without the case, and what it wrote must not be undone.
    visit = case.visits.live().select_for_update().first()
    if visit is None:
        raise NotNow("دعوتی در جریان نیست.")
    return visit


def _seen(case: Case, seen: datetime.datetime) -> Visit:
    visit = _live(case)
    if visit.at != seen:
        raise NotNow("زمان مراجعه در این میان عوض شده است. زمان تازه را ببینید.")
    return visit
