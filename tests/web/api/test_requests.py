"""Sending a request by machine: what is accepted, and what a resend gets."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from miz.accounts import tokens
from miz.accounts.models import Organisation
from miz.audit.models import Event
from miz.cases.models import Case
from miz.connectors.civil_registry import client as civil_registry
from miz.connectors.models import Call
from miz.connectors.sandbox import population
from miz.documents.uploads import MAX_BYTES
from miz.lib import digits, jalali, tracking_code
from miz.outbox.models import Message
from miz.web.shared import identity
from tests.committed import in_parallel
from tests.documents.files import archive
from tests.factories import PDF
from tests.sandbox import RunningSandbox
from tests.web.api.conftest import ADDRESS, Send, body, file, left_behind


def test_a_request_is_accepted_and_answered_with_what_was_promised(send: Send) -> None:
    response = send(body(attachments=[file()]))
    assert response.status_code == 201
    answer, case = response.json(), Case.objects.get()
    assert answer["tracking_code"] == tracking_code.clean(case.tracking_code)
    assert datetime.datetime.fromisoformat(answer["answer_due_at"]) == case.due_at
    assert datetime.datetime.fromisoformat(answer["submitted_at"]) == case.submitted_at
    assert answer["responsible_unit"].endswith("تهران")
    assert answer["receipt_url"].startswith(f"{settings.BASE_URL}/receipt/")
    assert (case.channel, case.attachments.get().title) == ("api", "مدرک")
    assert Message.objects.filter(reference=case.subject).count() == 2
    event = Event.objects.get(action="case.open")
    assert (event.actor_kind, event.actor_id) == ("machine", "partner")


def test_the_receipt_opens_without_a_sign_in(send: Send) -> None:
    answer = send(body()).json()
    page = Client().get(answer["receipt_url"].removeprefix(settings.BASE_URL))
    shown = digits.to_persian(tracking_code.format(answer["tracking_code"]))
    assert page.status_code == 200
    assert shown.replace(" ", "") in page.content.decode().replace(" ", "")


def test_the_name_is_the_registrys_with_persian_letters(send: Send) -> None:
    send(body())
    case = Case.objects.get()
    assert case.full_name.strip()
    assert not set("يك") & set(case.full_name)


def test_sending_takes_at_most_twenty_statements(
    send: Send, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        assert send(body(attachments=[file()]), key="1").status_code == 201


def test_a_machines_request_is_one_question_and_one_insert(
    send: Send, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    send(body(), key="1")  # fills the caches of what never changes
    with django_assert_max_num_queries(20) as asked:
        send(body(attachments=[file()]), key="2")
    # The savepoint is the test's; keys are drawn for many requests, a token known for a second.
    apart = ("SAVEPOINT", "RELEASE", "select nextval", "\nselect id, name")
    sent = [query["sql"] for query in asked.captured_queries]
    assert len([sql for sql in sent if not sql.startswith(apart)]) == 2
    assert Call.objects.count() == 2


def test_that_the_registry_was_asked_is_written_also_when_nothing_comes_of_it(
    send: Send, agencies: RunningSandbox
) -> None:
    assert send(body(birth_date="1370-01-01")).status_code == 422
    agencies.set_switch("civil_registry", unavailable=100)
    assert send(body()).status_code == 503
    assert list(Call.objects.order_by("at").values_list("outcome", flat=True)) == [
        "answered", "unavailable",
    ]  # fmt: skip


@pytest.mark.parametrize("to", [digits.to_persian, lambda t: t.translate(ARABIC)])
def test_persian_and_arabic_digits_are_understood(send: Send, to: Any) -> None:
    numbers = ("birth_date", "national_code", "mobile", "area_code", "landline")
    given = body()
    response = send({**given, **{name: to(given[name]) for name in numbers}})
    assert response.status_code == 201, response.json()
    case = Case.objects.get()
    assert (case.national_code, case.mobile) == (given["national_code"], "09120000000")


ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "typed", ["+989120000000", "00989120000000", "9120000000", "0912-000-0000", " 0912 000 0000 "]
)
def test_a_mobile_is_understood_as_people_write_it(send: Send, typed: str) -> None:
    assert send(body(mobile=typed)).status_code == 201
    assert Case.objects.get().mobile == "09120000000"


def test_arabic_letters_become_persian_and_the_half_space_stays(send: Send) -> None:
    send(body(text="مي‌خواهم كاروان را عوض كنم"))
    assert Case.objects.get().text == "می‌خواهم کاروان را عوض کنم"


@pytest.mark.parametrize("given", ["1360/05/12", "1360-5-12", "۱۳۶۰/۰۵/۱۲"])
def test_a_birth_date_is_read_with_dashes_or_slashes(send: Send, given: str) -> None:
    assert send(body(birth_date=given)).json()["code"] == "identity_not_matched"


def test_a_file_of_exactly_300_kilobytes_is_accepted(send: Send) -> None:
    empty = len(archive({"a": b""}, 0))
    content = archive({"a": bytes(MAX_BYTES - empty)}, 0)
    assert len(content) == MAX_BYTES
    assert send(body(attachments=[file(content, "a.zip")])).status_code == 201
    assert Case.objects.get().attachments.get().upload.size == MAX_BYTES


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/مدرک.pdf", "مدرک.pdf"),
        ("..\\..\\مدرک.pdf", "مدرک.pdf"),
        ("مدرک\u202efdp.pdf", "مدرکfdp.pdf"),
        ("گزارش‌ها.pdf", "گزارش‌ها.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("\ud800a.pdf", "a.pdf"),
        ("a" * 300 + ".PDF", "a" * 116 + ".PDF"),
    ],
)
def test_a_file_name_is_shown_clean(send: Send, name: str, shown: str) -> None:
    response = send(body(attachments=[file(name=name, title="")]))
    assert response.status_code == 201, response.json()
    attachment = Case.objects.get().attachments.get()
    assert (attachment.upload.name, attachment.title) == (shown, shown[:100])


def test_a_form_with_files_is_accepted_too(
    agencies: RunningSandbox, token: str, desk: object
) -> None:
    files = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in (1, 2)]
    content = {**body(), "titles": ["یک", "دو"], "attachments": files}
    response = Client().post(ADDRESS, content, headers={"X-Api-Key": token})
    assert response.status_code == 201, response.json()
    titles = [(a.title, a.upload.name) for a in Case.objects.get().attachments.all()]
    assert titles == [("یک", "1.pdf"), ("دو", "2.pdf")]


# --- the same again


def test_the_same_key_and_body_get_the_same_case(send: Send) -> None:
    first, again = (send(body(attachments=[file()]), key="order-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["tracking_code"] == again.json()["tracking_code"]
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert left_behind() == [1, 1, 2]


def test_a_resend_is_answered_while_the_registry_is_down(
    send: Send, agencies: RunningSandbox
) -> None:
    send(body(), key="order-1")
    agencies.set_switch("civil_registry", unavailable=100)
    assert send(body(), key="order-1").status_code == 201


@pytest.mark.parametrize(
    "change",
    [{"text": "متن دیگر"}, {"birth_date": "1360-05-12"}, {"email": ""}, {"attachments": [file()]}],
)
def test_the_same_key_with_another_body_is_refused(send: Send, change: dict[str, Any]) -> None:
    send(body(), key="order-1")
    response = send(body(**change), key="order-1")
    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert Case.objects.count() == 1


def test_keys_of_two_machines_do_not_meet(send: Send, hajj: Organisation) -> None:
    other = tokens.issue(name="another", organisation=hajj)
    first = send(body(), key="1").json()
    second = send(body(), key="1", Authorization=f"Bearer {other}").json()
    assert first["tracking_code"] != second["tracking_code"]


def test_a_strangers_key_is_his_however_he_writes_his_national_code(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miz.web.api.requests.robots.verify", lambda answer: None)
    monkeypatch.setattr("miz.web.api.requests.robots.spend", lambda answer: None)
    proof = {"Authorization": "", "X-Robot-Check": "solved"}
    persian = digits.to_persian(body()["national_code"])
    first = send(body(), key="1", **proof).json()
    again = send(body(national_code=persian), key="1", **proof)
    assert again["Idempotency-Replayed"] == "true"
    assert again.json()["tracking_code"] == first["tracking_code"]
    nobody = send(body(national_code="\ud800"), key="1", **proof)
    assert (nobody.status_code, nobody.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb", "\x7f"])
def test_a_bad_key_is_refused(send: Send, key: str) -> None:
    response = send(body(), key=key)
    assert response.status_code == 400
    assert response.json()["code"] == "idempotency_key_malformed"


@pytest.mark.usefixtures("committed")
def test_many_sends_at_once_with_one_key_make_one_case(agencies: RunningSandbox) -> None:
    hajj = Organisation.objects.get(code="hajj")
    secret = tokens.issue(name="partner", organisation=hajj)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "same"}

    def post(number: int) -> tuple[int, str]:
        content = body(attachments=[file()])
        response = Client().post(ADDRESS, content, content_type="application/json", headers=headers)
        return response.status_code, response.json()["tracking_code"]

    assert set(in_parallel(100, post)) == {(201, Case.objects.get().tracking_code)}
    assert left_behind() == [1, 1, 2]


# --- other agencies


def test_a_registry_that_is_down_is_said_and_leaves_nothing(
    send: Send, agencies: RunningSandbox
) -> None:
    agencies.set_switch("civil_registry", unavailable=100)
    response = send(body(attachments=[file()]), key="1")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response.json()["code"] == "registry_unavailable"
    assert left_behind() == [0, 0, 0]
    agencies.set_switch("civil_registry")
    assert send(body(attachments=[file()]), key="1").status_code == 201


@pytest.mark.parametrize("fault", ["malformed", "cut_before", "cut_after"])
def test_a_registry_that_cannot_be_understood_is_down(
    send: Send, agencies: RunningSandbox, fault: str
) -> None:
    agencies.set_switch("civil_registry", **{fault: 100})
    assert send(body()).status_code == 503


def test_a_registry_that_is_slow_is_down(
    send: Send, agencies: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = {**civil_registry.lookup.__kwdefaults__, "timeout": 0.2}
    monkeypatch.setattr(civil_registry.lookup, "__kwdefaults__", defaults)
    agencies.set_switch("civil_registry", delay=1.0, slow=100)
    assert send(body()).status_code == 503
    assert left_behind() == [0, 0, 0]
    assert civil_registry.TIMEOUT == 5


def test_who_the_registry_does_not_know_is_refused(send: Send) -> None:
    response = send(body(birth_date="1360-05-12", attachments=[file()]))
    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "identity_not_matched"
    assert [(e["field"], e["code"]) for e in problem["errors"]] == [("national_code", "no_match")]
    assert left_behind() == [0, 0, 0]


def test_who_has_died_sends_nothing(send: Send) -> None:
    dead = population.dead_people(1)[0]
    who = {"national_code": dead.national_code, "birth_date": jalali.to_iso(dead.birth_date)}
    response = send(body(**who, attachments=[file()]), key="1")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    problem = response.json()
    assert problem["type"] == "urn:miz:problem:identity_not_alive"
    assert problem["code"] == "identity_not_alive"
    assert problem["detail"] == identity.NotAlive.message
    assert [(e["field"], e["code"]) for e in problem["errors"]] == [("national_code", "not_alive")]
    assert dead.family_name not in response.content.decode()
    assert left_behind() == [0, 0, 0]
    # the key is still free for the request as it should have been
    assert send(body(attachments=[file()]), key="1").status_code == 201


def test_a_strangers_flood_ends_and_a_machines_does_not(
    send: Send, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "request_by_person": (1, 3600)}
    assert [send(body()).status_code for _ in range(3)] == [201, 201, 201]
    proof = {"Authorization": "", "X-Robot-Check": "solved"}
    monkeypatch.setattr("miz.web.api.requests.robots.verify", lambda answer: None)
    monkeypatch.setattr("miz.web.api.requests.robots.spend", lambda answer: None)
    assert send(body(), **proof).status_code == 201
    refused = send(body(), **proof)
    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many_requests"
    assert int(refused["Retry-After"]) > 0
    assert Event.objects.filter(action="case.open", actor_kind="citizen").count() == 1
