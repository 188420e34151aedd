"""Two providers: chosen by weight and health, the other one at once when one says no."""

import datetime
from collections import Counter

import pytest
from django.utils import timezone

from miz.outbox import actions, health, queries
from miz.outbox.models import Attempt, Message, Standing
from miz.outbox.sending import FAITHFUL
from miz.outbox.transports.accounts import Account, accounts

from .messages import NUMBER, code, make_due, sms

pytestmark = pytest.mark.django_db
BOTH = [Account("main", "http://x", weight=3), Account("second", "http://y", weight=1)]


def tried(provider: str, number: int, outcome: str = "sent", seconds: float = 0.1) -> None:
    Attempt.objects.bulk_create(
        Attempt(provider=provider, at=timezone.now(), seconds=seconds, outcome=outcome)
        for _ in range(number)
    )


def share(provider: str) -> float:
    return Standing.objects.get(provider=provider).share


def test_messages_are_shared_by_weight():
    chosen = Counter(health.choose(BOTH).name for _ in range(2000))
    assert 1350 < chosen["main"] < 1650


def test_each_message_remembers_who_took_it(two_providers):
    for number in range(40):
        sms(f"091200000{number:02}")
    actions.send_due()
    for message in Message.objects.all():
        [received] = two_providers.sms(message.recipient)
        assert received["provider"] == {"main": "sms", "second": "sms2"}[message.provider]


@pytest.mark.parametrize(("system", "other"), [("sms", "second"), ("sms2", "main")])
def test_a_clear_no_leads_to_the_other_provider_at_once(two_providers, system, other):
    two_providers.set_switch(system, unavailable=100)
    for number in range(12):
        sms(f"091200000{number:02}")
    actions.send_due()
    assert set(Message.objects.values_list("state", "provider")) == {("sent", other)}


def test_nobody_there_leads_to_the_other_provider_at_once(two_providers, settings):
    settings.SMS_PROVIDERS[0] |= {"url": "http://127.0.0.1:9", "weight": 10**9}
    for number in range(12):
        sms(f"091200000{number:02}")
    actions.send_due()
    assert set(Message.objects.values_list("state", "provider")) == {("sent", "second")}
    assert Attempt.objects.filter(outcome="unreachable").exists()


def test_when_both_say_no_it_waits(two_providers):
    for system in ("sms", "sms2"):
        two_providers.set_switch(system, unavailable=100)
    sms()
    assert actions.send_due() == 2
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("queued", 2)
    assert message.due_at > timezone.now()
    assert set(Attempt.objects.values_list("provider", flat=True)) == {"main", "second"}


def test_a_doubt_goes_back_to_the_same_provider_and_is_one_message_there(two_providers):
    for system in ("sms", "sms2"):
        two_providers.set_switch(system, cut_after=100)
    message = code()
    for _ in range(FAITHFUL - 1):
        make_due()
        actions.send_due()
    message.refresh_from_db()
    first, doubts = message.provider, message.unknowns
    for system in ("sms", "sms2"):
        two_providers.set_switch(system)
    make_due()
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.provider, doubts) == ("sent", first, FAITHFUL - 1)
    assert len(two_providers.sms(NUMBER)) == 1


def test_a_doubt_that_does_not_end_goes_to_the_other_provider(two_providers):
    Standing.objects.create(provider="second", share=0.0001, changed_at=timezone.now())
    two_providers.set_switch("sms", cut_before=100)
    message = code()
    Message.objects.update(provider="main")
    for _ in range(FAITHFUL + 1):
        make_due()
        actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.provider) == ("sent", "second")


def test_who_fails_or_is_slow_loses_weight_at_once(two_providers):
    tried("main", 20)
    tried("second", 10)
    tried("second", 5, outcome="unknown")
    tried("second", 5, seconds=health.SLOW + 0.5)
    health.adjust()
    assert share("main") == 1
    assert share("second") == pytest.approx(1 - 2 * 10 / 25)


def test_one_slip_is_no_verdict_and_a_wrong_number_none_at_all(two_providers):
    tried("main", 1, outcome="busy")
    tried("second", 20, outcome="refused")
    health.adjust()
    assert share("main") > 0.6
    assert share("second") == 1


def test_who_fails_always_keeps_a_little(two_providers):
    tried("main", 50, outcome="unreachable")
    health.adjust()
    assert share("main") == health.LEAST


def test_weight_comes_back_in_steps_not_at_once(two_providers):
    Standing.objects.create(provider="main", share=0.2, changed_at=timezone.now())
    tried("main", 20)
    health.adjust()
    assert share("main") == 0.2
    for expected in (0.3, 0.4, 0.5):
        long_ago = timezone.now() - health.STEP_EVERY - datetime.timedelta(seconds=1)
        Standing.objects.update(changed_at=long_ago)
        health.adjust()
        assert share("main") == pytest.approx(expected)
        health.adjust()
        assert share("main") == pytest.approx(expected)


def test_what_went_wrong_long_ago_is_forgotten(two_providers):
    tried("main", 20, outcome="busy")
    Attempt.objects.update(at=timezone.now() - health.WINDOW - datetime.timedelta(seconds=1))
    health.adjust()
    assert share("main") == 1


def test_weight_decides_who_is_asked(two_providers):
    Standing.objects.create(provider="main", share=0.01, changed_at=timezone.now())
    chosen = Counter(health.choose(accounts()).name for _ in range(500))
    assert chosen["main"] < 50


def test_the_state_of_each_provider_is_told(two_providers):
    Standing.objects.create(provider="main", share=0.5, changed_at=timezone.now())
    tried("main", 6, seconds=0.1)
    tried("main", 2, outcome="unknown", seconds=5)
    tried("main", 2, outcome="busy", seconds=0.1)
    main, second = queries.providers()
    assert (main.name, main.full_weight, main.weight) == ("main", 3, 1.5)
    assert (main.sent, main.failed, main.unknown, main.slow_share) == (6, 4, 2, 0.2)
    assert main.p50 == pytest.approx(0.1)
    assert main.p95 == pytest.approx(5)
    assert (second.name, second.sent, second.p50) == ("second", 0, None)
