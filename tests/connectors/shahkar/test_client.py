import json

import pytest
from django.core.cache import cache

from miz.connectors.base import Purpose
from miz.connectors.errors import ConnectorError, Refused, Unavailable
from miz.connectors.models import Call
from miz.connectors.sandbox import population
from miz.connectors.shahkar import client
from miz.connectors.shahkar.client import owns

pytestmark = pytest.mark.django_db
ACCOUNT = Purpose("ساختن حساب", "ماده ۱")


@pytest.fixture
def citizen():
    return population.demo_people(1)[0]


def ask(code, mobile, **options):
    return owns(code, mobile, purpose=ACCOUNT, **options)


def test_a_mobile_belongs_to_its_owner_alone(agencies):
    first, second = population.demo_people(2)
    assert ask(first.national_code, first.mobile)
    assert not ask(first.national_code, second.mobile)


def test_a_foreigner_owns_a_mobile_by_the_code_of_twelve_digits(agencies):
    first, second = population.foreigners(2)
    assert ask(first.code, first.mobile)
    assert not ask(first.code, second.mobile)


@pytest.mark.parametrize("code", ["1111111111", "0000000000", "123"])
def test_an_impossible_code_owns_nothing(agencies, code):
    assert not ask(code, "09550000001")


def test_a_possible_code_of_nobody_owns_nothing(agencies, settings):
    assert not ask("0012345679", "09550000001")


@pytest.mark.parametrize(
    "fault", ["unavailable", "cut_before", "cut_after", "malformed", "wrong_type"]
)
def test_a_faulty_shahkar_is_unavailable_and_may_be_asked_again(agencies, citizen, fault):
    agencies.set_switch("shahkar", **{fault: 100})
    with pytest.raises(ConnectorError) as caught:
        ask(citizen.national_code, citizen.mobile)
    assert caught.value.again
    assert caught.value.connector == "shahkar"
    assert citizen.national_code not in repr(caught.value)


def test_a_shahkar_that_drips_is_given_up(agencies, citizen):
    agencies.set_switch("shahkar", drip=100)
    with pytest.raises(Unavailable):
        ask(citizen.national_code, citizen.mobile, timeout=0.4)


def test_a_wrong_token_is_refused_and_not_asked_again(agencies, citizen, settings):
    settings.SHAHKAR_TOKEN = "guess"
    with pytest.raises(Refused) as caught:
        ask(citizen.national_code, citizen.mobile)
    assert not caught.value.again


def test_an_answer_is_kept_for_minutes_yes_and_no_alike(agencies, citizen):
    for mobile in (citizen.mobile, "09550000001"):
        answers = {ask(citizen.national_code, mobile) for _ in range(3)}
        assert len(answers) == 1
    assert Call.objects.count() == 2
    assert client.KEPT_SECONDS <= 600
    cache.clear()
    ask(citizen.national_code, citizen.mobile)
    assert Call.objects.count() == 3


def test_what_is_kept_tells_neither_code_nor_mobile(agencies, citizen):
    ask(citizen.national_code, citizen.mobile)
    kept = str(cache._cache)
    assert citizen.national_code not in kept
    assert citizen.mobile not in kept


def test_a_failure_is_not_kept(agencies, citizen):
    agencies.set_switch("shahkar", unavailable=100)
    with pytest.raises(Unavailable):
        ask(citizen.national_code, citizen.mobile)
    agencies.heal()
    assert ask(citizen.national_code, citizen.mobile)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"isMatched": True},
        {"isMatched": "true", "responseContext": {"status": {"code": 0}}},
        {"isMatched": True, "responseContext": {"status": {"code": 9}}},
        {"isMatched": True, "responseContext": []},
    ],
)
def test_an_answer_out_of_the_agreement_is_unavailable(impostor, settings, citizen, answer):
    settings.SHAHKAR_URL = impostor.url
    impostor.answer = 200, {}, json.dumps(answer).encode()
    with pytest.raises(Unavailable):
        ask(citizen.national_code, citizen.mobile)


def test_the_live_check_asks_about_nobody(agencies):
    client.check()
    agencies.set_switch("shahkar", unavailable=100)
    with pytest.raises(Unavailable):
        client.check()


def test_the_question_is_shaped_as_agreed(impostor, settings, citizen):
    settings.SHAHKAR_URL = impostor.url
    answer = {"isMatched": True, "responseContext": {"status": {"code": 0}}}
    impostor.answer = 200, {}, json.dumps(answer).encode()
    assert ask(citizen.national_code, citizen.mobile)
    asked = json.loads(impostor.questions[0])
    assert set(asked["requestContext"]["apiInfo"]) == {"businessId", "businessToken"}
    assert asked["mobileNumber"] == citizen.mobile
