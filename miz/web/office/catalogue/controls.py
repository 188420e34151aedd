"""The controls of single values of an official form: what is typed becomes the value of its shape.

An empty control is «unknown». What was not touched comes back as it stood, also where a page could
not show it letter by letter.
"""

from collections.abc import Mapping
from typing import Any, Final

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from miz.catalogue.forms.shapes import Choice, Field, Number, Raw, Text, Texts, Tick
from miz.catalogue.yaml_text import YamlRefused, parse
from miz.lib import digits
from miz.web.shared.fields import CodeField, StorableTextField

LONGEST: Final = 20_000
UNKNOWN: Final = "نامعلوم"
ANSWERS: Final = {"true": "بله", "false": "خیر", "unknown": UNKNOWN}
TICKS: Final = {"true": True, "false": False, "unknown": None, "": None}
NOT_A_NUMBER: Final = "این را تنها با رقم بنویسید، یا خالی بگذارید."
NOT_YAML: Final = "ساختار این متن (YAML) درست نیست."
ONE_A_LINE: Final = "هر مورد در یک سطر."


def control(field: Field, value: Any) -> forms.Field:
    """A form field for one value, showing `value`."""
    match field.shape:
        case Text(long):
            made: forms.Field = _text(long or "\n" in str(value or ""), value)
        case Texts():
            made = _Texts(value)
        case Number():
            made = _Number(value)
        case Tick():
            made = _Tick()
            made.initial = next((said for said, tick in TICKS.items() if tick is value), "unknown")
        case Choice(options):
            made = _choice({option.key: option.label for option in options}, value)
        case Raw(content) if "enum" in content:
            made = _choice({str(each): str(each) for each in content["enum"] if each}, value)
        case Raw({"type": "string"}):  # a code
            made = _Text(value, widget=forms.TextInput(attrs={"dir": "ltr"}))
        case _:
            made = _Structure(value)
    made.required, made.label = False, field.label
    return made


def is_empty(value: Any) -> bool:
    """Whether nothing is said anywhere in it."""
    if isinstance(value, dict):
        return all(is_empty(each) for each in value.values())
    return value in (None, "", [])


class _Text(StorableTextField):
    """A text, None when nothing is typed."""

    def __init__(self, value: Any, **kwargs: Any) -> None:
        super().__init__(longest=LONGEST, **kwargs)
        self.before, self.initial = value, self.shown(value)

    def shown(self, value: Any) -> str:
        return "" if value is None else str(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text == self.to_python(self.initial):
            return self.before
        return self.said(text) if text else self.nothing()

    def said(self, text: str) -> Any:
        return text

    def nothing(self) -> Any:
        return None


def _text(long: bool, value: Any) -> _Text:
    if long:
        return _Text(value, widget=forms.Textarea(attrs={"rows": _rows(value), "dir": "auto"}))
    return _Text(value, widget=forms.TextInput(attrs={"dir": "auto"}))


def _rows(value: Any) -> int:
    """As high as the text, within reason: some 60 letters a line."""
    lines = str(value or "").splitlines()
    return max(3, min(14, sum(1 + len(line) // 60 for line in lines)))


class _Texts(_Text):
    """A list of texts, each on a line of its own."""

    def __init__(self, value: Any) -> None:
        lines = max(3, min(12, len(value or ()) + 1))
        box = forms.Textarea(attrs={"rows": lines, "dir": "auto"})
        super().__init__(value, widget=box, help_text=ONE_A_LINE)

    def shown(self, value: Any) -> str:
        return "\n".join(" ".join(str(item).split("\n")) for item in value or ())

    def said(self, text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]

    def nothing(self) -> list[str]:
        return []


class _Number(_Text):
    def __init__(self, value: Any) -> None:
        attrs = {"dir": "ltr", "inputmode": "numeric", "class": "m-input-10"}
        super().__init__(value, widget=forms.TextInput(attrs=attrs))

    def shown(self, value: Any) -> str:
        return "" if value is None else digits.to_persian(value)

    def said(self, text: str) -> int:
        bare = digits.compact(text).replace("٬", "").replace(",", "").replace("،", "")
        if not (bare.isascii() and bare.isdigit()) or len(bare) > 15:
            raise ValidationError(NOT_A_NUMBER, code="invalid")
        return int(bare)


class _Structure(_Text):
    """What only JSON Schema describes, as YAML; plain words stay words."""

    def __init__(self, value: Any) -> None:
        shown = _as_yaml(value)
        attrs = {"rows": _rows(shown), "dir": "auto", "class": "c-code", "spellcheck": "false"}
        super().__init__(value, widget=forms.Textarea(attrs=attrs))

    def shown(self, value: Any) -> str:
        return _as_yaml(value)

    def said(self, text: str) -> Any:
        try:
            data = parse(text).data
        except YamlRefused as refused:
            raise ValidationError(NOT_YAML, code="yaml") from refused
        return data if isinstance(data, dict | list) else text


def _as_yaml(value: Any) -> str:
    if isinstance(value, dict | list):
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=80).strip()
    return "" if value is None else str(value)


class ThreeStates(forms.RadioSelect):
    """Yes, no, unknown, side by side; written at once, for a page has a hundred of them."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        place, chosen = (attrs or {}).get("id", f"id_{name}"), str(value or "unknown")
        rows = (
            (
                f"{place}_{number}",
                name,
                said,
                SafeString(" checked") if said == chosen else "",
                word,
            )
            for number, (said, word) in enumerate(ANSWERS.items())
        )
        line = '<label for="{0}"><input type="radio" id="{0}" name="{1}" value="{2}"{3}>{4}</label>'
        return format_html_join("", line, rows)


class _Tick(forms.ChoiceField):
    widget = ThreeStates

    def __init__(self) -> None:
        super().__init__(choices=list(ANSWERS.items()), required=False)

    def clean(self, value: Any) -> bool | None:
        return TICKS[super().clean(value)]


class _Choice(CodeField):
    def clean(self, value: Any) -> str | None:
        return super().clean(value) or None


def _choice(options: Mapping[str, str], value: Any) -> _Choice:
    """What is on no list is shown all the same; to keep it would be to refuse it later anyway."""
    known = dict(options)
    if value is not None and str(value) not in known:
        known[str(value)] = str(value)
    field = _Choice(choices=[("", UNKNOWN), *known.items()])
    field.initial = "" if value is None else str(value)
    return field
