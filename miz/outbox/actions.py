"""Queueing and sending. Queueing is the caller's transaction; sending is the worker's."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.utils import timezone

from . import queries, sending
from .lanes import LANES
from .models import Message, Muted


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """What to say to whom: `title` is the subject of an e-mail or letter, empty for an SMS.

    `kind` names what it tells (an event of the package, `code`). An `optional` message is not
    sent to who asked for none. A `decoy` is a row like any other that is handed to nobody: an
    answer to a stranger costs what an answer to a real person costs. What says a secret names when
    that `lapses_at`: it is not sent later, and its words are not kept once it is settled.
    """

    channel: Message.Channel
    recipient: str
    body: str
    title: str = ""
    priority: Message.Priority = Message.Priority.NOTICE
    kind: str = ""
    language: str = "fa"
    optional: bool = False
    decoy: bool = False
    lapses_at: datetime.datetime | None = None


def queue(*, drafts: Iterable[Draft], reference: str) -> list[Message]:
    """Writes the rows in the caller's transaction; nothing is sent before it commits."""
    return Message.objects.bulk_create(rows(drafts=drafts, reference=reference))


def rows(*, drafts: Iterable[Draft], reference: str) -> list[Message]:
    """The rows that `queue` writes, for a caller who writes them together with his own."""
    now = timezone.now()
    return [_row(draft, reference, now) for draft in drafts]


def _row(draft: Draft, reference: str, now: datetime.datetime) -> Message:
    # What is read in the desk itself has arrived by being written.
    there = draft.channel == Message.Channel.APP
    return Message(
        channel=draft.channel,
        kind=draft.kind,
        recipient=draft.recipient,
        title=draft.title,
        body=draft.body,
        language=draft.language,
        priority=draft.priority,
        optional=draft.optional,
        decoy=draft.decoy,
        lapses_at=draft.lapses_at,
        reference=reference,
        state=Message.State.SENT if there else Message.State.QUEUED,
        sent_at=now if there else None,
        due_at=now,
        created_at=now,
    )


def send_due(limit: int = 100) -> int:
    """Sends what is due, the codes first; answers how many tries were made, `limit` at most."""
    tried = 0
    for lane in LANES:
        tried += sending.drain(lane, limit - tried)
    return tried


def delivered(*, gateway_reference: str, at: datetime.datetime, provider: str = "") -> bool:
    """Notes that a message has arrived, or a letter was printed; answers whether one was waiting.

    The first report counts. Without a provider the reference alone must tell.
    """
    sent = Message.objects.filter(gateway_reference=gateway_reference, state=Message.State.SENT)
    if provider:
        sent = sent.filter(provider=provider)
    waiting = sent.filter(delivered_at=None)
    return bool(gateway_reference and waiting.update(delivered_at=at, error=""))


def read(*, person: str) -> None:
    """Everything that was written to a person in the desk itself has been read."""
    queries.unread(person).update(delivered_at=timezone.now())


def mute(mobile: str) -> None:
    """No optional message goes to this number any more, those that wait included."""
    Muted.objects.get_or_create(mobile=mobile)


def unmute(mobile: str) -> None:
    Muted.objects.filter(mobile=mobile).delete()
