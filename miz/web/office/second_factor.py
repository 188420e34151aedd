"""The second factor at the door: asked for, enrolled, and the way back to a forgotten password.

A passkey needs scripts; whoever has none types the code of the app or one of the paper.
"""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from miz.accounts import factors, passkeys, quotas, vault
from miz.accounts.errors import QuotaExceeded, WrongCode
from miz.accounts.models import User
from miz.audit import actions as audit
from miz.audit import queries as audit_queries
from miz.lib import qr
from miz.web.shared.addresses import client_address

from . import entering, passwords
from .forms import LoginForm

ENROLMENT, CHALLENGE, RECOVERY = "office enrolment", "office challenge", "office recovery"
RECOVERY_CHALLENGE = "office recovery challenge"
RECOVERY_SECONDS = 600
NOBODY = 0
WRONG_PASSKEY = "کلید عبور پذیرفته نشد. دوباره تلاش کنید یا کد را بنویسید."
WRONG_RECOVERY = "نام کاربری یا کد درست نیست."
WRONG_RECOVERY_PASSKEY = "نام کاربری یا کلید عبور درست نیست."
GET_POST = ["GET", "POST"]


def _code_field(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        help_text=help_text,
        error_messages={"required": "کد را بنویسید."},
        widget=forms.TextInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "class": "m-input-20",
            }
        ),
    )


class FactorForm(forms.Form):
    """A code, or in `passkey` the browser's answer as JSON."""

    code = _code_field("کد", "کد شش‌رقمی برنامهٔ رمزساز، یا یکی از کدهای بازیابی.")
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["code"].required = not (data and (data.get("passkey") or "ask" in data))

    def answer(self) -> dict[str, Any]:
        """What the passkey said; raises WrongCode when that is no JSON object."""
        try:
            said = json.loads(self.cleaned_data["passkey"])
        except ValueError as error:
            raise WrongCode from error
        if not isinstance(said, dict):
            raise WrongCode
        return said


class EnrolForm(FactorForm):
    code = _code_field("کد شش‌رقمی", "کدی که برنامه اکنون نشان می‌دهد.")


class RecoveryForm(FactorForm):
    """Sent with `ask`, it wants what passkeys are asked and no more."""

    username = LoginForm.base_fields["username"]
    field_order = ("username", "code")


# --- asked for


@entering.entering
@require_http_methods(GET_POST)
def prove(request: HttpRequest, user: User) -> HttpResponse:
    if entering.proven(request):
        return entering.go_on(request, user)
    form = FactorForm(request.POST or None)
    if form.is_valid() and _proves(request, form, user):
        return entering.go_on(request, user)
    context = {"form": form, "challenge": _challenge(request, user)}
    return render(request, "office/second_factor.html", context)


def _proves(request: HttpRequest, form: FactorForm, user: User) -> bool:
    """Every try counts, right or wrong: nobody comes in so often."""
    try:
        quotas.spend_all(
            ("second_factor_by_user", str(user.pk)),
            ("second_factor_by_day", str(user.pk)),
        )
        entering.prove(request, _use(request, form, user))
    except (QuotaExceeded, WrongCode) as error:
        passkey = isinstance(error, WrongCode) and form.cleaned_data["passkey"]
        form.add_error("code", WRONG_PASSKEY if passkey else str(error))
        if isinstance(error, WrongCode):
            _record(user, "factor.wrong")
        return False
    return True


def _use(request: HttpRequest, form: FactorForm, user: User) -> str:
    if not form.cleaned_data["passkey"]:
        return factors.use_code(user.pk, form.cleaned_data["code"])
    # Taken away before it is looked at: a challenge is answered once.
    state = request.session.pop(CHALLENGE, None)
    if state is None:
        raise WrongCode
    passkeys.use(user.pk, state, form.answer())
    return "passkey"


def _challenge(request: HttpRequest, user: User) -> str:
    """What the page's script asks the passkeys; empty for who has none."""
    made = passkeys.challenge(user.pk)
    if made is None:
        return ""
    asked, request.session[CHALLENGE] = made
    return json.dumps(asked)


# --- enrolled


@entering.entering
@require_http_methods(GET_POST)
def enrol(request: HttpRequest, user: User) -> HttpResponse:
    """The first factor, where one is required."""
    if user.must_change_password or not factors.must_enrol(user):
        return entering.go_on(request, user)
    # Who signs in without a factor and had one is told who took it away.
    context = {"reset": audit_queries.last(user.subject, ["factor.reset"])}

    def done(factor: str, codes: list[str]) -> HttpResponse:
        entering.prove(request, factor)
        return show_codes(request, codes, reverse("office:go-on"))

    return enrolment(request, user, done, context)


def enrolment(
    request: HttpRequest,
    user: User,
    done: Callable[[str, list[str]], HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:
    """The page that adds an app or a passkey; `done` gets its kind and new recovery codes."""
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        try:
            quotas.spend("second_factor_by_user", str(user.pk))
            return done(*_enrolled(request, form, user))
        except (QuotaExceeded, WrongCode) as error:
            passkey = isinstance(error, WrongCode) and form.cleaned_data["passkey"]
            form.add_error("code", WRONG_PASSKEY if passkey else str(error))
    return render(request, "office/enrol.html", context | _offer(request, user) | {"form": form})


def _enrolled(request: HttpRequest, form: EnrolForm, user: User) -> tuple[str, list[str]]:
    kept = request.session.get(ENROLMENT)
    if kept is None or kept["user"] != user.pk:
        raise WrongCode
    if form.cleaned_data["passkey"]:
        state = request.session.pop(ENROLMENT)["passkey"]
        return "passkey", passkeys.add(user=user, state=state, answer=form.answer())
    secret = _secret(kept)
    codes = factors.add_app(user=user, secret=secret, code=form.cleaned_data["code"])
    del request.session[ENROLMENT]
    return "app", codes


def _offer(request: HttpRequest, user: User) -> dict[str, Any]:
    """A secret for the app, the same while the page is asked again, and a passkey's challenge."""
    kept = request.session.get(ENROLMENT) or {}
    secret = _secret(kept) if kept.get("user") == user.pk else factors.new_secret()
    asked, state = passkeys.offer(user)
    sealed = base64.b64encode(vault.seal(secret.encode())).decode()
    request.session[ENROLMENT] = {"user": user.pk, "secret": sealed, "passkey": state}
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    drawn = mark_safe(qr.svg(factors.address(user, secret)))  # noqa: S308 - drawn by ourselves
    return {"secret": " ".join(groups), "qr": drawn, "offer": json.dumps(asked)}


def _secret(kept: dict[str, Any]) -> str:
    opened = vault.unseal(base64.b64decode(kept["secret"]))
    return opened.decode() if opened else factors.new_secret()


def show_codes(request: HttpRequest, codes: list[str], address: str) -> HttpResponse:
    """The recovery codes, this once; straight on to `address` where there are no new ones."""
    if not codes:
        return redirect(address)
    return render(request, "office/recovery_codes.html", {"codes": codes, "address": address})


# --- a forgotten password


@never_cache
@require_http_methods(GET_POST)
def forgotten(request: HttpRequest) -> HttpResponse:
    """The user name with a second factor; the same words and work for a name that nobody has."""
    form = RecoveryForm(request.POST or None)
    context = {"form": form, "rp": passkeys.host(), "challenge": ""}
    if form.is_valid() and "ask" in request.POST:
        context["challenge"] = _recovery_challenge(request, form)
    elif form.is_valid() and (user := _recovers(request, form)):
        request.session.cycle_key()
        request.session[RECOVERY] = {
            "user": user.pk,
            "password": user.get_session_auth_hash(),
            "until": time.time() + RECOVERY_SECONDS,
        }
        return redirect("office:forgotten-password")
    return render(request, "office/forgotten.html", context)


def _recovery_challenge(request: HttpRequest, form: RecoveryForm) -> str:
    """Of the name that was typed, whether somebody has it or not; empty with the error told."""
    name = form.cleaned_data["username"]
    try:
        quotas.spend("staff_recovery_by_address", client_address(request))
    except QuotaExceeded as error:
        form.add_error(None, str(error))
        return ""
    user = _in_service(name)
    asked, state = passkeys.challenge_of_name(name, user.pk if user else NOBODY)
    request.session[RECOVERY_CHALLENGE] = {"name": name, "state": state}
    return json.dumps(asked)


def _recovers(request: HttpRequest, form: RecoveryForm) -> User | None:
    name, address = form.cleaned_data["username"], client_address(request)
    try:
        quotas.spend_all(
            ("staff_recovery_by_address", address),
            ("staff_recovery_by_name", name),
        )
        user = _in_service(name)
        _use_to_recover(request, form, user.pk if user else NOBODY)
    except QuotaExceeded as error:
        form.add_error(None, str(error))
        return None
    except WrongCode:
        passkey = form.cleaned_data["passkey"]
        form.add_error(None, WRONG_RECOVERY_PASSKEY if passkey else WRONG_RECOVERY)
        return None
    return user


def _use_to_recover(request: HttpRequest, form: RecoveryForm, user_id: int) -> None:
    if not form.cleaned_data["passkey"]:
        factors.use_code(user_id, form.cleaned_data["code"])
        return
    # Taken away before it is looked at, and only for the name it was made for.
    kept = request.session.pop(RECOVERY_CHALLENGE, None)
    if kept is None or kept["name"] != form.cleaned_data["username"]:
        raise WrongCode
    passkeys.use(user_id, kept["state"], form.answer())


def _in_service(name: str) -> User | None:
    return User.objects.in_service().filter(username=name).select_related("unit").first()


@never_cache
@require_http_methods(GET_POST)
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """The new password. It signs nobody in: that asks for the second factor once more."""
    user = _recovering(request)
    if user is None:
        return redirect("office:forgotten")
    form = passwords.NewPasswordForm(request.POST or None, user=user)
    if form.is_valid():
        passwords.change(user, form.cleaned_data["new"], "staff.recover_password")
        return passwords.changed(request, "با گذرواژهٔ تازه وارد شوید.")
    return render(request, "office/new_password.html", {"form": form})


def _recovering(request: HttpRequest) -> User | None:
    return entering.kept_person(request, RECOVERY)


def _record(user: User, action: str) -> None:
    audit.record(by=user.as_actor(), action=action, subject=user.subject)
