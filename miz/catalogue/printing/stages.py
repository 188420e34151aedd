"""The table of the four stages of a service: by which media, and why and where in person.

Two rows a stage, as Annex 1 has them: the electronic way with its media, and the other way with
its reasons and places.
"""

from collections.abc import Iterator

from miz.catalogue.forms.service import PISHKHAN
from miz.catalogue.forms.shapes import Field, Option, Ticks

from .answers import OTHER, Record, box, is_told, labelled, parts, plain
from .paper import Box, Cell, Line, Mark, Role, Row

NAME, WAY = 4, 4
HEADS = ("مراحل خدمت", "نوع ارائه", "رسانهٔ ارتباطی خدمت / ضرورت مراجعهٔ حضوری")
_IN_WORDS = "production"  # Annex 1 asks here for words, where other stages have boxes


def rows(field: Field, value: Record, width: int) -> Iterator[Row]:
    rest = width - NAME - WAY
    columns = zip(HEADS, (NAME, WAY, rest), strict=True)
    yield tuple(Cell(plain(head), units, Role.COLUMN) for head, units in columns)
    for stage in parts(field):
        yield from _stage(stage, value.get(stage.key) or {}, rest)


def _stage(stage: Field, value: Record, width: int) -> Iterator[Row]:
    fields = {field.key: field for field in parts(stage)}
    yield (
        Cell(plain(stage.label), NAME, Role.LABEL, rows=2),
        _way(fields["electronic"], value),
        Cell(tuple(_media(fields, value)), width),
    )
    in_words = stage.key == _IN_WORDS
    why = tuple(_reasons(fields, value, in_words=in_words))
    if in_words and not is_told(fields["places"], value.get("places")):
        yield _way(fields["non_electronic"], value), Cell(why, width)
        return
    where = tuple(_places(fields["places"], value))
    half = width // 2
    yield (
        _way(fields["non_electronic"], value),
        Cell(why, width - half),
        Cell(where, half),
    )


def _way(field: Field, value: Record) -> Cell:
    line: Line = (Box(Mark.of(value.get(field.key)), field.label),)
    return Cell((line,), WAY)


def _media(fields: dict[str, Field], value: Record) -> Iterator[Line]:
    """Boxes in one line; those that ask for a number or for words stand in lines of their own."""
    media, told = _options(fields["media"]), value.get("media") or {}
    apart = (PISHKHAN.key, OTHER)
    yield tuple(Box(Mark.of(told.get(o.key)), o.label) for o in media if o.key not in apart)
    contract = fields["contract_no"]
    if PISHKHAN in media:
        yield box(PISHKHAN, told.get(PISHKHAN.key))
    if PISHKHAN in media or value.get(contract.key):
        yield labelled(contract.label, value.get(contract.key))
    for option in media:
        if option.key == OTHER:
            yield box(option, told.get(OTHER), value.get("other_text"))


def _reasons(fields: dict[str, Field], value: Record, *, in_words: bool) -> Iterator[Line]:
    reasons, text = fields["reasons"], value.get("reason_text")
    told = value.get(reasons.key) or {}
    yield labelled(reasons.label, None)
    if in_words:
        yield from plain(text or "")
        if not is_told(reasons, told):
            return
    for option in _options(reasons):
        words = text if option.key == OTHER and not in_words else None
        yield box(option, told.get(option.key), words)


def _places(field: Field, value: Record) -> Iterator[Line]:
    yield labelled(field.label, None)
    for option in _options(field):
        yield box(option, (value.get(field.key) or {}).get(option.key))


def _options(field: Field) -> tuple[Option, ...]:
    return field.shape.options if isinstance(field.shape, Ticks) else ()
