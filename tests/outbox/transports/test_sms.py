import time

import pytest

from miz.outbox.transports import sms
from miz.outbox.transports.base import TransportError

MOBILE = "09550000123"


def send(**changes):
    return sms.send(**{"to": MOBILE, "body": "درخواست شما ثبت شد.", "local_id": "1"} | changes)


def failure(**changes):
    with pytest.raises(TransportError) as caught:
        send(**changes)
    return caught.value


def test_a_message_reaches_its_number_with_the_gateways_reference(agencies, settings):
    sent = send()
    [received] = agencies.sms(MOBILE)
    assert received["message"] == "درخواست شما ثبت شد."
    assert received["sender"] == settings.SMS_SENDER
    assert sent.reference == str(received["number"])


def test_the_same_local_id_is_sent_once(agencies):
    assert send(local_id="77") == send(local_id="77")
    assert len(agencies.sms(MOBILE)) == 1


def test_a_retry_after_an_unknown_outcome_does_not_send_twice(agencies):
    agencies.set_switch("sms", cut_after=100)
    assert not failure().permanent
    agencies.set_switch("sms")
    send()
    assert len(agencies.sms(MOBILE)) == 1


@pytest.mark.parametrize("fault", ["unavailable", "cut_before", "malformed"])
def test_a_faulty_gateway_is_a_passing_failure(agencies, fault):
    agencies.set_switch("sms", **{fault: 100})
    assert not failure().permanent


def test_a_cut_before_acceptance_sends_nothing(agencies):
    agencies.set_switch("sms", cut_before=100)
    failure()
    assert agencies.sms(MOBILE) == []


def test_a_slow_gateway_fails_when_the_time_is_up(agencies):
    agencies.set_switch("sms", slow=100, delay=1)
    started = time.monotonic()
    assert not failure(timeout=0.3).permanent
    assert time.monotonic() - started < 0.6


@pytest.mark.parametrize("changes", [{"to": "12"}, {"body": ""}, {"body": "x" * 901}])
def test_a_wrong_number_or_text_is_permanent(agencies, changes):
    assert failure(**changes).permanent


def test_a_wrong_key_waits_for_the_operator(agencies, settings):
    settings.SMS_GATEWAY_KEY = "wrong key/../x"
    assert not failure().permanent


def test_a_gateway_that_is_away_is_a_passing_failure(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9"
    assert not failure().permanent


@pytest.mark.parametrize("to", ["12", MOBILE])
def test_an_error_holds_neither_number_nor_text_nor_key(agencies, settings, to):
    settings.SMS_GATEWAY_KEY = "sandbox" if to == "12" else "topsecret"
    error = failure(to=to, body="راز")
    assert not any(word in str(error) for word in (MOBILE, "راز", "topsecret", "127.0.0.1"))
    assert error.__suppress_context__ or error.__context__ is None
