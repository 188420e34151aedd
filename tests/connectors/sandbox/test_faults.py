"""Every fault of the switches, over real HTTP: what a client meets on the wire."""

import socket
import time

import pytest

from miz.connectors.sandbox import population
from miz.lib import http

PATH = "/civil-registry/inquiry"
HEADERS = {"X-API-Key": "sandbox"}


def ask(agencies, timeout=3.0):
    code = population.person(0).national_code
    question = f'{{"nationalId": "{code}", "birthDate": 1}}'.encode()
    return http.client(agencies.url).post(PATH, question, headers=HEADERS, timeout=timeout)


def test_a_healthy_system_answers(agencies):
    assert ask(agencies).status == 200


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_a_cut_leaves_no_answer(agencies, fault):
    agencies.set_switch("civil_registry", **{fault: 100})
    with pytest.raises(http.NoAnswer):
        ask(agencies)


def test_an_unavailable_system_says_so(agencies):
    agencies.set_switch("civil_registry", unavailable=100)
    assert ask(agencies).status == 503


def test_garbage_comes_as_if_all_were_well(agencies):
    agencies.set_switch("civil_registry", malformed=100)
    answer = ask(agencies)
    assert answer.status == 200
    with pytest.raises(http.NoAnswer):
        answer.json()


def test_a_web_page_comes_in_the_place_of_an_answer(agencies):
    agencies.set_switch("civil_registry", wrong_type=100)
    answer = ask(agencies)
    assert answer.status == 200
    assert answer.body.startswith(b"<!doctype html>")


def test_a_delay_is_as_long_as_was_set(agencies):
    agencies.set_switch("civil_registry", slow=100, delay=0.4)
    started = time.monotonic()
    assert ask(agencies).status == 200
    assert time.monotonic() - started > 0.4


def test_a_drip_sends_the_answer_byte_by_byte(agencies):
    agencies.set_switch("civil_registry", drip=100)
    with socket.create_connection(("127.0.0.1", agencies.port), timeout=10) as connection:
        body = b'{"nationalId": "1", "birthDate": 1}'
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-API-Key: sandbox\r\nContent-Length: {len(body)}"
        )
        connection.sendall(head.encode() + b"\r\n\r\n" + body)
        pieces = [connection.recv(4096) for _ in range(4)]
    assert [len(piece) for piece in pieces[1:]] == [1, 1, 1]


def test_all_systems_have_a_switch_on_the_page(agencies):
    html = agencies.request("GET", "/switches").decode()
    for words in ("ثبت احوال", "شاهکار", "درگاه پیامک", "چکه‌چکه", "صفحهٔ وب"):
        assert words in html
