"""Browsers that have come in before.

Wrong guesses and codes are counted by person. Somebody who guesses at another's account must not
lock its owner out: a browser that has come in under that name before is counted apart from all the
others (OWASP's device cookie).
"""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from miz.citizens.identities import Identity

COOKIE = "miz_known_citizen"
SALT = "portal known browser"
LIFE_SECONDS = 90 * 24 * 3600


def counted_as(request: HttpRequest, identity: Identity) -> str:
    """The subject of a quota: the person, or the person in this browser."""
    browser = _browser(request, identity)
    return f"{identity} {browser}" if browser else str(identity)


def is_known(request: HttpRequest, identity: Identity) -> bool:
    return bool(_browser(request, identity))


def remember(response: HttpResponse, identity: Identity) -> None:
    known = {"who": _name(identity), "browser": secrets.token_hex(8)}
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=LIFE_SECONDS,
        path="/account/",
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def _browser(request: HttpRequest, identity: Identity) -> str:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return ""
    return str(known["browser"]) if known["who"] == _name(identity) else ""


def _name(identity: Identity) -> str:
    """A signed cookie can be read: the code itself does not go into it."""
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"{SALT}:{identity}".encode(), hashlib.sha256).hex()
