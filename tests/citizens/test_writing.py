"""Dates and numbers of messages, in the language of the reader."""

import datetime

from miz.citizens import writing
from miz.lib import jalali

# Half past one in the night of Tehran is still the day before in Greenwich.
NIGHT = datetime.datetime(2026, 12, 8, 1, 30, tzinfo=jalali.TEHRAN).astimezone(datetime.UTC)


def test_a_persian_reads_jalali_dates_and_persian_digits() -> None:
    assert writing.date(NIGHT, "fa") == "۱۷ آذر ۱۴۰۵"
    assert writing.moment(NIGHT, "fa") == "سه‌شنبه ۱۷ آذر، ساعت ۱:۳۰ ق.ظ"
    assert writing.number("12", "fa") == "۱۲"


def test_others_read_both_calendars_by_the_clock_of_tehran() -> None:
    assert writing.date(NIGHT, "en") == "8 December 2026 (17 Azar 1405)"
    assert writing.moment(NIGHT, "en") == "Tuesday 8 December (17 Azar), 01:30"
    assert writing.number("12", "en") == "12"
