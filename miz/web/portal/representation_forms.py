"""Forms of acting for another."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from miz.citizens.representation import DECLARATION, is_a_child
from miz.citizens.representation_models import Relation, Representation
from miz.web.shared.fields import LTR, MobileField
from miz.web.shared.request_forms import IdentityForm

PARENTS = [(each.value, each.label) for each in Relation if each != Relation.HEAD]


class ChildForm(IdentityForm):
    relation = forms.ChoiceField(
        label="نسبت شما",
        choices=PARENTS,
        widget=forms.RadioSelect,
        error_messages={"required": "نسبت خود را برگزینید."},
    )
    declared = forms.BooleanField(
        label=DECLARATION, error_messages={"required": "بی این اظهار نمی‌توان ادامه داد."}
    )


class ParentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class MemberForm(IdentityForm):
    """An adult with the own mobile, or a child of a parent who is a member already."""

    mobile = MobileField(
        label="تلفن همراه عضو",
        required=False,
        help_text="برای عضو ۱۸ ساله و بزرگ‌تر. به نام خود او باشد؛ کد رضایت به آن پیامک می‌شود.",
    )
    parent = ParentField(
        label="پدر، مادر یا سرپرست",
        queryset=Representation.objects.none(),
        required=False,
        empty_label="برگزینید",
        help_text="برای عضو زیر ۱۸ سال. باید خودش عضو گروه باشد؛ کد رضایت به تلفن او می‌رود.",
    )

    def __init__(self, data: Any = None, *, parents: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, ParentField)  # noqa: S101 - declared so
        field.queryset = parents

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if birth_date := data.get("birth_date"):
            name = "parent" if is_a_child(birth_date) else "mobile"
            if not data.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(MISSING[name], code="required"))
        return data


MISSING = {
    "parent": "این عضو ۱۸ سال ندارد؛ پدر، مادر یا سرپرست او را از اعضای گروه برگزینید.",
    "mobile": "شمارهٔ تلفن همراه عضو را بنویسید.",
}


class AgreementForm(forms.Form):
    code = forms.CharField(
        label="کدی که به شما گفته شد",
        max_length=20,
        widget=forms.TextInput(attrs={**LTR, "class": "m-input-10"}),
        error_messages={"required": "کدی را که پیامک شد بنویسید."},
    )
