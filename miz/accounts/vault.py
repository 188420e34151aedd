"""Secrets that must be read again are kept sealed: a copy of the database alone opens nothing.

The key comes from the deployment's secret key; with another one nothing sealed can be opened.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(plain: bytes) -> bytes:
    return _box().encrypt(plain)


def unseal(sealed: bytes) -> bytes | None:
    """What was sealed, None when it was changed or sealed with another key."""
    try:
        return _box().decrypt(sealed)
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"miz vault", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))
