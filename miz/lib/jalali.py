"""Jalali dates: read what people type, write what they read. Stored dates are Gregorian.

Moments are aware datetimes and are shown in Tehran's time; a naive one is refused with ValueError,
for nobody can know which day it means.
"""

import re
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import jdatetime

from miz.lib import digits

TEHRAN = ZoneInfo("Asia/Tehran")
MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
WEEKDAYS = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
YEARS = range(1200, 1500)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

Part = Literal["year", "month", "day", "date"]


class InvalidDate(ValueError):
    """A date that does not exist or cannot be read; `part` names the field to point at."""

    def __init__(self, message: str, part: Part) -> None:
        super().__init__(message)
        self.part: Part = part


def parse_date(year: str, month: str, day: str) -> date:
    """Return the Gregorian date of a Jalali one typed in three fields, digits of any script.

    Raises InvalidDate for the first field that is wrong, or for the day when the month is shorter.
    """
    y, m, d = _year(year), _month(month), _day(day)
    length = _month_length(y, m)
    if d > length:
        raise InvalidDate(
            f"{MONTHS[m - 1]} سال {digits.to_persian(y)} فقط {digits.to_persian(length)} روز دارد.",
            "day",
        )
    return _gregorian(y, m, d)


def from_iso(text: str) -> date:
    """Return the Gregorian date of a Jalali `1360-05-12`; raises InvalidDate."""
    parts = _ISO.fullmatch(digits.to_ascii(text.strip()))
    if parts is None:
        raise InvalidDate("تاریخ را به شکل سال-ماه-روز بنویسید؛ مانند ۱۳۶۰-۰۵-۱۲.", "date")
    return parse_date(*parts.groups())


def to_iso(value: date) -> str:
    """Return the Jalali date with ASCII digits, `1360-05-12`."""
    jalali = _jalali(value)
    return f"{jalali.year:04}-{jalali.month:02}-{jalali.day:02}"


def format_date(value: date) -> str:
    """Return «۱۶ بهمن ۱۳۹۷» of a Gregorian date or an aware datetime."""
    jalali = _jalali(value)
    return digits.to_persian(f"{jalali.day} {MONTHS[jalali.month - 1]} {jalali.year}")


def format_time(moment: datetime) -> str:
    """Return «۱۰:۴۶ ق.ظ», the Tehran time on a 12-hour clock."""
    local = in_tehran(moment)
    half = "ق.ظ" if local.hour < 12 else "ب.ظ"
    return digits.to_persian(f"{local.hour % 12 or 12}:{local:%M} {half}")


def format_datetime(moment: datetime) -> str:
    """Return «۱۶ بهمن ۱۳۹۷، ساعت ۱۰:۴۶ ق.ظ»."""
    return f"{format_date(moment)}، ساعت {format_time(moment)}"


def format_short(value: date) -> str:
    """Return «۱۳۹۷/۱۱/۱۶» of a Gregorian date or an aware datetime."""
    return digits.to_persian(to_iso(value).replace("-", "/"))


def format_month(value: date) -> str:
    """Return «بهمن ۱۳۹۷», the month of a Gregorian date or an aware datetime."""
    jalali = _jalali(value)
    return digits.to_persian(f"{MONTHS[jalali.month - 1]} {jalali.year}")


def weekday_name(value: date) -> str:
    """Return «شنبه» to «جمعه» of a Gregorian date or an aware datetime."""
    return WEEKDAYS[_tehran_day(value).weekday()]


def in_tehran(moment: datetime) -> datetime:
    """Return the moment in Tehran's time; a naive one is a ValueError."""
    if moment.utcoffset() is None:
        raise ValueError("a naive datetime has no day in Tehran: pass an aware one")
    return moment.astimezone(TEHRAN)


def midnight(day: date) -> datetime:
    """Return the moment in which a day begins in Tehran."""
    return datetime.combine(day, time(), TEHRAN)


def is_leap(year: int) -> bool:
    """Tell whether Esfand of this Jalali year has 30 days."""
    leap: bool = jdatetime.date(year, 1, 1).isleap()
    return leap


def next_month(value: date) -> date:
    """Return the Gregorian date of the first of the Jalali month after that of a date."""
    jalali = _jalali(value)
    year, month = divmod(jalali.year * 12 + jalali.month, 12)
    return _gregorian(year, month + 1, 1)


def last_day_of_year(year: int) -> date:
    """Return the Gregorian date of the last day of Esfand of a Jalali year."""
    return _gregorian(year, 12, _month_length(year, 12))


def _year(text: str) -> int:
    number = _number(text, "سال را با رقم بنویسید؛ مانند ۱۳۶۰.", "year")
    if number < 1000:
        raise InvalidDate("سال را چهار رقمی بنویسید؛ مانند ۱۳۶۰.", "year")
    if number not in YEARS:
        raise InvalidDate("سال را به هجری شمسی بنویسید؛ مانند ۱۳۶۰.", "year")
    return number


def _month(text: str) -> int:
    number = _number(text, "ماه را با رقم بنویسید؛ از ۱ تا ۱۲.", "month")
    if not 1 <= number <= 12:
        raise InvalidDate("ماه باید از ۱ تا ۱۲ باشد.", "month")
    return number


def _day(text: str) -> int:
    number = _number(text, "روز را با رقم بنویسید؛ از ۱ تا ۳۱.", "day")
    if not 1 <= number <= 31:
        raise InvalidDate("روز باید از ۱ تا ۳۱ باشد.", "day")
    return number


def _number(text: str, message: str, part: Part) -> int:
    typed = digits.compact(text)
    if not re.fullmatch("[0-9]{1,4}", typed):
        raise InvalidDate(message, part)
    return int(typed)


def _month_length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return 30 if is_leap(year) else 29


def _gregorian(year: int, month: int, day: int) -> date:
    gregorian: date = jdatetime.date(year, month, day).togregorian()
    return gregorian


def _jalali(value: date) -> jdatetime.date:
    return jdatetime.date.fromgregorian(date=_tehran_day(value))


def _tehran_day(value: date) -> date:
    # A datetime is a date too: without this its day would be that of whatever zone it carries.
    return in_tehran(value).date() if isinstance(value, datetime) else value
