"""Visits in person: agreed by both sides, reminded of once, counted afterwards."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.models import Organisation, User
from miz.audit.models import Event
from miz.cases import visits
from miz.cases.errors import ChangedMeanwhile, NotAllowed, NotAVisitTime, NotNow
from miz.cases.models import Case, Visit
from miz.catalogue.queries import PublishedService
from miz.lib import holidays, jalali
from miz.outbox.models import Message
from tests import factories
from tests.cases import talking
from tests.cases.people import make
from tests.cases.talking import invite, open_hour, said

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def newest(case: Case, channel: str = "sms") -> str:
    return Message.objects.filter(reference=case.subject, channel=channel).latest("pk").body


def ask_move(case: Case, *proposals: datetime.datetime, **changes: Any) -> Case:
    seen = changes.get("seen") or case.visits.latest("pk").at
    wishes = proposals or (open_hour(7, 9), open_hour(8, 11))
    return visits.ask_move(case=case, seen=seen, proposals=wishes, reason="مسافرم.")


def passed(visit: Visit) -> Visit:
    """The same visit, its time an hour ago."""
    Visit.objects.filter(pk=visit.pk).update(at=timezone.now() - HOUR, remind_at=None)
    visit.refresh_from_db()
    return visit


# --- the way of an invitation


def test_an_invitation_tells_when_where_what_and_why(case: Case, narges: User) -> None:
    visit = invite(narges, case)
    assert (visit.state, visit.invited_by) == ("proposed", narges)
    entry = case.entries.get()
    for fact in (visits.when(visit.at), talking.PLACE, talking.DOCUMENTS, talking.REASON):
        assert fact in entry.text
    assert visits.when(visit.at) in newest(case)
    assert talking.PLACE in newest(case, "email")
    event = Event.objects.get(action="case.invite")
    assert event.details["at"] == visit.at.astimezone(datetime.UTC).isoformat()


def test_the_citizen_confirms(case: Case, narges: User) -> None:
    visit = invite(narges, case)
    visits.confirm(case=case, seen=visit.at)
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    assert "قطعی شد" in newest(case)
    assert case.entries.latest("pk").is_from_citizen
    with pytest.raises(NotNow):
        visits.confirm(case=case, seen=visit.at)


def test_another_time_is_asked_for_accepted_and_confirmed(case: Case, narges: User) -> None:
    visit = invite(narges, case)
    sent = Message.objects.count()
    ask_move(case, open_hour(9, 11), open_hour(7, 9))
    visit.refresh_from_db()
    assert (visit.state, visit.remind_at) == ("move_asked", None)
    assert visit.proposals == [open_hour(7, 9), open_hour(9, 11)]
    assert Message.objects.count() == sent
    visits.move(**said(narges, case), at=visit.proposals[1])
    visit.refresh_from_db()
    assert (visit.state, visit.at, visit.proposals) == ("proposed", open_hour(9, 11), [])
    assert visits.when(visit.at) in newest(case)
    visits.confirm(case=case, seen=visit.at)
    assert visits.live(case).state == "confirmed"  # type: ignore[union-attr]


def test_nobody_confirms_a_time_that_was_changed_meanwhile(case: Case, narges: User) -> None:
    seen = invite(narges, case).at
    visits.move(**said(narges, case), at=open_hour(12))
    with pytest.raises(NotNow, match="عوض شده"):
        visits.confirm(case=case, seen=seen)
    with pytest.raises(NotNow, match="عوض شده"):
        ask_move(case, seen=seen)
    assert visits.live(case).state == "proposed"  # type: ignore[union-attr]


def test_a_wish_waits_for_its_answer(case: Case, narges: User) -> None:
    invite(narges, case)
    ask_move(case)
    with pytest.raises(NotNow, match="پیش‌تر"):
        ask_move(case)
    with pytest.raises(NotNow):
        visits.confirm(case=case, seen=case.visits.get().at)


def test_a_confirmed_visit_can_still_be_asked_to_move(case: Case, narges: User) -> None:
    visit = invite(narges, case)
    visits.confirm(case=case, seen=visit.at)
    ask_move(case)
    assert visits.live(case).state == "move_asked"  # type: ignore[union-attr]


def test_a_cancelled_visit_says_why_and_makes_room_for_another(case: Case, narges: User) -> None:
    visit = invite(narges, case)
    visits.cancel(**said(narges, case), reason="کار از راه دور انجام شد.")
    visit.refresh_from_db()
    assert (visit.state, visit.remind_at) == ("cancelled", None)
    assert "کار از راه دور" in case.entries.latest("pk").text
    assert "لغو شد" in newest(case)
    assert visits.live(case) is None
    invite(narges, case)


def test_one_visit_at_a_time(case: Case, narges: User) -> None:
    invite(narges, case)
    with pytest.raises(NotNow, match="در جریان"):
        invite(narges, case)


@pytest.mark.parametrize(("held", "state", "count"), [(True, "held", 1), (False, "missed", 0)])
def test_after_its_time_it_is_noted_who_came(
    case: Case, narges: User, held: bool, state: str, count: int
) -> None:
    visit = invite(narges, case)
    with pytest.raises(NotNow, match="هنوز نرسیده"):
        visits.settle(**said(narges, case), held=held)
    passed(visit)
    visits.settle(**said(narges, case), held=held)
    visit.refresh_from_db()
    assert visit.state == state
    assert visits.count(case) == count
    with pytest.raises(NotNow):
        visits.cancel(**said(narges, case), reason="دیر")


def test_a_time_that_has_passed_is_not_confirmed(case: Case, narges: User) -> None:
    visit = passed(invite(narges, case))
    with pytest.raises(NotNow, match="گذشته"):
        visits.confirm(case=case, seen=visit.at)


# --- which times


def test_a_holiday_is_no_day_to_come(case: Case) -> None:
    limit = timezone.now() + visits.FURTHEST
    days = [day for day in sorted(holidays.load()) if day > timezone.now().date()]
    day = next(day for day in days if day.weekday() not in (3, 4))
    at = datetime.datetime.combine(day, datetime.time(10), jalali.TEHRAN)
    assert at < limit
    with pytest.raises(NotAVisitTime, match="تعطیل") as refused:
        visits.check_time(case, at)
    assert refused.value.part == "day"


@pytest.mark.parametrize(
    ("at", "part"),
    [
        (lambda: timezone.now() - HOUR, "day"),
        (lambda: timezone.now() + visits.FURTHEST + HOUR, "day"),
        (talking.closed_day, "day"),
        (lambda: open_hour(hour=7, minute=29), "time"),
        (lambda: open_hour(hour=14, minute=30), "time"),
        (lambda: open_hour(hour=22), "time"),
    ],
    ids=["past", "too far", "friday", "before opening", "at closing", "at night"],
)
def test_a_time_at_which_nobody_is_there_is_refused(
    case: Case, narges: User, at: Callable[[], datetime.datetime], part: str
) -> None:
    with pytest.raises(NotAVisitTime) as refused:
        invite(narges, case, at=at())
    assert refused.value.part == part
    assert not Visit.objects.exists()


def test_opening_and_the_last_minute_are_office_hours(case: Case) -> None:
    visits.check_time(case, open_hour(hour=7, minute=30))
    visits.check_time(case, open_hour(hour=14, minute=29))


def test_proposals_are_judged_alike(case: Case, narges: User) -> None:
    invite(narges, case)
    with pytest.raises(NotAVisitTime):
        ask_move(case, open_hour(), talking.closed_day())
    assert visits.live(case).state == "proposed"  # type: ignore[union-attr]


# --- the reminder


def test_the_reminder_comes_once_on_the_working_day_before(case: Case, narges: User) -> None:
    visit = invite(narges, case, at=open_hour(9))
    assert visit.remind_at
    local = jalali.in_tehran(visit.remind_at)
    assert talking.CALENDAR.is_working_day(local.date())
    days = (visit.at.date() - local.date()).days
    between = [local.date() + datetime.timedelta(days=n) for n in range(1, days)]
    assert not any(talking.CALENDAR.is_working_day(day) for day in between)
    assert local.time() == datetime.time(7, 30)
    assert visits.remind_due(now=visit.remind_at - HOUR) == 0
    assert visits.remind_due(now=visit.remind_at) == 1
    assert visits.when(visit.at) in newest(case)
    assert "یادآوری" in newest(case)
    sent = Message.objects.count()
    assert visits.remind_due(now=visit.remind_at + HOUR) == 0
    assert Message.objects.count() == sent
    assert Event.objects.get(action="case.remind_visit").actor_kind == "system"
    assert Case.objects.get(pk=case.pk).revision == 2


def test_a_visit_that_moved_is_reminded_of_at_its_new_time(case: Case, narges: User) -> None:
    first = invite(narges, case, at=open_hour(9)).remind_at
    assert first
    visits.move(**said(narges, case), at=open_hour(20))
    assert visits.remind_due(now=first) == 0
    moved = case.visits.get().remind_at
    assert moved
    assert moved > first


def test_what_is_unsure_cancelled_too_late_or_closed_is_not_reminded_of(
    desk: PublishedService, narges: User
) -> None:
    cases = [factories.case(desk, applicant=factories.applicant(n)) for n in range(4)]
    rows = [invite(narges, each, at=open_hour(9)) for each in cases]
    ask_move(cases[0])
    visits.cancel(**said(narges, cases[1]), reason="دلیل")
    talking.close(cases[2])
    Visit.objects.filter(pk=rows[3].pk).update(at=rows[3].remind_at)
    sent = Message.objects.count()
    assert rows[3].remind_at
    assert visits.remind_due(now=rows[3].remind_at + HOUR) == 2
    assert Message.objects.count() == sent
    assert not Visit.objects.filter(remind_at__isnull=False).exists()


def test_a_visit_at_once_needs_no_reminder(
    case: Case, narges: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = open_hour(1)  # after the desk has opened, so that the day before the next is running
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert invite(narges, case, at=open_hour(1)).remind_at is None


def test_before_the_desk_opens_there_is_still_time_to_remind_of_tomorrow(
    case: Case, narges: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = open_hour(1, hour=2)
    monkeypatch.setattr(timezone, "now", lambda: now)
    visit = invite(narges, case, at=open_hour(1))
    assert visit.remind_at
    assert jalali.in_tehran(visit.remind_at).date() == jalali.in_tehran(now).date()


# --- strangers


def test_a_stranger_invites_moves_cancels_and_settles_nothing(
    case: Case, hajj: Organisation, narges: User, omid: User
) -> None:
    for stranger in (omid, make(hajj, "inspector"), make(hajj, "administrator")):
        with pytest.raises(NotAllowed):
            invite(stranger, case)
    visit = invite(narges, case)
    for act in (
        lambda: visits.move(**said(omid, case), at=open_hour(9)),
        lambda: visits.cancel(**said(omid, case), reason="دلیل"),
        lambda: visits.settle(**said(omid, case), held=True),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert case.visits.get().state == visit.state


def test_a_closed_case_has_no_visit_any_more(case: Case, narges: User) -> None:
    visit = invite(narges, case)
    talking.close(case)
    case.refresh_from_db()
    assert visits.live(case) is None
    with pytest.raises(NotNow, match="بسته"):
        visits.confirm(case=case, seen=visit.at)
    with pytest.raises(NotNow, match="بسته"):
        visits.cancel(**said(narges, case), reason="دلیل")


def test_who_saw_an_older_case_hears_what_happened(case: Case, narges: User) -> None:
    visit = invite(narges, case)
    visits.confirm(case=case, seen=visit.at)
    with pytest.raises(ChangedMeanwhile, match="زمان مراجعهٔ حضوری را تأیید کرد"):
        visits.cancel(by=narges, case=case, revision=2, reason="دلیل")


# --- what must always hold


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": ""},
        {"necessity": "other", "reason": ""},
        {"necessity": "because"},
        {"state": "lost"},
        {"state": "move_asked"},
        {"proposals": [timezone.now()]},
        {"state": "cancelled"},
        {"cancel_reason": "دلیل"},
        {"state": "held", "remind_at": timezone.now()},
        {"state": "move_asked", "proposals": [timezone.now()], "remind_at": timezone.now()},
    ],
)
def test_the_database_refuses_what_cannot_be(
    case: Case, narges: User, wrong: dict[str, Any]
) -> None:
    now = timezone.now()
    right = {"at": now, "place": "اینجا", "necessity": "identity", "invited_by": narges}
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(case=case, invited_at=now, **{**right, **wrong})


def test_the_database_keeps_one_live_visit_of_a_case(case: Case, narges: User) -> None:
    now = timezone.now()
    row = {"at": now, "place": "اینجا", "necessity": "identity", "invited_by": narges}
    Visit.objects.create(case=case, invited_at=now, state="missed", **row)
    Visit.objects.create(case=case, invited_at=now, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(case=case, invited_at=now, state="confirmed", **row)
