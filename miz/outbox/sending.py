"""Draining a lane: a bounded number of tries at once, each with its outcome written to its row.

Threads speak to the carriers and touch no database; this thread takes messages into hand and
writes what became of them. One try asks one provider: who is asked next is in the row before it
is asked, so that a sender who dies leaves behind whom to ask again.
"""

import datetime
import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from . import claims, health
from .lanes import Lane
from .models import Attempt, Message
from .transports import email, letter, sms
from .transports.accounts import Account, accounts
from .transports.base import Kind, Sent, TransportError

log = logging.getLogger(__name__)

# A person waits for a code: what is slow is given up sooner.
CODE_TIMEOUT, TIMEOUT = 5.0, 10.0


def _seconds(*values: int) -> list[datetime.timedelta]:
    return [datetime.timedelta(seconds=value) for value in values]


# How long until all carriers are asked again: longest where one said that it is too much, shortest
# where a resend under the same number is harmless.
BACK_OFF = {
    Kind.BUSY: _seconds(2, 8, 20, 60, 300, 900, 3600, 3 * 3600),
    Kind.UNREACHABLE: _seconds(1, 3, 10, 30, 60, 300, 900, 3600, 3 * 3600),
    Kind.UNKNOWN: _seconds(1, 3, 10, 30, 120, 600, 3600, 3 * 3600),
}
# Tries of a message that may have been taken before another provider gets it, perhaps again.
FAITHFUL = 4
REPORT_AFTER = datetime.timedelta(seconds=3)
State, Channel = Message.State, Message.Channel


@dataclass(frozen=True, slots=True)
class Try:
    """What one try came to; `sent` or `error` is there."""

    message: Message
    seconds: float
    sent: Sent | None = None
    error: TransportError | None = None


def drain(lane: Lane, most: int | None = None, *, over: Callable[[], bool] = bool) -> int:
    """Sends what is due until nothing is, `most` were tried or it is `over`; answers how many."""
    tried, going = 0, set[Future[Try]]()
    with ThreadPoolExecutor(lane.width, f"outbox-{lane.name}") as pool:
        while True:
            room = lane.width - len(going)
            room = room if most is None else min(room, most - tried)
            messages = claims.claim(lane, room) if room and not over() else []
            going |= {pool.submit(_try, message, accounts()) for message in messages}
            tried += len(messages)
            if not going:
                return tried
            done, going = wait(going, return_when=FIRST_COMPLETED)
            _write([each.result() for each in done])


def _try(message: Message, providers: list[Account]) -> Try:
    begun = time.monotonic()
    try:
        sent = _through_transport(message, providers)
    except TransportError as error:
        return Try(message, time.monotonic() - begun, error=error)
    return Try(message, time.monotonic() - begun, sent=sent)


def _through_transport(message: Message, providers: list[Account]) -> Sent:
    to, body, local_id = message.recipient, message.body, str(message.pk)
    code = message.priority == Message.Priority.CODE
    timeout = CODE_TIMEOUT if code else TIMEOUT
    if message.channel == Channel.SMS:
        account = _account(message, providers)
        return sms.send(account, to=to, body=body, local_id=local_id, timeout=timeout)
    words = {"to": to, "subject": message.title, "body": body, "local_id": local_id}
    if message.channel == Channel.LETTER:
        return letter.send(**words, language=message.language, day=message.created_at)
    return email.send(**words, language=message.language, timeout=timeout)


def _account(message: Message, providers: list[Account]) -> Account:
    named = [each for each in providers if each.name == message.provider]
    # One that an operator has taken out since is asked no more.
    return named[0] if named else health.after(message.provider, providers)


@transaction.atomic
def _write(tries: list[Try]) -> None:
    """Outcomes that came together are one commit."""
    now = timezone.now()
    providers = accounts()
    for each in tries:
        changes = _sent(each.sent, now) if each.sent else _not_sent(each, providers, now)
        if changes["state"] != State.QUEUED:
            changes |= each.message.forgotten()
        Message.objects.filter(pk=each.message.pk, state=State.SENDING).update(**changes)
    Attempt.objects.bulk_create(
        Attempt(
            provider=_account(each.message, providers).name,
            at=now,
            seconds=each.seconds,
            outcome=each.error.kind if each.error else Attempt.Outcome.SENT,
        )
        for each in tries
        if each.message.channel == Channel.SMS
    )


def _sent(sent: Sent, now: datetime.datetime) -> dict[str, Any]:
    return {
        "state": State.SENT,
        "sent_at": now,
        "due_at": now + REPORT_AFTER,
        "gateway_reference": sent.reference,
        "error": "",
    }


def _not_sent(each: Try, providers: list[Account], now: datetime.datetime) -> dict[str, Any]:
    message, error = each.message, each.error
    assert error is not None  # noqa: S101 - a try that was not sent has its error
    log.warning("message %s not sent (%s): %s", message.pk, message.channel, error)
    message.unknowns += error.kind is Kind.UNKNOWN
    changes = {"error": str(error), "unknowns": message.unknowns}
    again = _again(message, error.kind, providers) if not error.permanent else None
    if again is None:
        return changes | {"state": State.FAILED}
    pause, provider = again
    return changes | {"state": State.QUEUED, "due_at": now + pause, "provider": provider}


def _again(
    message: Message, kind: Kind, providers: list[Account]
) -> tuple[datetime.timedelta, str] | None:
    """How long until another try, and by whom; None when there have been enough.

    Another provider is asked at once, and the round begins anew after a pause. A message that
    may have been taken stays where a resend is the same message.
    """
    stays = message.channel != Channel.SMS or (message.unknowns and message.attempts < FAITHFUL)
    rounds, asked = divmod(message.attempts, 1 if stays else len(providers))
    waits = BACK_OFF[kind]
    if rounds > len(waits):
        return None
    at_once = asked and kind is not Kind.UNKNOWN
    pause = datetime.timedelta() if at_once else waits[max(rounds, 1) - 1]
    return pause, message.provider if stays else health.after(message.provider, providers).name
