"""Measured times and shares in words and as a bar; the look is `measures.css`."""

import math

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from miz.insights.recovery import Figures, Span
from miz.lib import digits

register = template.Library()

BAR = (
    '<svg class="m-share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"'
    ' focusable="false"><rect class="m-share-all" width="100" height="8" rx="2"/>'
    '<rect class="m-share-part" x="{}" width="{}" height="8" rx="2"/></svg>'
)


@register.filter
def seconds(value: float | None) -> str:
    """«۰٫۸ ثانیه», «۴۲ ثانیه», «۳ دقیقه و ۱۰ ثانیه»; nothing for None."""
    if value is None:
        return ""
    if value < 10:
        shown = f"{max(value, 0.1):.1f}".removesuffix(".0").replace(".", "٫")
        return f"{digits.to_persian(shown)} ثانیه"
    minutes, rest = divmod(round(value), 60)
    parts = [(minutes, "دقیقه"), (rest, "ثانیه")]
    return " و ".join(f"{digits.to_persian(n)} {unit}" for n, unit in parts if n)


@register.filter
def percent(share: float | None) -> str:
    """Of a share of one: «۹۹٫۹٪», rounded down, so that only all is a hundred."""
    if share is None:
        return ""
    shown = f"{math.floor(share * 1000 + 1e-9) / 10:.1f}".removesuffix(".0").replace(".", "٫")
    return f"{digits.to_persian(shown)}٪"


@register.filter
def bar(share: float | None) -> SafeString:
    """A share of one, drawn from the right; the words stand beside it."""
    width = math.floor((share or 0) * 100)
    return format_html(BAR, 100 - width, width)


@register.filter
def span(figures: Figures, name: str) -> Span:
    """The times from asked to `delivered`, `sent` or `password_set`."""
    found: Span = getattr(figures, name)
    return found
