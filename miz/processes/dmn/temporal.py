"""Dates, times and durations: their ISO texts and their arithmetic.

A text that is not one gives None, and so does arithmetic that leaves the years 1 to 9999 or
mixes times with and without an offset: null, as FEEL has it.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from .values import Months, Value

_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_OFFSET = r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+/-]{1,40})?"
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?" + _OFFSET
_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?")
_DAYS = re.compile(
    r"(-?)P(?=.)(?:([0-9]{1,9})D)?"
    r"(?:T(?=.)(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,9}))?S)?)?"
)


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(text: str | None) -> tzinfo | None:
    """Raises ValueError for an offset or a zone that does not exist."""
    if not text:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        if text[1:] not in _zones():
            raise ValueError("zone")
        return ZoneInfo(text[1:])
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 14 or minutes > 59:
        raise ValueError("offset")
    offset = timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    return timezone(-offset if text.startswith("-") else offset)


def _clock(hour: str, minute: str, second: str, fraction: str | None, zone: str | None) -> time:
    microsecond = _microseconds(fraction)
    return time(int(hour), int(minute), int(second), microsecond, _zone(zone))


def _microseconds(fraction: str | None) -> int:
    digits = (fraction or "").ljust(9, "0")
    # Python keeps microseconds: a finer text is refused rather than rounded.
    if digits[6:].strip("0"):
        raise ValueError("too fine")
    return int(digits[:6])


def read_date(text: str) -> date | None:
    found = re.fullmatch(_DATE, text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    found = re.fullmatch(_TIME, text)
    # A zone has no offset without a date, so such a time could not be compared.
    if found is None or (found[5] or "").startswith("@"):
        return None
    try:
        return _clock(*found.groups())
    except ValueError:
        return None


def read_datetime(text: str) -> datetime | None:
    day, separator, clock = text.partition("T")
    on, found = read_date(day), re.fullmatch(_TIME, clock)
    if on is None or (separator and found is None):
        return None
    try:
        return datetime.combine(on, _clock(*found.groups()) if found else time())
    except ValueError:
        return None


def read_duration(text: str) -> timedelta | Months | None:
    if found := _MONTHS.fullmatch(text):
        count = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-count if found[1] else count)
    return _read_days(text)


def _read_days(text: str) -> timedelta | None:
    found = _DAYS.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:5])
    try:
        length = timedelta(days, seconds, _microseconds(found[6]), 0, minutes, hours)
        return -length if found[1] else length
    except (ValueError, OverflowError):
        return None


READERS: dict[str, Callable[[str], Value]] = {
    "date": read_date,
    "time": read_time,
    "date and time": lambda text: read_datetime(text) if "T" in text else None,
    "days and time duration": _read_days,
    "years and months duration": lambda text: (
        length if isinstance(length := read_duration(text), Months) else None
    ),
}


def read(text: str) -> Value:
    """What an `@"..."` literal means, or None."""
    return next((value for kind in READERS if (value := READERS[kind](text)) is not None), None)


def iso(value: date | time | timedelta | Months) -> str:
    """As `read` takes it back."""
    if isinstance(value, Months):
        return _iso_months(value)
    if isinstance(value, timedelta):
        return _iso_days(value)
    zone = getattr(value, "tzinfo", None)
    if isinstance(value, datetime) and isinstance(zone, ZoneInfo):
        return f"{value.replace(tzinfo=None).isoformat()}@{zone.key}"
    text = value.isoformat()
    return f"{text.removesuffix('+00:00')}Z" if text.endswith("+00:00") else text


def _iso_months(value: Months) -> str:
    years, months = divmod(abs(value.count), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if value.count < 0 else "") + "P" + (text or "0M")


def _iso_days(value: timedelta) -> str:
    length = abs(value)
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = f"{seconds}.{length.microseconds:06}".rstrip("0").rstrip(".")
    clock = "".join(
        f"{amount}{unit}"
        for amount, unit in ((hours, "H"), (minutes, "M"), (exact, "S"))
        if str(amount) != "0"
    )
    text = (f"{length.days}D" if length.days else "") + (f"T{clock}" if clock else "")
    return ("-" if value < timedelta() else "") + "P" + (text or "T0S")


def midnight(day: date) -> datetime:
    """FEEL counts a date as midnight UTC."""
    return datetime.combine(day, time(tzinfo=UTC))


def later(moment: Value, length: Value) -> Value:
    """moment + length for a date, time or date and time."""
    try:
        if isinstance(length, Months):
            return _months_later(moment, length) if isinstance(moment, date) else None
        if not isinstance(length, timedelta):
            return None
        if isinstance(moment, time):
            start = datetime.combine(date(2000, 1, 3), moment)
            return (start + length % timedelta(days=1)).timetz()
        if isinstance(moment, datetime):
            return _instant_later(moment, length)
        return (midnight(moment) + length).date() if isinstance(moment, date) else None
    except (ValueError, OverflowError):
        return None


def _instant_later(moment: datetime, length: timedelta) -> datetime:
    # Python would move the wall clock, which a change to summer time makes an hour wrong.
    if moment.utcoffset() is None:
        return moment + length
    return (moment.astimezone(UTC) + length).astimezone(moment.tzinfo)


def _months_later(moment: date, length: Months) -> date:
    """The same day of that month, or its last day."""
    years, month = divmod(moment.year * 12 + moment.month - 1 + length.count, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=years, month=month + 1, day=day)
        except ValueError:
            if day == 28:
                raise
    return moment.replace(year=years, month=month + 1)


def between(start: Value, end: Value) -> timedelta | None:
    """end - start, for two dates, two times or two dates and times."""
    if isinstance(start, time) and isinstance(end, time):
        day = date(2000, 1, 3)
        start, end = datetime.combine(day, start), datetime.combine(day, end)
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    start = start if isinstance(start, datetime) else midnight(start)
    end = end if isinstance(end, datetime) else midnight(end)
    if (start.utcoffset() is None) != (end.utcoffset() is None):
        return None
    # Two moments of one zone would be subtracted by the wall clock.
    zoned = start.utcoffset() is not None
    return end.astimezone(UTC) - start.astimezone(UTC) if zoned else end - start


def months_between(start: date, end: date) -> Months | None:
    """Whole months from start to end (both dates, or both dates and times); negative when back."""
    length = between(start, end) if type(start) is type(end) else None
    if length is None:
        return None
    if isinstance(start, datetime) and isinstance(end, datetime) and start.tzinfo:
        end = end.astimezone(start.tzinfo)
    if length < timedelta():
        back = months_between(end, start)
        return Months(-back.count) if back else None
    count = (end.year - start.year) * 12 + end.month - start.month
    return Months(count - (_rest(end) < _rest(start)))


def _rest(moment: date) -> tuple[int, time]:
    return moment.day, moment.time() if isinstance(moment, datetime) else time()


def part(value: Value, name: str) -> Value:
    """A property such as `year`; None when this value has none of that name."""
    reader = _PARTS.get((type(value), name))
    found = reader(value) if reader else None
    return Decimal(found) if isinstance(found, int) else found


def _shared(names: dict[str, Callable[..., Value | int]], *kinds: type) -> None:
    _PARTS.update({(each, name): reader for each in kinds for name, reader in names.items()})


_PARTS: dict[tuple[type, str], Callable[..., Value | int]] = {}
_shared(
    {
        "year": lambda v: v.year,
        "month": lambda v: v.month,
        "day": lambda v: v.day,
        "weekday": lambda v: v.isoweekday(),
    },
    date,
    datetime,
)
_shared(
    {
        "hour": lambda v: v.hour,
        "minute": lambda v: v.minute,
        "second": lambda v: v.second,
        "time offset": lambda v: v.utcoffset(),
    },
    time,
    datetime,
)
_shared(
    {
        "days": lambda v: _signed(v, 86_400),
        "hours": lambda v: _signed(v, 3_600, 24),
        "minutes": lambda v: _signed(v, 60, 60),
        "seconds": lambda v: _signed(v, 1, 60),
    },
    timedelta,
)
_shared(
    {
        "years": lambda v: _toward_zero(v.count, lambda count: count // 12),
        "months": lambda v: _toward_zero(v.count, lambda count: count % 12),
    },
    Months,
)
PROPERTIES = frozenset(name for _, name in _PARTS)


def _signed(length: timedelta, unit: int, whole: int = 10**9) -> int:
    amount = abs(length) // timedelta(seconds=unit) % whole
    return -amount if length < timedelta() else amount


def _toward_zero(count: int, share: Callable[[int], int]) -> int:
    return -share(-count) if count < 0 else share(count)
