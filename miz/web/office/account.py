"""One's own account: the password, the second factors, the sessions.

What would keep a thief in asks for the password once more.
"""

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from miz.accounts import factors, quotas, staff
from miz.accounts.errors import QuotaExceeded, StaffRefused
from miz.accounts.models import User
from miz.accounts.permissions import Permission

from . import passwords, second_factor
from .permissions import staff_with

anybody = staff_with(*Permission)
GET_POST = ["GET", "POST"]
CONFIRMED = "office confirmed"
CONFIRMED_SECONDS = 600
WRONG = "گذرواژه درست نیست."


class ConfirmForm(forms.Form):
    """The password once more."""

    password = passwords.password_field("گذرواژهٔ شما", "گذرواژهٔ خود را بنویسید.", new=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return judge(self.user, str(self.cleaned_data["password"]))


class ChangeForm(passwords.ChangePasswordForm):
    def clean_current(self) -> str:
        return judge(self.user, str(self.cleaned_data["current"]))


def judge(user: User, password: str) -> str:
    """The own password; wrong ones are counted."""
    try:
        quotas.check(("own_password", str(user.pk)))
        if not user.check_password(password):
            quotas.spend("own_password", str(user.pk))
            raise ValidationError(WRONG, code="wrong")
    except QuotaExceeded as error:
        raise ValidationError(str(error), code="quota") from error
    return password


@anybody
@require_safe
def account(request: HttpRequest, user: User) -> HttpResponse:
    context = {
        "factors": user.factors.order_by("pk"),
        "codes_left": user.recovery_codes.filter(used_at=None).count(),
        "grants": staff.coming_grants(user),
    }
    return render(request, "office/account.html", context)


@anybody
@require_http_methods(GET_POST)
def password(request: HttpRequest, user: User) -> HttpResponse:
    form = ChangeForm(request.POST or None, user=user)
    if form.is_valid():
        passwords.change(user, form.cleaned_data["new"], "staff.change_password")
        auth.update_session_auth_hash(request, user)
        messages.success(request, "گذرواژه عوض شد و نشست‌های دیگر شما پایان یافت.")
        return redirect("office:account")
    return render(request, "office/new_password.html", {"form": form, "own": True})


@anybody
@require_http_methods(GET_POST)
def add_factor(request: HttpRequest, user: User) -> HttpResponse:
    """First the password, then the page that enrols."""
    if request.session.get(CONFIRMED, 0) < time.time():
        return _confirmed(request, user, "افزودن عامل دوم", lambda: _remember(request))

    def done(_: str, codes: list[str]) -> HttpResponse:
        request.session.pop(CONFIRMED, None)
        messages.success(request, "عامل دوم افزوده شد.")
        return second_factor.show_codes(request, codes, reverse("office:account"))

    return second_factor.enrolment(request, user, done, {"own": True})


@anybody
@require_http_methods(GET_POST)
def remove_factor(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    factor = get_object_or_404(user.factors, pk=pk)

    def remove() -> HttpResponse:
        try:
            factors.remove(factor=factor)
        except StaffRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "عامل دوم برداشته شد.")
        return redirect("office:account")

    return _confirmed(request, user, f"برداشتن {factor.get_kind_display()}", remove)


@anybody
@require_http_methods(GET_POST)
def new_codes(request: HttpRequest, user: User) -> HttpResponse:
    if not factors.enrolled(user):
        return redirect("office:factor-add")

    def renew() -> HttpResponse:
        codes = factors.renew_recovery_codes(user=user)
        return second_factor.show_codes(request, codes, reverse("office:account"))

    return _confirmed(request, user, "کدهای بازیابی تازه", renew)


@anybody
@require_POST
def end_sessions(request: HttpRequest, user: User) -> HttpResponse:
    staff.end_sessions(user=user)
    auth.update_session_auth_hash(request, user)
    messages.success(request, "همهٔ نشست‌های دیگر شما پایان یافت.")
    return redirect("office:account")


def _confirmed(
    request: HttpRequest, user: User, title: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `act` answers once the password was given here."""
    form = ConfirmForm(request.POST or None, user=user)
    if form.is_valid():
        return act()
    return render(request, "office/confirm.html", {"form": form, "title": title})


def _remember(request: HttpRequest) -> HttpResponse:
    request.session[CONFIRMED] = time.time() + CONFIRMED_SECONDS
    return redirect("office:factor-add")
