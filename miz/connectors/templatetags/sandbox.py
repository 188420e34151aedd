"""Template filters of the sandbox's own pages."""

import datetime

from django import template

from miz.lib import digits, jalali

register = template.Library()
register.filter("fa", digits.to_persian)
register.filter("jalali", jalali.format_short)


@register.filter
def moment(value: datetime.datetime) -> str:
    return jalali.format_datetime(value)
