"""Making an account: who somebody is, the code from the SMS, then a password or none."""

import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.citizens import joining
from miz.citizens.joining import Newcomer
from miz.citizens.models import Way
from miz.connectors.errors import ConnectorError
from miz.web.portal import drafts
from miz.web.portal.forms import CodeForm
from miz.web.portal.models import Draft
from miz.web.shared import citizens
from miz.web.shared import identity as identities
from miz.web.shared.addresses import client_address

from . import pieces
from .forms import ForeignForm, NationalForm

STEP = "new"
NO_ANSWER = (
    "سامانهٔ شاهکار اکنون پاسخ نمی‌دهد و بی آن نمی‌دانیم شماره به نام شماست. چند دقیقهٔ دیگر دوباره "
    "بفرستید."
)
# What the registry says of a person, and a foreigner of himself.
NAMES = ("given_name", "family_name", "gender")
KEPT = (*NAMES, "mobile", "language")


@never_cache
def national(request: HttpRequest) -> HttpResponse:
    return _ask(request, NationalForm, "portal/account/new.html")


@never_cache
def foreign(request: HttpRequest) -> HttpResponse:
    return _ask(request, ForeignForm, "portal/account/new_foreign.html")


def _ask(
    request: HttpRequest, kind: type[NationalForm] | type[ForeignForm], template: str
) -> HttpResponse:
    if citizens.citizen_of(request):
        return redirect("portal:account")
    form, robot = pieces.with_robot(request, kind)
    if form.is_bound and all([form.is_valid(), robot.is_valid()]) and robot.spend():
        newcomer = _newcomer(request, form)
        draft = _send_code(newcomer, form) if newcomer else None
        if draft:
            response = redirect("portal:account-new-code")
            drafts.remember(response, pieces.STEPS, draft)
            return response
    return render(request, template, {"form": form, "robot": robot})


def _newcomer(request: HttpRequest, form: NationalForm | ForeignForm) -> Newcomer | None:
    """Who it is by the registry, or by their own words; None with the reason in the form."""
    data, identity = form.cleaned_data, form.identity()
    try:
        quotas.spend_all(
            ("identity_by_address", client_address(request)),
            ("identity_by_person", identity.code),
        )
        pieces.spend_code(request, identity, data["mobile"])
        names = _names(form)
    except QuotaExceeded as error:
        pieces.tell(form, error)
        return None
    except identities.IdentityRefused as refusal:
        pieces.tell(form, refusal, next(iter(refusal.fields), None))
        return None
    born, language = data["birth_date"], data.get("language", "")
    return Newcomer(identity, **names, birth_date=born, mobile=data["mobile"], language=language)


def _names(form: NationalForm | ForeignForm) -> dict[str, str]:
    data = form.cleaned_data
    if isinstance(form, ForeignForm):
        return {name: data.get(name, "") for name in NAMES}
    person = identities.living_person(data["national_code"], data["birth_date"])
    return {name: getattr(person, name) for name in NAMES}


def _send_code(newcomer: Newcomer, form: NationalForm | ForeignForm) -> Draft | None:
    try:
        owns = joining.is_owner(newcomer.identity, newcomer.mobile)
    except ConnectorError:
        form.add_error(None, NO_ANSWER)
        return None
    with transaction.atomic():
        draft = pieces.keep(STEP, _kept(newcomer))
        joining.ask_code(
            newcomer=newcomer, owns=owns, subject=pieces.subject(draft), browser=draft.key
        )
    return draft


def _kept(newcomer: Newcomer) -> dict[str, Any]:
    names = {name: getattr(newcomer, name) for name in KEPT}
    identity = newcomer.identity
    born = newcomer.birth_date.isoformat()
    return {"kind": identity.kind, "code": identity.code, "birth_date": born, **names}


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    draft = pieces.kept(request, STEP)
    if draft is None:
        return redirect("portal:account-new")
    form = CodeForm(request.POST or None)
    join = partial(joining.join, newcomer=_begun(draft), subject=pieces.subject(draft))
    if citizen := pieces.use_code(draft, form, join):
        return pieces.begin_session(request, redirect("portal:account-password"), citizen, Way.CODE)
    context = {"form": form, "mobile": draft.data["mobile"]}
    return render(request, "portal/account/new_code.html", context)


def _begun(draft: Draft) -> Newcomer:
    # .get: a step may have been begun before a version that keeps more of it.
    names = {name: draft.data.get(name, "") for name in KEPT}
    born = datetime.date.fromisoformat(draft.data["birth_date"])
    return Newcomer(pieces.identity_of(draft.data), birth_date=born, **names)
