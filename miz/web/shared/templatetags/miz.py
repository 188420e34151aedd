"""Tags and filters of every page: Persian digits and dates, icons, tags, form widgets.

The contract with the templates stands in `miz/web/shared/README.md`.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, RadioSelect, Select, Textarea
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from miz.lib import digits
from miz.lib import jalali as jalali_dates

register = template.Library()


class Look(NamedTuple):
    """How a kind of tag is drawn: its colour class, its icon, its word when none is given."""

    colour: str
    icon: str
    word: str


_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[A-Za-z0-9_./:@-]+")
KILOBYTE = 1024
PLAIN = Look("plain", "circle", "")
LOOKS = {
    "received": Look("plain", "inbox", "دریافت شد"),
    "in_review": Look("busy", "hourglass-split", "در حال بررسی"),
    "waiting": Look("attention", "person", "منتظر شما"),
    "answered": Look("good", "check-circle", "پاسخ داده شد"),
    "rejected": Look("bad", "x-circle", "رد شد"),
    "objected": Look("attention", "flag", "اعتراض شده"),
    "closed": Look("plain", "lock", "بسته شد"),
    "on_time": Look("good", "clock", "در مهلت"),
    "nearly_due": Look("attention", "clock-history", "نزدیک به مهلت"),
    "paused": Look("plain", "dash-circle", "مهلت متوقف است"),
    "escalated": Look("attention", "flag", ""),
    "overdue": Look("bad", "exclamation-triangle", "گذشته از مهلت"),
}

ICON = '<svg class="m-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'

INPUT_CLASSES = (
    (Textarea, "m-input m-textarea"),
    (Select, "m-input m-select"),
    (FileInput, "m-file"),
    (CheckboxInput, "m-check"),
)
SHAPES = ((RadioSelect, "choices"), (CheckboxInput, "checkbox"), (FileInput, "file"))


@register.filter
def fa(value: object) -> str:
    """Persian digits, but in Latin words (G2C, a file's name); nothing for None."""
    if isinstance(value, str) and _LATIN.search(value):
        return _WORD.sub(_in_persian, value)
    return "" if value is None else digits.to_persian(value)


def _in_persian(word: re.Match[str]) -> str:
    return word[0] if _LATIN.search(word[0]) else digits.to_persian(word[0])


@register.filter
def file_size(size: int) -> str:
    """Of bytes: «۵۰۰ بایت», «۶۶٫۵ کیلوبایت»."""
    if size < KILOBYTE:
        return f"{digits.to_persian(size)} بایت"
    shown = f"{size / KILOBYTE:.1f}".removesuffix(".0").replace(".", "٫")
    return f"{digits.to_persian(shown)} کیلوبایت"


@register.filter
def jalali(value: date | None) -> str:
    return "" if value is None else jalali_dates.format_date(value)


@register.filter
def jalali_datetime(value: datetime | None) -> str:
    return "" if value is None else jalali_dates.format_datetime(value)


@register.filter
def jalali_short(value: date | None) -> str:
    return "" if value is None else jalali_dates.format_short(value)


@register.filter
def code(value: object) -> SafeString:
    """A tracking code or national code, grouped, kept left to right inside Persian text."""
    grouped = digits.to_persian(digits.group(str(value)))
    return format_html('<bdi dir="ltr" class="m-code">{}</bdi>', grouped)


@register.filter
def plain_code(value: object) -> SafeString:
    """A number that people know ungrouped (national code, mobile), left to right."""
    return format_html('<bdi dir="ltr" class="m-code">{}</bdi>', fa(value))


@register.filter
def shape(field: BoundField) -> str:
    """`choices` (radio buttons, checkboxes), `checkbox` (one box), `file` or `line` (all else)."""
    control = field.field.widget
    return next((name for kind, name in SHAPES if isinstance(control, kind)), "line")


@register.filter
def iso(value: datetime | None) -> str:
    """For the attribute `datetime`."""
    return "" if value is None else value.isoformat()


# A list has a hundred icons and tags, and there are few: each is drawn once.


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    return format_html(ICON, static("icons.svg"), name)


@register.simple_tag
@lru_cache(maxsize=1024)
def tag(kind: str, word: str = "") -> SafeString:
    """A state as colour, icon and word. An unknown kind is drawn plain, with the word given."""
    look = LOOKS.get(kind, PLAIN)
    return format_html(
        '<span class="m-tag m-{}">{}{}</span>', look.colour, icon(look.icon), word or look.word
    )


@register.simple_tag
def widget(field: BoundField, described_by: str = "", hint: str = "") -> SafeString:
    """The field's control, tied to its hint and error; `described_by` adds ids of a group."""
    attrs: dict[str, Any] = {"class": f"{_input_class(field)} {_own_class(field)}".strip()}
    ids = [described_by] if described_by else []
    ids += [f"{field.auto_id}_hint"] if hint or field.help_text else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    attrs["aria-describedby"] = " ".join(ids) or None
    attrs["aria-invalid"] = "true" if field.errors else None
    return field.as_widget(attrs={name: value for name, value in attrs.items() if value})


def _own_class(field: BoundField) -> str:
    return str(field.field.widget.attrs.get("class", ""))


def _input_class(field: BoundField) -> str:
    control = field.field.widget
    return next((name for kind, name in INPUT_CLASSES if isinstance(control, kind)), "m-input")
