"""Coming in by the national window: there with a link, back with a code for us.

What was remembered lies on our side, bound to this browser and used once. The national code that
the window confirms must have an account already: who has none makes one, with the mobile proved.
"""

import dataclasses

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.citizens.identities import Identity
from miz.citizens.models import Citizen, Way
from miz.connectors.errors import ConnectorError
from miz.connectors.national_window import client
from miz.web.portal import drafts
from miz.web.portal.models import Draft
from miz.web.shared.addresses import client_address

from . import pieces

STEP = "window"
TURNED_AWAY = "ورود با پنجرهٔ ملی انجام نشد. می‌توانید دوباره تلاش کنید یا با کد پیامکی وارد شوید."
SILENT = "پنجرهٔ ملی اکنون پاسخ نمی‌دهد. کمی بعد دوباره تلاش کنید یا با کد پیامکی وارد شوید."
NO_ACCOUNT = "پنجرهٔ ملی شما را شناخت، ولی هنوز در این میز حساب ندارید. اینجا حسابتان را بسازید."


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """A link, no form: our policy lets forms lead nowhere but to us."""
    try:
        quotas.spend("window_by_address", client_address(request))
    except QuotaExceeded as error:
        messages.error(request, str(error))
        return redirect("portal:account-in")
    address, attempt = client.begin(_way_back())
    draft = pieces.keep(STEP, {"attempt": dataclasses.asdict(attempt)})
    response = redirect(address)
    drafts.remember(response, pieces.STEPS, draft)
    return response


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    draft = pieces.kept(request, STEP)
    # Gone before it is looked at: a way back is walked once, by one of two parallel requests.
    if draft is None or not Draft.objects.filter(pk=draft.pk).delete()[0]:
        return _turn_away(request, TURNED_AWAY)
    try:
        national_code = client.finish(
            client.Attempt(**draft.data["attempt"]),
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
            redirect_uri=_way_back(),
        )
    except ConnectorError as error:
        return _turn_away(request, SILENT if error.again else TURNED_AWAY)
    return _enter(request, Identity(Citizen.Kind.NATIONAL, national_code))


def _enter(request: HttpRequest, identity: Identity) -> HttpResponse:
    citizen = Citizen.objects.filter(kind=identity.kind, code=identity.code).first()
    if citizen is None:
        messages.info(request, NO_ACCOUNT)
        return redirect("portal:account-new")
    return pieces.begin_session(request, redirect("portal:account"), citizen, Way.WINDOW)


def _turn_away(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("portal:account-in")


def _way_back() -> str:
    return settings.BASE_URL + reverse("portal:account-window-back")
