"""Signs people in by the national window of government services («پنجرهٔ ملی»): OpenID Connect.

The agreement is the authorization code flow with addresses set by hand, nothing is discovered: the
browser goes to {base}/oauth2/authorize and comes back with a code; POST /oauth2/token exchanges it
under the desk's name and secret (client_secret_basic, PKCE); the ID token is signed by a key of GET
/oauth2/jwks; GET /api/v1/user/userinfo has the person's nationalCode. Scope `openid profile`.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from miz.connectors import calls
from miz.connectors.base import CHECKING, Connector, Exchange, Purpose
from miz.connectors.errors import Refused, Unavailable
from miz.connectors.http import get_json, post_form
from miz.lib import national_code

TIMEOUT = 5.0
AUTHORIZE, TOKEN, KEYS = "/oauth2/authorize", "/oauth2/token", "/oauth2/jwks"
USERINFO = "/api/v1/user/userinfo"
SCOPE = "openid profile"
ALGORITHMS = ["RS256"]
KEYS_KEPT_SECONDS = 3600
# How far the clocks of the two houses may be apart.
LEEWAY_SECONDS = 60
BASIS = "مصوبه‌های شورای اجرایی فناوری اطلاعات دربارهٔ پنجرهٔ ملی خدمات دولت هوشمند"
SIGNING_IN = Purpose("ورود به حساب", BASIS)


class NotSignedIn(Refused):
    """The national window did not confirm this sign-in."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the desk remembers of one sign-in between leaving and coming back, in that browser."""

    state: str
    nonce: str
    verifier: str


def begin(redirect_uri: str) -> tuple[str, Attempt]:
    """Return the address to send the browser to, and what to remember meanwhile."""
    attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
    query = {
        "response_type": "code",
        "client_id": settings.NATIONAL_WINDOW_ID,
        "redirect_uri": redirect_uri,
        "scope": SCOPE,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    return f"{settings.NATIONAL_WINDOW_URL}{AUTHORIZE}?{urlencode(query)}", attempt


def finish(attempt: Attempt, *, state: str, code: str, redirect_uri: str) -> str:
    """Return the national code of who came back with `state` and `code`.

    Raises NotSignedIn when anything does not fit, Unavailable, or Refused for our own credentials.
    """
    # Another state is somebody else's way back: the code would sign a victim in as the sender.
    if not hmac.compare_digest(state.encode(), attempt.state.encode()) or not code:
        raise NotSignedIn
    with _call("sign_in", SIGNING_IN, ("code",)) as made:
        tokens = _exchange(attempt, code, redirect_uri)
        subject = _subject(tokens.get("id_token"), attempt)
        found = _national_code(tokens.get("access_token"), subject)
        made.answered = ("national_code",)
    return found


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def check() -> None:
    """Fetch the keys; raises ConnectorError when they do not come."""
    with _call("keys", CHECKING, ()):
        _fetch_keys()


CONNECTOR = Connector(
    name="national_window",
    title="پنجرهٔ ملی خدمات دولت",
    owner="سازمان فناوری اطلاعات ایران",
    exchange=Exchange.ONLINE,
    legal_basis=BASIS,
    setting="NATIONAL_WINDOW_URL",
    check=check,
)


def _call(operation: str, purpose: Purpose, asked: tuple[str, ...]) -> Any:
    return calls.call(CONNECTOR, operation, purpose=purpose, asked=asked, subject="")


def _exchange(attempt: Attempt, code: str, redirect_uri: str) -> dict[str, Any]:
    pair = f"{settings.NATIONAL_WINDOW_ID}:{settings.NATIONAL_WINDOW_SECRET}"
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": attempt.verifier,
    }
    headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return post_form(settings.NATIONAL_WINDOW_URL, TOKEN, fields, headers=headers, timeout=TIMEOUT)


def _subject(id_token: object, attempt: Attempt) -> str:
    """Whom the ID token names, after every check of OpenID Connect Core 3.1.3.7."""
    if not isinstance(id_token, str):
        raise NotSignedIn
    claims = _verified(id_token)
    expected = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.NATIONAL_WINDOW_ISSUER},
        aud={"essential": True, "value": settings.NATIONAL_WINDOW_ID},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": attempt.nonce},
    )
    try:
        expected.validate(claims)
    except JoseError:
        raise NotSignedIn from None
    return str(claims["sub"])


def _verified(id_token: str) -> dict[str, Any]:
    """The claims, when one of the window's keys signed them; new keys are fetched once."""
    known: Mapping[str, Any] | None = cache.get(_keys_name())
    for keys in (known, None) if known else (None,):
        try:
            return dict(_decode(id_token, keys or _fetch_keys()).claims)
        except (JoseError, ValueError):
            continue
    raise NotSignedIn


def _decode(id_token: str, keys: Mapping[str, Any]) -> jwt.Token:
    # Only a public key's algorithm: with HS256 whoever knows the key's text could sign.
    return jwt.decode(id_token, KeySet.import_key_set(dict(keys)), algorithms=ALGORITHMS)  # type: ignore[arg-type]


def _fetch_keys() -> dict[str, Any]:
    keys = get_json(settings.NATIONAL_WINDOW_URL, KEYS, headers={}, timeout=TIMEOUT)
    cache.set(_keys_name(), keys, KEYS_KEPT_SECONDS)
    return keys


def _keys_name() -> str:
    return (
        f"national_window.keys.{hashlib.sha256(settings.NATIONAL_WINDOW_URL.encode()).hexdigest()}"
    )


def _national_code(access_token: object, subject: str) -> str:
    if not isinstance(access_token, str):
        raise NotSignedIn
    person = get_json(
        settings.NATIONAL_WINDOW_URL,
        USERINFO,
        headers={"Authorization": f"Bearer {access_token}"},
        timeout=TIMEOUT,
    )
    # An answer about somebody else is worse than none (OpenID Connect Core 5.3.4).
    if person.get("sub") != subject:
        raise NotSignedIn
    try:
        return national_code.clean(str(person.get("nationalCode", "")))
    except ValueError:
        raise Unavailable from None
