"""Queueing and sending. Queueing is the caller's transaction; sending is the worker's."""

import dataclasses
import datetime
import logging
import time
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from .models import Message
from .transports import email, sms
from .transports.base import Sent, TransportError

log = logging.getLogger(__name__)

# A sender that died holds its rows no longer than this; then another takes them.
LEASE = datetime.timedelta(seconds=60)
LONGEST_SEND = datetime.timedelta(seconds=20)
BACK_OFF = [datetime.timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 3600, 3 * 3600)]

_CLAIM = """
update outbox_message set state = 'sending', attempts = attempts + 1, due_at = %s
where id in (
    select id from outbox_message
    where state in ('queued', 'sending') and due_at <= %s
    order by priority, due_at
    limit %s for update skip locked
)
returning id
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """What to say to whom: `title` is the subject of an e-mail, empty for an SMS."""

    channel: Message.Channel
    recipient: str
    body: str
    title: str = ""
    priority: Message.Priority = Message.Priority.NOTICE


def queue(*, drafts: Iterable[Draft], reference: str) -> list[Message]:
    """Writes the rows in the caller's transaction; nothing is sent before it commits."""
    return Message.objects.bulk_create(rows(drafts=drafts, reference=reference))


def rows(*, drafts: Iterable[Draft], reference: str) -> list[Message]:
    """The rows that `queue` writes, for a caller who writes them together with his own."""
    now = timezone.now()
    return [
        Message(
            channel=draft.channel,
            recipient=draft.recipient,
            title=draft.title,
            body=draft.body,
            priority=draft.priority,
            reference=reference,
            due_at=now,
            created_at=now,
        )
        for draft in drafts
    ]


def send_due(limit: int = 100) -> int:
    """Sends what is due, most urgent first; answers how many rows it tried to send."""
    end = time.monotonic() + (LEASE - LONGEST_SEND).total_seconds()
    messages = _claim(limit)
    for number, message in enumerate(messages):
        if time.monotonic() > end:
            # The rest would be taken, and sent, by another while we hold it still.
            _give_back(messages[number:])
            return number
        _send(message)
    return len(messages)


def _give_back(messages: list[Message]) -> None:
    untried = Message.objects.filter(pk__in=[message.pk for message in messages])
    untried.update(state=Message.State.QUEUED, attempts=F("attempts") - 1, due_at=timezone.now())


@transaction.atomic
def _claim(limit: int) -> list[Message]:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now + LEASE, now, limit])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Message.objects.filter(pk__in=ids).order_by("priority", "pk"))


def _send(message: Message) -> None:
    try:
        sent = _through_transport(message)
    except TransportError as error:
        _note_failure(message, error)
    else:
        Message.objects.filter(pk=message.pk).update(
            state=Message.State.SENT,
            sent_at=timezone.now(),
            gateway_reference=sent.reference,
            error="",
        )


def _through_transport(message: Message) -> Sent:
    local_id = str(message.pk)
    if message.channel == Message.Channel.SMS:
        return sms.send(to=message.recipient, body=message.body, local_id=local_id)
    return email.send(
        to=message.recipient, subject=message.title, body=message.body, local_id=local_id
    )


def _note_failure(message: Message, error: TransportError) -> None:
    final = error.permanent or message.attempts > len(BACK_OFF)
    log.warning("message %s not sent (%s): %s", message.pk, message.channel, error)
    if final:
        changes: dict[str, Any] = {"state": Message.State.FAILED}
    else:
        wait = BACK_OFF[message.attempts - 1]
        changes = {"state": Message.State.QUEUED, "due_at": timezone.now() + wait}
    Message.objects.filter(pk=message.pk).update(error=str(error), **changes)
