"""Rows become messages: sent once where it can be, again where nobody knows, told to no log."""

import datetime
import logging
from types import SimpleNamespace

import pytest
from django.utils import timezone

from miz.outbox import actions
from miz.outbox.actions import BACK_OFF, LEASE, Draft
from miz.outbox.models import Message
from tests.committed import in_parallel
from tests.sandbox import RunningSandbox

NUMBER, ADDRESS, TEXT = "09120000123", "someone@example.com", "متن محرمانهٔ پیام"


def _sms(number: str = NUMBER, **more: object) -> Message:
    draft = Draft(Message.Channel.SMS, number, TEXT, **more)  # type: ignore[arg-type]
    return actions.queue(drafts=[draft], reference="case:1")[0]


def _letter() -> Message:
    draft = Draft(Message.Channel.EMAIL, ADDRESS, TEXT, "عنوان نامه")
    return actions.queue(drafts=[draft], reference="case:1")[0]


def _make_due() -> None:
    Message.objects.update(due_at=timezone.now())


@pytest.mark.django_db
def test_what_is_due_is_sent(agencies: RunningSandbox) -> None:
    messages = [_sms(), _letter()]
    assert actions.send_due() == 2
    assert [sms["message"] for sms in agencies.sms(NUMBER)] == [TEXT]
    assert [mail["subject"] for mail in agencies.mails(ADDRESS)] == ["عنوان نامه"]
    for message in messages:
        message.refresh_from_db()
        assert (message.state, message.attempts, message.error) == ("sent", 1, "")
        assert message.sent_at is not None
        assert message.gateway_reference
    assert actions.send_due() == 0


@pytest.mark.django_db
def test_what_is_not_due_waits(agencies: RunningSandbox) -> None:
    _sms()
    Message.objects.update(due_at=timezone.now() + datetime.timedelta(seconds=30))
    assert actions.send_due() == 0
    assert agencies.sms(NUMBER) == []


@pytest.mark.django_db
def test_codes_go_before_news(agencies: RunningSandbox) -> None:
    news, code = _sms(), _sms(priority=Message.Priority.CODE)
    assert actions.send_due(limit=1) == 1
    code.refresh_from_db()
    news.refresh_from_db()
    assert (code.state, news.state) == ("sent", "queued")


@pytest.mark.django_db
def test_a_passing_failure_is_tried_again_later_and_later(agencies: RunningSandbox) -> None:
    message = _sms()
    agencies.set_switch("sms", unavailable=100)
    for number, wait in enumerate(BACK_OFF[:3], start=1):
        assert actions.send_due() == 1
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("queued", number)
        left = message.due_at - timezone.now()
        assert wait - datetime.timedelta(seconds=5) < left <= wait
        assert actions.send_due() == 0
        _make_due()
    agencies.set_switch("sms")
    assert actions.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.error) == ("sent", "")


@pytest.mark.django_db
def test_after_the_last_try_a_message_has_failed(agencies: RunningSandbox) -> None:
    message = _sms()
    agencies.set_switch("sms", unavailable=100)
    Message.objects.update(attempts=len(BACK_OFF))
    actions.send_due()
    message.refresh_from_db()
    assert message.state == "failed"
    _make_due()
    assert actions.send_due() == 0


@pytest.mark.django_db
def test_what_can_never_arrive_fails_at_once(agencies: RunningSandbox) -> None:
    message = _sms("nonsense")
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("failed", None)
    assert "411" in message.error


@pytest.mark.django_db
def test_one_failure_does_not_keep_the_others(agencies: RunningSandbox) -> None:
    _sms("nonsense")
    good = _sms()
    assert actions.send_due() == 2
    good.refresh_from_db()
    assert good.state == "sent"


@pytest.mark.django_db
def test_what_a_dead_sender_held_is_sent_after_its_lease(agencies: RunningSandbox) -> None:
    message = _sms()
    assert [claimed.pk for claimed in actions._claim(100)] == [message.pk]
    assert actions.send_due() == 0
    Message.objects.update(due_at=timezone.now() - datetime.timedelta(seconds=1))
    assert actions.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)
    assert len(agencies.sms(NUMBER)) == 1


@pytest.mark.django_db
def test_an_answer_that_was_lost_does_not_reach_the_person_twice(
    agencies: RunningSandbox,
) -> None:
    _sms()
    agencies.set_switch("sms", cut_after=100)
    actions.send_due()
    agencies.set_switch("sms")
    _make_due()
    actions.send_due()
    assert Message.objects.get().state == "sent"
    assert len(agencies.sms(NUMBER)) == 1


@pytest.mark.django_db
def test_what_cannot_be_tried_within_the_lease_goes_back_untried(
    agencies: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _sms(), _sms()
    clock = iter([0.0, 0.0, LEASE.total_seconds()])
    monkeypatch.setattr(actions, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert actions.send_due() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.attempts) == ("sent", "queued", 0)
    assert second.due_at <= timezone.now()


@pytest.mark.django_db
def test_no_log_tells_who_got_what(
    agencies: RunningSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("miz").propagate = True
    _letter()
    _sms()
    _sms("nonsense")
    agencies.set_switch("mail", unavailable=100)
    actions.send_due()
    agencies.set_switch("sms", malformed=100)
    _sms()
    actions.send_due()
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("miz")]
    assert len(ours) >= 2
    assert not [t for t in ours if NUMBER in t or ADDRESS in t or TEXT in t or "nonsense" in t]
    kept = " ".join(Message.objects.values_list("error", flat=True))
    assert NUMBER not in kept
    assert ADDRESS not in kept


@pytest.mark.usefixtures("committed")
def test_drains_at_once_send_every_message_once(agencies: RunningSandbox) -> None:
    numbers = [f"0912000{n:04}" for n in range(60)]
    for number in numbers:
        _sms(number)
    taken = in_parallel(6, lambda _: actions.send_due(limit=15))
    while more := actions.send_due():
        taken.append(more)
    assert sum(taken) == 60
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert all(len(agencies.sms(number)) == 1 for number in numbers)
