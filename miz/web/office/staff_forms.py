"""Forms of the pages of colleagues."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator

from miz.accounts.days import today
from miz.accounts.models import Unit, User
from miz.accounts.permissions import ROLE_LABELS, Role
from miz.catalogue.models import Service
from miz.lib import digits, jalali, provinces
from miz.web.shared.fields import StorableTextField

from .dates import DatesForm

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
ROLE_CHOICES = [(role.value, ROLE_LABELS[role]) for role in Role]


def reason_field() -> StorableTextField:
    return StorableTextField(
        label="دلیل",
        longest=300,
        help_text="در دفتر رویدادها می‌ماند؛ مانند شمارهٔ حکم.",
        widget=forms.TextInput(attrs={"dir": "auto", "maxlength": "300"}),
        error_messages={"required": "دلیل را بنویسید."},
    )


class SearchForm(forms.Form):
    q = StorableTextField(
        label="نام یا نام کاربری",
        longest=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class ReasonForm(forms.Form):
    reason = reason_field()


class PlaceForm(DatesForm):
    """A role in a unit from a day on; the services are all where none is named."""

    dates: ClassVar[dict[str, str]] = {"first": "آغاز"}

    role = forms.ChoiceField(label="نقش", choices=ROLE_CHOICES)
    unit = forms.ModelChoiceField(
        label="واحد",
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "این واحد در فهرست نیست."},
    )
    services = forms.MultipleChoiceField(
        label="خدمت‌ها",
        required=False,
        help_text="اگر چیزی برگزیده نشود، همهٔ خدمت‌ها.",
        widget=forms.CheckboxSelectMultiple,
    )
    reason = reason_field()

    def __init__(self, *args: Any, keeper: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_to(self, keeper)
        _begin_today(self, "first")

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "unit": data["unit"],
            "role": Role(data["role"]),
            "services": data["services"],
            "starts_on": data["first"],
            "reason": data["reason"],
        }


class NewPersonForm(PlaceForm):
    full_name = StorableTextField(
        label="نام و نام خانوادگی",
        longest=100,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": "نام و نام خانوادگی را بنویسید."},
    )
    username = forms.CharField(
        label="نام کاربری",
        max_length=64,
        help_text="با حرف‌های کوچک لاتین، مانند n.soltani.",
        validators=[
            RegexValidator(
                rf"\A{USERNAME.pattern}\Z",
                "نام کاربری باید دست‌کم سه حرف کوچک لاتین، رقم، نقطه یا خط باشد.",
            )
        ],
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": "نام کاربری را بنویسید."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["full_name", "username", "role", "unit"])

    def said(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in ("full_name", "username")}
        return super().said() | told


class LeaveServiceForm(DatesForm):
    dates: ClassVar[dict[str, str]] = {"last": "آخرین روز کار"}

    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _begin_today(self, "last")


class GrantForm(DatesForm):
    """A further role: where nothing is chosen, the scope is not narrowed."""

    dates: ClassVar[dict[str, str]] = {"first": "آغاز", "last": "پایان"}

    role = forms.ChoiceField(label="نقش", choices=ROLE_CHOICES)
    province = forms.ChoiceField(label="استان", required=False)
    unit = forms.ModelChoiceField(
        label="واحد",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="همهٔ واحدها",
        error_messages={"invalid_choice": "این واحد در فهرست نیست."},
    )
    service = forms.ChoiceField(label="خدمت", required=False)
    reason = reason_field()

    def __init__(self, *args: Any, keeper: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_to(self, keeper)
        choices = {
            "province": [("", "هرجا که نقش می‌رسد"), *provinces.choices()],
            "service": [("", "همهٔ خدمت‌ها"), *_services(keeper)],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = listed
        _begin_today(self, "first")

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        told = {name: data[name] for name in ("province", "unit", "service", "reason")}
        days = {"starts_on": data["first"], "ends_on": data["last"]}
        return {"role": Role(data["role"]), **told, **days}


def bound_to(form: forms.Form, keeper: User) -> None:
    """The units, and where the form asks for several the services, of the keeper's organisation."""
    units = form.fields["unit"]
    assert isinstance(units, forms.ModelChoiceField)  # noqa: S101 - declared above
    units.queryset = Unit.objects.filter(organisation=keeper.organisation_id).order_by("kind", "pk")
    if services := form.fields.get("services"):
        assert isinstance(services, forms.MultipleChoiceField)  # noqa: S101 - declared above
        services.choices = _services(keeper)


def _services(keeper: User) -> list[tuple[str, str]]:
    rows = Service.objects.known().filter(organisation=keeper.organisation_id)
    return list(rows.order_by("title").values_list("slug", "title"))


def _begin_today(form: forms.Form, name: str) -> None:
    parts = zip(("year", "month", "day"), jalali.to_iso(today()).split("-"), strict=True)
    for part, number in parts:
        form.fields[f"{name}_{part}"].initial = digits.to_persian(int(number))
