"""A short number answers who asks about the own request, and nobody else."""

import logging

import pytest
from pytest_django import Settings

from miz.audit.models import Event
from miz.cases.models import Case, Inbound
from miz.catalogue.queries import PublishedService
from miz.lib import digits, tracking_code
from miz.outbox.models import Message, Muted
from miz.web.shared.inbound import sms, words
from tests import factories

OWNER, STRANGER = "09120000000", "09350000000"
MADE_UP = "10000000000" + tracking_code.check_digit("10000000000")
Outcome = Inbound.Outcome


@pytest.fixture
def case(desk: PublishedService) -> Case:
    made = factories.case(desk, mobile=OWNER)
    Message.objects.all().delete()
    return made


def _said(number: str) -> list[str]:
    rows = Message.objects.filter(recipient=number, channel="sms").order_by("pk")
    return list(rows.values_list("body", flat=True))


def test_a_tracking_code_gets_state_and_promised_day(case: Case) -> None:
    assert sms.receive(name="1", sender=OWNER, text=case.tracking_code) == Outcome.TOLD
    [answer] = _said(OWNER)
    assert case.get_state_display() in answer
    assert "پاسخ تا" in answer
    assert case.family_name not in answer
    assert case.topic_title not in answer


@pytest.mark.parametrize("written", ["سلام، کد من {} است", "{}؟", "کد:{}"])
def test_words_around_a_code_and_persian_digits_do_not_matter(case: Case, written: str) -> None:
    code = digits.to_persian(digits.group(case.tracking_code))
    outcome = sms.receive(name="1", sender="+98" + OWNER[1:], text=written.format(code))
    assert outcome == Outcome.TOLD


def test_a_strange_number_gets_the_same_answer_for_a_real_code_and_a_made_up_one(
    case: Case,
) -> None:
    assert words.code_in(MADE_UP) == MADE_UP
    for name, code in enumerate((case.tracking_code, MADE_UP)):
        outcome = sms.receive(name=str(name), sender=STRANGER, text=code)
        assert outcome == Outcome.NOT_TOLD
    first, second = _said(STRANGER)
    assert first == second
    assert not Event.objects.filter(action="case.tell_state").exists()


def test_what_was_told_stands_in_the_audit(case: Case) -> None:
    sms.receive(name="1", sender=OWNER, text=case.tracking_code)
    event = Event.objects.get(action="case.tell_state")
    assert (event.subject, event.actor_id) == (case.subject, "sms")


def test_the_same_message_is_taken_once(case: Case) -> None:
    sms.receive(name="1", sender=OWNER, text=case.tracking_code)
    assert sms.receive(name="1", sender=OWNER, text=case.tracking_code) is None
    assert len(_said(OWNER)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["لغو", " لغو. ", "لغو۱۱", "OFF"])
def test_stop_mutes_and_start_unmutes(written: str) -> None:
    assert sms.receive(name="1", sender=STRANGER, text=written) == Outcome.MUTED
    assert Muted.objects.filter(mobile=STRANGER).exists()
    assert sms.receive(name="2", sender=STRANGER, text="وصل") == Outcome.UNMUTED
    assert not Muted.objects.exists()
    assert _said(STRANGER) == [words.MUTED, words.UNMUTED]


@pytest.mark.django_db
def test_help_is_given_once_an_hour() -> None:
    outcomes = [sms.receive(name=str(n), sender=STRANGER, text="سلام") for n in range(3)]
    assert outcomes == [Outcome.HELPED, Outcome.SILENT, Outcome.SILENT]
    assert _said(STRANGER) == [words.HELP]


@pytest.mark.django_db
def test_two_robots_do_not_talk_for_ever(settings: Settings) -> None:
    limit, _ = settings.QUOTAS["sms_by_number"]
    for n in range(limit + 5):
        sms.receive(name=str(n), sender=STRANGER, text=MADE_UP)
    assert len(_said(STRANGER)) == limit


@pytest.mark.django_db
@pytest.mark.parametrize("sender", ["10001234", "BANK", "", "0912"])
def test_who_has_no_mobile_is_not_answered(sender: str) -> None:
    assert sms.receive(name="1", sender=sender, text="سلام") == Outcome.SILENT
    assert not Message.objects.exists()


def test_an_answer_fits_two_parts(case: Case) -> None:
    texts = [words.HELP, words.NOT_YOURS, words.MUTED, words.UNMUTED, words.state_of(case)]
    assert max(map(len, texts)) <= 134


def test_no_number_or_text_is_logged(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="miz"):
        sms.receive(name="1", sender=OWNER, text=case.tracking_code)
        sms.receive(name="2", sender="nobody", text=case.tracking_code)
    assert OWNER not in caplog.text
    assert case.tracking_code not in caplog.text


@pytest.mark.parametrize(
    "text", ["", "09121234567", "1234567890123", MADE_UP[:-1] + "x", "²" * 12, "0" * 12]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert words.code_in(text) is None
