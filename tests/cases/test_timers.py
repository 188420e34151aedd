"""Moments that come while nobody is looking: once each, in their order, and for each case alone."""

import datetime

import pytest
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import actions, timers
from miz.cases.errors import ChangedMeanwhile
from miz.cases.models import Case, Incident, ProcessState, State
from miz.catalogue.queries import PublishedService
from miz.outbox.models import Message
from tests import factories
from tests.cases import processes

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
PING = {"ping": {"sms": "درخواست {tracking_code} هنوز در دست بررسی است."}}


def opened(desk: PublishedService, xml: bytes, **more: object) -> Case:
    return factories.case(factories.service_with(desk, xml, messages=PING), **more)


def due(case: Case) -> datetime.datetime | None:
    return ProcessState.objects.get(case=case).due_at


def fire(after: datetime.timedelta) -> int:
    return timers.fire_due(now=timezone.now() + after)


def told(case: Case) -> int:
    return Message.objects.filter(reference=case.subject, body__contains="هنوز").count()


def test_the_moment_of_a_timer_stands_beside_the_case(desk):
    case = opened(desk, processes.reminded("P3D"))
    assert due(case) == case.submitted_at + 3 * DAY


def test_a_case_without_timers_has_no_moment(desk):
    assert due(factories.case(desk)) is None


def test_a_timer_that_is_due_tells_the_citizen_and_is_gone(desk):
    case = opened(desk, processes.reminded("P3D"))
    assert (fire(2 * DAY), told(case)) == (0, 0)
    assert (fire(3 * DAY), told(case), due(case)) == (1, 1, None)
    assert (fire(3 * DAY), told(case)) == (0, 1)


def test_a_cycle_missed_while_the_worker_was_down_is_told_once(desk):
    case = opened(desk, processes.reminded(cycle="R5/P1D"))
    assert (fire(3 * DAY + DAY / 2), told(case)) == (1, 1)
    assert due(case) == case.submitted_at + 4 * DAY


def test_a_timer_by_the_working_clock_skips_closed_days(desk):
    case = opened(desk, processes.reminded("P10D", working=True))
    moment = due(case)
    assert moment is not None
    assert moment > case.submitted_at + 10 * DAY


def test_a_task_whose_time_is_over_is_taken_away(desk, narges: User):
    case = opened(desk, processes.lapsing("P3D"))
    before = case.tasks.get(done_at=None)
    fire(4 * DAY)
    case.refresh_from_db()
    before.refresh_from_db()
    assert (before.outcome, case.tasks.get(done_at=None).element) == ("cancelled", "check")
    assert (case.state, case.revision) == (State.OBJECTED, 2)


def test_the_history_says_that_the_timer_did_it(desk):
    case = opened(desk, processes.lapsing("P3D"))
    fire(4 * DAY)
    event = Event.objects.get(subject=case.subject, action="case.timer")
    assert event.actor_kind == "system"
    assert event.details["changed"]["state"] == ["in_review", "objected"]


def test_who_saw_the_case_before_the_timer_is_told_that_it_moved(desk, narges: User):
    case = opened(desk, processes.lapsing("P3D"))
    fire(4 * DAY)
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.complete(by=narges, case=case, revision=1, outcome="answer", text="پاسخ")
    assert "سامانه" in str(refused.value)


def test_one_case_that_cannot_move_stops_no_other(desk):
    service = factories.service_with(desk, processes.reminded("P3D"), messages=PING)
    broken, sound = factories.case(service), factories.case(service)
    nonsense = b'{"process":"other","next":1,"tokens":[]}'
    ProcessState.objects.filter(case=broken).update(state=nonsense)
    fire(4 * DAY)
    assert (told(broken), told(sound)) == (0, 1)
    incident = Incident.objects.get(case=broken)
    assert (incident.engine_id, incident.retry_at, due(broken)) == ("", None, None)
    assert incident.error.startswith("StateRefused")


def test_no_more_than_asked_for_are_taken_in_one_round(desk):
    service = factories.service_with(desk, processes.reminded("P3D"), messages=PING)
    cases = [factories.case(service) for _ in range(5)]
    now = timezone.now() + 4 * DAY
    assert [timers.fire_due(2, now) for _ in range(4)] == [2, 2, 1, 0]
    assert [told(case) for case in cases] == [1] * 5
