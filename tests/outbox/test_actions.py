"""Rows become messages: sent once where it can be, again where nobody knows, told to no log."""

import datetime
import logging

import pytest
from django.utils import timezone
from pytest_django import Settings

from miz.outbox import actions, claims, lanes, queries, sending
from miz.outbox.claims import LEASE
from miz.outbox.models import Attempt, Message
from miz.outbox.sending import BACK_OFF
from miz.outbox.transports.base import Kind
from tests.committed import in_parallel
from tests.sandbox import RunningSandbox

from .messages import ADDRESS, NUMBER, TEXT, app, code, email, letter, make_due, sms


@pytest.mark.django_db
def test_what_is_due_is_sent(agencies: RunningSandbox) -> None:
    messages = [sms(), email()]
    assert actions.send_due() == 2
    assert [received["message"] for received in agencies.sms(NUMBER)] == [TEXT]
    assert [mail["subject"] for mail in agencies.mails(ADDRESS)] == ["عنوان نامه"]
    for message in messages:
        message.refresh_from_db()
        assert (message.state, message.attempts, message.error) == ("sent", 1, "")
        assert message.sent_at is not None
        assert message.gateway_reference
    assert actions.send_due() == 0


@pytest.mark.django_db
def test_what_is_not_due_waits(agencies: RunningSandbox) -> None:
    sms()
    Message.objects.update(due_at=timezone.now() + datetime.timedelta(seconds=30))
    assert actions.send_due() == 0
    assert agencies.sms(NUMBER) == []


@pytest.mark.django_db
def test_codes_go_before_news_and_news_before_bulk(agencies: RunningSandbox) -> None:
    bulk, news, first = sms(priority=Message.Priority.BULK), sms(), code()
    left = []
    while actions.send_due(limit=1):
        left.append(set(Message.objects.filter(state="queued").values_list("pk", flat=True)))
    assert left == [{bulk.pk, news.pk}, {bulk.pk}, set()]
    assert first.pk not in left[0]


@pytest.mark.django_db
def test_a_passing_failure_is_tried_again_later_and_later(agencies: RunningSandbox) -> None:
    message = sms()
    agencies.set_switch("sms", unavailable=100)
    for number, wait in enumerate(BACK_OFF[Kind.BUSY][:3], start=1):
        assert actions.send_due() == 1
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("queued", number)
        left = message.due_at - timezone.now()
        assert wait - datetime.timedelta(seconds=1.5) < left <= wait
        assert actions.send_due() == 0
        make_due()
    agencies.set_switch("sms")
    assert actions.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.error) == ("sent", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "kind"), [("unavailable", Kind.BUSY), ("cut_before", Kind.UNKNOWN)]
)
def test_how_long_it_waits_follows_from_what_went_wrong(
    agencies: RunningSandbox, fault: str, kind: Kind
) -> None:
    agencies.set_switch("sms", **{fault: 100})
    message = sms()
    actions.send_due()
    message.refresh_from_db()
    left = message.due_at - timezone.now()
    assert BACK_OFF[kind][0] - datetime.timedelta(seconds=0.9) < left <= BACK_OFF[kind][0]
    assert Attempt.objects.get().outcome == kind
    assert message.unknowns == (kind is Kind.UNKNOWN)


@pytest.mark.django_db
def test_after_the_last_try_a_message_has_failed(agencies: RunningSandbox) -> None:
    message = sms()
    agencies.set_switch("sms", unavailable=100)
    Message.objects.update(attempts=len(BACK_OFF[Kind.BUSY]))
    actions.send_due()
    message.refresh_from_db()
    assert message.state == "failed"
    make_due()
    assert actions.send_due() == 0


@pytest.mark.django_db
def test_what_can_never_arrive_fails_at_once(agencies: RunningSandbox) -> None:
    message = sms("nonsense")
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("failed", None)
    assert "411" in message.error


@pytest.mark.django_db
def test_one_failure_does_not_keep_the_others(agencies: RunningSandbox) -> None:
    sms("nonsense")
    good = sms()
    assert actions.send_due() == 2
    good.refresh_from_db()
    assert good.state == "sent"


@pytest.mark.django_db
def test_what_a_dead_sender_held_is_sent_after_its_lease(agencies: RunningSandbox) -> None:
    message = sms()
    assert [claimed.pk for claimed in claims.claim(lanes.SMS, 100)] == [message.pk]
    assert actions.send_due() == 0
    message.refresh_from_db()
    assert LEASE - datetime.timedelta(seconds=5) < message.due_at - timezone.now() <= LEASE
    make_due()
    assert actions.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)
    assert len(agencies.sms(NUMBER)) == 1


@pytest.mark.django_db
def test_what_kills_its_sender_every_time_is_given_up(agencies: RunningSandbox) -> None:
    message = sms()
    Message.objects.update(attempts=claims.MOST_TRIES)
    assert actions.send_due() == 0
    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", "given up")


@pytest.mark.django_db
def test_an_answer_that_was_lost_does_not_reach_the_person_twice(
    agencies: RunningSandbox,
) -> None:
    message = sms()
    agencies.set_switch("sms", cut_after=100)
    actions.send_due()
    agencies.set_switch("sms")
    make_due()
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.unknowns) == ("sent", 1)
    assert len(agencies.sms(NUMBER)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["drip", "wrong_type"])
def test_a_letter_to_a_mail_server_that_does_not_answer_as_one_is_sent_once_afterwards(
    agencies: RunningSandbox, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT", 1.0)
    agencies.set_switch("mail", **{fault: 100})
    message = email()
    assert actions.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at) == ("queued", 1, None)
    assert message.due_at > timezone.now()
    assert agencies.mails(ADDRESS) == []
    agencies.set_switch("mail")
    make_due()
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)
    assert len(agencies.mails(ADDRESS)) == 1


@pytest.mark.django_db
def test_a_decoy_looks_like_any_other_and_is_handed_to_nobody(agencies: RunningSandbox) -> None:
    decoy, real = code(decoy=True), code("09550000002")
    actions.send_due()
    decoy.refresh_from_db()
    real.refresh_from_db()
    assert (decoy.state, decoy.attempts, decoy.error) == (real.state, real.attempts, real.error)
    assert decoy.sent_at is not None
    assert agencies.sms(NUMBER) == []


@pytest.mark.django_db
def test_who_said_no_gets_no_optional_message_until_he_says_yes(agencies: RunningSandbox) -> None:
    actions.mute(NUMBER)
    actions.mute(NUMBER)
    optional, needed, stranger = sms(optional=True), sms(), sms("09550000002", optional=True)
    actions.send_due()
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {optional.pk: "withheld", needed.pk: "sent", stranger.pk: "sent"}
    actions.unmute(NUMBER)
    sms(optional=True)
    actions.send_due()
    assert len(agencies.sms(NUMBER)) == 2


@pytest.mark.django_db
def test_a_letter_goes_to_the_print_queue_and_is_delivered_when_printed(spool: object) -> None:
    message = letter()
    assert actions.send_due() == 1
    message.refresh_from_db()
    assert message.state == "sent"
    reference = message.gateway_reference
    assert actions.delivered(gateway_reference=reference, at=timezone.now())
    assert not actions.delivered(gateway_reference=reference, at=timezone.now())
    message.refresh_from_db()
    assert message.delivered_at is not None


@pytest.mark.django_db
def test_what_is_read_in_the_desk_is_there_at_once_and_for_its_person_alone() -> None:
    message = app("citizen:12")
    assert actions.send_due() == 0
    assert list(queries.in_app("citizen:12")) == [message]
    assert list(queries.in_app("citizen:1")) == []
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", message.created_at)


@pytest.mark.django_db
def test_a_report_of_nothing_or_of_a_stranger_notes_nothing(agencies: RunningSandbox) -> None:
    sms()
    actions.send_due()
    reference = Message.objects.get().gateway_reference
    now = timezone.now()
    assert not actions.delivered(gateway_reference="", at=now)
    assert not actions.delivered(gateway_reference="nobody's", at=now)
    assert not actions.delivered(gateway_reference=reference, at=now, provider="second")
    assert actions.delivered(gateway_reference=reference, at=now, provider="main")


@pytest.mark.django_db
def test_no_log_tells_who_got_what(
    two_providers: RunningSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("miz").propagate = True
    email()
    sms()
    sms("nonsense")
    two_providers.set_switch("mail", unavailable=100)
    actions.send_due()
    for fault in ("malformed", "cut_after", "unavailable"):
        two_providers.set_switch("sms", **{fault: 100})
        two_providers.set_switch("sms2", **{fault: 100})
        code(body="کد شما ۱۲۳۴۵۶ است")
        actions.send_due()
        make_due()
        actions.send_due()
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("miz")]
    assert len(ours) >= 6
    secrets = (NUMBER, ADDRESS, TEXT, "nonsense", "۱۲۳۴۵۶", "کد شما")
    kept = Message.objects.values_list("error", flat=True)
    assert not [text for text in [*ours, *kept] if any(secret in text for secret in secrets)]


@pytest.mark.usefixtures("committed")
def test_drains_at_once_send_every_message_once(agencies: RunningSandbox) -> None:
    numbers = [f"0912000{n:04}" for n in range(60)]
    for number in numbers:
        sms(number)
    taken = in_parallel(6, lambda _: actions.send_due(limit=15))
    while more := actions.send_due():
        taken.append(more)
    assert sum(taken) == 60
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert all(len(agencies.sms(number)) == 1 for number in numbers)


@pytest.mark.usefixtures("committed")
def test_limits_hold_across_workers(agencies: RunningSandbox, settings: Settings) -> None:
    settings.SMS_PER_MINUTE, settings.CODES_TO_ONE = 7, ((3, 3600),)
    for number in range(20):
        sms(f"091200000{number:02}")
        code()
    in_parallel(6, lambda _: actions.send_due())
    news, codes = Message.objects.filter(priority=5), Message.objects.filter(priority=0)
    assert news.filter(state="sent").count() == 7
    assert codes.filter(state="sent").count() == 3
    assert codes.filter(state="failed").count() == 17
    assert len(agencies.sms(NUMBER)) == 3
