import time

import pytest

from miz.outbox.transports import sms
from miz.outbox.transports.accounts import Account, accounts
from miz.outbox.transports.base import Fate, Kind, TransportError

MOBILE = "09550000123"
SYSTEMS = {"main": "sms", "second": "sms2"}


@pytest.fixture(params=SYSTEMS)
def provider(request, two_providers):
    """Each of the two, so that both protocols keep the same promises."""
    [account] = [each for each in accounts() if each.name == request.param]
    return account


def send(account, **changes):
    words = {"to": MOBILE, "body": "درخواست شما ثبت شد. {to}", "local_id": "1"}
    return sms.send(account, **words | changes)


def failure(account, **changes):
    with pytest.raises(TransportError) as caught:
        send(account, **changes)
    return caught.value


def test_a_message_reaches_its_number_with_the_gateways_reference(provider, agencies):
    sent = send(provider)
    [received] = agencies.sms(MOBILE)
    assert received["message"] == "درخواست شما ثبت شد. {to}"
    assert received["sender"] == provider.sender
    assert sent.reference == str(received["number"])


def test_the_same_local_id_is_sent_once(provider, agencies):
    assert send(provider, local_id="77") == send(provider, local_id="77")
    assert len(agencies.sms(MOBILE)) == 1


def test_a_retry_after_an_unknown_outcome_does_not_send_twice(provider, agencies):
    agencies.set_switch(SYSTEMS[provider.name], cut_after=100)
    assert failure(provider).kind is Kind.UNKNOWN
    agencies.set_switch(SYSTEMS[provider.name])
    send(provider)
    assert len(agencies.sms(MOBILE)) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("unavailable", Kind.BUSY), ("cut_before", Kind.UNKNOWN), ("malformed", Kind.UNKNOWN),
     ("wrong_type", Kind.UNKNOWN)],
)  # fmt: skip
def test_a_fault_is_known_by_what_it_leaves_open(provider, agencies, fault, kind):
    agencies.set_switch(SYSTEMS[provider.name], **{fault: 100})
    assert failure(provider).kind is kind


def test_a_cut_before_acceptance_sends_nothing(provider, agencies):
    agencies.set_switch(SYSTEMS[provider.name], cut_before=100)
    failure(provider)
    assert agencies.sms(MOBILE) == []


def test_a_slow_gateway_fails_when_the_time_is_up(provider, agencies):
    agencies.set_switch(SYSTEMS[provider.name], slow=100, delay=1)
    started = time.monotonic()
    assert failure(provider, timeout=0.3).kind is Kind.UNKNOWN
    assert time.monotonic() - started < 0.6


@pytest.mark.parametrize("changes", [{"to": "12"}, {"body": ""}, {"body": "x" * 901}])
def test_a_wrong_number_or_text_is_permanent(provider, changes):
    assert failure(provider, **changes).permanent


@pytest.mark.parametrize("protocol", ["kavenegar", "generic"])
def test_a_gateway_that_is_away_is_not_reached(protocol):
    words = {"path": "/m", "body": {}, "reference": "id"}
    account = Account("gone", "http://127.0.0.1:9", protocol=protocol, key="k", send=words)
    assert failure(account).kind is Kind.UNREACHABLE


def test_a_wrong_key_waits_for_the_operator(two_providers):
    for name, path in (("kavenegar", "sms"), ("generic", "sms2")):
        known = next(each for each in accounts() if each.protocol == name)
        account = Account("x", f"{two_providers.url}/{path}", name, "wrong key/../x",
                          send=known.send)  # fmt: skip
        assert failure(account).kind is Kind.BUSY


@pytest.mark.parametrize("to", ["12", MOBILE])
def test_an_error_holds_neither_number_nor_text_nor_key(provider, agencies, to):
    agencies.set_switch(SYSTEMS[provider.name], malformed=100 if to == MOBILE else 0)
    error = failure(provider, to=to, body="راز" * 400)
    assert not any(word in str(error) for word in (MOBILE, "راز", provider.key, "127.0.0.1"))
    assert error.__suppress_context__ or error.__context__ is None


def test_what_became_of_a_message_is_told_by_its_number(provider, agencies):
    reference = send(provider).reference
    fates = sms.report(provider, [reference, "1"])
    assert fates[reference] is Fate.ON_ITS_WAY
    assert fates.get("1", Fate.ON_ITS_WAY) is Fate.ON_ITS_WAY


def test_reports_fail_like_messages_do(provider, agencies):
    agencies.set_switch(SYSTEMS[provider.name], unavailable=100)
    with pytest.raises(TransportError):
        sms.report(provider, ["1"])
