"""Following a request by machine: both codes, or nothing."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.cases import actions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.lib import digits, tracking_code
from tests import factories

ADDRESS = "/api/v1/requests/track"
STRANGER = factories.applicant(1).national_code


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def _track(case: Case, **changes: Any) -> HttpResponse:
    codes = {"national_code": case.national_code, "tracking_code": case.tracking_code}
    return Client().post(ADDRESS, json.dumps({**codes, **changes}), "application/json")


def test_who_knows_both_codes_sees_where_the_request_is(case: Case) -> None:
    answer = _track(case).json()
    assert answer["state"] == "in_review"
    assert answer["applicant"] == case.masked_name != case.full_name
    assert answer["content_hidden"] is False
    assert [s["state"] for s in answer["stages"]][:2] == ["passed", "present"]
    assert case.mobile not in json.dumps(answer)
    assert case.family_name not in json.dumps(answer, ensure_ascii=False)


def test_tracking_takes_at_most_eight_statements(
    case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        assert _track(case).status_code == 200


def test_codes_are_read_in_any_digits(case: Case) -> None:
    spaced = digits.to_persian(tracking_code.format(case.tracking_code))
    assert _track(case, tracking_code=spaced).status_code == 200


def test_a_wrong_pair_and_an_unknown_one_get_the_same_answer(case: Case) -> None:
    wrong = _track(case, national_code=STRANGER)
    unknown = _track(case, tracking_code=tracking_code.draw())
    neither = _track(case, national_code=STRANGER, tracking_code=tracking_code.draw())
    assert {each.status_code for each in (wrong, unknown, neither)} == {404}
    assert wrong.content == unknown.content == neither.content


def test_misses_are_limited_and_hits_are_not(case: Case, settings: Settings) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "track_miss_by_person": (2, 600)}
    assert [_track(case).status_code for _ in range(4)] == [200] * 4
    misses = [_track(case, tracking_code=tracking_code.draw()) for _ in range(4)]
    assert [each.status_code for each in misses] == [404, 404, 429, 429]
    assert misses[-1].json()["code"] == "too_many_requests"
    assert _track(case).status_code == 429


def test_what_is_sensitive_stays_out(complaints: PublishedService, inspector: User) -> None:
    criticism = next(topic for topic in complaints.topics if topic.main_code == "criticism")
    case = factories.case(complaints, text="متن شکایت", topic=criticism)
    actions.complete(by=inspector, case=case, revision=1, outcome="answer", text="پاسخ محرمانه")
    response = _track(case)
    assert response.json()["content_hidden"] is True
    assert "entries" not in response.json()
    for hidden in ("متن شکایت", "پاسخ محرمانه", case.topic_title):
        assert hidden not in response.content.decode()


def test_the_conversation_is_told_without_what_is_internal(case: Case, narges: User) -> None:
    case = actions.note(by=narges, case=case, revision=1, text="یادداشت درونی")
    case = actions.hand_over(
        by=narges, case=case, revision=2, unit=narges.unit, colleague=narges, reason="دلیل ارجاع"
    )
    case = actions.complete(by=narges, case=case, revision=3, outcome="ask", text="مدرک بفرستید")
    actions.receive(by=CITIZEN, case=case, message="citizen_reply", text="فرستادم")
    response = _track(case)
    entries = response.json()["entries"]
    assert [(e["kind"], e["text"]) for e in entries] == [
        ("request_more", "مدرک بفرستید"),
        ("reply", "فرستادم"),
    ]
    shown = response.content.decode()
    assert not [w for w in ("یادداشت درونی", "دلیل ارجاع", "Narges") if w in shown]


@pytest.mark.parametrize(
    "codes",
    [
        {"national_code": None},
        {"national_code": 12},
        {"national_code": "1111111111"},
        {"national_code": "\ud800"},
        {"tracking_code": None},
        {"tracking_code": ["1"]},
        {"tracking_code": "123456789012"},
        {"tracking_code": "\x00"},
    ],
    ids=ascii,
)
def test_a_code_that_cannot_be_is_refused_beside_its_field(
    case: Case, codes: dict[str, object]
) -> None:
    response = _track(case, **codes)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == list(codes)


@pytest.mark.parametrize("raw", ["", "[]", "{", "null", "x" * 5_000_000])
@pytest.mark.django_db
def test_a_body_that_is_no_object_is_refused(raw: str) -> None:
    response = Client().post(ADDRESS, raw, "application/json")
    assert response.status_code in (400, 413)
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("slip", [lambda code: code[1:], lambda code: code + code[-1]])
def test_a_national_code_with_a_slip_is_told_by_its_field(case: Case, slip: Any) -> None:
    answer = _track(case, national_code=slip(case.national_code))
    assert answer.status_code == 404
    [error] = answer.json()["errors"]
    assert error["field"] == "national_code"
    assert "کد ملی ۱۰ رقم است" in error["detail"]
