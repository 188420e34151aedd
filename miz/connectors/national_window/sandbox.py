"""The national window of the sandbox: whoever presses a name is signed in as that person.

Codes are used once and live a minute; the exchange asks for the desk's name and secret, the same
way back and the PKCE verifier; ID tokens are signed with a key made when the sandbox starts.
"""

import base64
import binascii
import secrets
import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_POST
from joserfc import jwt
from joserfc.jwk import RSAKey

from miz.connectors.sandbox import population
from miz.connectors.sandbox.faults import faulty
from miz.connectors.sandbox.switches import System

from .client import ALGORITHMS, SCOPE, challenge

SHOWN_PEOPLE = 30
CODE_SECONDS, TOKEN_SECONDS = 60, 300
KEPT = 10_000
ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")


@dataclass(frozen=True, slots=True)
class Grant:
    """Who signed in, on whose question, until when the code or token of it is good."""

    national_code: str
    asked: dict[str, str]
    until: float


class Grants:
    """Codes and access tokens, each for one grant."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Grant] = {}

    def add(self, national_code: str, asked: dict[str, str], seconds: float) -> str:
        name = secrets.token_urlsafe(24)
        with self._lock:
            while len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = Grant(national_code, asked, time.monotonic() + seconds)
        return name

    def take(self, name: str) -> Grant | None:
        """Return the grant, for the last time."""
        with self._lock:
            return _living(self._kept.pop(name, None))

    def look(self, name: str) -> Grant | None:
        with self._lock:
            return _living(self._kept.get(name))


codes, tokens = Grants(), Grants()


@require_GET
@faulty(System.NATIONAL_WINDOW)
def authorize(request: HttpRequest) -> HttpResponseBase:
    """The page that a person meets: who are you? A link, for the way back is another house's."""
    asked = _asked(request)
    if asked is None:
        return HttpResponseBadRequest("unknown client, address or scope")
    people = [
        (person, f"approve?{urlencode({**asked, 'person': person.national_code})}")
        for person in population.demo_people(SHOWN_PEOPLE)
    ]
    refusal = f"{asked['redirect_uri']}?{urlencode(_back(asked, error='access_denied'))}"
    context = {"people": people, "refusal": refusal}
    return render(request, "sandbox/national_window.html", context)


@require_GET
def approve(request: HttpRequest) -> HttpResponseBase:
    asked, person = _asked(request), population.find(request.GET.get("person", ""))
    if asked is None or person is None:
        return HttpResponseBadRequest("unknown client, address or person")
    code = codes.add(person.national_code, asked, CODE_SECONDS)
    return HttpResponseRedirect(f"{asked['redirect_uri']}?{urlencode(_back(asked, code=code))}")


@require_POST
@faulty(System.NATIONAL_WINDOW)
def token(request: HttpRequest) -> HttpResponseBase:
    if not _is_the_desk(request.headers.get("Authorization", "")):
        return JsonResponse({"error": "invalid_client"}, status=401)
    grant = codes.take(request.POST.get("code", ""))
    if grant is None or not _fits(grant, request):
        return JsonResponse({"error": "invalid_grant"}, status=400)
    return JsonResponse(
        {
            "access_token": tokens.add(grant.national_code, grant.asked, TOKEN_SECONDS),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": _signed(grant),
        }
    )


@require_GET
@faulty(System.NATIONAL_WINDOW)
def keys(request: HttpRequest) -> HttpResponseBase:
    return JsonResponse({"keys": [_key().as_dict(private=False)]})


@require_GET
@faulty(System.NATIONAL_WINDOW)
def userinfo(request: HttpRequest) -> HttpResponseBase:
    grant = tokens.look(request.headers.get("Authorization", "").removeprefix("Bearer "))
    person = population.find(grant.national_code) if grant else None
    if person is None:
        return HttpResponse(status=401)
    return JsonResponse(
        {
            "sub": _subject(person.national_code),
            "nationalCode": person.national_code,
            "given_name": person.given_name,
            "family_name": person.family_name,
        }
    )


def _living(grant: Grant | None) -> Grant | None:
    return grant if grant and time.monotonic() < grant.until else None


def _asked(request: HttpRequest) -> dict[str, str] | None:
    """The question as far as it is a right one, else None."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    right = (
        asked["client_id"] == settings.NATIONAL_WINDOW_ID
        # A page of the desk and nothing else: an open redirect would hand codes to anybody.
        and asked["redirect_uri"].startswith(f"{settings.BASE_URL}/")
        and request.GET.get("scope", SCOPE) == SCOPE
        and all(asked.values())
    )
    return asked if right else None


def _back(asked: dict[str, str], **said: str) -> dict[str, str]:
    return {**said, "state": asked["state"]}


def _is_the_desk(authorization: str) -> bool:
    try:
        pair = base64.b64decode(authorization.removeprefix("Basic "), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    desk = f"{settings.NATIONAL_WINDOW_ID}:{settings.NATIONAL_WINDOW_SECRET}"
    return constant_time_compare(pair, desk)


def _fits(grant: Grant, request: HttpRequest) -> bool:
    return (
        request.POST.get("grant_type") == "authorization_code"
        and request.POST.get("redirect_uri") == grant.asked["redirect_uri"]
        and challenge(request.POST.get("code_verifier", "")) == grant.asked["code_challenge"]
    )


def _signed(grant: Grant) -> str:
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": settings.NATIONAL_WINDOW_ISSUER,
        "aud": settings.NATIONAL_WINDOW_ID,
        "sub": _subject(grant.national_code),
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "nonce": grant.asked["nonce"],
    }
    header = {"alg": ALGORITHMS[0], "kid": _key().kid}
    return jwt.encode(header, claims, _key(), algorithms=ALGORITHMS)


def _subject(national_code: str) -> str:
    return f"window-{national_code}"


@cache
def _key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)
