"""Forms of the account."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from miz.citizens import identities
from miz.citizens.identities import Identity, InvalidIdentity
from miz.citizens.models import Citizen
from miz.lib import digits, jalali
from miz.web.shared.fields import MobileField, StorableTextField, WhoField
from miz.web.shared.request_forms import IdentityForm

# The longest that may be hashed; what a new password may be, `miz.citizens.passwords` says.
LONGEST_PASSWORD = 200
FIRST_GREGORIAN_YEAR = 1800
NO_MOBILE = {"required": "شمارهٔ تلفن همراه را بنویسید."}


class PasswordField(forms.CharField):
    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        attrs = {"dir": "ltr", "class": "m-input-20", "autocomplete": autocomplete}
        messages = {"required": "گذرواژه را بنویسید."}
        super().__init__(
            widget=forms.PasswordInput(attrs=attrs),
            strip=False,
            max_length=LONGEST_PASSWORD,
            error_messages=messages,
            **kwargs,
        )


class LanguageField(forms.ChoiceField):
    """Of messages; named in English too, for who reads no Persian."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="زبان پیام‌ها / Language of messages",
            choices=Citizen.Language.choices,
            widget=forms.RadioSelect,
            error_messages={"required": "زبان پیام‌ها را برگزینید."},
            **kwargs,
        )


class PasswordSignInForm(forms.Form):
    who = WhoField()
    password = PasswordField(label="گذرواژه")


class PairForm(forms.Form):
    """Who somebody is, and the mobile of the account: all that asks for a code."""

    who = WhoField()
    mobile = MobileField(
        label="تلفن همراه", help_text="شماره‌ای که با آن حساب ساخته‌اید.", error_messages=NO_MOBILE
    )


class NationalForm(IdentityForm):
    """Signing up by a national code; the name comes from the civil registry."""

    mobile = MobileField(
        label="تلفن همراه", help_text="شماره‌ای که به نام خود شماست.", error_messages=NO_MOBILE
    )

    def identity(self) -> Identity:
        return identities.national(self.cleaned_data["national_code"])


class ForeignForm(IdentityForm):
    """Signing up of a foreigner; names and date of birth are typed."""

    national_code = None  # type: ignore[assignment]  # as Django takes an inherited field away
    kind = forms.ChoiceField(
        label="شناسهٔ شما",
        choices=[(k.value, k.label) for k in (Citizen.Kind.FOREIGN, Citizen.Kind.PASSPORT)],
        widget=forms.RadioSelect,
        error_messages={"required": "یکی از دو شناسه را برگزینید."},
    )
    code = forms.CharField(
        label="کد فراگیر یا شمارهٔ گذرنامه",
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "m-input-20", "autocomplete": "off"}),
        error_messages={"required": "کد یا شمارهٔ گذرنامه را بنویسید."},
    )
    given_name = StorableTextField(
        label="نام", longest=100, error_messages={"required": "نام را بنویسید."}
    )
    family_name = StorableTextField(
        label="نام خانوادگی", longest=100, error_messages={"required": "نام خانوادگی را بنویسید."}
    )
    mobile = MobileField(label="تلفن همراه در ایران", error_messages=NO_MOBILE)
    language = LanguageField(initial=Citizen.Language.ENGLISH)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") and data.get("code"):
            foreign = data["kind"] == Citizen.Kind.FOREIGN
            try:
                clean = identities.foreign if foreign else identities.passport
                data["who"] = clean(data["code"])
            except InvalidIdentity as error:
                self.add_error("code", ValidationError(str(error), code="invalid"))
        return data

    def identity(self) -> Identity:
        found: Identity = self.cleaned_data["who"]
        return found

    @staticmethod
    def _birth_date(year: str, month: str, day: str) -> datetime.date:
        """Jalali, or Gregorian by its year."""
        numbers = [digits.compact(part) for part in (year, month, day)]
        if not all(n.isascii() and n.isdigit() for n in numbers):
            return IdentityForm._birth_date(year, month, day)
        if int(numbers[0]) < FIRST_GREGORIAN_YEAR:
            return IdentityForm._birth_date(year, month, day)
        try:
            birth_date = datetime.date(*map(int, numbers))
        except ValueError as error:
            raise jalali.InvalidDate("این تاریخ در تقویم میلادی نیست.", "day") from error
        if birth_date > datetime.datetime.now(tz=jalali.TEHRAN).date():
            raise jalali.InvalidDate("تاریخ تولد نمی‌تواند در آینده باشد.", "year")
        return birth_date


class NewPasswordForm(forms.Form):
    """A new password, once: it can be shown by the browser, and recovered."""

    password = PasswordField(
        label="گذرواژهٔ تازه",
        autocomplete="new-password",
        help_text="دست‌کم ۱۰ نویسه؛ نام و شمارهٔ خود را در آن نیاورید.",
    )
    again = PasswordField(label="تکرار گذرواژهٔ تازه", autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", "دو گذرواژه یکی نیست؛ هر دو را دوباره بنویسید.")
        return data


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(label="گذرواژهٔ کنونی")
    field_order = ["current", "password", "again"]


class MobileForm(forms.Form):
    mobile = MobileField(
        label="شمارهٔ تازه", help_text="شماره‌ای که به نام خود شماست.", error_messages=NO_MOBILE
    )


class ProfileForm(forms.Form):
    language = LanguageField()
    email = forms.EmailField(
        label="ایمیل",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        error_messages={"invalid": "این نشانی ایمیل درست نیست؛ نمونه: name@example.com"},
    )
    optional_messages = forms.BooleanField(
        label="خبرهای اختیاری هم برایم پیامک شود",
        required=False,
        help_text="کدها، پاسخ درخواست‌ها و هشدارهای حساب در هر حال فرستاده می‌شود.",
    )
