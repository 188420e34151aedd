"""The way in, between the password and the desk.

Who gave the right password is remembered as entering, for ten minutes and no page of the desk:
the second factor, a new password where one is owed and a first factor where one is required come
first, each once, in this order. Only the end of the way signs in.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from miz.accounts import factors
from miz.accounts.models import User
from miz.audit import actions as audit
from miz.web.shared.known_browsers import KnownBrowsers

from .templatetags.office import office_doors

KEY = "office entering"
SECONDS = 600
BROWSERS = KnownBrowsers(cookie="miz_known", path="/office/login/")
BACKEND = "miz.web.office.backends.StaffBackend"

View = Callable[..., HttpResponse]


def begin(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """After the right password; `wanted` is the page of ours to come to, or empty."""
    # Whoever knew the number of the session before the password must not know it after.
    request.session.cycle_key()
    request.session[KEY] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "until": time.time() + SECONDS,
        "factor": "",
        "next": wanted,
    }
    return go_on(request, user)


def entering(view: View) -> View:
    """Gives the view the person who is entering; who is not begins anew."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: object) -> HttpResponse:
        user = kept_person(request, KEY)
        return view(request, user, **kwargs) if user else redirect("office:login")

    return wrapped


def go_on(request: HttpRequest, user: User) -> HttpResponse:
    """To what is still owed, else in."""
    if not nothing_to_prove(request, user):
        return redirect("office:second-factor")
    if user.must_change_password:
        return redirect("office:first-password")
    if factors.must_enrol(user):
        return redirect("office:enrol")
    return _come_in(request, user)


def nothing_to_prove(request: HttpRequest, user: User) -> bool:
    """Whether the second factor was given, or there is none to give."""
    return proven(request) or not factors.enrolled(user)


def proven(request: HttpRequest) -> bool:
    return bool(request.session[KEY]["factor"])


def prove(request: HttpRequest, factor: str) -> None:
    request.session[KEY]["factor"] = factor
    request.session.modified = True


def renew(request: HttpRequest, user: User) -> None:
    """After the password was changed on the way."""
    request.session[KEY]["password"] = user.get_session_auth_hash()
    request.session.modified = True


def landing(user: User) -> str:
    """The first door that opens for what this person may; messages are no place to begin."""
    doors = [name for name, _ in office_doors(user) if name != "office:messages"]
    return doors[0] if doors else "office:account"


def kept_person(request: HttpRequest, key: str) -> User | None:
    """Whom the session keeps under `key`: in time, in service and with the same password."""
    kept = request.session.get(key)
    if not kept or kept["until"] < time.time():
        return None
    user = User.objects.in_service().filter(pk=kept["user"]).select_related("unit").first()
    same = user is not None and user.get_session_auth_hash() == kept["password"]
    return user if same else None


def _come_in(request: HttpRequest, user: User) -> HttpResponse:
    kept: dict[str, Any] = request.session.pop(KEY)
    auth.login(request, user, BACKEND)
    details = {"factor": kept["factor"]} if kept["factor"] else None
    audit.record(by=user.as_actor(), action="staff.login", subject=user.subject, details=details)
    response = redirect(kept["next"] or landing(user))
    BROWSERS.remember(response, user.username)
    return response
