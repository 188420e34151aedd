"""How numbers, dates and times are written in the language of a message.

Dates of other languages are Gregorian, with the Jalali one beside: the desk's own papers and pages
say that one.
"""

import datetime

from miz.lib import digits, jalali

PERSIAN = "fa"
_GREGORIAN = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_JALALI = (
    *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
    *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def number(text: str, language: str) -> str:
    return digits.to_persian(text) if language == PERSIAN else text


def date(at: datetime.datetime, language: str) -> str:
    """«۵ آذر ۱۴۰۵», or `26 November 2026 (5 Azar 1405)`."""
    if language == PERSIAN:
        return jalali.format_date(at)
    day = jalali.in_tehran(at)
    year, month, of_month = _jalali(at)
    gregorian = f"{day.day} {_GREGORIAN[day.month - 1]} {day.year}"
    return f"{gregorian} ({of_month} {_JALALI[month - 1]} {year})"


def moment(at: datetime.datetime, language: str) -> str:
    """«سه‌شنبه ۱۷ آذر، ساعت ۱۰:۳۰ ق.ظ», or `Tuesday 8 December (17 Azar), 10:30`: within half a
    year no year is needed."""
    if language == PERSIAN:
        day = jalali.format_date(at).rsplit(" ", 1)[0]
        return f"{jalali.weekday_name(at)} {day}، ساعت {jalali.format_time(at)}"
    local = jalali.in_tehran(at)
    _, month, of_month = _jalali(at)
    day = f"{_WEEKDAYS[local.weekday()]} {local.day} {_GREGORIAN[local.month - 1]}"
    return f"{day} ({of_month} {_JALALI[month - 1]}), {local:%H:%M}"


def _jalali(at: datetime.datetime) -> tuple[int, int, int]:
    year, month, day = map(int, jalali.to_iso(at).split("-"))
    return year, month, day
