"""One SMS to the short number, and the one that goes back.

A code gets the state only where the number is that of the request; to every other number the
answer is the same, whether the code exists or not. Two robots that answer each other end at the
limit of a number.
"""

from django.db import transaction

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.cases import inbound, looks
from miz.cases.looks import Door
from miz.cases.models import Case, Inbound
from miz.lib import phones
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from . import BY_SMS, words

Outcome = Inbound.Outcome
LONGEST = 2000  # letters of an SMS that are looked at


@transaction.atomic
def receive(*, name: str, sender: str, text: str) -> Outcome | None:
    """Takes one SMS, which its gateway calls `name`; None when it was taken before."""
    row = inbound.take(Inbound.Channel.SMS, name)
    if row is None:
        return None
    outcome = _answer(sender, text[:LONGEST])
    inbound.settle(row, outcome)
    return outcome


def _answer(sender: str, text: str) -> Outcome:
    try:
        mobile = phones.clean_mobile(sender)
        quotas.spend_all(
            ("sms_by_number", mobile),
            ("sms_answers", ""),
        )
    except (phones.InvalidMobile, QuotaExceeded):
        # Another short number, a robot, or a flood: whatever we said would be answered again.
        return Outcome.SILENT
    if code := words.code_in(text):
        return _tell_state(mobile, code)
    return _obey(mobile, words.command(text))


def _tell_state(mobile: str, code: str) -> Outcome:
    case = Case.objects.filter(tracking_code=code, mobile=mobile).first()
    if case is None:
        _say(mobile, words.NOT_YOURS)
        return Outcome.NOT_TOLD
    _say(mobile, words.state_of(case), case.subject)
    looks.told(by=BY_SMS, subject=case.subject, door=Door.SMS)
    return Outcome.TOLD


def _obey(mobile: str, command: str) -> Outcome:
    if command in words.STOP:
        outbox.mute(mobile)
        _say(mobile, words.MUTED)
        return Outcome.MUTED
    if command in words.START:
        outbox.unmute(mobile)
        _say(mobile, words.UNMUTED)
        return Outcome.UNMUTED
    return _help(mobile)


def _help(mobile: str) -> Outcome:
    try:
        quotas.spend("sms_help_by_number", mobile)
    except QuotaExceeded:
        return Outcome.SILENT
    _say(mobile, words.HELP)
    return Outcome.HELPED


def _say(mobile: str, body: str, reference: str = "inbound:sms") -> None:
    outbox.queue(drafts=[Draft(Message.Channel.SMS, mobile, body)], reference=reference)
