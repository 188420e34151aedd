"""Where a case stands: who has it now and until when, and its places in the drawing."""

import datetime
import re

import pytest
from pytest_django import DjangoAssertNumQueries

from miz.accounts.models import Unit, User
from miz.audit.actors import CITIZEN
from miz.cases import actions, queries, whereabouts
from miz.cases.models import Case, ProcessState, Task
from miz.cases.queries import StageView
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.processes.drawing import draw, node

STAGES = {"stage.work": "بررسی", "stage.answer": "پاسخ"}
WORK = {"state": "in_review", "stage": "work", "data.decision": "answer | reject"}
ANSWERED = {"state": "answered", "stage": "answer"}
REJECTED = {"state": "rejected", "stage": "answer"}


def process(lane: str = "work") -> bytes:
    """A task, an answer or a refusal, then the citizen's news."""
    catch = '<messageEventDefinition messageRef="message_ping"/>'
    drawn = draw(
        node("userTask", "work", WORK),
        node("exclusiveGateway", "gate"),
        node("intermediateThrowEvent", "answered", ANSWERED),
        node("intermediateThrowEvent", "rejected", REJECTED),
        node("exclusiveGateway", "merge"),
        node("intermediateCatchEvent", "news", {}, catch),
        roads="start>work work>gate gate>answered gate>rejected answered>merge rejected>merge"
        " merge>news news>end",
        conditions={
            "gate>answered": "decision == 'answer'",
            "gate>rejected": "decision == 'reject'",
        },
        properties=STAGES, lane=lane,
    )  # fmt: skip
    named = re.sub(rb'<\w+(?:Task|Event|Gateway) id="(\w+)"', rb'\g<0> name="\1"', drawn)
    return named.replace(b'<lane id="clerk"', '<lane id="clerk" name="کارشناس"'.encode())


@pytest.fixture
def service(desk: PublishedService) -> PublishedService:
    return factories.service_with(desk, process())


@pytest.fixture
def case(service: PublishedService) -> Case:
    return factories.case(service)


def tracked(case: Case) -> list[StageView]:
    found = queries.tracked(case.national_code, case.tracking_code)
    assert found
    return found.stages


def now(case: Case) -> StageView:
    """The present stage, which both ways of asking must tell alike."""
    case = queries.with_people().get(pk=case.pk)
    assert queries.stages(case) == tracked(case)
    return next(stage for stage in queries.stages(case) if stage.state == "present")


def complete(case: Case, by: User, outcome: str) -> Case:
    return actions.complete(by=by, case=case, revision=case.revision, outcome=outcome, text="شرح")


def place(case: Case) -> whereabouts.Whereabouts:
    found = whereabouts.of(Case.objects.get(pk=case.pk))
    assert found
    return found


# --- who has it


def test_the_present_stage_names_role_and_unit_and_the_promise(case: Case) -> None:
    stage = now(case)
    assert stage.holder == f"کارشناس {case.unit}"
    assert (stage.until, stage.owed) == (case.due_at, False)


def test_only_the_present_stage_has_a_holder(case: Case) -> None:
    others = [stage for stage in tracked(case) if stage.state != "present"]
    assert others
    assert {(stage.holder, stage.until, stage.owed) for stage in others} == {("", None, False)}


def test_no_clerk_is_named(case: Case, narges: User) -> None:
    actions.claim(by=narges, case=case, revision=case.revision)
    assert narges.full_name not in str(tracked(case))


def test_a_task_of_another_unit_with_time_of_its_own_goes_first(case: Case) -> None:
    until = case.due_at - datetime.timedelta(days=2)
    other = Unit.objects.exclude(pk=case.unit_id).filter(province="fars").first()
    Task.objects.filter(case=case).update(unit=other, due_at=until)
    assert now(case).holder == f"کارشناس {other}"
    assert now(case).until == until


def test_while_the_citizen_owes_it_is_with_the_citizen(
    desk: PublishedService, narges: User
) -> None:
    case = factories.case(desk)
    case.refresh_from_db()
    complete(case, narges, "ask")
    stage = now(case)
    assert (stage.holder, stage.until, stage.owed) == (queries.CITIZEN, None, True)


def test_a_task_of_the_citizens_lane_is_the_citizens(case: Case) -> None:
    until = case.due_at - datetime.timedelta(days=1)
    Task.objects.filter(case=case).update(lane=queries.CITIZEN_LANE, due_at=until)
    assert (now(case).holder, now(case).until, now(case).owed) == (queries.CITIZEN, until, True)


def test_an_answered_request_is_with_nobody(case: Case, narges: User) -> None:
    complete(case, narges, "answer")
    assert (now(case).holder, now(case).until) == ("", None)


def test_a_request_without_a_task_is_with_its_unit(case: Case) -> None:
    Task.objects.filter(case=case).delete()
    assert now(case).holder == str(case.unit)
    assert now(case).until == case.due_at


def test_a_tracked_case_is_one_statement(
    case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tracked(case)
    with django_assert_num_queries(1):
        tracked(case)


# --- its places in the drawing


def test_a_new_request_is_at_its_task(case: Case) -> None:
    found = place(case)
    assert found.present == {"work"}
    assert found.passed == frozenset()


@pytest.mark.parametrize(("outcome", "other"), [("answer", "rejected"), ("reject", "answered")])
def test_what_was_done_is_told_from_what_was_not(
    case: Case, narges: User, outcome: str, other: str
) -> None:
    complete(case, narges, outcome)
    found = place(case)
    assert found.present == {"news"}
    assert found.passed == {"work", "answered", "rejected"} - {other}


def test_a_closed_case_is_nowhere(case: Case, narges: User) -> None:
    complete(case, narges, "answer")
    actions.receive(by=CITIZEN, case=case, message="ping")
    assert place(case).present == frozenset()


def test_a_cancelled_task_was_not_done(case: Case, narges: User) -> None:
    complete(case, narges, "answer")
    Task.objects.filter(case=case).update(outcome="cancelled")
    assert "work" not in place(case).passed


def test_a_state_that_cannot_be_read_marks_no_place(case: Case) -> None:
    ProcessState.objects.filter(case=case).update(state=b"{}")
    assert place(case).present == frozenset()


def test_a_service_without_a_process_has_no_drawing(case: Case, desk: PublishedService) -> None:
    bare = factories.service_with(desk, b"")
    Case.objects.filter(pk=case.pk).update(version=bare.version_id)
    assert whereabouts.of(Case.objects.get(pk=case.pk)) is None
