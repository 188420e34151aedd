"""Browsers that have come in before, for doors where wrong guesses are counted by name.

Somebody who guesses at another's account must not lock its owner out: a browser that has come in
under that name before is counted apart from all the others (OWASP's device cookie).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

LIFE_SECONDS = 90 * 24 * 3600


@dataclass(frozen=True, slots=True)
class KnownBrowsers:
    """The browsers of one door; `cookie` is kept to the addresses under `path`."""

    cookie: str
    path: str

    def counted_as(self, request: HttpRequest, name: str) -> str:
        """The subject of a quota: the name, or the name in this browser."""
        browser = self._browser(request, name)
        return f"{name} {browser}" if browser else name

    def is_known(self, request: HttpRequest, name: str) -> bool:
        return bool(self._browser(request, name))

    def remember(self, response: HttpResponse, name: str) -> None:
        known = {"who": self._folded(name), "browser": secrets.token_hex(8)}
        response.set_cookie(
            self.cookie,
            signing.dumps(known, salt=self.cookie),
            max_age=LIFE_SECONDS,
            path=self.path,
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,
        )

    def _browser(self, request: HttpRequest, name: str) -> str:
        brought = request.COOKIES.get(self.cookie, "")
        try:
            known = signing.loads(brought, salt=self.cookie, max_age=LIFE_SECONDS)
        except signing.BadSignature:
            return ""
        return str(known["browser"]) if known["who"] == self._folded(name) else ""

    def _folded(self, name: str) -> str:
        """A signed cookie can be read: the name itself does not go into it."""
        key = settings.SECRET_KEY.encode()
        return hmac.digest(key, f"{self.cookie}:{name}".encode(), hashlib.sha256).hex()
