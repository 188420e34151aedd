"""Form fields of the doors: what people type, made clean, with a message that helps."""

from collections.abc import Callable
from functools import partialmethod
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from miz.citizens import identities
from miz.citizens.identities import Identity, InvalidIdentity
from miz.lib import digits, national_code, persian, phones, tracking_code

Form = TypeVar("Form", bound=forms.Form)
SELECTED = SafeString(" selected")
LTR = {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}


class _Shared(dict[str, forms.Field]):
    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


def shares_fields(form: type[Form]) -> type[Form]:
    """Makes forms of this class, not of those that inherit from it, cheap to make.

    They have the same fields instead of copies: copying them costs more than cleaning what was
    sent. A form that changes one must replace it in `self.fields`, never touch it. And nobody
    looks for the translation of a colon that our labels do not have.
    """
    form.base_fields = _Shared(form.base_fields)
    form.__init__ = partialmethod(form.__init__, label_suffix="")  # type: ignore[assignment]
    return form


class StorableTextField(forms.CharField):
    """Persian prose: letters folded for storage, nothing in it that the database refuses."""

    def __init__(self, **kwargs: Any) -> None:
        self.longest = kwargs.pop("longest", 5000)
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = persian.for_storage(super().to_python(value) or "")
        if reason := persian.unstorable(text):
            raise ValidationError(reason, code="unstorable")
        if len(text) > self.longest:
            limit = digits.to_persian(self.longest)
            message = f"متن بیش از اندازه بلند است؛ حداکثر {limit} نویسه بنویسید."
            raise ValidationError(message, code="too_long")
        return text


class Listed(forms.Select):
    """A drop-down list without groups, written at once: Django makes a template of each line."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        chosen = self.format_value(value)
        lines = (
            (code, SELECTED if str(code) in chosen else "", label) for code, label in self.choices
        )
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("\n", '<option value="{}"{}>{}</option>', lines),
        )


class CodeField(forms.ChoiceField):
    """A choice of codes. Its list never changes, so the forms share it instead of copying it."""

    widget = Listed

    def __deepcopy__(self, memo: dict[int, Any]) -> "CodeField":
        copied: CodeField = forms.Field.__deepcopy__(self, memo)
        return copied


class CleanedField(forms.CharField):
    """A field whose `cleaner` answers the clean text or raises ValueError with the message."""

    cleaner: Callable[[str], str]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=True, widget=forms.TextInput(attrs=self.attributes()), **kwargs)
        # A NUL gets the message of the cleaner, not Django's own.
        self.validators = [v for v in self.validators if not _is_null_check(v)]

    def attributes(self) -> dict[str, Any]:
        return dict(LTR)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return type(self).cleaner(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


class NationalCodeField(CleanedField):
    cleaner = staticmethod(national_code.clean)

    def attributes(self) -> dict[str, Any]:
        return {**LTR, "class": "m-input-10"}


class WhoField(forms.CharField):
    """A national code, a foreigner's code or a passport number; cleans to an Identity."""

    def __init__(self, *, autocomplete: str = "username", **kwargs: Any) -> None:
        attrs = {"dir": "ltr", "class": "m-input-20", "autocomplete": autocomplete}
        super().__init__(
            label="کد ملی",
            help_text="اتباع خارجی: کد فراگیر یا شمارهٔ گذرنامه",
            widget=forms.TextInput(attrs=attrs),
            max_length=40,
            error_messages={"required": "کد ملی خود را بنویسید."},
            **kwargs,
        )

    def clean(self, value: Any) -> Identity:
        try:
            return identities.clean(super().clean(value))
        except InvalidIdentity as error:
            raise ValidationError(str(error), code="invalid") from error


class MobileField(CleanedField):
    cleaner = staticmethod(phones.clean_mobile)

    def attributes(self) -> dict[str, Any]:
        return {**LTR, "class": "m-input-10", "autocomplete": "tel", "type": "tel"}


class TrackingCodeField(CleanedField):
    cleaner = staticmethod(tracking_code.clean)

    def attributes(self) -> dict[str, Any]:
        return {**LTR, "class": "m-input-20"}


def _is_null_check(validator: object) -> bool:
    return type(validator).__name__ == "ProhibitNullCharactersValidator"
