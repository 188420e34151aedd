"""Coming in by a password or by a code, and going out.

Every answer is the same for who has an account and who has none.
"""

from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.citizens import sessions, signing_in
from miz.citizens.identities import Identity
from miz.citizens.models import Way
from miz.citizens.signing_in import Known
from miz.web.portal import drafts, tracking, wizard
from miz.web.portal.forms import CodeForm
from miz.web.portal.models import Draft
from miz.web.shared import citizens
from miz.web.shared.addresses import client_address

from . import pieces
from .forms import PairForm, PasswordSignInForm

WRONG = "کد ملی یا گذرواژه درست نیست. با کد پیامکی هم می‌توانید وارد شوید."
STEP = "in"


@never_cache
def by_password(request: HttpRequest) -> HttpResponse:
    if citizens.citizen_of(request):
        return redirect("portal:account")
    form = PasswordSignInForm(request.POST or None)
    if form.is_valid() and (found := _authenticate(request, form)):
        return pieces.begin_session(request, _landing(found.way), found.citizen, found.way)
    return render(request, "portal/account/in.html", {"form": form})


def _landing(way: Way) -> HttpResponse:
    return redirect("portal:account-password" if way == Way.GENERATED else "portal:account")


def _authenticate(request: HttpRequest, form: PasswordSignInForm) -> Known | None:
    """The citizen, or None with the same words (and the same hashing) whoever was named."""
    identity: Identity = form.cleaned_data["who"]
    misses = [("sign_in_by_address", client_address(request)), ("sign_in_in_all", "sign-ins")]
    try:
        # Guesses of the whole world must not keep a browser out that its owner has come in with.
        quotas.check(*([] if pieces.BROWSERS.is_known(request, str(identity)) else misses))
        found = _guess(request, identity, form.cleaned_data["password"])
        if found is None:
            for name, subject in misses:
                quotas.spend(name, subject)
    except QuotaExceeded as error:
        pieces.tell(form, error)
        return None
    if found is None:
        form.add_error(None, WRONG)
    return found


@transaction.atomic
def _guess(request: HttpRequest, identity: Identity, password: str) -> Known | None:
    """Counts the guess first and holds the counter meanwhile, so parallel guesses queue for it."""
    quotas.spend("sign_in_by_person", pieces.BROWSERS.counted_as(request, str(identity)))
    found = signing_in.by_password(identity=identity, password=password)
    if found and found.way == Way.PASSWORD:
        transaction.set_rollback(True)  # a right password costs nothing
    return found


@never_cache
def ask_code(request: HttpRequest) -> HttpResponse:
    form, robot = pieces.with_robot(request, PairForm)
    if form.is_bound and all([form.is_valid(), robot.is_valid()]) and robot.spend():
        draft = _send_code(request, form)
        if draft:
            response = redirect("portal:account-in-code")
            drafts.remember(response, pieces.STEPS, draft)
            return response
    return render(request, "portal/account/in_ask.html", {"form": form, "robot": robot})


def _send_code(request: HttpRequest, form: PairForm) -> Draft | None:
    identity, mobile = form.cleaned_data["who"], form.cleaned_data["mobile"]
    try:
        pieces.spend_code(request, identity, mobile)
    except QuotaExceeded as error:
        pieces.tell(form, error)
        return None
    with transaction.atomic():
        asked = {"kind": identity.kind, "code": identity.code, "mobile": mobile}
        draft = pieces.keep(STEP, asked)
        signing_in.ask_code(
            identity=identity, mobile=mobile, subject=pieces.subject(draft), browser=draft.key
        )
    return draft


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    draft = pieces.kept(request, STEP)
    if draft is None:
        return redirect("portal:account-in-ask")
    form = CodeForm(request.POST or None)
    identity, mobile = pieces.identity_of(draft.data), draft.data["mobile"]
    by_code = partial(
        signing_in.by_code, identity=identity, mobile=mobile, subject=pieces.subject(draft)
    )
    if found := pieces.use_code(draft, form, by_code):
        return pieces.begin_session(request, _landing(found.way), found.citizen, found.way)
    return render(request, "portal/account/in_code.html", {"form": form, "mobile": mobile})


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """«خروج»: on a shared computer nothing of this person stays in the browser."""
    if session := citizens.session_of(request):
        sessions.end(citizen=session.citizen, number=session.pk)
    response = redirect("portal:home")
    citizens.forget(response)
    steps = [*wizard.NAMES, "reply", pieces.STEPS]
    for name in (tracking.COOKIE, *map(drafts.cookie, steps)):
        response.delete_cookie(name)
    return response
