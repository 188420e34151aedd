"""Reads of the outbox: messages in the desk itself, and how the providers of SMS behave."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from .health import SLOW
from .models import Message, MessageQuerySet, Standing
from .transports.accounts import accounts

_LAST_HOUR = """
select provider, count(*) filter (where outcome = 'sent'),
    count(*) filter (where outcome <> 'sent'), count(*) filter (where outcome = 'unknown'),
    count(*) filter (where seconds > %s),
    percentile_cont(0.5) within group (order by seconds),
    percentile_cont(0.95) within group (order by seconds)
from outbox_attempt where provider = any(%s) and at > %s group by provider
"""
_NOTHING = (0, 0, 0, 0, None, None)


@dataclass(frozen=True, slots=True)
class ProviderState:
    """A provider of SMS in the last hour: `weight` is what it has now of `full_weight`.

    `failed` counts all that was not accepted, `unknown` those of them that nobody can tell;
    `slow_share` is of all tries, 0 to 1; latencies in seconds, None without tries.
    """

    name: str
    full_weight: float
    weight: float
    sent: int
    failed: int
    unknown: int
    slow_share: float
    p50: float | None
    p95: float | None


def providers() -> list[ProviderState]:
    """Every provider of SMS, as the settings name them."""
    shares = dict(Standing.objects.values_list("provider", "share"))
    found = accounts()
    counted = _last_hour([each.name for each in found])
    states = []
    for each in found:
        sent, failed, unknown, slow, p50, p95 = counted.get(each.name, _NOTHING)
        weight = each.weight * shares.get(each.name, 1.0)
        slow_share = slow / max(sent + failed, 1)
        states.append(
            ProviderState(
                each.name, each.weight, weight, sent, failed, unknown, slow_share, p50, p95
            )
        )
    return states


def _last_hour(names: list[str]) -> dict[str, tuple[int, int, int, int, float, float]]:
    since = timezone.now() - datetime.timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(_LAST_HOUR, [SLOW, names, since])
        return {name: tuple(counts) for name, *counts in cursor.fetchall()}


def in_app(person: str) -> MessageQuerySet:
    """What was written to a person in the desk itself, newest first; `delivered_at` when read."""
    messages = Message.objects.filter(channel=Message.Channel.APP, recipient=person)
    return messages.order_by("-created_at")


def unread(person: str) -> MessageQuerySet:
    return in_app(person).filter(delivered_at=None)
