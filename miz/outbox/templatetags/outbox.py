"""Template filters of what the outbox prints."""

import datetime

from django import template

from miz.lib import digits, jalali

register = template.Library()
register.filter("fa", digits.to_persian)


@register.filter("jalali")
def day(value: datetime.datetime) -> str:
    return jalali.format_date(value)
