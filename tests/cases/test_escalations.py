"""What is late goes up once for each deadline, level by level, and is taken from who is away."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from miz.accounts import leaves
from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.audit.models import Event
from miz.cases import actions, escalations, history
from miz.cases.models import Case, Escalation
from miz.catalogue import queries as catalogue
from miz.catalogue.models import ServiceVersion
from miz.catalogue.queries import PublishedService
from miz.lib import jalali
from miz.lib.jalali import TEHRAN
from tests import factories
from tests.cases import people

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 0, minute: int = 0) -> datetime.datetime:
    """A moment of Tir 1405, whose 6th is a Saturday and whose first three weeks are known."""
    date = jalali.from_iso(f"1405-04-{day:02}")
    return datetime.datetime.combine(date, datetime.time(hour, minute), TEHRAN)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    class Clock:
        now = at(6, 9)

    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


def look(clock: Any, moment: datetime.datetime) -> None:
    """What the worker does every minute."""
    clock.now = moment
    while escalations.watch(limit=2):
        pass
    while escalations.climb(limit=2):
        pass


def went_up(case: Case) -> list[tuple[int, str]]:
    events = Event.objects.filter(subject=case.subject, action="case.escalate").order_by("id")
    return [(event.details["level"], event.details["to"]) for event in events]


DUE = at(13, 14, 30)
SUPERVISOR, HEADQUARTERS = (1, "supervisor"), (2, "headquarters")


def test_it_comes_to_the_supervisor_at_the_deadline_and_once(desk, clock):
    case = factories.case(desk)
    assert case.due_at == DUE
    look(clock, DUE)
    assert went_up(case) == []
    for minute in (31, 32, 33):
        look(clock, at(13, 14, minute))
    assert went_up(case) == [SUPERVISOR]


def test_it_comes_to_headquarters_after_two_working_days(desk, clock):
    case = factories.case(desk)
    look(clock, at(13, 14, 31))
    look(clock, at(15, 14, 29))
    assert went_up(case) == [SUPERVISOR]
    look(clock, at(15, 14, 30))
    look(clock, at(17, 14, 30))
    assert went_up(case) == [SUPERVISOR, HEADQUARTERS]


def test_a_worker_that_was_down_tells_the_level_it_finds(desk, clock):
    case = factories.case(desk)
    look(clock, at(20, 8))
    look(clock, at(20, 9))
    assert went_up(case) == [HEADQUARTERS]


def test_every_late_case_is_told_whatever_the_groups(desk, complaints, clock):
    cases = [factories.case(desk, province=p) for p in ("tehran", "fars", "tehran", "qom")]
    cases.append(factories.case(complaints))
    look(clock, at(21, 8))
    assert [len(went_up(case)) for case in cases] == [1] * 5


def with_ladder(desk: PublishedService, ladder: list[dict[str, Any]]) -> PublishedService:
    """A version like the desk's, with a ladder of its own."""
    like = ServiceVersion.objects.get(pk=desk.version_id)
    like.identity["desk"]["escalation"] = ladder
    like.pk, like.number, like.digest = None, like.number + 1, "made for a test"
    like.save(force_insert=True)
    return catalogue.version(like.pk)


def test_a_package_may_have_a_ladder_of_its_own(desk, clock):
    ladder = [{"after": 1, "to": "supervisor"}, {"after": 3, "to": "headquarters"}]
    case = factories.case(with_ladder(desk, ladder))
    look(clock, at(13, 15))
    assert went_up(case) == []
    look(clock, at(14, 14, 30))
    assert went_up(case) == [SUPERVISOR]
    look(clock, at(16, 14, 30))
    assert went_up(case) == [SUPERVISOR, HEADQUARTERS]


def test_answered_and_waiting_cases_are_not_late(desk, narges, clock):
    answered, waiting = factories.case(desk), factories.case(desk)
    actions.complete(by=narges, case=answered, revision=1, outcome="answer", text="بله")
    actions.complete(by=narges, case=waiting, revision=1, outcome="ask", text="مدرک؟")
    look(clock, at(20, 8))
    assert went_up(answered) == went_up(waiting) == []


def test_what_pauses_after_its_deadline_goes_higher_when_it_is_back(desk, narges, clock):
    case = factories.case(desk)
    look(clock, at(13, 15))
    actions.complete(by=narges, case=case, revision=1, outcome="ask", text="مدرک؟")
    look(clock, at(20, 8))
    assert went_up(case) == [SUPERVISOR]
    actions.receive(by=CITIZEN, case=case, message="citizen_reply", text="این")
    look(clock, at(20, 9))
    assert went_up(case) == [SUPERVISOR, HEADQUARTERS]


def test_what_was_answered_late_goes_no_higher(desk, narges, clock):
    case = factories.case(desk)
    look(clock, at(13, 15))
    actions.complete(by=narges, case=case, revision=1, outcome="answer", text="بله")
    look(clock, at(20, 8))
    assert went_up(case) == [SUPERVISOR]
    assert Escalation.objects.get(case=case).next_at is None


def test_a_deadline_that_was_moved_has_not_been_missed(desk, parisa, clock):
    case = factories.case(desk)
    look(clock, at(13, 15))
    assert escalations.told(parisa)[0][0].case == case
    Case.objects.filter(pk=case.pk).update(due_at=at(20, 14, 30))
    look(clock, at(17, 8))
    assert went_up(case) == [SUPERVISOR]
    assert escalations.told(parisa) == ([], False)
    look(clock, at(20, 15))
    assert went_up(case) == [SUPERVISOR, SUPERVISOR]


def test_it_leaves_the_page_that_somebody_is_writing_on_alone(desk, narges, clock):
    case = factories.case(desk)
    actions.claim(by=narges, case=case, revision=1)
    look(clock, at(13, 15))
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.revision, fresh.assignee) == (2, narges)


def away(user: User, first: int, last: int) -> None:
    starts_on, ends_on = (jalali.from_iso(f"1405-04-{day:02}") for day in (first, last))
    leaves.enter(by=user, user=user, starts_on=starts_on, ends_on=ends_on, delegate=None)


def test_what_lies_with_somebody_away_goes_back_to_the_queue(desk, narges, reza, clock):
    gone, here = factories.case(desk), factories.case(desk)
    actions.claim(by=narges, case=gone, revision=1)
    actions.claim(by=reza, case=here, revision=1)
    away(narges, 10, 13)
    look(clock, at(13, 15))
    assert Case.objects.get(pk=gone.pk).assignee is None
    assert Case.objects.get(pk=here.pk).assignee == reza
    happened = [row for row in history.of(gone) if row.action == "case.escalate"]
    assert happened[0].changed == {"assignee_id": [narges.pk, None]}


def test_who_is_back_keeps_it(desk, narges, clock):
    case = factories.case(desk)
    actions.claim(by=narges, case=case, revision=1)
    away(narges, 10, 12)
    look(clock, at(13, 15))
    assert Case.objects.get(pk=case.pk).assignee == narges


def seen(user: User) -> set[str]:
    return {row.case.tracking_code for row in escalations.told(user)[0]}


def test_each_is_told_of_the_own_scope(desk, complaints, hajj, parisa, inspector, clock):
    boss, stranger = people.make(hajj, "headquarters"), people.colleague_elsewhere("supervisor")
    tehran, fars = factories.case(desk), factories.case(desk, province="fars")
    complaint = factories.case(complaints)
    look(clock, at(13, 15))
    assert seen(parisa) == {tehran.tracking_code}
    assert seen(boss) == set()
    look(clock, at(15, 15))
    assert seen(parisa) == {tehran.tracking_code}
    assert seen(boss) == {tehran.tracking_code, fars.tracking_code}
    look(clock, at(27, 15))
    assert seen(inspector) == {complaint.tracking_code}
    assert seen(stranger) == set()
