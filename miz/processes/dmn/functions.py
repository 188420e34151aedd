"""The built-in functions we know exactly; every other call is refused when the rules are read.

A function that is given null, a value of another kind, or something outside its domain answers
null. Left out on purpose: `now` and `today` (the same case must always be decided the same way:
give the day as an input), and the ones with regular expressions (they can be made to run forever).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from . import moments, temporal
from .arithmetic import calculate, negative
from .errors import Undecided
from .numerals import plain, read_grouped, whole
from .values import MAX_EXPONENT, NUMBERS, Months, Value, both, compare, either, equal, kind


@dataclass(frozen=True)
class Function:
    """`kinds` are those of the arguments ("any" takes all); `least` of them must be given."""

    name: str
    kinds: tuple[str, ...]
    least: int
    run: Callable[..., Value]
    many: bool = False

    def takes(self, count: int) -> bool:
        return self.least <= count and (self.many or count <= len(self.kinds))

    def __call__(self, *arguments: Value) -> Value:
        if self.many:
            return self.run(_spread(arguments))
        given = [_single(value, kind) for value, kind in zip(arguments, self.kinds, strict=False)]
        if not all(_fits(value, kind) for value, kind in zip(given, self.kinds, strict=False)):
            return None
        return self.run(*given)


def _single(value: Value, wanted: str) -> Value:
    """FEEL takes a list of one for its item where an item is wanted, and the other way round."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 and wanted not in {"list", "any"} else value
    return [value] if wanted == "list" and value is not None else value


def _fits(value: Value, wanted: str) -> bool:
    return wanted == "any" or kind(value) in wanted.split("|")


def _spread(arguments: tuple[Value, ...]) -> list[Value]:
    """`max([1, 2])` and `max(1, 2)` are the same."""
    first = arguments[0]
    return first if len(arguments) == 1 and isinstance(first, list) else list(arguments)


FUNCTIONS: dict[str, Function] = {}


def _add(
    name: str, *kinds: str, run: Callable[..., Value], least: int | None = None, many: bool = False
) -> None:
    FUNCTIONS[name] = Function(name, kinds, len(kinds) if least is None else least, run, many)


# Text


def _substring(text: str, start: Decimal, length: Decimal | None = None) -> Value:
    """Positions count from 1, or from the end when negative."""
    if start == 0 or abs(start) > len(text) or not whole(start):
        return None
    if length is not None and (length < 1 or not whole(length)):
        return None
    first = int(start) - 1 if start > 0 else len(text) + int(start)
    count = len(text) if length is None else int(min(length, Decimal(len(text))))
    return text[first : first + count]


def _string(value: Value) -> Value:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case date() | time() | timedelta() | Months():
            return temporal.iso(value)
    raise Undecided("function", "تابع string برای فهرست و ساختار پشتیبانی نمی‌شود.")


def _after(text: str, part: str) -> str:
    return text.partition(part)[2]


def _before(text: str, part: str) -> str:
    found = text.find(part)
    return text[:found] if found >= 0 else ""


_add("string", "any", run=_string)
_add("string length", "string", run=lambda text: Decimal(len(text)))
_add("substring", "string", "number", "number", run=_substring, least=2)
_add("substring before", "string", "string", run=_before)
_add("substring after", "string", "string", run=_after)
_add("upper case", "string", run=str.upper)
_add("lower case", "string", run=str.lower)
_add("contains", "string", "string", run=lambda text, part: part in text)
_add("starts with", "string", "string", run=str.startswith)
_add("ends with", "string", "string", run=str.endswith)


# Numbers


def _rounded(rounding: str) -> Callable[..., Value]:
    def to_scale(number: Decimal, scale: Decimal = Decimal(0)) -> Value:
        if not whole(scale) or abs(scale) > MAX_EXPONENT:
            return None
        if int(number.as_tuple().exponent) >= -scale:
            return number
        return number.quantize(Decimal(1).scaleb(-int(scale)), rounding, NUMBERS)

    return to_scale


def _modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """With the sign of the divisor, as FEEL defines it."""
    quotient = calculate("/", dividend, divisor)
    # Past 34 digits the quotient is rounded and the remainder would be noise.
    if not isinstance(quotient, Decimal) or quotient.adjusted() >= NUMBERS.prec - 1:
        return None
    rest = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def _sqrt(number: Decimal) -> Value:
    return NUMBERS.sqrt(number) if number >= 0 else None


def _divides(number: Decimal, wanted: int) -> Value:
    rest = _modulo(number, Decimal(2))
    return rest == wanted if rest is not None and whole(number) else None


def _abs(value: Value) -> Value:
    zeros: dict[str, Value] = {"number": Decimal(0), "days and time duration": timedelta()}
    below = compare("<", value, zeros.get(kind(value), Months(0)))
    return negative(value) if below else value


_add("number", "string", "string|null", "string|null", run=read_grouped, least=1)
_add("abs", "number|days and time duration|years and months duration", run=_abs)
_add("floor", "number", "number", run=_rounded(ROUND_FLOOR), least=1)
_add("ceiling", "number", "number", run=_rounded(ROUND_CEILING), least=1)
_add("decimal", "number", "number", run=_rounded(ROUND_HALF_EVEN))
_add("round up", "number", "number", run=_rounded(ROUND_UP))
_add("round down", "number", "number", run=_rounded(ROUND_DOWN))
_add("round half up", "number", "number", run=_rounded(ROUND_HALF_UP))
_add("round half down", "number", "number", run=_rounded(ROUND_HALF_DOWN))
_add("modulo", "number", "number", run=_modulo)
_add("sqrt", "number", run=_sqrt)
_add("even", "number", run=lambda number: _divides(number, 0))
_add("odd", "number", run=lambda number: _divides(number, 1))


# Truth


def _not(value: Value) -> Value:
    return not value if isinstance(value, bool) else None


def _every(items: list[Value]) -> Value:
    found: bool | None = True
    for item in items:
        found = both(found, item)
    return found


def _any(items: list[Value]) -> Value:
    found: bool | None = False
    for item in items:
        found = either(found, item)
    return found


_add("not", "any", run=_not)
_add("all", "any", run=_every, many=True)
_add("any", "any", run=_any, many=True)


# Lists


def _extreme(operator: str) -> Callable[[list[Value]], Value]:
    def best(items: list[Value]) -> Value:
        found = items[0] if items else None
        for item in items:
            better = compare(operator, item, found)
            if better is None:
                return None
            found = item if better else found
        return found

    return best


def _total(operator: str) -> Callable[[list[Value]], Value]:
    def total(items: list[Value]) -> Value:
        if not items or not all(isinstance(item, Decimal) for item in items):
            return None
        found = items[0]
        for item in items[1:]:
            found = calculate(operator, found, item)
        return found

    return total


def _mean(items: list[Value]) -> Value:
    return calculate("/", total("sum", items), Decimal(len(items)))


def total(name: str, items: list[Value]) -> Value:
    """`sum`, `min`, `max` or `count` of the items, for tables that collect."""
    return FUNCTIONS[name].run(items)


def _holds(items: Iterable[Value], value: Value) -> bool:
    return any(equal(item, value) is True for item in items)


def _distinct(items: list[Value]) -> Value:
    found: list[Value] = []
    for item in items:
        found += [] if _holds(found, item) else [item]
    return found


_add("list contains", "list", "any", run=_holds)
_add("count", "list", run=lambda items: Decimal(len(items)))
_add("min", "any", run=_extreme("<"), many=True)
_add("max", "any", run=_extreme(">"), many=True)
_add("sum", "any", run=_total("+"), many=True)
_add("product", "any", run=_total("*"), many=True)
_add("mean", "any", run=_mean, many=True)
_add("reverse", "list", run=lambda items: items[::-1])
_add("distinct values", "list", run=_distinct)


# Dates, times and durations

_DAY = "date|date and time"
_add("date", "any", "any", "any", run=moments.to_date, least=1)
_add("time", "any", "any", "any", "any", run=moments.to_time, least=1)
_add("date and time", "any", "any", run=moments.to_datetime, least=1)
_add("duration", "string", run=temporal.read_duration)
_add("years and months duration", _DAY, _DAY, run=temporal.months_between)
_add("day of week", _DAY, run=lambda day: moments.WEEKDAYS[day.weekday()])
_add("month of year", _DAY, run=lambda day: moments.MONTHS[day.month - 1])
_add("day of year", _DAY, run=lambda day: Decimal(day.timetuple().tm_yday))
_add("week of year", _DAY, run=lambda day: Decimal(day.isocalendar().week))

# What these answer is the truth of something, so a table's cell may consist of one.
QUESTIONS = frozenset(
    {"not", "all", "any", "contains", "starts with", "ends with", "even", "odd", "list contains"}
)
