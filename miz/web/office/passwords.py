"""Passwords of staff: a new one is judged and kept here, whichever way asked for it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from miz.accounts import staff
from miz.accounts.models import User

from . import entering

# By the codes of Django's validators, whose own words have Latin digits.
WEAK = {
    "password_too_short": "گذرواژه باید دست‌کم ۸ نویسه باشد.",
    "password_too_common": "این گذرواژه بسیار رایج است و زود حدس زده می‌شود.",
    "password_too_similar": "گذرواژه به نام شما بسیار نزدیک است.",
}
DIFFERENT = "این دو یکی نیست. گذرواژه را دوباره بنویسید."


def password_field(label: str, required: str, *, new: bool) -> forms.CharField:
    kind = "new-password" if new else "current-password"
    return forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"dir": "ltr", "autocomplete": kind}),
        error_messages={"required": required},
    )


class NewPasswordForm(forms.Form):
    new = password_field("گذرواژهٔ تازه", "گذرواژهٔ تازه را بنویسید.", new=True)
    again = password_field("تکرار آن", "گذرواژهٔ تازه را دوباره بنویسید.", new=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = "دست‌کم ۸ نویسه؛ چند واژهٔ بی‌ربط بهتر از نشانه‌های دشوار است."

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        try:
            validate_password(new, self.user)
        except ValidationError as error:
            raise ValidationError(
                [ValidationError(WEAK[each.code or ""], each.code) for each in error.error_list]
            ) from error
        if self.user.check_password(new):
            raise ValidationError("این همان گذرواژهٔ پیشین است.", code="same")
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", ValidationError(DIFFERENT, code="different"))
        return data


class ChangePasswordForm(NewPasswordForm):
    current = password_field("گذرواژهٔ کنونی", "گذرواژهٔ کنونی را بنویسید.", new=False)
    field_order = ("current", "new", "again")


@entering.entering
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest, user: User) -> HttpResponse:
    """In the place of a temporary password, before anything else."""
    if not user.must_change_password or not entering.nothing_to_prove(request, user):
        return entering.go_on(request, user)
    form = NewPasswordForm(request.POST or None, user=user)
    if form.is_valid():
        change(user, form.cleaned_data["new"], "staff.change_password")
        entering.renew(request, user)
        return entering.go_on(request, user)
    return render(request, "office/new_password.html", {"form": form, "temporary": True})


def change(user: User, new: str, action: str) -> None:
    """Keeps the new password; every session that began with the old one ends."""
    staff.change_password(user=user, password=new, action=action)


def changed(request: HttpRequest, said: str) -> HttpResponse:
    request.session.flush()
    messages.success(request, f"گذرواژه عوض شد. {said}")
    return redirect("office:login")
