"""What the two protocols of the registry have in common."""

import datetime
import time

import pytest

from miz.connectors.civil_registry import client
from miz.connectors.civil_registry.client import NotMatched, lookup
from miz.connectors.errors import Refused, Unavailable
from miz.connectors.models import Call
from miz.connectors.sandbox import population

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)
FAULTS = ["unavailable", "cut_before", "cut_after", "malformed", "wrong_type"]


@pytest.fixture(autouse=True, params=["soap", "json"])
def protocol(request, settings):
    settings.CIVIL_REGISTRY_PROTOCOL = request.param
    return request.param


@pytest.fixture
def citizen():
    return population.demo_people(1)[0]


def ask(person, **options):
    return lookup(person.national_code, person.birth_date, **options)


def test_a_matching_pair_answers_the_person(agencies, citizen):
    person = ask(citizen)
    assert (person.given_name, person.family_name) == (citizen.given_name, citizen.family_name)
    assert (person.gender, person.alive) == (citizen.gender, True)


def test_a_dead_person_is_known_as_dead(agencies):
    assert not ask(population.dead_people(1)[0]).alive


def test_names_come_with_persian_letters(agencies):
    people = [ask(population.person(index)) for index in range(20)]
    assert not set("يك") & set("".join(p.given_name + p.family_name for p in people))


def test_a_wrong_date_and_an_unknown_code_are_the_same_error(agencies, citizen):
    with pytest.raises(NotMatched) as wrong_date:
        lookup(citizen.national_code, citizen.birth_date + ONE_DAY)
    with pytest.raises(NotMatched) as unknown:
        lookup("1111111111", citizen.birth_date)
    assert str(wrong_date.value) == str(unknown.value)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_registry_is_unavailable(agencies, citizen, fault):
    agencies.set_switch("civil_registry", **{fault: 100})
    with pytest.raises(Unavailable):
        ask(citizen)


def test_a_slow_registry_is_unavailable_when_the_time_is_up(agencies, citizen):
    agencies.set_switch("civil_registry", slow=100, delay=1)
    started = time.monotonic()
    with pytest.raises(Unavailable):
        ask(citizen, timeout=0.3)
    assert time.monotonic() - started < 0.6


def test_a_registry_that_drips_is_unavailable_when_the_time_is_up(agencies, citizen):
    agencies.set_switch("civil_registry", drip=100)
    started = time.monotonic()
    with pytest.raises(Unavailable):
        ask(citizen, timeout=0.5)
    assert time.monotonic() - started < 0.8


def test_a_slow_registry_that_answers_in_time_is_waited_for(agencies, citizen):
    agencies.set_switch("civil_registry", slow=100, delay=0.2)
    assert ask(citizen).national_code == citizen.national_code


def test_a_healed_registry_answers_at_once(agencies, citizen):
    agencies.set_switch("civil_registry", cut_after=100)
    with pytest.raises(Unavailable):
        ask(citizen)
    agencies.heal()
    assert ask(citizen).alive


def test_nobody_waits_longer_than_five_seconds():
    assert client.TIMEOUT <= 5


def test_nobody_listening_is_unavailable(citizen, settings):
    settings.CIVIL_REGISTRY_URL = "http://127.0.0.1:9"
    with pytest.raises(Unavailable):
        ask(citizen)


def test_a_wrong_key_is_refused(agencies, citizen, settings):
    settings.CIVIL_REGISTRY_KEY = "guess"
    with pytest.raises(Refused):
        ask(citizen)


def test_an_error_names_nobody(agencies, citizen):
    agencies.set_switch("civil_registry", cut_before=100)
    with pytest.raises(Unavailable) as caught:
        ask(citizen)
    assert citizen.national_code not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_a_code_with_leading_zeros_is_found(agencies):
    person = next(p for p in map(population.person, range(200)) if p.national_code[0] == "0")
    assert ask(person).national_code == person.national_code


def test_the_name_of_the_father_comes_where_the_protocol_tells_it(agencies, citizen, protocol):
    expected = citizen.father_name if protocol == "soap" else ""
    assert ask(citizen).father_name == expected


def test_every_question_is_recorded_without_what_was_asked(agencies, citizen):
    ask(citizen)
    call = Call.objects.get()
    assert (call.connector, call.outcome) == ("civil_registry", "answered")
    assert call.asked == ["national_code", "birth_date"]
    assert "family_name" in call.answered
    everything = str(Call.objects.values().get())
    for secret in (citizen.national_code, citizen.family_name, citizen.given_name):
        assert secret not in everything


def test_a_pair_that_does_not_match_is_an_answer(agencies, citizen):
    with pytest.raises(NotMatched):
        lookup(citizen.national_code, citizen.birth_date + ONE_DAY)
    assert Call.objects.get().outcome == "answered"


def test_the_live_check_asks_about_nobody(agencies):
    client.check()
    assert Call.objects.get().purpose == "بررسی اتصال"
    agencies.set_switch("civil_registry", unavailable=100)
    with pytest.raises(Unavailable):
        client.check()
