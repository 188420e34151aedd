"""`+ - * / **` and unary minus. What has no answer in FEEL has null."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal, DecimalException

from . import temporal
from .values import NUMBERS, Months, Value

_NUMERIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
    "**": NUMBERS.power,
}


def calculate(operator: str, left: Value, right: Value) -> Value:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _number(operator, left, right)
    match operator:
        case "+":
            return _sum(left, right)
        case "-":
            return _difference(left, right)
        case "*":
            return _product(left, right) if isinstance(right, Decimal) else _product(right, left)
        case "/":
            return _quotient(left, right)
    return None


def negative(value: Value) -> Value:
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, Months):
        return Months(-value.count)
    return -value if isinstance(value, timedelta) else None


def _number(operator: str, left: Decimal, right: Decimal) -> Decimal | None:
    try:
        return _NUMERIC[operator](left, right)
    except DecimalException:
        return None


def _sum(left: Value, right: Value) -> Value:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, Months) and isinstance(right, Months):
        return Months(left.count + right.count)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return _length(lambda: left + right)
    return temporal.later(left, right) if _moment(left) else _later_reversed(left, right)


def _later_reversed(length: Value, moment: Value) -> Value:
    return temporal.later(moment, length) if _moment(moment) else None


def _difference(left: Value, right: Value) -> Value:
    if _moment(left) and _moment(right):
        return temporal.between(right, left)
    return _sum(left, negative(right))


def _moment(value: Value) -> bool:
    return isinstance(value, date | time)


def _product(length: Value, factor: Value) -> Value:
    if not isinstance(factor, Decimal):
        return None
    if isinstance(length, timedelta):
        return _exactly(NUMBERS.multiply, _ticks(length), factor, _from_ticks)
    if isinstance(length, Months):
        return _exactly(NUMBERS.multiply, Decimal(length.count), factor, Months)
    return None


def _quotient(left: Value, right: Value) -> Value:
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return _number("/", _ticks(left), _ticks(right))
    if isinstance(left, Months) and isinstance(right, Months):
        return _number("/", Decimal(left.count), Decimal(right.count))
    if isinstance(left, timedelta) and isinstance(right, Decimal):
        return _exactly(NUMBERS.divide, _ticks(left), right, _from_ticks)
    if isinstance(left, Months) and isinstance(right, Decimal):
        return _exactly(NUMBERS.divide, Decimal(left.count), right, Months)
    return None


def _exactly(
    operation: Callable[[Decimal, Decimal], Decimal],
    amount: Decimal,
    factor: Decimal,
    length: Callable[[int], Value],
) -> Value:
    """Null unless the result is a whole number of months or microseconds: never a rounded one."""
    try:
        found = operation(amount, factor)
    except DecimalException:
        return None
    # Compared before int(), which would build a number of a thousand digits.
    if abs(found) > 10**18 or found != found.to_integral_value():
        return None
    return _length(lambda: length(int(found)))


def _length(make: Callable[[], Value]) -> Value:
    try:
        return make()
    except OverflowError:
        return None


def _ticks(length: timedelta) -> Decimal:
    return Decimal(length // timedelta(microseconds=1))


def _from_ticks(count: int) -> timedelta:
    return timedelta(microseconds=count)
