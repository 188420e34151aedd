"""Tokens of the API: drawn once, shown once, kept as a digest.

A machine that calls again and again is known again without a question to the database. One that
is revoked is refused within a second.
"""

import functools
import hashlib
import secrets
import time

from django.db import connection

from .models import ApiToken, Organisation

_FIND = """
select id, name, organisation_id from accounts_apitoken where digest = %s and revoked_at is null
"""


def issue(*, name: str, organisation: Organisation) -> str:
    """Makes or renews the token `name` and answers its secret, which is not kept."""
    secret = f"miz_{secrets.token_urlsafe(32)}"
    ApiToken.objects.update_or_create(
        name=name,
        defaults={"organisation": organisation, "digest": _digest(secret), "revoked_at": None},
    )
    return secret


def find(secret: str) -> ApiToken | None:
    try:
        return _known(_digest(secret), int(time.monotonic()))
    except ApiToken.DoesNotExist:
        return None


@functools.lru_cache(maxsize=1024)
def _known(digest: bytes, second: int) -> ApiToken:
    """What is known in a second; who is not known is asked for anew."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [digest])
        row = cursor.fetchone()
    if row is None:
        raise ApiToken.DoesNotExist
    return ApiToken(pk=row[0], name=row[1], organisation_id=row[2])


def _digest(secret: str) -> bytes:
    # A drawn secret of 256 bits needs no slow hash.
    return hashlib.sha256(secret.encode()).digest()
