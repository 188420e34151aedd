"""Limits that hold across workers: counted in one database statement, never in a process."""

import hashlib
import hmac

from django.conf import settings
from django.db import connection, transaction

from miz.lib.commits import SWIFTLY

from .errors import QuotaExceeded

_SPEND = f"""
insert into accounts_quota as q (key, window_ends_at, used)
select key, now() + make_interval(secs => seconds), 1
from unnest(%s::bytea[], %s::float8[]) as use (key, seconds), (select {SWIFTLY}) as setting
on conflict (key) do update set
    used = case when q.window_ends_at <= now() then 1 else q.used + 1 end,
    window_ends_at = case when q.window_ends_at <= now() then excluded.window_ends_at
                          else q.window_ends_at end
returning key, used, ceil(extract(epoch from window_ends_at - now()))::int
"""  # noqa: S608 - no value in it
_LEFT = "select key, used from accounts_quota where key = any(%s) and window_ends_at > now()"


def _key(name: str, subject: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{name}:{subject}".encode(), hashlib.sha256)


def spend(name: str, subject: str) -> None:
    """Counts one use of settings.QUOTAS[name] by `subject`; raises QuotaExceeded over the limit."""
    _spend((name, subject), alone=not connection.in_atomic_block)


def spend_all(*uses: tuple[str, str]) -> None:
    """Counts one use of each (name, subject), or of none: raises QuotaExceeded for the first that
    is over its limit, and who is stopped by one uses up no other."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        _spend(*uses, alone=alone)


def _spend(*uses: tuple[str, str], alone: bool) -> None:
    keys = {_key(name, subject): name for name, subject in uses}
    # In one order everywhere: else two requests would each hold what the other waits for.
    ordered = sorted(keys)
    seconds = [float(settings.QUOTAS[keys[key]][1]) for key in ordered]
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [ordered, seconds, alone])
        found = {bytes(key): (used, retry_after) for key, used, retry_after in cursor.fetchall()}
    for key, name in keys.items():
        used, retry_after = found[key]
        if used > settings.QUOTAS[name][0]:
            raise QuotaExceeded(name, max(retry_after, 1))


def check(*uses: tuple[str, str]) -> None:
    """Raises QuotaExceeded when one of (name, subject) has nothing left, and counts nothing."""
    keys = {_key(name, subject): name for name, subject in uses}
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [list(keys)])
        for key, used in cursor.fetchall():
            name = keys[bytes(key)]
            limit, seconds = settings.QUOTAS[name]
            if used >= limit:
                raise QuotaExceeded(name, seconds)
