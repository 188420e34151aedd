"""Limits that hold across workers: counted in one database statement, never in a process."""

import hashlib
import hmac

from django.conf import settings
from django.db import connection

from .errors import QuotaExceeded

_SPEND = """
insert into accounts_quota as q (key, window_ends_at, used)
values (%s, now() + make_interval(secs => %s), 1)
on conflict (key) do update set
    used = case when q.window_ends_at <= now() then 1 else q.used + 1 end,
    window_ends_at = case when q.window_ends_at <= now() then excluded.window_ends_at
                          else q.window_ends_at end
returning used, ceil(extract(epoch from window_ends_at - now()))::int
"""
_LEFT = "select key, used from accounts_quota where key = any(%s) and window_ends_at > now()"


def _key(name: str, subject: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{name}:{subject}".encode(), hashlib.sha256)


def spend(name: str, subject: str) -> None:
    """Counts one use of settings.QUOTAS[name] by `subject`; raises QuotaExceeded over the limit."""
    limit, seconds = settings.QUOTAS[name]
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [_key(name, subject), float(seconds)])
        used, retry_after = cursor.fetchone()
    if used > limit:
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
