"""Which provider of SMS is asked first: by its weight, and by how it behaved lately.

What went wrong in the last two minutes takes weight away at once; it comes back in steps. What is
known of it lies in the database, so all workers turn away together.
"""

import datetime
import random
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from .models import Attempt, Standing
from .transports.accounts import Account, accounts

WINDOW = datetime.timedelta(minutes=2)
NEWEST = 200
SLOW = 1.5  # seconds
# Good answers that are believed in beforehand: one slip of a quiet night is no verdict.
BENEFIT = 5
# It keeps a little, or nobody would ever see it recover.
LEAST = 0.05
STEP = 0.1
STEP_EVERY = datetime.timedelta(seconds=30)
_GOOD = (Attempt.Outcome.SENT, Attempt.Outcome.REFUSED)


def choose(providers: Sequence[Account]) -> Account:
    """One of them, by chance and weight."""
    if len(providers) == 1:
        return providers[0]
    shares = dict(Standing.objects.values_list("provider", "share"))
    weights = [each.weight * shares.get(each.name, 1.0) for each in providers]
    return random.choices(providers, weights)[0]  # noqa: S311 - chance needs no secrecy


def after(name: str, providers: Sequence[Account]) -> Account:
    """The provider that is asked when `name` did not take a message."""
    names = [each.name for each in providers]
    following = names.index(name) + 1 if name in names else 0
    return providers[following % len(providers)]


def adjust() -> None:
    """Gives every provider the share of its weight that its last minutes deserve."""
    for account in accounts():
        _adjust(account.name, 1 - 2 * _bad_share(account.name))


@transaction.atomic
def _adjust(name: str, deserved: float) -> None:
    now = timezone.now()
    Standing.objects.get_or_create(provider=name, defaults={"changed_at": now})
    standing = Standing.objects.select_for_update().get(provider=name)
    deserved = max(deserved, LEAST)
    if deserved > standing.share and now - standing.changed_at < STEP_EVERY:
        return
    share = min(deserved, standing.share + STEP)
    if share != standing.share or share < 1:
        standing.share, standing.changed_at = share, now
        standing.save()


def _bad_share(name: str) -> float:
    recent = Attempt.objects.filter(provider=name, at__gt=timezone.now() - WINDOW)
    newest = list(recent.order_by("-at").values_list("outcome", "seconds")[:NEWEST])
    bad = sum(outcome not in _GOOD or seconds > SLOW for outcome, seconds in newest)
    return bad / (len(newest) + BENEFIT)
