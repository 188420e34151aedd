"""What is refused, with which problem document, and that nothing is left behind."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from miz.documents.uploads import MAX_BYTES
from tests.documents.files import SHEET, archive, archive_of_300_megabytes, workbook
from tests.web.api.conftest import ADDRESS, Send, body, file, left_behind

FIELDS = list(body())
DROWNING = '<worksheet><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'


def _fields(response: HttpResponse) -> set[str]:
    return {error["field"] for error in response.json().get("errors", [])}


def _is_refused(response: HttpResponse, status: int = 422) -> dict[str, Any]:
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:miz:problem:{problem['code']}"
    assert problem["detail"]
    assert not set("0123456789") & set(problem["detail"].replace("base64", ""))
    assert left_behind() == [0, 0, 0]
    return problem


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "email"])
def test_what_is_missing_is_named(send: Send, field: str) -> None:
    for missing in (None, ""):
        response = send(body(**{field: missing}))
        _is_refused(response)
        named = {"main_topic": {"main_topic", "topic"}}.get(field, {field})
        assert field in _fields(response) <= named


def test_every_mistake_is_told_at_once_in_persian_digits(send: Send) -> None:
    response = send(dict.fromkeys(FIELDS, "1") | {"service": "hajj-desk"})
    problem = _is_refused(response)
    # of a landline one part is told: the other cannot be judged without it
    assert _fields(response) == set(FIELDS) - {"service", "text", "landline"}
    for error in problem["errors"]:
        assert not set("0123456789") & set(error["detail"])


BAD_VALUES = [
    ("national_code", "0012345678"),
    ("national_code", "1111111111"),
    ("national_code", "۰۰۰۰۰۰۰۰۰۰"),
    ("national_code", "001234567"),
    ("national_code", "00123456790"),
    ("national_code", "²²²²²²²²²²"),
    ("national_code", "abcdefghij"),
    ("birth_date", "1402-12-30"),
    ("birth_date", "1360-07-31"),
    ("birth_date", "1360-13-01"),
    ("birth_date", "1360-00-10"),
    ("birth_date", "1360-01-32"),
    ("birth_date", "1499-01-01"),
    ("birth_date", "1981-08-03"),
    ("birth_date", "60-05-12"),
    ("birth_date", "دیروز"),
    ("birth_date", "1360-05"),
    ("mobile", "02188000000"),
    ("mobile", "0912000000"),
    ("mobile", "+19120000000"),
    ("area_code", "21"),
    ("area_code", "000"),
    ("landline", "8800000"),
    ("landline", "08800000"),
    ("email", "someone"),
    ("email", "a@b"),
    ("email", "a b@example.com"),
    ("email", "a" * 250 + "@example.com"),
    ("province", "atlantis"),
    ("province", "تهران"),
    ("main_topic", "nothing"),
    ("topic", "nothing"),
    ("topic", "umrah-payment"),
    ("service", "nothing"),
    ("service", "hajj-insurance-health"),
    ("service", "x" * 1000),
    ("text", "  \u200c\n "),
    ("text", "x" * 5001),
    ("text", "x" * 1_000_000),
]


@pytest.mark.parametrize(("field", "value"), BAD_VALUES, ids=lambda value: repr(value)[:24])
def test_a_bad_value_is_refused_beside_its_field(send: Send, field: str, value: str) -> None:
    response = send(body(**{field: value}))
    problem = _is_refused(response)
    if problem["code"] != "service_takes_no_requests":
        assert field in _fields(response)


def test_the_last_day_of_a_leap_year_is_a_birthday(send: Send) -> None:
    assert send(body(birth_date="1399-12-30")).json()["code"] == "identity_not_matched"


UNSTORABLE = ["\x00", "a\x00b", "\ud800", "a\udfffb", "\x07"]


@pytest.mark.parametrize("field", [*FIELDS, "title"])
@pytest.mark.parametrize("value", UNSTORABLE, ids=ascii)
def test_what_cannot_be_stored_is_refused_in_every_field(
    send: Send, field: str, value: str
) -> None:
    content = body(attachments=[file(title=value)]) if field == "title" else body(**{field: value})
    _is_refused(send(json.dumps(content)))


@pytest.mark.parametrize("value", [1, 1.5, True, [], ["a"], {}, {"a": 1}])
@pytest.mark.parametrize("field", ["service", "national_code", "text", "email", "birth_date"])
def test_a_value_of_another_type_is_refused(send: Send, field: str, value: object) -> None:
    response = send(body(**{field: value}))
    _is_refused(response)
    assert _fields(response) == {field}


BAD_FILES = {
    "one byte too much": file(archive({"a": bytes(MAX_BYTES + 1)}, 0)[: MAX_BYTES + 1], "a.zip"),
    "a renamed program": file(b"MZ\x90\x00" + bytes(2000), "نامه.pdf"),
    "a program": file(b"MZ\x90\x00" + bytes(2000), "a.exe"),
    "a double ending": file(name="a.pdf.exe"),
    "no ending": file(name="paper"),
    "no name": file(name=".."),
    "an empty file": file(b""),
    "a sheet that drowns": file(workbook(**{SHEET: DROWNING}), "a.xlsx"),
    "a zip in a zip": file(archive({"b.zip": archive({"a": b"a"})}), "a.zip"),
    "a zip of 300 megabytes": file(archive_of_300_megabytes()[:MAX_BYTES], "a.zip"),
    "a way out of a zip": file(archive({"../a": b"a"}), "a.zip"),
    "no base64": {"title": "", "name": "a.pdf", "content": "%%%"},
    "base64 cut short": {"title": "", "name": "a.pdf", "content": "JVBERi0"},
    "base64 that goes on": {"title": "", "name": "a.pdf", "content": "JVA=JVA="},
    "letters for base64": {"title": "", "name": "a.pdf", "content": "سلام"},
    "a long title": file(title="x" * 101),
    "a text": "a.pdf",
    "a number": 7,
    "a number for a name": {**file(), "name": 7},
}


@pytest.mark.parametrize("bad", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_refused_beside_its_place(send: Send, bad: object) -> None:
    response = send(body(attachments=[file(), bad]))
    _is_refused(response)
    assert _fields(response) == {"attachments.1"}


@pytest.mark.parametrize("attachments", ["a", 1, {"a": 1}, True])
def test_attachments_are_a_list(send: Send, attachments: object) -> None:
    response = send(body(attachments=attachments))
    _is_refused(response)
    assert _fields(response) == {"attachments"}


def test_a_sixth_file_is_refused(send: Send) -> None:
    response = send(body(attachments=[file()] * 6))
    _is_refused(response)
    assert _fields(response) == {"attachments"}


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b'"a"', b"null", b"7", b"\xff\xfe", b"[" * 100_000, b'{"a":' + b"9" * 5000],
    ids=lambda raw: repr(raw[:8]),
)
def test_a_body_that_is_no_object_is_refused(send: Send, raw: bytes) -> None:
    problem = _is_refused(send(raw), 400)
    assert problem["code"] == "malformed_body"


def test_a_body_beyond_measure_is_refused(send: Send) -> None:
    problem = _is_refused(send(body(text="x" * 4_300_000)), 413)
    assert problem["code"] == "body_too_large"


@pytest.mark.parametrize(
    "broken",
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\n"),
        ("multipart/form-data; boundary=\xff", b"x"),
    ],
)
def test_a_broken_form_is_refused(token: str, desk: object, broken: tuple[str, bytes]) -> None:
    client = Client(raise_request_exception=False)
    headers = {"X-Api-Key": token}
    kind, raw = broken
    response = client.generic("POST", ADDRESS, raw, content_type=kind, headers=headers)
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"


def test_a_form_of_too_many_files_is_refused(token: str, desk: object) -> None:
    files = [SimpleUploadedFile("a.pdf", b"x") for _ in range(13)]
    response = Client().post(
        ADDRESS, {**body(), "attachments": files}, headers={"X-Api-Key": token}
    )
    _is_refused(response, 400)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "authentication_required"),
        ({"Authorization": "Bearer "}, "authentication_required"),
        ({"Authorization": "Bearer wrong"}, "token_refused"),
        ({"Authorization": "Basic YTpi"}, "token_refused"),
        ({"X-Api-Key": "wrong"}, "token_refused"),
        ({"X-Robot-Check": "nonsense"}, "robot_check_wrong"),
        ({"X-Robot-Check": "e30="}, "robot_check_wrong"),
        ({"X-Robot-Check": "W10="}, "robot_check_wrong"),
        ({"X-Robot-Check": "eyJjaGFsbGVuZ2UiOiAxfQ=="}, "robot_check_wrong"),
        ({"X-Robot-Check": "\xff"}, "robot_check_wrong"),
    ],
)
def test_nobody_unknown_gets_in(desk: object, headers: dict[str, str], code: str) -> None:
    client = Client(raise_request_exception=False)
    response = client.post(ADDRESS, body(), content_type="application/json", headers=headers)
    assert _is_refused(response, 401)["code"] == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
VALUE = JSON | st.sampled_from(UNSTORABLE) | st.sampled_from([value for _, value in BAD_VALUES])
CHANGES = st.dictionaries(st.sampled_from([*FIELDS, "attachments"]), VALUE, min_size=1, max_size=4)


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES)
def test_no_body_at_all_is_an_error_of_ours(send: Send, changes: dict[str, Any]) -> None:
    response = send(json.dumps(body(**changes)))
    assert response.status_code in (201, 413, 422, 503), response.content[:300]


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=JSON, number=VALUE, code=VALUE)
def test_no_question_at_all_is_an_error_of_ours(
    db: None, content: object, number: object, code: object
) -> None:
    for asked in (content, {"national_code": number, "tracking_code": code}):
        response = Client(raise_request_exception=False).post(
            f"{ADDRESS}/track", json.dumps(asked), content_type="application/json"
        )
        assert response.status_code in (400, 404, 422), response.content[:300]
