"""The registry's JSON: what comes is judged, never believed."""

import json

import pytest

from miz.connectors.civil_registry import sandbox as sandbox_registry
from miz.connectors.civil_registry.client import lookup
from miz.connectors.errors import Refused, Unavailable
from miz.connectors.sandbox import population

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(impostor, settings):
    settings.CIVIL_REGISTRY_PROTOCOL = "json"
    settings.CIVIL_REGISTRY_URL = impostor.url


@pytest.fixture
def citizen():
    return population.demo_people(1)[0]


def ask(person):
    return lookup(person.national_code, person.birth_date)


def good_answer(citizen, **changes):
    answer = {
        "matched": True,
        "nationalId": citizen.national_code,
        "firstName": citizen.given_name,
        "lastName": citizen.family_name,
        "gender": 0,
        "liveStatus": 1,
    }
    return json.dumps(answer | changes).encode()


def test_the_answer_the_next_tests_break_is_good(impostor, citizen):
    impostor.answer = 200, {}, good_answer(citizen)
    assert ask(citizen).gender == "female"


@pytest.mark.parametrize(
    "changes",
    [
        {"nationalId": "0000000001"},
        {"matched": "yes"},
        {"matched": None},
        {"firstName": None},
        {"firstName": "   "},
        {"lastName": "x" * 1000},
        {"lastName": "a\0b"},
        {"lastName": "\ud800"},
        {"gender": 7},
        {"gender": [0]},
        {"liveStatus": None},
    ],
)
def test_an_answer_out_of_the_agreement_is_unavailable(impostor, citizen, changes):
    impostor.answer = 200, {}, good_answer(citizen, **changes)
    with pytest.raises(Unavailable):
        ask(citizen)


def test_an_answer_of_two_megabytes_is_unavailable(impostor, citizen):
    impostor.answer = 200, {}, good_answer(citizen) + b" " * 2_000_000
    with pytest.raises(Unavailable):
        ask(citizen)


def test_a_redirect_is_refused(impostor, citizen):
    impostor.answer = 307, {"Location": "/inquiry"}, b""
    with pytest.raises(Refused):
        ask(citizen)


@pytest.mark.parametrize(
    ("status", "error"), [(400, Refused), (404, Refused), (429, Unavailable), (500, Unavailable)]
)
def test_the_status_decides_whether_to_ask_again(impostor, citizen, status, error):
    impostor.answer = status, {}, b"{}"
    with pytest.raises(error):
        ask(citizen)


@pytest.mark.parametrize("question", [b"", b"[]", b"{}", b'{"nationalId": 5, "birthDate": 1}'])
def test_an_unreadable_question_is_answered_400(question):
    assert sandbox_registry.answer(question, "sandbox")[0] == 400
