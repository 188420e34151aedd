"""The built-in functions that make dates, times, and dates and times."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from . import temporal
from .numerals import whole
from .values import Value

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def to_date(*given: Value) -> Value:
    match given:
        case (str() as text,):
            return temporal.read_date(text)
        case (datetime() as moment,):
            return moment.date()
        case (date() as day,):
            return day
        case (Decimal(), Decimal(), Decimal()):
            return _built(date, given)
    return None


def to_time(*given: Value) -> Value:
    match given:
        case (str() as text,):
            return temporal.read_time(text)
        case (time() as clock,):
            return clock
        case (datetime() as moment,):
            return moment.timetz()
        case (date() as day,):
            return temporal.midnight(day).timetz()
        case (Decimal(), Decimal(), Decimal()):
            return _built(time, given)
        case (Decimal(), Decimal(), Decimal(), timedelta() as offset):
            return _built(lambda h, m, s: time(h, m, s, tzinfo=timezone(offset)), given[:3])
    return None


def _built(make: Callable[..., Value], parts: tuple[Value, ...]) -> Value:
    numbers = [part for part in parts if isinstance(part, Decimal) and abs(part) < 10_000]
    if len(numbers) != len(parts) or not all(whole(number) for number in numbers):
        return None
    try:
        return make(*(int(number) for number in numbers))
    except ValueError:
        return None


def to_datetime(*given: Value) -> Value:
    match given:
        case (str() as text,):
            return temporal.read_datetime(text)
        case (datetime() as moment, time() as clock):
            return datetime.combine(moment.date(), clock)
        case (date() as day, time() as clock):
            return datetime.combine(day, clock)
    return None
