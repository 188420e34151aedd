"""The values of FEEL and how they compare: three-valued, so an answer may be null (None).

Numbers are decimal128 (34 digits) with exponents of at most three digits, so that no number is
longer than a thousand digits when written out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import TypeAlias

from .errors import Undecided

MAX_DIGITS = 34
MAX_EXPONENT = 999
MAX_TEXT = 10_000
MAX_ITEMS = 1_000
MAX_NESTED = 20

NUMBERS = Context(
    prec=MAX_DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-MAX_EXPONENT,
    Emax=MAX_EXPONENT,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)


@dataclass(frozen=True, order=True)
class Months:
    """A years and months duration; negative when it goes back."""

    count: int


@dataclass(frozen=True)
class Range:
    low: "Value"
    high: "Value"
    low_open: bool = False
    high_open: bool = False

    def contains(self, value: "Value") -> bool | None:
        above = compare("<" if self.low_open else "<=", self.low, value)
        below = compare("<" if self.high_open else "<=", value, self.high)
        return both(above, below)


Value: TypeAlias = (
    bool
    | str
    | Decimal
    | date
    | time
    | datetime
    | timedelta
    | Months
    | Range
    | list["Value"]
    | dict[str, "Value"]
    | None
)

_KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    str: "string",
    Decimal: "number",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    Range: "range",
    list: "list",
    dict: "context",
}
_ORDERED = frozenset(_KINDS.values()) - {"null", "boolean", "range", "list", "context"}


def kind(value: Value) -> str:
    """By exact type: a datetime is not a date here, a bool not a number."""
    return _KINDS[type(value)]


def both(left: Value, right: Value) -> bool | None:
    """Kleene's and; whatever is not a boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Value, right: Value) -> bool | None:
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def opposite(value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


def equal(left: Value, right: Value) -> bool | None:
    """Null equals null alone; values of two different kinds are neither equal nor different."""
    if left is None or right is None:
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return _all_equal(list(zip(left, right, strict=False)), len(left) == len(right))
    if isinstance(left, dict) and isinstance(right, dict):
        pairs = [(left[name], right.get(name)) for name in left]
        return _all_equal(pairs, left.keys() == right.keys())
    if kind(left) != kind(right) or _zoned(left) != _zoned(right):
        return None
    return left == right


def _all_equal(pairs: list[tuple[Value, Value]], same_size: bool) -> bool | None:
    answers = [equal(left, right) for left, right in pairs]
    if not same_size or False in answers:
        return False
    return None if None in answers else True


def _less(left: Value, right: Value) -> bool | None:
    if kind(left) != kind(right) or kind(left) not in _ORDERED or _zoned(left) != _zoned(right):
        return None
    return bool(left < right)  # type: ignore[operator]


def _zoned(value: Value) -> bool:
    """Whether a time knows its offset; one that does and one that does not cannot be compared."""
    return isinstance(value, datetime | time) and value.utcoffset() is not None


def compare(operator: str, left: Value, right: Value) -> bool | None:
    match operator:
        case "=":
            return equal(left, right)
        case "!=":
            return opposite(equal(left, right))
        case "<":
            return _less(left, right)
        case ">":
            return _less(right, left)
        case "<=":
            return opposite(_less(right, left))
        case _:
            return opposite(_less(left, right))


def weight(value: Value, limit: int = MAX_ITEMS, nested: int = MAX_NESTED) -> int:
    """How many values a value holds; Undecided past the limit, before it costs more.

    Lists share their parts, so a short chain of expressions can name an astronomic one.
    """
    if isinstance(value, str):
        return _text_weight(value)
    if not isinstance(value, list | dict):
        return 1
    total = 1
    for part in value if isinstance(value, list) else value.values():
        total += weight(part, limit - total, nested - 1)
        if total > limit or nested == 0:
            raise Undecided("limit", "فهرستی بیش از اندازه بزرگ شد.")
    return total


def _text_weight(text: str) -> int:
    if len(text) > MAX_TEXT:
        raise Undecided("limit", "متنی بیش از اندازه بلند شد.")
    return 1 + len(text) // 64
