"""Failed steps in the office: on the board, on the page of a case, in the inbox."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import actions, queries
from miz.cases.models import Case, Incident
from miz.catalogue.queries import PublishedService
from miz.processes.errors import StepFailed
from miz.processes.expressions import Value
from miz.processes.fields import parse as declare
from miz.processes.steps import step
from miz.web.office import incident_forms
from miz.web.office.templatetags.office import ago
from tests import factories
from tests.cases import processes

from .conftest import give_reason

SignIn = Callable[[User], Client]
REASON = "تلفنی پیگیری شد"
BEHAVIOUR: dict[str, Any] = {}


@step("test_office_outside")
def outside(data: dict[str, Value]) -> dict[str, Value]:
    """Does what the test wants of it: an error to raise, or data to bring."""
    wanted = BEHAVIOUR["does"]
    if isinstance(wanted, Exception):
        raise wanted
    return wanted  # type: ignore[no-any-return]


@pytest.fixture
def service(desk: PublishedService) -> PublishedService:
    BEHAVIOUR["does"] = StepFailed("the other system said no")
    return factories.service_with(desk, processes.stepping("test_office_outside"))


@pytest.fixture
def stuck(service: PublishedService) -> Case:
    return factories.case(service)


@pytest.fixture
def at_gate(desk: PublishedService) -> Case:
    """The step brings nothing, so the choice behind it cannot be made."""
    BEHAVIOUR["does"] = {}
    process = processes.stepping("test_office_outside", gate=True)
    return factories.case(factories.service_with(desk, process))


def page_of(browser: Client, case: Case) -> str:
    response = browser.get(reverse("office:case", args=[case.pk]))
    assert response.status_code == 200
    return response.content.decode()


def resolve(browser: Client, case: Case, how: str, **said: Any) -> HttpResponse:
    incident = case.incidents.latest("pk")
    address = reverse(f"office:{how}", args=[case.pk, incident.pk])
    return browser.post(address, {"revision": case.revision, **said})  # type: ignore[return-value]


def told(browser: Client, case: Case) -> str:
    return page_of(browser, case).partition('role="status"')[2][:400]


# --- the page of a case


def test_the_supervisor_reads_what_happened_in_plain_words(
    as_user: SignIn, parisa: User, stuck: Case
) -> None:
    page = page_of(as_user(parisa), stuck)
    panel = page.partition("گام ناموفق")[2]
    plain, technical = panel.split("جزئیات فنی", 1)
    assert "این گام انجام نشد" in plain
    assert "StepFailed" not in plain
    assert '<pre dir="ltr" tabindex="0">StepFailed: the other system said no' in technical
    assert "منتظر اقدام شما" in plain


def test_the_next_try_is_told(as_user: SignIn, parisa: User, service: PublishedService) -> None:
    BEHAVIOUR["does"] = StepFailed("busy", retry=True)
    page = page_of(as_user(parisa), factories.case(service))
    assert "به دست سامانه" in page
    assert "منتظر اقدام شما" not in page


def test_colleagues_learn_that_the_case_waits_and_nothing_technical(
    as_user: SignIn, narges: User, stuck: Case
) -> None:
    page = page_of(as_user(narges), stuck)
    assert "منتظر اقدام سرپرست است" in page
    for hidden in ("گام ناموفق", "StepFailed", "تلاش دوباره"):
        assert hidden not in page
    Incident.objects.update(retry_at=stuck.submitted_at)
    assert "سامانه دوباره تلاش می‌کند" in page_of(as_user(narges), stuck)


def test_a_case_in_which_nothing_failed_speaks_of_nothing(
    as_user: SignIn, parisa: User, narges: User, case: Case
) -> None:
    for user in (parisa, narges):
        page = page_of(as_user(user), case)
        assert "گام ناموفق" not in page
        assert "خطایی فنی" not in page


@pytest.mark.parametrize(
    ("who", "answer"),
    [("narges", 403), ("omid", 404), ("far_supervisor", 404), ("inspector", 404),
     ("administrator", 403), ("publisher", 403)],
)  # fmt: skip
@pytest.mark.parametrize("how", ["retry", "skip", "repair"])
def test_nobody_else_has_a_way_to_resolve(
    request: pytest.FixtureRequest, as_user: SignIn, stuck: Case, who: str, answer: int, how: str
) -> None:
    browser = as_user(request.getfixturevalue(who))
    assert resolve(browser, stuck, how, reason=REASON).status_code == answer
    incident = stuck.incidents.get()
    assert (incident.tries, incident.resolution) == (1, "")


@pytest.fixture
def far_supervisor(omid: User) -> User:
    """Leads the desk of another province."""
    omid.role = "supervisor"
    omid.save()
    return omid


def test_an_incident_is_not_found_under_another_case(
    as_user: SignIn, parisa: User, stuck: Case, case: Case
) -> None:
    address = reverse("office:retry", args=[case.pk, stuck.incidents.get().pk])
    assert as_user(parisa).post(address, {"revision": 1}).status_code == 404


def test_the_inspector_resolves_what_failed_in_a_complaint(
    as_user: SignIn, inspector: User, complaints: PublishedService
) -> None:
    BEHAVIOUR["does"] = StepFailed("no")
    process = processes.stepping("test_office_outside")
    complaint = factories.case(factories.service_with(complaints, process))
    browser = as_user(inspector)
    give_reason(browser, complaint)
    assert "گام ناموفق" in page_of(browser, complaint)
    assert resolve(browser, complaint, "skip", reason=REASON).status_code == 302
    assert complaint.incidents.get().resolution == "skipped"


# --- trying again


def test_a_step_that_works_now_goes_on(as_user: SignIn, parisa: User, stuck: Case) -> None:
    BEHAVIOUR["does"] = {"amount": 7}
    browser = as_user(parisa)
    assert resolve(browser, stuck, "retry").status_code == 302
    assert "گام انجام شد" in told(browser, stuck)
    assert stuck.incidents.get().resolution == "passed"


def test_a_step_that_fails_again_is_not_called_a_success(
    as_user: SignIn, parisa: User, stuck: Case
) -> None:
    browser = as_user(parisa)
    resolve(browser, stuck, "retry")
    page = page_of(browser, stuck)
    assert "گام باز هم انجام نشد" in page
    assert "<dt>شمار تلاش‌ها</dt><dd>۲</dd>" in page


def test_a_case_that_cannot_move_as_a_whole_is_only_tried_again(
    as_user: SignIn, parisa: User, stuck: Case
) -> None:
    stuck.incidents.update(engine_id="", element="", title="", error="StateRefused")
    page = page_of(as_user(parisa), stuck)
    assert "گام ناموفق: پیش بردن درخواست" in page
    assert "وضعیت ذخیره‌شدهٔ این درخواست" in page
    assert "/retry/" in page
    assert "/skip/" not in page
    for how in ("skip", "repair"):
        response = resolve(as_user(parisa), stuck, how, reason=REASON, name="amount", value="1")
        assert response.status_code == 409


# --- passing by


def test_a_step_is_passed_by_with_what_it_would_have_brought(
    as_user: SignIn, parisa: User, stuck: Case
) -> None:
    said = {"reason": REASON, "data-amount": "۱۲"}
    assert resolve(as_user(parisa), stuck, "skip", **said).status_code == 302
    assert stuck.incidents.get().resolution == "skipped"
    assert queries.process_data(stuck)["amount"] == 12
    assert Event.objects.get(subject=stuck.subject, action="case.skip").reason == REASON


def test_what_the_step_need_not_bring_may_be_left_out(
    as_user: SignIn, parisa: User, stuck: Case
) -> None:
    browser = as_user(parisa)
    assert 'name="data-amount"' in page_of(browser, stuck)
    resolve(browser, stuck, "skip", **{"reason": REASON, "data-amount": ""})
    assert "amount" not in queries.process_data(stuck)


def test_no_step_is_passed_by_without_a_reason_and_what_was_typed_stays(
    as_user: SignIn, parisa: User, stuck: Case
) -> None:
    response = resolve(as_user(parisa), stuck, "skip", **{"data-amount": "دوازده"})
    page = response.content.decode()
    assert "دلیل گذشتن از این گام را بنویسید." in page
    assert "یک عدد صحیح بنویسید" in page
    assert 'value="دوازده"' in page
    number = stuck.incidents.get().pk
    assert f'href="#skip-{number}_reason"' in page
    assert f'id="skip-{number}_reason"' in page
    assert stuck.incidents.get().resolution == ""


def test_a_gateway_is_left_by_one_of_its_roads(
    as_user: SignIn, parisa: User, at_gate: Case
) -> None:
    browser = as_user(parisa)
    page = page_of(browser, at_gate)
    assert re.findall(r'name="flow" value="(\w+)"', page) == ["gate_work", "gate_end"]
    lost = resolve(browser, at_gate, "skip", reason=REASON, flow="act_gate")
    assert "این راه در فهرست نیست" in lost.content.decode()
    missing = resolve(browser, at_gate, "skip", reason=REASON)
    assert "یکی از راه‌ها را برگزینید" in missing.content.decode()
    assert resolve(browser, at_gate, "skip", reason=REASON, flow="gate_work").status_code == 302
    assert [task.element for task in at_gate.tasks.all()] == ["work"]


# --- mending the data


def test_data_is_mended_in_its_declared_type_and_the_step_goes_on(
    as_user: SignIn, parisa: User, at_gate: Case
) -> None:
    browser = as_user(parisa)
    assert "مبلغ: عدد صحیح، اکنون خالی" in page_of(browser, at_gate)
    said = {"name": "amount", "value": "۹", "reason": REASON}
    assert resolve(browser, at_gate, "repair", **said).status_code == 302
    assert at_gate.incidents.get().resolution == "passed"
    assert queries.process_data(at_gate)["amount"] == 9
    assert "داده اصلاح شد و گام انجام شد" in told(browser, at_gate)


def test_mended_data_that_does_not_help_is_kept_and_told(
    as_user: SignIn, parisa: User, stuck: Case
) -> None:
    browser = as_user(parisa)
    resolve(browser, stuck, "repair", name="amount", value="9", reason=REASON)
    page = page_of(browser, stuck)
    assert "داده اصلاح شد، ولی گام باز هم انجام نشد" in page
    assert "مبلغ: عدد صحیح، اکنون ۹" in page


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": "amount", "value": "نه"}, "یک عدد صحیح بنویسید"),
        ({"name": "amount", "value": ""}, "مقدار درست را بنویسید"),
        ({"name": "national_code", "value": "1"}, "این داده در فهرست نیست"),
        ({"name": "amount", "value": "1", "reason": ""}, "دلیل اصلاح داده را بنویسید"),
    ],
)
def test_data_that_does_not_fit_is_refused(
    as_user: SignIn, parisa: User, at_gate: Case, said: dict[str, str], why: str
) -> None:
    page = resolve(as_user(parisa), at_gate, "repair", **{"reason": REASON, **said})
    assert page.status_code == 200
    assert why in page.content.decode()
    assert at_gate.incidents.get().resolution == ""


# --- two at once


def test_words_that_came_too_late_stay_in_their_form(
    as_user: SignIn, parisa: User, narges: User, stuck: Case
) -> None:
    actions.note(by=narges, case=stuck, revision=stuck.revision, text="یادداشت")
    late = resolve(as_user(parisa), stuck, "skip", **{"reason": REASON, "data-amount": "۱۲"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "پیش از شما Narges" in page
    assert REASON in page
    assert 'value="۱۲"' in page
    assert "رفتن به نوشتهٔ شما" in page
    assert 'name="revision" value="2"' in page


@pytest.mark.parametrize(
    ("how", "said"),
    [("skip", {"data-amount": "۱۲"}), ("repair", {"name": "amount", "value": "۱۲"})],
)
def test_words_for_a_step_that_is_resolved_by_now_are_shown_to_copy(
    as_user: SignIn, parisa: User, stuck: Case, how: str, said: dict[str, str]
) -> None:
    browser = as_user(parisa)
    resolve(browser, stuck, "skip", reason="دلیل")
    late = resolve(browser, stuck, how, reason=REASON, **said)
    assert late.status_code == 409
    assert f"{REASON}\namount: ۱۲</textarea>" in late.content.decode()


# --- the board


def test_the_board_lists_what_is_stuck_the_oldest_first(
    as_user: SignIn, parisa: User, service: PublishedService, stuck: Case
) -> None:
    BEHAVIOUR["does"] = StepFailed("busy", retry=True)
    second = factories.case(service, applicant=factories.applicant(1))
    stuck.incidents.update(opened_at=stuck.submitted_at - factories.days(3), title="استعلام")
    board = as_user(parisa).get("/office/board/").content.decode()
    assert re.findall(r'href="/office/cases/(\d+)/"', board) == [str(stuck.pk), str(second.pk)]
    first, other = board.split("<tbody>")[1].split("</tr>")[:2]
    for words in ("استعلام", "۳ روز پیش", "منتظر اقدام شما"):
        assert words in first
    assert "تلاش بعدی: " in other


def test_an_easy_board_says_that_nothing_is_stuck(
    as_user: SignIn, parisa: User, case: Case
) -> None:
    board = as_user(parisa).get("/office/board/").content.decode()
    assert "هیچ درخواستی پشت گامی ناموفق نمانده است" in board


@pytest.mark.parametrize("who", ["far_supervisor", "inspector"])
def test_what_is_stuck_elsewhere_is_on_nobody_elses_board(
    request: pytest.FixtureRequest, as_user: SignIn, stuck: Case, who: str
) -> None:
    board = as_user(request.getfixturevalue(who)).get("/office/board/").content.decode()
    assert "هیچ درخواستی پشت گامی ناموفق نمانده است" in board
    assert f"/office/cases/{stuck.pk}/" not in board


def test_what_is_resolved_leaves_the_board(as_user: SignIn, parisa: User, stuck: Case) -> None:
    browser = as_user(parisa)
    resolve(browser, stuck, "skip", reason=REASON)
    assert f"/office/cases/{stuck.pk}/" not in browser.get("/office/board/").content.decode()


def test_the_board_stops_at_its_limit_and_says_so(
    as_user: SignIn, parisa: User, service: PublishedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_INCIDENTS", 2)
    browser = as_user(parisa)
    for number in range(2):
        factories.case(service, applicant=factories.applicant(number))
    assert "موردهای دیگری هم هست" not in browser.get("/office/board/").content.decode()
    factories.case(service, applicant=factories.applicant(2))
    board = browser.get("/office/board/").content.decode()
    assert len(re.findall(r'href="/office/cases/\d+/"', board)) == 2
    assert "این‌ها ۲ مورد قدیمی‌تر است؛ موردهای دیگری هم هست" in board


def test_the_board_costs_the_same_few_statements_however_much_is_stuck(
    as_user: SignIn, parisa: User, service: PublishedService, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        factories.case(service, applicant=factories.applicant(number))
    browser = as_user(parisa)
    with django_assert_max_num_queries(9):
        browser.get("/office/board/")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": 59}, "هم‌اکنون"),
        ({"minutes": 59}, "۵۹ دقیقه پیش"),
        ({"hours": 23, "minutes": 59}, "۲۳ ساعت پیش"),
        ({"days": 400}, "۴۰۰ روز پیش"),
    ],
)
def test_how_long_ago_is_told_in_the_largest_unit(passed: dict[str, float], words: str) -> None:
    now = datetime.datetime(2026, 5, 4, 8, tzinfo=datetime.UTC)
    assert ago(now - datetime.timedelta(**passed), now) == words


# --- the inbox


def test_a_row_of_the_inbox_tells_the_supervisor_alone(
    as_user: SignIn, parisa: User, narges: User, stuck: Case, case: Case
) -> None:
    page = as_user(parisa).get("/office/").content.decode()
    marked = [row for row in page.split("<tr>") if "خطا در فرایند" in row]
    assert len(marked) == 1
    assert f"/office/cases/{stuck.pk}/" in marked[0]
    assert "خطا در فرایند" not in as_user(narges).get("/office/").content.decode()


# --- what is typed


@pytest.mark.parametrize(
    ("declaration", "typed", "value"),
    [
        ("text", " متن ", "متن"),
        ("integer", "−۱٬۲۰۰", -1200),
        ("number", "۱٫۵", 1.5),
        ("number", "12", 12),
        ("boolean", "بله", True),
        ("boolean", "false", False),
        ("answer | reject", "reject", "reject"),
        ("integer[]", "۱\n\n۲\n", [1, 2]),
    ],
)
def test_what_is_typed_becomes_the_declared_type(
    declaration: str, typed: str, value: Value
) -> None:
    read = incident_forms.parse(declare("name", declaration), typed)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("declaration", "typed"),
    [("integer", "1.5"), ("integer", "9" * 19), ("number", "1e9"), ("number", "inf"),
     ("boolean", "1"), ("answer | reject", "ask"), ("integer[]", "۱\nدو"), ("text", "م" * 501)],
)  # fmt: skip
def test_what_is_not_of_the_declared_type_is_refused(declaration: str, typed: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        incident_forms.parse(declare("name", declaration), typed)
