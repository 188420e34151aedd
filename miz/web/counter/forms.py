"""Forms of the counter that no other door has."""

from typing import Any

from django import forms

from miz.web.shared.fields import LTR, MobileField, shares_fields
from miz.web.shared.request_forms import ContactForm


@shares_fields
class MobileForm(forms.Form):
    mobile = MobileField(
        label="تلفن همراه متقاضی",
        help_text="به نام خود متقاضی باشد. کد رضایت و سپس کد پیگیری به آن پیامک می‌شود.",
        error_messages={"required": "شمارهٔ تلفن همراه را بنویسید."},
    )


@shares_fields
class ConsentForm(forms.Form):
    code = forms.CharField(
        label="کدی که متقاضی می‌خواند",
        max_length=20,
        widget=forms.TextInput(attrs={**LTR, "class": "m-input-10"}),
        error_messages={"required": "کدی را که برای متقاضی پیامک شد بنویسید."},
    )


class PresentContactForm(ContactForm):
    """The contact of who is present; the mobile is the one by which the consent came."""

    def __init__(self, data: Any = None, *, mobile: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        # Replaced, not removed: the fields are shared with the forms of other doors.
        self.fields = {name: field for name, field in self.fields.items() if name != "mobile"}
        self.proven = mobile

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"mobile": self.proven}
