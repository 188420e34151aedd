"""The password was forgotten: who and which number, the code, the new password.

The page after the first says the same to everybody. A cookie of its own binds the code to the
browser in which it was asked for.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from miz.accounts.errors import QuotaExceeded, WrongCode
from miz.citizens import recovery
from miz.citizens.errors import CitizenError
from miz.citizens.models import Citizen, Recovery, Way
from miz.citizens.recovery import Asked
from miz.web.portal.forms import CodeForm
from miz.web.shared.context import portal_organisation

from . import pieces
from .forms import NewPasswordForm, PairForm

COOKIE = "miz_recovery"


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    form, robot = pieces.with_robot(request, PairForm)
    if form.is_bound and all([form.is_valid(), robot.is_valid()]) and robot.spend():
        asked = _ask(request, form)
        if asked:
            return _asked(request, asked)
    return render(request, "portal/account/recover.html", {"form": form, "robot": robot})


def _ask(request: HttpRequest, form: PairForm) -> Asked | None:
    identity, mobile = form.cleaned_data["who"], form.cleaned_data["mobile"]
    try:
        pieces.spend_code(request, identity, mobile)
    except QuotaExceeded as error:
        pieces.tell(form, error)
        return None
    return recovery.ask(identity=identity, mobile=mobile, way=_way())


def _way() -> Recovery.Way:
    """As the organisation chose; nothing else of a recovery is for it to choose."""
    organisation = portal_organisation()
    return Recovery.Way(organisation.password_recovery) if organisation else Recovery.Way.CODE


def _asked(request: HttpRequest, asked: Asked) -> HttpResponse:
    if asked.recovery.way == Recovery.Way.GENERATED:
        return render(request, "portal/account/recover_generated.html")
    response = redirect("portal:account-recover-code")
    response.set_cookie(
        COOKIE,
        asked.browser,
        max_age=int(recovery.LIFE.total_seconds()),
        path="/account/recover/",
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    browser = request.COOKIES.get(COOKIE, "")
    found = recovery.find(browser)
    if found is None:
        return redirect("portal:account-recover")
    if found.used_at:
        return redirect("portal:account-recover-password")
    form = CodeForm(request.POST or None)
    if form.is_valid() and _prove(found, browser, form):
        return redirect("portal:account-recover-password")
    return render(request, "portal/account/recover_code.html", {"form": form})


def _prove(found: Recovery, browser: str, form: CodeForm) -> bool:
    try:
        recovery.prove(recovery=found, browser=browser, code=form.cleaned_data["code"])
    except WrongCode as error:
        pieces.tell(form, error, "code")
        return False
    return True


@never_cache
def password(request: HttpRequest) -> HttpResponse:
    found = recovery.find(request.COOKIES.get(COOKIE, ""))
    if found is None or not found.used_at:
        return redirect("portal:account-recover")
    form = NewPasswordForm(request.POST or None)
    if form.is_valid() and (citizen := _finish(found, form)):
        response = redirect("portal:account")
        response.delete_cookie(COOKIE, path="/account/recover/")
        return pieces.begin_session(request, response, citizen, Way.CODE)
    return render(request, "portal/account/recover_password.html", {"form": form})


def _finish(found: Recovery, form: NewPasswordForm) -> Citizen | None:
    try:
        return recovery.finish(recovery=found, password=form.cleaned_data["password"])
    except CitizenError as error:
        pieces.tell(form, error, "password")
        return None
