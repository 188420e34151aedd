"""Numbers as texts, exactly."""

import re
from decimal import Decimal

from .values import MAX_EXPONENT, NUMBERS

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_MARKS = {" ", ",", "."}


def whole(number: Decimal) -> bool:
    # Not `number % 1`: that fails past 28 digits.
    return number == number.to_integral_value()


def bounded(number: Decimal) -> Decimal | None:
    """The number itself unless it has more digits than decimal128 keeps."""
    if not number.is_finite() or abs(number.adjusted()) >= MAX_EXPONENT:
        return None
    # Exact only if rounding to 34 digits changes nothing.
    return number if NUMBERS.plus(number) == number else None


def read_number(text: str) -> Decimal | None:
    if len(text) > 100 or not _NUMBER.fullmatch(text):
        return None
    return bounded(Decimal(text))


def read_grouped(text: str, group: str | None = None, mark: str | None = None) -> Decimal | None:
    """FEEL's `number("1,000.5", ",", ".")`."""
    if group not in _MARKS | {None} or mark not in {",", ".", None} or (group and group == mark):
        return None
    joined = text.replace(group, "") if group else text
    if mark == "," and "." in joined:
        return None
    return read_number(joined.replace(mark, ".") if mark else joined)


def plain(number: Decimal) -> str:
    """Without exponent and without zeros that say nothing."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
