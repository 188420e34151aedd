"""From a record to the paper of its form.

The service form is laid out as Annex 1 has it, a ruled table with the titles of its ten sections in
the first column; what agencies' portals publish beside it follows on a page of its own when it is
told. The process form is laid out as documents of its kind are: sections one below the other.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from miz.catalogue.forms.process import FORM as PROCESS
from miz.catalogue.forms.service import FORM as SERVICE
from miz.catalogue.forms.shapes import Field, Form, Group, Number, Rows, Section, Text, Tick, Ticks
from miz.catalogue.models import ServiceVersion
from miz.lib import digits, jalali

from . import stages
from .answers import RAW, Record, answer, is_told, labelled, parts, plain, understood
from .paper import UNITS, Box, Cell, Line, Mark, Paper, Role, Row, Table

SECTION, LABEL = 3, 5
_LONG_WORD = 9  # letters that two units do not hold
# Not in Annex 1: drawn only where the form tells them.
BEYOND = {"subservice_title", "subservice_code", "projects"}
# Annex 1 has them in the cell of the field before.
WITHIN = {"recipients_count": "recipients_period"}
# Keys of the process form that are Miz's own, not the paper's.
UNPRINTED = {"measure"}
DRAFT = "پیش‌نویس، منتشر نشده"


def service(identity: Record, version: ServiceVersion | None) -> Paper:
    """`version` None is a draft, and the paper says so."""
    numbered = [section for section in SERVICE.sections if section.number]
    author, portal = (section for section in SERVICE.sections if not section.number)
    sheet = [_beside(section, identity, _rows(section, identity)) for section in numbered]
    pages = [(*sheet, _in_one_row(author, identity))]
    if told := [field for field in portal.fields if is_told(field, identity.get(field.key))]:
        kept = Section(portal.number, portal.title, tuple(told))
        pages.append((_beside(kept, identity, _rows(kept, identity)),))
    return _paper(
        SERVICE,
        annex="ضمیمهٔ ۱",
        agency=identity.get("agency_name"),
        code=identity.get("service_code"),
        version=version,
        pages=pages,
    )


def process(record: Record, version: ServiceVersion | None) -> Paper:
    """The organisation is the version's own, for the process form does not name it."""
    sheet = tuple(_below(section, record) for section in PROCESS.sections)
    return _paper(
        PROCESS,
        annex="",
        agency=version.identity.get("agency_name") if version else None,
        code=record.get("process_code"),
        version=version,
        pages=[sheet],
    )


def _paper(
    form: Form,
    *,
    annex: str,
    agency: str | None,
    code: str | None,
    version: ServiceVersion | None,
    pages: list[tuple[Table, ...]],
) -> Paper:
    return Paper(
        title=form.title,
        annex=annex,
        agency=agency or "",
        code=digits.to_persian(code or ""),
        stamp=_stamp(version) if version else (DRAFT,),
        pages=tuple(pages),
    )


def _stamp(version: ServiceVersion) -> tuple[str, ...]:
    return (
        f"نسخهٔ {digits.to_persian(version.number)}",
        f"انتشار {jalali.format_date(version.published_at)}",
        f"SHA-256 {version.digest}",
    )


def _beside(section: Section, record: Record, rows: list[Row]) -> Table:
    """The section's title in the first column, beside all its rows."""
    number = digits.to_persian(f"{section.number}- ") if section.number else ""
    title = Cell(plain(number + section.title), SECTION, Role.SECTION, rows=len(rows))
    return Table(section.title, ((title, *rows[0]), *rows[1:]))


def _below(section: Section, record: Record) -> Table:
    """The section's title over its rows."""
    title = Cell(plain(section.title), UNITS, Role.SECTION)
    rows = (row for field in section.fields for row in _field(section, field, record, UNITS))
    return Table(section.title, ((title,), *rows))


def _in_one_row(section: Section, record: Record) -> Table:
    """Who completed the form: «label: value» in cells side by side."""
    field = section.fields[0]
    value, columns = record.get(field.key) or {}, parts(field)
    cells = (
        Cell((labelled(column.label, value.get(column.key)),), units)
        for column, units in zip(columns, shares([1] * len(columns), UNITS), strict=True)
    )
    return Table(section.title, (tuple(cells),))


def _rows(section: Section, record: Record) -> list[Row]:
    shown = [
        field
        for field in section.fields
        if field.key not in WITHIN.values()
        and (field.key not in BEYOND or is_told(field, record.get(field.key)))
    ]
    kept = Section(section.number, section.title, tuple(shown))
    return [row for field in shown for row in _field(kept, field, record, UNITS - SECTION)]


def _field(section: Section, field: Field, record: Record, width: int) -> Iterator[Row]:
    """The rows of one field; a field alone in a numbered section needs no other label."""
    value = record.get(field.key)
    alone = bool(section.number) and len(section.fields) == 1
    label = () if alone else (Cell(plain(field.label), LABEL, Role.LABEL),)
    rest = width if alone else width - LABEL
    match field.shape:
        case Rows():
            yield from _table(field, value or [], label, rest)
        case Group() if field.key == "stages":
            yield from stages.rows(field, value or {}, width)
        case Group(fields) if fields[0].key != RAW:
            yield from _group(fields, value or {}, width)
        case _:
            yield (*label, Cell(_lines(section, field, record), rest))


def _lines(section: Section, field: Field, record: Record) -> tuple[Line, ...]:
    value = record.get(field.key)
    if field.key == "frequency":
        return tuple(_frequency(field, value or {}))
    lines = answer(field, value)
    if other := SERVICE.fields.get(WITHIN.get(field.key, "")):
        choice = answer(other, record.get(other.key))[0]
        lines = (*lines, (*labelled(other.label, None), *choice))
    return lines


def _frequency(field: Field, value: Record) -> Iterator[Line]:
    """«یکبار برای همیشه» and «۳ بار در: ماه فصل سال» under the words of the form.

    Where the words are «۳ بار در» themselves, that line stands first and says them for both.
    """
    _, once, times, period = parts(field)
    number, words = value.get(times.key), value.get(RAW) or ""
    often = f"{'……' if number is None else digits.to_persian(number)} {times.label} {period.label}"
    is_said = digits.to_persian(words) == often
    lines = [
        (Box(Mark.of(value.get(once.key)), once.label),),
        (*labelled(words if is_said else often, None), *answer(period, value.get(period.key))[0]),
    ]
    yield from reversed(lines) if is_said else (*plain(words), *lines)


def _group(fields: tuple[Field, ...], value: Record, width: int) -> Iterator[Row]:
    for field in fields:
        yield (
            Cell(plain(field.label), LABEL, Role.LABEL),
            Cell(answer(field, value.get(field.key)), width - LABEL),
        )


def _table(field: Field, rows: list[Record], label: tuple[Cell, ...], width: int) -> Iterator[Row]:
    """A row of headings, then a row each; an empty row where the form names none."""
    columns = [c for c in parts(field) if c.key != RAW and c.key not in UNPRINTED]
    units = _units(columns, width)
    heads = tuple(
        Cell(plain(column.label), size, Role.COLUMN)
        for column, size in zip(columns, units, strict=True)
    )
    yield (*(replace(cell, rows=1 + max(len(rows), 1)) for cell in label), *heads)
    for row in rows:
        cells = zip(
            (_in_column(field, column, row) for column in columns), columns, units, strict=True
        )
        yield tuple(Cell(lines, size, head=column.label) for lines, column, size in cells)
    if not rows:
        yield tuple(Cell((), size) for size in units)


def _in_column(field: Field, column: Field, row: Record) -> tuple[Line, ...]:
    """The words of a row stand in the column of the number that was understood of them."""
    if isinstance(column.shape, Number) and RAW in row:
        return tuple(understood(field.key, [column], row))
    return answer(column, row.get(column.key))


def _units(columns: list[Field], width: int) -> list[int]:
    """Boxes take what they need, texts share the rest: a long one takes half as much again."""
    fixed = [_needed(column) for column in columns]
    weights = [
        0 if units else 3 if column.shape == Text(long=True) else 2
        for column, units in zip(columns, fixed, strict=True)
    ]
    rest = shares(weights, width - sum(fixed))
    return [units or share for units, share in zip(fixed, rest, strict=True)]


def _needed(column: Field) -> int:
    match column.shape:
        case Tick():
            return 3 if max(map(len, column.label.split())) >= _LONG_WORD else 2
        case Ticks():
            return 4
        case _:
            return 0


def shares(weights: list[int], whole: int) -> list[int]:
    """`whole` units shared out by weight; they sum up to `whole`."""
    ends = [round(whole * sum(weights[:n]) / sum(weights)) for n in range(len(weights) + 1)]
    return [end - start for start, end in pairwise(ends)]
