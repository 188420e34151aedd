"""Limits and hours: what is over them waits, codes never wait and fail beyond their own."""

import dataclasses
import datetime

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from miz.lib import jalali
from miz.outbox import actions, hours, lanes
from miz.outbox.models import Message, Minute

from .messages import NUMBER, code, email, letter, sms

pytestmark = pytest.mark.django_db
HOUR = 3600


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def test_what_is_over_the_limit_of_a_number_waits_until_there_is_room(agencies, settings):
    settings.MESSAGES_TO_ONE = ((2, HOUR), (10, 24 * HOUR))
    messages = [sms() for _ in range(3)]
    stranger = sms("09550000002")
    assert actions.send_due() == 3
    assert states() == ["queued", "sent", "sent", "sent"]
    [waiting] = Message.objects.filter(state="queued")
    first = Message.objects.filter(recipient=NUMBER, state="sent").earliest("sent_at")
    early = first.sent_at + datetime.timedelta(seconds=HOUR) - waiting.due_at
    assert abs(early) < datetime.timedelta(seconds=2)
    assert (waiting.attempts, waiting.pk) == (0, messages[2].pk)
    stranger.refresh_from_db()
    assert stranger.state == "sent"


def test_there_is_room_again_when_the_hour_is_over_but_the_day_counts_on(agencies, settings):
    settings.MESSAGES_TO_ONE = ((2, HOUR), (3, 24 * HOUR))
    for _ in range(4):
        sms()
    actions.send_due()
    past = timezone.now() - datetime.timedelta(seconds=HOUR + 1)
    Message.objects.filter(state="sent").update(sent_at=past)
    Message.objects.filter(state="queued").update(due_at=timezone.now())
    actions.send_due()
    assert states() == ["queued", "sent", "sent", "sent"]
    [waiting] = Message.objects.filter(state="queued")
    assert waiting.due_at == past + datetime.timedelta(days=1)


def test_codes_and_news_have_limits_of_their_own(agencies, settings):
    settings.MESSAGES_TO_ONE = settings.CODES_TO_ONE = ((1, HOUR),)
    sms(), code()
    assert actions.send_due() == 2
    assert states() == ["sent", "sent"]


def test_a_code_over_the_limit_fails_with_its_reason_and_a_decoy_too(agencies, settings):
    settings.CODES_TO_ONE = ((1, HOUR),)
    code(), code(), code("09550000002", decoy=True), code("09550000002", decoy=True)
    actions.send_due()
    failed = Message.objects.filter(state="failed").values_list("recipient", "error")
    assert sorted(failed) == [
        (number, "too many codes to one number") for number in (NUMBER, "09550000002")
    ]
    assert len(agencies.sms(NUMBER)) == 1


def test_a_retry_is_not_another_message(agencies, settings):
    settings.CODES_TO_ONE = ((1, HOUR),)
    agencies.set_switch("sms", unavailable=100)
    message = code()
    for _ in range(2):
        actions.send_due()
        Message.objects.update(due_at=timezone.now())
    agencies.set_switch("sms")
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 3)


def test_so_many_leave_in_a_minute_and_codes_do_not_count(agencies, settings):
    settings.SMS_PER_MINUTE = 2
    for number in range(4):
        sms(f"0912000000{number}")
    code(), email()
    assert actions.send_due() == 4
    assert Message.objects.filter(state="queued", channel="sms", priority=5).count() == 2
    assert actions.send_due() == 0


def test_the_next_minute_has_room_again(agencies, settings):
    settings.SMS_PER_MINUTE = 1
    sms(), sms()
    actions.send_due()
    Minute.objects.update(began_at=timezone.now() - datetime.timedelta(seconds=61))
    assert actions.send_due() == 1


def test_the_limit_holds_when_the_planner_believes_the_table_to_be_small(agencies, settings):
    settings.SMS_PER_MINUTE = 1
    sms()
    actions.send_due()
    with connection.cursor() as cursor:
        cursor.execute("analyze outbox_message")
    Minute.objects.all().delete()
    for _ in range(4):
        sms()
    assert actions.send_due() == 1


@pytest.mark.parametrize(
    ("hour", "quiet"),
    [((21, 59), False), ((22, 0), True), ((3, 0), True), ((7, 59), True), ((8, 0), False)],
)
def test_the_night_of_tehran_is_quiet(settings, hour, quiet):
    settings.QUIET_HOURS = "22:00-08:00"
    moment = datetime.datetime(2026, 11, 22, *hour, tzinfo=jalali.TEHRAN)
    assert hours.are_quiet(moment.astimezone(datetime.UTC)) is quiet


def test_hours_may_lie_within_a_day_or_be_none(settings):
    noon = datetime.datetime(2026, 11, 22, 12, tzinfo=jalali.TEHRAN)
    settings.QUIET_HOURS = "11:30-13:00"
    assert hours.are_quiet(noon)
    settings.QUIET_HOURS = "none"
    assert not hours.are_quiet(noon)


def test_at_night_only_codes_and_what_does_not_ring_leave(agencies, settings, spool, monkeypatch):
    monkeypatch.setattr(hours, "are_quiet", lambda moment: True)
    sms(), email(), letter()
    code()
    assert actions.send_due() == 2
    left = set(Message.objects.filter(state="sent").values_list("channel", "priority"))
    assert left == {("sms", 0), ("letter", 5)}
    monkeypatch.undo()
    actions.send_due()
    assert states() == ["sent"] * 4


def test_every_channel_has_a_lane_but_the_one_that_needs_none():
    channels = {channel for lane in lanes.LANES for channel in lane.channels}
    assert channels == set(Message.Channel) - {Message.Channel.APP}


def test_a_crowd_of_strangers_in_front_holds_no_code(agencies):
    for number in range(3 * lanes.CODES.width):
        code(f"091200000{number:02}", decoy=True)
    code()
    assert actions.send_due() == 1
    assert set(states()) == {"sent"}
    assert len(agencies.sms(NUMBER)) == 1


def _secret(**changes):
    [draft] = [
        actions.Draft(
            Message.Channel.SMS,
            "09120000001",
            "کد شما: ۱۲۳۴۵۶",
            priority=Message.Priority.CODE,
            lapses_at=timezone.now() + datetime.timedelta(minutes=5),
        )
    ]
    return actions.queue(drafts=[dataclasses.replace(draft, **changes)], reference="test:1")[0]


def test_a_secret_that_left_is_not_kept(agencies):
    message = _secret()
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.body) == ("sent", "")
    assert "۱۲۳۴۵۶" in agencies.sms("09120000001")[0]["message"]


def test_a_secret_that_lapsed_does_not_leave_and_is_not_kept(agencies):
    message = _secret(lapses_at=timezone.now() - datetime.timedelta(seconds=1))
    actions.send_due()
    message.refresh_from_db()
    assert (message.state, message.error, message.body) == ("failed", "lapsed", "")
    assert not agencies.sms("09120000001")


def test_a_secret_that_is_still_to_leave_keeps_its_words(agencies):
    agencies.set_switch("sms", unavailable=100)
    agencies.set_switch("sms2", unavailable=100)
    message = _secret()
    actions.send_due(1)
    message.refresh_from_db()
    assert (message.state, message.body) == ("queued", "کد شما: ۱۲۳۴۵۶")


def test_the_database_keeps_no_settled_secret(agencies):
    message = _secret()
    with pytest.raises(IntegrityError):
        Message.objects.filter(pk=message.pk).update(state="failed")
