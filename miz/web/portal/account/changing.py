"""Changing what opens the account: the password, and the mobile."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.citizens import mobiles, passwords, queries, recovery
from miz.citizens.errors import CitizenError, WrongPassword
from miz.citizens.models import Citizen, CitizenSession, Way
from miz.connectors.errors import ConnectorError
from miz.web.portal import drafts
from miz.web.portal.forms import CodeForm
from miz.web.portal.models import Draft
from miz.web.shared import citizens

from . import pieces
from .forms import ChangePasswordForm, MobileForm, NewPasswordForm
from .joining import NO_ANSWER

STEP = "mobile"
SET = "گذرواژه گذاشته شد."
CHANGED = "گذرواژهٔ تازه گذاشته شد و نشست‌های دیگر پایان یافت."


@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """Open to who came in with a generated password too: it is the one page they get."""
    session = citizens.session_of(request)
    if session is None:
        return redirect("portal:account-in")
    asks = bool(session.citizen.password) and session.way == Way.PASSWORD
    form = (ChangePasswordForm if asks else NewPasswordForm)(request.POST or None)
    if form.is_valid() and _set(request, session, form):
        messages.success(request, CHANGED if session.citizen.password else SET)
        response = redirect("portal:account")
        way = Way.CODE if session.way == Way.GENERATED else Way(session.way)
        return pieces.begin_session(request, response, session.citizen, way)
    must = session.way == Way.GENERATED
    context = {"form": form, "must": must, "has": bool(session.citizen.password)}
    return render(request, "portal/account/password.html", context)


def _set(request: HttpRequest, session: CitizenSession, form: NewPasswordForm) -> bool:
    citizen = session.citizen
    try:
        if "current" in form.cleaned_data:
            _check_current(request, citizen, form.cleaned_data["current"])
        by = recovery.under_way(citizen) if session.way == Way.GENERATED else None
        new = form.cleaned_data["password"]
        passwords.set_new(citizen=citizen, password=new, but=session, recovery=by)
    except (CitizenError, QuotaExceeded) as error:
        wrong = isinstance(error, WrongPassword)
        pieces.tell(form, error, "current" if wrong else "password")
        return False
    return True


def _check_current(request: HttpRequest, citizen: Citizen, typed: str) -> None:
    """Counted like guesses at the door: a stolen session must not be a place to guess."""
    identity = citizen.identity
    quotas.spend("sign_in_by_person", pieces.BROWSERS.counted_as(request, str(identity)))
    if not passwords.fits(typed, citizen.password):
        raise WrongPassword


@pieces.signed_in
def mobile(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    form = MobileForm(request.POST or None)
    if form.is_valid():
        draft = _send_code(request, session.citizen, form)
        if draft:
            response = redirect("portal:account-mobile-code")
            drafts.remember(response, pieces.STEPS, draft)
            return response
    context = {
        "form": form,
        "citizen": session.citizen,
        "hours": settings.MOBILE_COOLING_HOURS,
    }
    return render(request, "portal/account/mobile.html", context)


def _send_code(request: HttpRequest, citizen: Citizen, form: MobileForm) -> Draft | None:
    number = form.cleaned_data["mobile"]
    try:
        pieces.spend_code(request, citizen.identity, number)
        mobiles.check_owner(citizen, number)
    except (CitizenError, QuotaExceeded) as error:
        pieces.tell(form, error, "mobile")
        return None
    except ConnectorError:
        form.add_error(None, NO_ANSWER)
        return None
    with transaction.atomic():
        draft = pieces.keep(STEP, {"mobile": number, "citizen": citizen.pk})
        mobiles.ask_code(citizen=citizen, mobile=number, browser=draft.key)
    return draft


@pieces.signed_in
def mobile_code(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    draft = pieces.kept(request, STEP)
    if draft is None or draft.data["citizen"] != session.citizen_id:
        return redirect("portal:account-mobile")
    form = CodeForm(request.POST or None)
    number = draft.data["mobile"]
    change = partial(mobiles.change, citizen=session.citizen, mobile=number)
    if pieces.use_code(draft, form, change):
        messages.success(request, "شمارهٔ تازه ثبت شد و پس از مهلت اطمینان به کار می‌رود.")
        return redirect("portal:account-profile")
    return render(request, "portal/account/mobile_code.html", {"form": form, "mobile": number})


@require_POST
@pieces.signed_in
def mobile_cancel(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    change = queries.change_under_way(session.citizen)
    if change and mobiles.stop(change=change, by=session.citizen.as_actor(), but=session):
        messages.success(request, "تغییر شماره متوقف شد و شمارهٔ پیشین می‌ماند.")
    return redirect("portal:account-profile")


@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Where the SMS to the number before leads. Asking first: a preview opens links by itself."""
    change = mobiles.found(token)
    if change is None:
        return render(request, "portal/account/stop_gone.html", status=404)
    if request.method == "POST":
        mobiles.stop(change=change)
        return render(request, "portal/account/stopped.html")
    return render(request, "portal/account/stop.html", {"change": change})
