"""The citizen's part: reply, objection, rating, and the clock that stands while he owes."""

import datetime
import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.audit.models import Event
from miz.cases import actions, deadlines
from miz.cases.errors import AlreadyObjected, AlreadyRated, NotAllowed, NotNow
from miz.cases.models import Case, Entry, Rating, State
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.factories import days

MONDAY = datetime.datetime(2026, 1, 5, 5, 0, tzinfo=datetime.UTC)  # 08:30 in Tehran


class Clock:
    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(timezone, "now", stopped)
    return stopped


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def _decide(case: Case, by: User, outcome: str) -> Case:
    return actions.complete(
        by=by, case=case, revision=case.revision, outcome=outcome, text="شرح کارشناس"
    )


def _receive(case: Case, message: str, **more: object) -> Case:
    return actions.receive(by=CITIZEN, case=case, message=message, text="شرح متقاضی", **more)


def test_the_clock_stands_while_the_citizen_owes_and_goes_on_with_what_was_left(
    clock: Clock, desk: PublishedService, narges: User
) -> None:
    case = factories.case(desk)
    due = case.due_at
    clock.now = MONDAY + days(1)
    case = _decide(case, narges, "ask")
    assert (case.paused_at, case.due_at) == (clock.now, due)
    left = deadlines._calendar(_hours(desk)).working_time_between(clock.now, due)
    clock.now = MONDAY + days(30)
    case = _receive(case, "citizen_reply")
    assert case.paused_at is None
    assert case.state == State.IN_REVIEW
    calendar = deadlines._calendar(_hours(desk))
    assert calendar.working_time_between(clock.now, case.due_at) == left
    assert left > datetime.timedelta(0)


def _hours(desk: PublishedService) -> str:

    return json.dumps(desk.office_hours, sort_keys=True)


def test_a_deadline_that_had_passed_is_not_given_anew_by_asking(
    clock: Clock, desk: PublishedService, narges: User
) -> None:
    case = factories.case(desk)
    due = case.due_at
    clock.now = due + days(1)
    case = _decide(case, narges, "ask")
    clock.now += days(5)
    assert _receive(case, "citizen_reply").due_at == due


def test_a_reply_comes_with_files_and_only_when_asked_for(case: Case, narges: User) -> None:
    with pytest.raises(NotNow):
        _receive(case, "citizen_reply")
    case = _decide(case, narges, "ask")
    case = _receive(case, "citizen_reply", attachments=[factories.attachment(title="کارت")])
    entry = case.entries.get(kind=Entry.Kind.REPLY)
    assert (entry.author, entry.attachments.get().title) == (None, "کارت")
    assert case.tasks.filter(done_at=None).count() == 1
    with pytest.raises(NotNow):
        _receive(case, "citizen_reply")


def test_a_case_can_be_asked_about_more_than_once(case: Case, narges: User) -> None:
    for _ in range(3):
        case = _decide(case, narges, "ask")
        case = _receive(case, "citizen_reply")
    assert _decide(case, narges, "answer").state == State.ANSWERED
    assert case.entries.count() == 7


def test_an_objection_goes_to_the_supervisor_with_a_new_promise(
    clock: Clock, desk: PublishedService, narges: User, parisa: User
) -> None:
    case = factories.case(desk)
    case = _decide(case, narges, "answer")
    clock.now = MONDAY + days(20)
    case = _receive(case, "objection")
    assert (case.state, case.assignee) == (State.OBJECTED, None)
    assert case.due_at == deadlines.promise(desk.office_hours, desk.working_days, clock.now)
    assert case.tasks.get(done_at=None).lane == "supervisor"
    with pytest.raises(NotAllowed):
        _decide(case, narges, "answer")
    assert _decide(case, parisa, "answer").state == State.ANSWERED


def test_an_objection_is_decided_and_not_asked_about(
    case: Case, narges: User, parisa: User
) -> None:
    case = _receive(_decide(case, narges, "reject"), "objection")
    with pytest.raises(NotNow):
        _decide(case, parisa, "ask")
    case.refresh_from_db()
    assert case.state == State.OBJECTED


def test_an_objection_is_made_once(case: Case, narges: User, parisa: User) -> None:
    with pytest.raises(NotNow):
        _receive(case, "objection")
    case = _receive(_decide(case, narges, "answer"), "objection")
    case = _decide(case, parisa, "reject")
    with pytest.raises(AlreadyObjected):
        _receive(case, "objection")
    assert Event.objects.filter(action="case.objection").count() == 1


def test_a_closed_case_takes_no_objection(case: Case, narges: User) -> None:
    case = _decide(case, narges, "answer")
    case = actions.close(by=narges, case=case, revision=case.revision)
    with pytest.raises(NotNow):
        _receive(case, "objection")


def test_an_answer_is_rated_once_and_not_before_it_came(case: Case, narges: User) -> None:
    with pytest.raises(NotNow):
        actions.rate(case=case, score=5, text="")
    case = _decide(case, narges, "answer")
    actions.rate(case=case, score=4, text="خوب بود")
    with pytest.raises(AlreadyRated):
        actions.rate(case=case, score=1, text="")
    assert Rating.objects.get().score == 4
    assert Event.objects.get(action="case.rate").details == {"score": 4}


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_is_from_one_to_five(case: Case, narges: User, score: int) -> None:
    case = _decide(case, narges, "answer")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.rate(case=case, score=score, text="")
    assert not Event.objects.filter(action="case.rate").exists()
