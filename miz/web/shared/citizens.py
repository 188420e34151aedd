"""Who is signed in, for every door that serves citizens. Staff have sessions of another kind."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from miz.citizens import queries
from miz.citizens.models import Citizen, CitizenSession, Way

COOKIE = "miz_citizen"
_ASKED = "_citizen_session"


def session_of(request: HttpRequest) -> CitizenSession | None:
    """The living session of this browser, asked for once a request."""
    if not hasattr(request, _ASKED):
        setattr(request, _ASKED, queries.current(token_of(request)))
    found: CitizenSession | None = getattr(request, _ASKED)
    return found


def citizen_of(request: HttpRequest) -> Citizen | None:
    """Who is signed in; nobody yet who came with a generated password and has set no other."""
    session = session_of(request)
    return session.citizen if session and session.way != Way.GENERATED else None


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def remember(response: HttpResponse, token: str) -> None:
    """How long it lives is kept with the session: the cookie ends with the browser."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=settings.HTTPS)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE)
