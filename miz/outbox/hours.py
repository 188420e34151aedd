"""The quiet hours: when nothing that rings a telephone leaves, except codes."""

import datetime
import re

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from miz.lib import jalali

NONE = "none"
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


def are_quiet(moment: datetime.datetime) -> bool:
    """Whether `moment` lies within settings.QUIET_HOURS of Tehran; the end is outside."""
    if settings.QUIET_HOURS == NONE:
        return False
    found = _HOURS.fullmatch(settings.QUIET_HOURS)
    if found is None:
        raise ImproperlyConfigured("MIZ_QUIET_HOURS is hh:mm-hh:mm or none")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    begin, end = datetime.time(hour, minute), datetime.time(last_hour, last_minute)
    now = jalali.in_tehran(moment).time()
    return begin <= now < end if begin <= end else now >= begin or now < end
