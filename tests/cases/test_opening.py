"""Opening: everything or nothing, once per key, a code that is nobody else's."""

import dataclasses
import time

import pytest
from django.db import IntegrityError, connection
from pytest_django import DjangoAssertNumQueries

from miz.accounts.models import Unit
from miz.audit.actors import CITIZEN
from miz.audit.models import Event
from miz.cases import actions, deadlines
from miz.cases.actions import Opened
from miz.cases.errors import KeyReused, NotNow
from miz.cases.models import Attachment, Case, ProcessState, Stage, State, Task
from miz.cases.opening import NewAttachment
from miz.catalogue import queries as catalogue
from miz.catalogue.queries import PublishedService
from miz.documents.models import Upload
from miz.lib import tracking_code
from miz.outbox.models import Message
from miz.processes.steps import step
from tests import factories
from tests.committed import in_parallel

from . import processes

STEPS_RUN: list[str] = []


@step("counted_at_the_start")
def counted(data: dict[str, object]) -> dict[str, object]:
    STEPS_RUN.append("once")
    return {}


TABLES = [Case, ProcessState, Stage, Task, Attachment, Upload, Message, Event]


def _counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def test_a_request_becomes_a_case_with_all_that_belongs_to_it(desk: PublishedService) -> None:
    files = [factories.attachment(title="یک"), factories.attachment(title="دو")]
    case = factories.case(desk, attachments=files)
    case.refresh_from_db()
    assert case.state == State.IN_REVIEW
    assert bytes(ProcessState.objects.get(case=case).state)
    assert [stage.code for stage in case.stages.all()] == ["received", "review"]
    assert [(task.lane, task.done_at) for task in case.tasks.all()] == [("clerk", None)]
    assert [attachment.title for attachment in case.attachments.all()] == ["یک", "دو"]
    assert Message.objects.filter(reference=case.subject).count() == 2
    event = Event.objects.get(subject=case.subject)
    assert (event.action, event.actor_id, event.at) == ("case.open", "citizen", case.submitted_at)


def test_the_desk_of_the_province_answers_for_a_request(desk: PublishedService) -> None:
    case = factories.case(desk, province="fars")
    assert (case.unit.kind, case.unit.province) == (Unit.Kind.DESK, "fars")
    assert not case.confidential


def test_a_unit_that_was_changed_is_known_anew_within_a_minute(
    desk: PublishedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = factories.case(desk, province="fars").unit
    Unit.objects.filter(pk=unit.pk).update(name="نام تازه")
    later = time.monotonic() + 1000 * catalogue.KEPT_SECONDS
    monkeypatch.setattr("miz.cases.opening.time.monotonic", lambda: later)
    assert factories.case(desk, province="fars").unit.name == "نام تازه"


def test_the_inspection_answers_for_a_complaint_of_any_province(
    complaints: PublishedService,
) -> None:
    case = factories.case(complaints, province="fars")
    assert (case.unit.kind, case.unit.province) == (Unit.Kind.INSPECTION, "")
    assert case.confidential
    assert case.sensitive


def test_a_sensitive_topic_makes_a_sensitive_case(desk: PublishedService) -> None:
    topic = next(topic for topic in desk.topics if topic.sensitive)
    assert factories.case(desk, topic=topic).sensitive
    assert not factories.case(desk).sensitive


def test_the_promise_is_counted_in_working_days_of_the_organisation(
    desk: PublishedService,
) -> None:
    case = factories.case(desk)
    promised = deadlines.promise(desk.office_hours, desk.working_days, case.submitted_at)
    assert case.due_at == promised > case.submitted_at


def test_the_citizen_is_told_the_code_and_without_an_address_no_letter_is_written(
    desk: PublishedService,
) -> None:
    case = factories.case(desk, email="")
    message = Message.objects.get(reference=case.subject)
    assert message.channel == Message.Channel.SMS
    assert message.recipient == case.mobile
    assert "{" not in message.body
    assert tracking_code.clean("".join(c for c in message.body.split("\n")[1] if c.isdecimal()))


@pytest.mark.parametrize("broken", ["attachment", "message", "audit", "stage"])
def test_a_failure_anywhere_leaves_nothing(
    desk: PublishedService, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _counts()
    changes: dict[str, object] = {"attachments": [factories.attachment()]}
    if broken == "attachment":
        upload = factories.attachment().upload
        upload.size += 1
        changes["attachments"] = [factories.attachment(), NewAttachment("دروغ", upload)]
    else:
        table = {"message": "outbox_message", "audit": "audit_event", "stage": "cases_stage"}
        with connection.cursor() as cursor:
            cursor.execute(f"alter table {table[broken]} add constraint never check (id < 0)"
                           " not valid")  # fmt: skip
    with pytest.raises(IntegrityError):
        factories.case(desk, **changes)
    assert _counts() == before


def test_opening_takes_few_statements(
    desk: PublishedService, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    request = factories.new_request(desk, attachments=[factories.attachment()])
    with django_assert_max_num_queries(12):
        actions.open(by=CITIZEN, request=request, key="form:1")


def test_the_same_key_and_request_give_the_case_that_was_made(desk: PublishedService) -> None:
    first = actions.open(by=CITIZEN, request=factories.new_request(desk), key="form:1")
    again = actions.open(by=CITIZEN, request=factories.new_request(desk), key="form:1")
    assert (first.created, again.created) == (True, False)
    assert again.case == first.case
    assert Case.objects.count() == 1
    assert Event.objects.filter(action="case.open").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"text": "متن دیگر"},
        {"mobile": "09120000001"},
        {"province": "fars"},
        {"applicant": factories.applicant(1)},
        {"attachments": [factories.attachment()]},
    ],
    ids=["text", "mobile", "province", "applicant", "attachments"],
)
def test_another_request_under_a_used_key_is_refused(
    desk: PublishedService, change: dict[str, object]
) -> None:
    factories.case(desk, key="form:1")
    with pytest.raises(KeyReused):
        factories.case(desk, key="form:1", **change)
    assert Case.objects.count() == 1


def test_requests_without_a_key_are_all_new(desk: PublishedService) -> None:
    assert factories.case(desk) != factories.case(desk)


def test_a_code_that_is_taken_is_drawn_again(
    desk: PublishedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = factories.case(desk).tracking_code
    fresh = tracking_code.draw()
    codes = iter([taken, taken, fresh])
    monkeypatch.setattr("miz.cases.opening.tracking_code.draw", lambda: next(codes))
    assert factories.case(desk).tracking_code == fresh


def test_a_code_that_stays_taken_is_said_and_leaves_nothing(
    desk: PublishedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = factories.case(desk).tracking_code
    before = _counts()
    monkeypatch.setattr("miz.cases.opening.tracking_code.draw", lambda: taken)
    with pytest.raises(NotNow):
        factories.case(desk, key="form:1", attachments=[factories.attachment()])
    assert _counts() == before


def test_a_service_without_a_process_takes_no_request(desk: PublishedService) -> None:
    service = catalogue.current("hajj-insurance-health")
    request = dataclasses.replace(factories.new_request(desk), service=service)
    with pytest.raises(NotNow):
        actions.open(by=CITIZEN, request=request, key=None)


def test_two_hundred_parallel_openings_with_one_key_make_one_case(committed: None) -> None:
    desk = catalogue.current("hajj-desk")

    def send(number: int) -> Opened:
        files = [factories.attachment()]
        request = factories.new_request(desk, attachments=files)
        return actions.open(by=CITIZEN, request=request, key="form:same")

    opened = in_parallel(200, send)
    assert {each.case.pk for each in opened} == {Case.objects.get().pk}
    assert sum(each.created for each in opened) == 1
    assert Message.objects.count() == 2
    assert Upload.objects.count() == 1


def test_a_step_at_the_start_runs_once_for_each_case(desk: PublishedService) -> None:
    service = factories.service_with(desk, processes.stepping("counted_at_the_start"))
    for _ in range(2):
        factories.case(service)
    assert len(STEPS_RUN) == 2


def test_a_timer_at_the_start_counts_from_each_case(desk: PublishedService) -> None:
    service = factories.service_with(desk, processes.reminded("P3D"))
    first, second = factories.case(service), factories.case(service)
    due = [ProcessState.objects.get(case=case).due_at for case in (first, second)]
    assert due[0] is not None
    assert due[0] < due[1]
    assert due[1] - due[0] == second.submitted_at - first.submitted_at
