"""Forms by which a supervisor helps a failed step: pass it by, or mend the data of its process.

Both speak of data that the author of the process declared: what is typed becomes the declared
type, and a name without a declaration is text.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from miz.lib import digits
from miz.processes.expressions import MAX_TEXT, Scalar, Value
from miz.processes.fields import Field
from miz.web.shared.fields import StorableTextField

from .forms import RevisionForm, text_field

DATA = "data-"
YES = {"true": True, "بله": True, "false": False, "خیر": False}
TYPES = {"text": "متن", "integer": "عدد صحیح", "number": "عدد", "boolean": "بله یا خیر"}
LONGEST_LIST = 50_000
LONGEST_SHOWN = 40
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_AS_TYPED = str.maketrans({"\u2212": "-", "٫": ".", "٬": None, ",": None})


def parse(field: Field, typed: str) -> Value:
    """The value of a declared field as somebody typed it, a list by its lines.

    ValueError says, in Persian, what should have been typed.
    """
    if field.many:
        return [_one(field, line.strip()) for line in typed.splitlines() if line.strip()]
    return _one(field, typed.strip())


def _one(field: Field, typed: str) -> Scalar:
    if field.type == "choice":
        return _choice(field, typed)
    return _READERS[field.type](typed)


def _choice(field: Field, typed: str) -> str:
    if typed not in field.choices:
        raise ValueError(f"یکی از این‌ها را بنویسید: {'، '.join(field.choices)}")
    return typed


def _text(typed: str) -> str:
    if len(typed) > MAX_TEXT:
        raise ValueError(f"حداکثر {digits.to_persian(MAX_TEXT)} نویسه بنویسید.")
    return typed


def _integer(typed: str) -> int:
    plain = digits.to_ascii(typed).translate(_AS_TYPED)
    if not _INTEGER.fullmatch(plain):
        raise ValueError("یک عدد صحیح بنویسید، مانند ۱۲.")
    return int(plain)


def _number(typed: str) -> int | float:
    plain = digits.to_ascii(typed).translate(_AS_TYPED)
    if not _NUMBER.fullmatch(plain):
        raise ValueError("یک عدد بنویسید، مانند ۱۲ یا ۱۲٫۵.")
    return float(plain) if "." in plain else int(plain)


def _boolean(typed: str) -> bool:
    if typed not in YES:
        raise ValueError("بنویسید بله یا خیر.")
    return YES[typed]


_READERS: dict[str, Callable[[str], Scalar]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}


class ValueField(StorableTextField):
    """One declared name; cleaned it is a value of the declared type, None when left out."""

    def __init__(self, declared: Field) -> None:
        self.declared = declared
        super().__init__(
            label=declared.label,
            longest=LONGEST_LIST if declared.many else MAX_TEXT,
            required=declared.required,
            widget=_control(declared),
            help_text=_hint(declared),
            error_messages={"required": f"مقدار «{declared.label}» را بنویسید."},
        )

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse(self.declared, typed)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


def _hint(declared: Field) -> str:
    kind = TYPES[declared.type] if declared.type in ("integer", "number") else ""
    return f"فهرستی از {kind or 'مقدارها'}، هر یک در یک سطر." if declared.many else kind


def _control(declared: Field) -> forms.Widget:
    if declared.many:
        return forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    if declared.type == "text":
        return forms.TextInput(attrs={"dir": "auto"})
    if declared.type in ("integer", "number"):
        return forms.TextInput(attrs={"dir": "ltr", "inputmode": "decimal", "class": "m-input-10"})
    codes = declared.choices or ("true", "false")
    words = {"true": "بله", "false": "خیر"} if declared.type == "boolean" else {}
    return forms.Select(choices=[("", "—"), *((code, words.get(code, code)) for code in codes)])


class SkipForm(RevisionForm):
    """Why the step is passed by, and what it would have brought: the `declared` fields, or of a
    gateway one of its `roads` {flow: title}."""

    reason = text_field("دلیل گذشتن از این گام", "دلیل گذشتن از این گام را بنویسید.", rows=3)

    def __init__(
        self, *args: Any, declared: Iterable[Field], roads: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if roads:
            self.fields["flow"] = _roads(roads)
        for field in declared:
            self.fields[f"{DATA}{field.name}"] = ValueField(field)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        brought = {name.removeprefix(DATA): said.pop(name) for name in _data_names(said)}
        return {**said, "data": {n: value for n, value in brought.items() if value is not None}}

    @property
    def typed(self) -> str:
        """Every word that came, to be shown where the form is not offered any more."""
        values = {name.removeprefix(DATA): self[name].value() for name in _data_names(self.fields)}
        lines = [f"{name}: {value}" for name, value in values.items() if value]
        return "\n".join([str(self["reason"].value() or ""), *lines]).strip()


def _data_names(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(DATA)]


def _roads(roads: dict[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="درخواست از کدام راه پیش برود؟",
        choices=[*roads.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "یکی از راه‌ها را برگزینید.",
            "invalid_choice": "این راه در فهرست نیست.",
        },
    )


class RepairForm(RevisionForm):
    """One name of the process's data and what it should be; `names` {name: (declared, now)}."""

    name = forms.ChoiceField(
        label="کدام داده؟",
        error_messages={
            "required": "داده‌ای را که باید اصلاح شود برگزینید.",
            "invalid_choice": "این داده در فهرست نیست.",
        },
    )
    value = StorableTextField(
        label="مقدار درست",
        longest=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text="از فهرست، هر مقدار را در یک سطر بنویسید.",
        error_messages={"required": "مقدار درست را بنویسید."},
    )
    reason = text_field("دلیل اصلاح", "دلیل اصلاح داده را بنویسید.", rows=3)

    def __init__(self, *args: Any, names: Mapping[str, tuple[Field, Value]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        labels = [(name, described(*each)) for name, each in names.items()]
        field.choices = [("", "داده را برگزینید"), *labels]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        name, typed = said.pop("name", ""), said.pop("value", "")
        if not (name and typed):
            return said
        try:
            return {**said, "data": {name: parse(self.names[name][0], typed)}}
        except ValueError as error:
            self.add_error("value", str(error))
            return said

    @property
    def typed(self) -> str:
        """Every word that came, to be shown where the form is not offered any more."""
        name, value = self["name"].value() or "", self["value"].value() or ""
        return f"{self['reason'].value() or ''}\n{name}: {value}".strip(": \n")


def described(field: Field, now: Value) -> str:
    """A name of data as its line in the list: «amount: عدد صحیح، اکنون ۳»."""
    kind = TYPES.get(field.type) or " یا ".join(field.choices)
    return f"{field.label}: {'فهرستی از ' if field.many else ''}{kind}، اکنون {_shown(now)}"


def _shown(now: Value) -> str:
    if now is None:
        return "خالی"
    if isinstance(now, bool):
        return "بله" if now else "خیر"
    if isinstance(now, list):
        return f"{digits.to_persian(len(now))} مقدار"
    text = digits.to_persian(now)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
