"""Filters of the page of connections."""

from django import template

from miz.lib import digits

register = template.Library()


@register.filter
def latency(milliseconds: float | None) -> str:
    """«۱۲ هزارم ثانیه» or «۱٫۲ ثانیه»; a dash for nothing measured."""
    if milliseconds is None:
        return "–"
    if milliseconds < 1000:
        return f"{digits.to_persian(max(round(milliseconds), 1))} هزارم ثانیه"
    return f"{digits.to_persian(f'{milliseconds / 1000:.1f}').replace('.', '٫')} ثانیه"


@register.filter
def seconds(value: float | None) -> str:
    return latency(None if value is None else value * 1000)


@register.filter
def percent(share: float) -> str:
    """«۱۲٪» of 0.12."""
    return f"{digits.to_persian(round(share * 100))}٪"
