"""What became of a message is asked until it is known, in groups, and not for ever."""

import datetime

import pytest
from django.utils import timezone

from miz.connectors.sms_gateway.sandbox import SWITCHED_OFF
from miz.outbox import actions, reports
from miz.outbox.models import Message
from miz.outbox.transports import kavenegar

from .messages import code, email, make_due, sms

pytestmark = pytest.mark.django_db
DELIVERY = 2.1


def asked_until_delivered(message: Message) -> Message:
    end = timezone.now() + datetime.timedelta(seconds=2 * DELIVERY)
    while message.delivered_at is None and timezone.now() < end:
        make_due()
        reports.ask()
        message.refresh_from_db()
    return message


@pytest.mark.parametrize("provider", ["main", "second"])
def test_a_message_is_delivered_when_its_provider_says_so(two_providers, provider):
    message = sms()
    Message.objects.update(provider=provider)
    actions.send_due()
    make_due()
    assert reports.ask() == 1
    message.refresh_from_db()
    assert message.delivered_at is None
    assert message.due_at > timezone.now()
    assert asked_until_delivered(message).delivered_at is not None
    make_due()
    assert reports.ask() == 0


def test_a_telephone_that_is_off_is_told_and_asked_no_more(agencies, monkeypatch):
    monkeypatch.setitem(kavenegar.FATES, 4, kavenegar.Fate.LOST)
    message = sms(SWITCHED_OFF)
    actions.send_due()
    make_due()
    reports.ask()
    message.refresh_from_db()
    assert (message.state, message.error, message.delivered_at) == ("sent", "not delivered", None)
    make_due()
    assert reports.ask() == 0


def test_only_what_was_handed_over_as_sms_is_asked_for(agencies):
    sms("nonsense"), email(), code("09550000002", decoy=True)
    actions.send_due()
    make_due()
    assert reports.ask() == 0


def test_it_is_asked_less_and_less_often_and_not_after_a_day(agencies):
    message = sms()
    actions.send_due()
    for age, pause in ((1, 3), (40, 40), (7000, 3600)):
        sent_at = timezone.now() - datetime.timedelta(seconds=age)
        Message.objects.update(sent_at=sent_at, due_at=timezone.now(), delivered_at=None)
        reports._take(reports.accounts()[0])
        message.refresh_from_db()
        left = (message.due_at - timezone.now()).total_seconds()
        assert pause - 2 < left <= pause + 1
    Message.objects.update(
        sent_at=timezone.now() - datetime.timedelta(days=2), due_at=timezone.now()
    )
    reports._take(reports.accounts()[0])
    message.refresh_from_db()
    assert message.error == "no delivery report"
    make_due()
    assert reports.ask() == 0


def test_many_are_asked_for_in_groups_the_codes_first(agencies, monkeypatch):
    monkeypatch.setattr(kavenegar, "REPORTED_AT_ONCE", 3)
    for number in range(5):
        sms(f"0912000000{number}")
    first = code("09550000002")
    actions.send_due()
    make_due()
    account = reports.accounts()[0]
    group = reports._take(account)
    assert len(group) == 3
    assert group[0].pk == first.pk
    assert reports.ask() == 3


def test_a_provider_that_does_not_answer_is_asked_later(agencies):
    sms()
    actions.send_due()
    make_due()
    agencies.set_switch("sms", unavailable=100)
    assert reports.ask() == 1
    assert reports.ask() == 0
    message = Message.objects.get()
    assert (message.delivered_at, message.error) == (None, "")


def test_a_provider_that_was_taken_out_is_not_asked(agencies):
    sms()
    actions.send_due()
    Message.objects.update(provider="of yesterday", due_at=timezone.now())
    assert reports.ask() == 0
