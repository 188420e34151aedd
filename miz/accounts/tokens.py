"""Tokens of the API: drawn once, shown once, kept as a digest."""

import hashlib
import secrets

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
    with connection.cursor() as cursor:
        # Asked on every call of a machine: plain SQL spares the time of building the same query.
        cursor.execute(_FIND, [_digest(secret)])
        row = cursor.fetchone()
    return ApiToken(pk=row[0], name=row[1], organisation_id=row[2]) if row else None


def _digest(secret: str) -> bytes:
    # A drawn secret of 256 bits needs no slow hash.
    return hashlib.sha256(secret.encode()).digest()
