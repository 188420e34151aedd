"""What became of SMS that were handed over: asked of their providers, in groups.

Asked soon, then less and less often; after a day nobody asks any more.
"""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from .models import Message
from .transports import sms
from .transports.accounts import Account, accounts
from .transports.base import Fate, TransportError

log = logging.getLogger(__name__)

SOONEST, LATEST = datetime.timedelta(seconds=3), datetime.timedelta(hours=1)
GIVEN_UP_AFTER = datetime.timedelta(days=1)
GROUPS_AT_ONCE = 10


def ask() -> int:
    """Asks every provider about what is due; answers how many messages were asked for."""
    return sum(_ask(account) for account in accounts())


def _ask(account: Account) -> int:
    asked = 0
    for _ in range(GROUPS_AT_ONCE):
        group = _take(account)
        asked += len(group)
        if not group or not _note(account, group):
            break
    return asked


@transaction.atomic
def _take(account: Account) -> list[Message]:
    """Messages to ask for, the codes first; each is taken up again later, should nothing come."""
    now = timezone.now()
    due = Message.objects.unreported().filter(provider=account.name, due_at__lte=now)
    due = due.order_by("priority", "due_at").select_for_update(skip_locked=True)
    group = list(due[: sms.at_once(account)])
    for message in group:
        message.due_at = now + _pause(message, now)
        message.error = "no delivery report" if _age(message, now) > GIVEN_UP_AFTER else ""
    Message.objects.bulk_update(group, ["due_at", "error"])
    return group


def _pause(message: Message, now: datetime.datetime) -> datetime.timedelta:
    return min(max(_age(message, now), SOONEST), LATEST)


def _age(message: Message, now: datetime.datetime) -> datetime.timedelta:
    return now - (message.sent_at or now)


def _note(account: Account, group: list[Message]) -> bool:
    """Writes down what the provider says; False when it says nothing now."""
    try:
        fates = sms.report(account, [message.gateway_reference for message in group])
    except TransportError as error:
        log.warning("no delivery reports from %s: %s", account.name, error)
        return False
    of = {fate: [m.pk for m in group if fates.get(m.gateway_reference) is fate] for fate in Fate}
    waiting = Message.objects.filter(delivered_at=None)
    waiting.filter(pk__in=of[Fate.DELIVERED]).update(delivered_at=timezone.now(), error="")
    waiting.filter(pk__in=of[Fate.LOST]).update(error="not delivered")
    return True
