"""The lunar calendar, its months as Iran's official calendar begins them.

Months whose official calendar is out (`holidays.PUBLISHED_SHIFTS`) are right; all others come from
the Umm al-Qura calendar and are right to a day.
"""

from datetime import date, timedelta

import hijridate

from miz.lib import holidays

MONTHS = (
    "محرم",
    "صفر",
    "ربیع‌الاول",
    "ربیع‌الثانی",
    "جمادی‌الاول",
    "جمادی‌الثانی",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذی‌القعده",
    "ذی‌الحجه",
)


def month_begins(year: int, month: int) -> date:
    """Return the Gregorian date of the first of a lunar month, 1343 to 1500; else OverflowError."""
    first = hijridate.Hijri(year, month, 1).to_gregorian()
    shift = holidays.PUBLISHED_SHIFTS.get((year, month), 0)
    return date(first.year, first.month, first.day) + timedelta(days=shift)


def day_of(year: int, month: int, day: int) -> date:
    """Return the Gregorian date of a lunar one; the 30th of a short month is the next 1st."""
    return month_begins(year, month) + timedelta(days=day - 1)


def year_of(day: date) -> int:
    """Return the lunar year of a Gregorian date."""
    guess: int = hijridate.Gregorian(day.year, day.month, day.day).to_hijri().year
    # The official year may begin a day after the computed one.
    return guess if month_begins(guess, 1) <= day else guess - 1
