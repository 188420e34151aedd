"""The day of the desk: one in Tehran."""

import datetime

from django.utils import timezone

from miz.lib import jalali


def today() -> datetime.date:
    return jalali.in_tehran(timezone.now()).date()
