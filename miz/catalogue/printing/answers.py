"""What stands in the cell of one field, by its shape.

Nothing is left out and nothing said twice: under the words of the form («سه روز کاری») stands what
was understood of them («مقدار: ۴») only where our own reader of such words would understand
something else. A list is numbered; what is not known is an empty cell, or a box that is neither
ticked nor empty.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from miz.catalogue.forms.shapes import (
    Choice,
    Field,
    Group,
    Number,
    Option,
    Raw,
    Rows,
    Text,
    Texts,
    Tick,
    Ticks,
    leaves,
)
from miz.catalogue.importing import quantities
from miz.lib import digits

from .paper import Box, Line, Mark, Words

RAW = "raw"  # the words of the form, in a group with what was understood of them
OTHER = "other"
UNTOLD = "نامعلوم"

Record = Mapping[str, Any]


def is_told(field: Field, value: Any) -> bool:
    return any(leaf.value is not None for leaf in leaves(field, value))


def parts(field: Field) -> tuple[Field, ...]:
    """The fields of a group or the columns of a table; none of a single value."""
    return field.shape.fields if isinstance(field.shape, Group | Rows) else ()


def answer(field: Field, value: Any) -> tuple[Line, ...]:
    """The lines of a field's value; none when nothing is known and no box is to be drawn."""
    match field.shape, value:
        case Choice(options), _:
            return (boxes(options, {value: True} if value else None),)
        case Ticks(options), _:
            return ticks(options, value or {})
        case Tick(), _:
            return ((Box(Mark.of(value), ""),),)
        case _, None:
            return ()
        case Texts(), list():
            return tuple(_numbered(value))
        case Group(fields), dict():
            return tuple(understood(field.key, [f for f in fields if f.key != RAW], value))
        case Raw(), dict():
            return plain(value.get("text") or "")
        case _:
            return plain(_written(field, value))


def plain(text: str) -> tuple[Line, ...]:
    return tuple((Words(line),) for line in text.splitlines() if line.strip())


def labelled(label: str, text: str | None) -> Line:
    """«label: text», or the label alone that waits for its text."""
    return (Words(f"{label}:", strong=True), *([Words(text)] if text else []))


def boxes(options: tuple[Option, ...], ticked: Record | None) -> Line:
    """A box for each option in one line; of options that `ticked` does not name, all are empty.

    None: it is not known which.
    """
    return tuple(
        Box(Mark.of(None if ticked is None else bool(ticked.get(option.key))), option.label)
        for option in options
    )


def box(option: Option, tick: bool | None, text: str | None = None) -> Line:
    """One option in a line of its own, with what «سایر» was said to be."""
    if text:
        return Box(Mark.of(tick), f"{option.label}:"), Words(text)
    return (Box(Mark.of(tick), option.label),)


def ticks(options: tuple[Option, ...], value: Record) -> tuple[Line, ...]:
    """Three-state boxes in one line; «سایر» in one of its own when it says what it is."""
    text = value.get("other_text")
    inline = [option for option in options if not (text and option.key == OTHER)]
    line = tuple(Box(Mark.of(value.get(option.key)), option.label) for option in inline)
    rest = [box(option, value.get(OTHER), text) for option in options if option not in inline]
    return (line, *rest)


def understood(key: str, fields: Sequence[Field], value: Record) -> Iterator[Line]:
    """The words of the form, then what somebody understood otherwise than our own reader does."""
    words = value.get(RAW)
    heard = hear(key, words)
    yield from plain(words or "")
    for field in fields:
        known = value.get(field.key)
        if known != heard.get(field.key):
            yield labelled(field.label, UNTOLD if known is None else _written(field, known))


def _numbered(texts: list[str]) -> Iterator[Line]:
    for number, text in enumerate(texts, 1):
        first, *more = plain(text) or ((),)
        yield (Words(digits.to_persian(f"{number}-"), strong=True), *first)
        yield from more


def _written(field: Field, value: Any) -> str:
    """A single value as people read it; codes and numbers with Persian digits."""
    match field.shape, value:
        case Number(), int():
            return digits.to_persian(f"{value:,}".replace(",", "٬"))
        case Choice(options), _:
            return next(option.label for option in options if option.key == value)
        case Text(pattern=pattern), str() if pattern and re.fullmatch(pattern, value):
            return digits.to_persian(value)
        case _:
            return str(value)


def hear(key: str, words: str | None) -> Record:
    """What our own reader understands of the words of the field `key`."""
    return _HEARD[key](words) if words else {}


def _visits(words: str) -> Record:
    visits = quantities.visits(words)
    return {"min": visits.least, "max": visits.most}


_HEARD: dict[str, Callable[[str], Record]] = {
    "recipients_count": lambda words: {"value": quantities.count(words)},
    "average_duration": lambda words: vars(quantities.duration(words)),
    "in_person_visits": _visits,
    "fees": lambda words: {"amount_rial": quantities.money(words).rial},
}
