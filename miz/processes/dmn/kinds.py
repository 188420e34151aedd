"""The types a model declares, and how values are made to fit them.

Data from outside are converted strictly (`Type.read`): a value of another kind, or one outside
the allowed values, is an error that names the input and never quotes the value. Null fits every
type. Values that rules computed are conformed as FEEL does it (`Type.conform`): what does not fit
is null, and a list of one stands for its item where an item is wanted, and the other way round.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from . import temporal
from .cells import Tests
from .nodes import Run
from .numerals import bounded, read_number
from .values import MAX_ITEMS, MAX_NESTED, MAX_TEXT, Months, Range, Value, kind

_EXACT = (date, time, datetime, timedelta, Months)


class Misfit(Exception):
    """A value from outside that is not of the declared type; the text says which type."""


@dataclass(frozen=True)
class Type:
    """`kind` is one of FEEL's, or "any"; a list has an `element`, a context may have `parts`."""

    name: str
    kind: str
    allowed: tuple[Tests, ...] = ()
    parts: tuple[tuple[str, "Type"], ...] = ()
    element: "Type | None" = field(default=None)

    @cached_property
    def depth(self) -> int:
        inner = (self.element,) if self.element else tuple(part for _, part in self.parts)
        return 1 + max((each.depth for each in inner), default=0)

    @cached_property
    def untyped(self) -> bool:
        """Whether a value of this type may have components that are not declared."""
        if self.element:
            return self.element.untyped
        if self.parts:
            return any(part.untyped for _, part in self.parts)
        return self.kind in {"any", "context", "list"}

    def read(self, value: object) -> Value:
        """The FEEL value of something from JSON or Python. Raises Misfit."""
        found = self._read(value)
        if not self.allows(found):
            raise Misfit(f"بیرون از مقدارهای مجاز نوع {self.name} است")
        return found

    def _read(self, value: object) -> Value:
        if value is None:
            return None
        if self.element is not None:
            return self._read_list(value, self.element)
        if self.kind == "context" and self.parts:
            return self._read_parts(value)
        found = _READERS[self.kind](value)
        if found is None:
            raise Misfit(f"از نوع {self.name} نیست")
        return found

    def _read_list(self, value: object, element: "Type") -> Value:
        if not isinstance(value, list | tuple) or len(value) > MAX_ITEMS:
            raise Misfit(f"فهرستی از نوع {self.name} نیست")
        return [element.read(item) for item in value]

    def _read_parts(self, value: object) -> Value:
        if not isinstance(value, Mapping):
            raise Misfit(f"ساختاری از نوع {self.name} نیست")
        return {name: part.read(value.get(name)) for name, part in self.parts}

    def allows(self, value: Value) -> bool:
        return value is None or all(tests.met(Run({}, input=value)) for tests in self.allowed)

    def fits(self, value: Value) -> bool:
        if value is None or self.kind == "any":
            return True
        if kind(value) != self.kind or not self.allows(value):
            return False
        if isinstance(value, list):
            return self.element is None or all(self.element.fits(item) for item in value)
        if isinstance(value, dict):
            return all(name in value and part.fits(value[name]) for name, part in self.parts)
        return True

    def conform(self, value: Value) -> Value:
        if self.fits(value):
            return value
        if isinstance(value, list) and len(value) == 1 and self.fits(value[0]):
            return value[0]
        return [value] if self.fits([value]) else None


def _exact(wanted: str) -> Callable[[object], Value]:
    """Reads a temporal value from itself, or from its ISO text."""

    def read(value: object) -> Value:
        if isinstance(value, str):
            return temporal.READERS[wanted](value[:100])
        return value if isinstance(value, _EXACT) and kind(value) == wanted else None

    return read


def _number(value: object) -> Value:
    match value:
        case bool():
            return None
        case str():
            return read_number(value)
        case int():
            # Before Decimal(), which would be slow for a number of a million digits.
            return bounded(Decimal(value)) if value.bit_length() < 3_400 else None
        case Decimal():
            return bounded(value)
        case float():
            return bounded(Decimal(repr(value)))
    return None


def _text(value: object) -> Value:
    return value if isinstance(value, str) and len(value) <= MAX_TEXT else None


def _boolean(value: object) -> Value:
    return value if isinstance(value, bool) else None


def _any(value: object, nested: int = MAX_NESTED) -> Value:
    """A value whose type nobody declared: as JSON says it, with exact numbers."""
    if isinstance(value, Mapping) and len(value) <= MAX_ITEMS and nested:
        return {str(name)[:200]: _inner(part, nested) for name, part in value.items()}
    if isinstance(value, list | tuple) and len(value) <= MAX_ITEMS and nested:
        return [_inner(part, nested) for part in value]
    if isinstance(value, _EXACT):
        return value
    readers = (_boolean, _text, lambda each: None if isinstance(each, str) else _number(each))
    return next((found for read in readers if (found := read(value)) is not None), None)


def _inner(value: object, nested: int) -> Value:
    found = _any(value, nested - 1)
    if found is None and value is not None:
        raise Misfit("دارای مقداری است که شناخته نیست")
    return found


def _context(value: object) -> Value:
    return _any(value) if isinstance(value, Mapping) else None


_READERS: dict[str, Callable[[object], Value]] = {
    "any": _any,
    "string": _text,
    "number": _number,
    "boolean": _boolean,
    "context": _context,
    "list": lambda value: _any(value) if isinstance(value, list | tuple) else None,
    **{wanted: _exact(wanted) for wanted in temporal.READERS},
}

ANY = Type("Any", "any")
_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "Any": "any",
}
BASIC: Mapping[str, Type] = {
    name: Type(name, _ALIASES.get(name, name)) for name in (*_ALIASES, *_READERS) if name != "any"
}


def jsonable(value: object) -> object:
    """A decision's value as `json.dumps` takes it.

    A whole number becomes an int and any other the float nearest to it (exactly it, up to 15
    digits: `0.1` is printed as 0.1); dates, times and durations become their ISO texts.
    """
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date() | time() | timedelta() | Months():
            return temporal.iso(value)
        case Range():
            ends = "(" if value.low_open else "[", ")" if value.high_open else "]"
            return f"{ends[0]}{jsonable(value.low)}..{jsonable(value.high)}{ends[1]}"
        case list():
            return [jsonable(item) for item in value]
        case dict():
            return {name: jsonable(part) for name, part in value.items()}
    raise TypeError(type(value).__name__)
