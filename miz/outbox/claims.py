"""Taking due messages into hand, as many as limits and the hour allow.

The rows are the queue. Who takes a message moves its `due_at` by a lease: a sender that died
holds it no longer, and whoever looks next finds it, whatever became of any job.
"""

import datetime
import sys
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from . import health, hours
from .lanes import Lane
from .models import Message, Muted
from .transports.accounts import accounts

# Longer than any try lasts: two senders of one message would be two messages.
LEASE = datetime.timedelta(seconds=30)
MOST_TRIES = 40
State, Channel = Message.State, Message.Channel
_NUMBERED = (Channel.SMS, Channel.EMAIL)

# The words of the partial index `outbox_waiting`, literally: the planner must see them.
_DUE = """
from outbox_message where state in ('queued', 'sending') and {channel} and priority {codes} 0
and due_at <= %s
"""
_LOOK = "select exists (select {due})"
# As an array the rows are chosen once. Behind `in` a planner that believes the table small would
# choose anew for every row it tries, and each choice, skipping what is taken, finds another row:
# the limit would hold nobody back.
_TAKE = """
update outbox_message set state = 'sending', attempts = attempts + 1, due_at = %s,
    provider = case when provider = '' and channel = 'sms' then %s else provider end
where id = any(array(
    select id {due} order by priority, due_at limit %s for update skip locked
))
returning id
"""
# One row for each lane; its lock lets one claim after the other see what is used up.
_USED = """
insert into outbox_minute as m (lane, began_at, used) values (%s, %s, 0)
on conflict (lane) do update set
    used = case when m.began_at > excluded.began_at - interval '1 minute' then m.used else 0 end,
    began_at = case when m.began_at > excluded.began_at - interval '1 minute' then m.began_at
                    else excluded.began_at end
returning used
"""
_USE = "update outbox_minute set used = used + %s where lane = %s"


def claim(lane: Lane, room: int) -> list[Message]:
    """At most `room` messages to be handed over now, most urgent first.

    What is not to be handed over is settled on the way: decoys, optional messages to who wants
    none, and what is over a limit.
    """
    now = timezone.now()
    while _is_due(lane, now) and not (lane.rings and hours.are_quiet(now)):
        taken, going = _claim(lane, room, now)
        # A thousand decoys in front of a code must not end the round.
        if going or not taken:
            return going
    return []


def _is_due(lane: Lane, now: datetime.datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_of(lane, _LOOK), [now])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _claim(lane: Lane, room: int, now: datetime.datetime) -> tuple[int, list[Message]]:
    """How many rows were taken, and which of them are to be handed over."""
    with connection.cursor() as cursor:
        cursor.execute(_USED, [lane.name, now])
        free = min(room, _most(lane) - cursor.fetchone()[0])
        if free <= 0:
            return 0, []
        chosen = health.choose(accounts()).name if Channel.SMS in lane.channels else ""
        cursor.execute(_of(lane, _TAKE), [now + LEASE, chosen, now, free])
        ids = [row[0] for row in cursor.fetchall()]
        taken = Message.objects.filter(pk__in=ids).order_by("priority", "pk")
        going = [message for message in _settled(lane, list(taken), now) if not message.decoy]
        cursor.execute(_USE, [len(going), lane.name])
    return len(ids), going


def _most(lane: Lane) -> int:
    """How many may leave in one minute, of all recipients together."""
    limited = Channel.SMS in lane.channels and not lane.codes
    return settings.SMS_PER_MINUTE if limited else sys.maxsize


def _of(lane: Lane, sql: str) -> str:
    """Of one channel the index gives the order; of several, all that is due would be sorted."""
    named = ", ".join(f"'{channel}'" for channel in lane.channels)
    channel = f"channel = {named}" if len(lane.channels) == 1 else f"channel in ({named})"
    return sql.format(due=_DUE.format(channel=channel, codes="=" if lane.codes else ">"))


def _settled(lane: Lane, taken: list[Message], now: datetime.datetime) -> list[Message]:
    """Those that may leave; the rest is written down as what became of it."""
    muted = _muted(taken)
    sent = _Sent(lane, taken, now)
    leaving = []
    for message in taken:
        if message.optional and message.recipient in muted:
            _end(message, State.WITHHELD)
        elif message.lapses_at and message.lapses_at <= now:
            _end(message, State.FAILED, "lapsed")
        elif message.attempts > MOST_TRIES:
            _end(message, State.FAILED, "given up")
        elif free_at := sent.free_at(message):
            _hold(lane, message, free_at)
        else:
            leaving.append(message)
    decoys = [message.pk for message in leaving if message.decoy]
    Message.objects.filter(pk__in=decoys).update(state=State.SENT, sent_at=now, body="")
    return leaving


def _muted(messages: Iterable[Message]) -> set[str]:
    asked = [message.recipient for message in messages if message.optional]
    return set(Muted.objects.filter(mobile__in=asked).values_list("mobile", flat=True))


def _end(message: Message, state: Message.State, error: str = "") -> None:
    Message.objects.filter(pk=message.pk).update(state=state, error=error, **message.forgotten())


def _hold(lane: Lane, message: Message, until: datetime.datetime) -> None:
    """A code would be worthless later, so it fails; anything else waits, and has not been tried."""
    if lane.codes:
        _end(message, State.FAILED, "too many codes to one number")
        return
    row = Message.objects.filter(pk=message.pk)
    row.update(state=State.QUEUED, due_at=until, attempts=message.attempts - 1)


class _Sent:
    """What went to the recipients of some messages lately, counted as these go too."""

    def __init__(self, lane: Lane, taken: list[Message], now: datetime.datetime) -> None:
        self.now = now
        self.limits = settings.CODES_TO_ONE if lane.codes else settings.MESSAGES_TO_ONE
        self._times: dict[str, list[datetime.datetime]] = defaultdict(list)
        for recipient, sent_at in self._rows(lane, taken):
            self._times[recipient].append(sent_at or now)

    def _rows(
        self, lane: Lane, taken: list[Message]
    ) -> Iterable[tuple[str, datetime.datetime | None]]:
        longest = datetime.timedelta(seconds=max(seconds for _, seconds in self.limits))
        rows = Message.objects.filter(
            recipient__in=[message.recipient for message in taken], attempts__gt=0
        ).exclude(pk__in=[message.pk for message in taken])
        rows = rows.filter(priority=0) if lane.codes else rows.filter(priority__gt=0)
        recent = rows.filter(state=State.SENT, sent_at__gt=self.now - longest)
        going = rows.filter(state=State.SENDING)
        return (recent | going).values_list("recipient", "sent_at")

    def free_at(self, message: Message) -> datetime.datetime | None:
        """When there is room for this message again; None when there is now, and it is used."""
        if message.channel not in _NUMBERED:
            return None
        times = sorted(self._times[message.recipient])
        waits = [
            within[-most] + datetime.timedelta(seconds=seconds)
            for most, seconds in self.limits
            if len(within := self._within(times, seconds)) >= most
        ]
        if waits:
            return max(waits)
        self._times[message.recipient].append(self.now)
        return None

    def _within(self, times: list[datetime.datetime], seconds: float) -> list[datetime.datetime]:
        since = self.now - datetime.timedelta(seconds=seconds)
        return [time for time in times if time > since]
