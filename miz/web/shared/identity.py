"""Who a request is sent for: asked of the civil registry, refused alike at every door."""

import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.forms import Form

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.connectors.civil_registry import client as civil_registry
from miz.connectors.civil_registry.client import Person
from miz.connectors.errors import ConnectorError

KEPT = "نوشته‌های شما حفظ شده است."


class IdentityRefused(Exception):
    """Nobody can be the applicant of what was typed; str() is Persian and told to people.

    `code` is stable. `fields` are those the refusal belongs to, each with the code of its mistake,
    by the names that IdentityForm and the API share; empty when nothing that was typed is wrong.
    """

    code: ClassVar[str]
    message: ClassVar[str]
    fields: ClassVar[dict[str, str]] = {}

    def __str__(self) -> str:
        return self.message


class NotMatched(IdentityRefused):
    # One answer for a wrong date and an unknown code: the desk is no oracle of who exists.
    code = "identity_not_matched"
    message = (
        "تاریخ تولد و کد ملی با هم هم‌خوان نیست. هر دو را با کارت ملی یا شناسنامه بسنجید و "
        "دوباره بنویسید."
    )
    fields = {"national_code": "no_match"}


class NotAlive(IdentityRefused):
    code = "identity_not_alive"
    message = (
        "ثبت احوال خبر درگذشت صاحب این کد ملی را داده است و به نام ایشان نمی‌توان درخواست ثبت "
        "کرد. اگر از وارثان یا بستگان ایشان هستید، تسلیت ما را بپذیرید؛ برای پیگیری کارهای "
        "ایشان به دفتر ما بیایید یا تلفن بزنید. اگر این خبر درست نیست، برای اصلاح آن به ادارهٔ "
        "ثبت احوال مراجعه کنید."
    )
    fields = {"national_code": "not_alive"}


class RegistryUnavailable(IdentityRefused):
    """Passes by itself: the same again is right a few minutes later."""

    code = "registry_unavailable"
    message = (
        "سامانهٔ ثبت احوال اکنون پاسخ نمی‌دهد و بی آن نمی‌توان درخواست را ثبت کرد. چند دقیقهٔ "
        "دیگر دوباره بفرستید."
    )


def living_person(national_code: str, birth_date: datetime.date) -> Person:
    """The person of a clean national code and a Gregorian birth date. Raises IdentityRefused."""
    try:
        person = civil_registry.lookup(national_code, birth_date)
    except civil_registry.NotMatched as error:
        raise NotMatched from error
    except ConnectorError as error:
        raise RegistryUnavailable from error
    if not person.alive:
        raise NotAlive
    return person


def typed_person(form: Form, *, asker: tuple[str, str]) -> Person | None:
    """The living person of a clean form's national code and birth date, in the registry's words.

    None when there is none or too much was asked: then the form says why, beside the fields that
    it belongs to. `asker` is the quota (name, subject) of who asks, spent beside the person's own.
    """
    code = form.cleaned_data["national_code"]
    try:
        quotas.spend_all(asker, ("identity_by_person", code))
        return living_person(code, form.cleaned_data["birth_date"])
    except IdentityRefused as refusal:
        for field, mistake in refusal.fields.items():
            form.add_error(field, ValidationError(str(refusal), code=mistake))
        if not refusal.fields:
            form.add_error(None, ValidationError(f"{refusal} {KEPT}", code=refusal.code))
    except QuotaExceeded as error:
        form.add_error(None, ValidationError(str(error), code="quota"))
    return None
