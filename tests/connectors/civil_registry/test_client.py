import datetime
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from miz.connectors.civil_registry import client
from miz.connectors.civil_registry import sandbox as sandbox_registry
from miz.connectors.civil_registry.client import NotMatched, lookup
from miz.connectors.errors import Refused, Unavailable
from miz.connectors.sandbox import population

ONE_DAY = datetime.timedelta(days=1)


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


@pytest.mark.parametrize("question", [b"", b"[]", b"{}", b'{"nationalId": 5, "birthDate": 1}'])
def test_an_unreadable_question_is_answered_400(question):
    assert sandbox_registry.answer(question, "sandbox")[0] == 400


@pytest.mark.parametrize("fault", ["unavailable", "cut_before", "cut_after", "malformed"])
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


class Impostor(BaseHTTPRequestHandler):
    """Answers what its server was told to, whatever was asked."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def impostor(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Impostor) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.CIVIL_REGISTRY_URL = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()


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
