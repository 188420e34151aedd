"""A printed form read again, cell by cell: the way of `layout` backwards, without any guess.

It reads what keeps the cells of the paper, our own DOCX and HTML, also after somebody ticked boxes
and wrote into cells. What is not laid out so is no paper of ours and is left to the reader of
forms in general (`miz.catalogue.importing`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from miz.catalogue.forms.process import FORM as PROCESS
from miz.catalogue.forms.service import FORM as SERVICE
from miz.catalogue.forms.shapes import Field, Group, Number, Rows, Section
from miz.catalogue.importing.readings import STAGES, Found, Reading
from miz.catalogue.importing.sources import Line, Source
from miz.lib import persian

from . import cells
from .answers import RAW, parts
from .layout import BEYOND, UNPRINTED, WITHIN

_NUMBER = re.compile(r"^\s*[0-9۰-۹]+-\s*")
Part = tuple[Field, ...]  # a field, or a group and one field of it


def read(source: Source) -> Found | None:
    """The form that was printed; None when this is no print of ours."""
    tables = [_Table(lines) for lines in _by_table(source).values()]
    return _service(tables) or _process(tables)


def _by_table(source: Source) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in source.lines:
        if line.place.table and line.place.row and line.place.cell:
            found[line.place.table].append(line)
    return found


@dataclass
class _Table:
    """The cells of one table by row and column, both from 1; what is empty is not there."""

    lines: list[Line]
    at: dict[tuple[int, int], list[Line]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for line in self.lines:
            self.at[line.place.row or 0, line.place.cell or 0].append(line)

    @property
    def rows(self) -> range:
        return range(1, max(row for row, _ in self.at) + 1)

    def cell(self, row: int, column: int) -> list[str]:
        """The lines as they stand in the file: nothing was damaged that would need repair."""
        return [persian.for_storage(line.raw) for line in self.at.get((row, column), ())]

    def title(self, row: int, column: int) -> str:
        return persian.for_matching(" ".join(self.cell(row, column)))

    def columns(self, row: int) -> list[int]:
        return sorted(column for at, column in self.at if at == row)

    def after(self, column: int, rows: Iterable[int]) -> int:
        """Where the next cell that is not empty begins in any of these rows. Counting is in vain:
        who saved the file again may have counted the columns of the grid anew."""
        found = (at for row in rows for at in self.columns(row) if at > column)
        return min(found, default=column + 1)

    def reading(self, value: Any, rows: range) -> Reading:
        """A sure one, with all words of these rows."""
        lines = [line for line in self.lines if line.place.row in rows]
        place = lines[0].place if lines else None
        return Reading(value, "\n".join(line.raw for line in lines), place)


def _service(tables: list[_Table]) -> Found | None:
    found = Found("service", _empty(SERVICE.fields))
    numbered = [section for section in SERVICE.sections if section.number]
    titled = {persian.for_matching(_NUMBER.sub("", " ".join(t.cell(1, 1)))): t for t in tables}
    for section in SERVICE.sections:
        table = titled.get(persian.for_matching(section.title))
        if table is None and section in numbered:
            return None
        if table:
            _section(section, table, 1, table.after(1, table.rows), found)
    _author(tables, found)
    return found


def _process(tables: list[_Table]) -> Found | None:
    found = Found("process", _empty(PROCESS.fields))
    titled = {table.title(1, 1): table for table in tables}
    for section in PROCESS.sections:
        table = titled.get(persian.for_matching(section.title))
        if table is None:
            return None
        _section(section, table, 2, 1, found)
    return found


def _empty(fields: dict[str, Field]) -> dict[str, Any]:
    empty: dict[str, Any] = {key: Reading(field.shape.empty()) for key, field in fields.items()}
    if stages := fields.get(STAGES):
        empty[STAGES] = {stage.key: Reading(stage.shape.empty()) for stage in parts(stages)}
    return empty


def _author(tables: list[_Table], found: Found) -> None:
    """Who completed the form stands beside labels in the cells of one row."""
    field = SERVICE.fields["completed_by"]
    for table in tables:
        lines = [line for column in table.columns(1) for line in table.cell(1, column)]
        value = {part.key: cells.behind(part.label, lines) for part in parts(field)}
        if table.title(1, 1).startswith(persian.for_matching(parts(field)[0].label)):
            found.fields[field.key] = table.reading(value, range(1, 2))


def _section(section: Section, table: _Table, row: int, column: int, found: Found) -> None:
    """All fields of a section from `row` on; labels, or the only answer, begin at `column`."""
    shown = [field for field in section.fields if field.key not in BEYOND]
    labelled = list(_starts(section, table, row, column))
    starts = labelled or [(row, (shown[0],))]
    ends = [start for start, _ in starts[1:]] + [table.rows.stop]
    for (start, path), end in zip(starts, ends, strict=True):
        answers = table.after(column, [start]) if labelled else column
        if path[0].key == STAGES:
            _stages(path[0], table, range(start, end), column, found)
        else:
            _field(path, table, range(start, end), answers, found)


def _starts(section: Section, table: _Table, row: int, column: int) -> Iterator[tuple[int, Part]]:
    """The rows at which labels of the section stand, with what they are labels of."""
    labels: dict[str, Part] = {}
    for one in section.fields:
        labels[persian.for_matching(one.label)] = (one,)
        if isinstance(one.shape, Group) and parts(one)[0].key != RAW and one.key != STAGES:
            labels |= {persian.for_matching(part.label): (one, part) for part in parts(one)}
    for at in range(row, table.rows.stop):
        if path := labels.get(table.title(at, column)):
            yield at, path


def _field(path: Part, table: _Table, rows: range, column: int, found: Found) -> None:
    field = path[0]
    lines = table.cell(rows.start, column)
    if len(path) == 2:
        reading = found.fields[field.key]
        reading.value = {**reading.value, path[1].key: cells.answer(path[1], lines)}
    elif isinstance(field.shape, Rows):
        value = list(_rows(field, table, rows, column))
        found.fields[field.key] = table.reading(value, rows)
    else:
        _plain(field, lines, table, rows, found)


def _plain(field: Field, lines: list[str], table: _Table, rows: range, found: Found) -> None:
    if within := SERVICE.fields.get(WITHIN.get(field.key, "")):
        behind = cells.behind(within.label, lines)
        value = cells.answer(within, [behind] if behind else [])
        found.fields[within.key] = table.reading(value, rows)
        lines = [line for line in lines if cells.behind(within.label, [line]) is None]
    found.fields[field.key] = table.reading(cells.answer(field, lines), rows)


def _rows(field: Field, table: _Table, rows: range, column: int) -> Iterator[dict[str, Any]]:
    """Under a row of headings, a row each; the empty one of an empty table is none."""
    columns = [part for part in parts(field) if part.key != RAW and part.key not in UNPRINTED]
    places = [place for place in table.columns(rows.start) if place >= column]
    for row in rows[1:]:
        if not any(table.cell(row, place) for place in places):
            continue
        value = {part.key: part.shape.empty() for part in parts(field) if part.key not in UNPRINTED}
        for part, place in zip(columns, places, strict=False):
            value |= _in_column(field, part, table.cell(row, place))
        yield value


def _in_column(field: Field, part: Field, lines: list[str]) -> dict[str, Any]:
    if isinstance(part.shape, Number) and RAW in {one.key for one in parts(field)}:
        return cells.understood(field.key, [part], lines)
    return {part.key: cells.answer(part, lines)}


def _stages(field: Field, table: _Table, rows: range, column: int, found: Found) -> None:
    """A row of headings, then two rows a stage: the electronic way and the other one."""
    names = {persian.for_matching(stage.label): stage for stage in parts(field)}
    way = table.after(column, rows)
    answers = table.after(way, rows)
    for row in rows:
        if stage := names.get(table.title(row, column)):
            ways = [table.cell(row + below, way) for below in (0, 1)]
            means = table.cell(row, answers)
            other = [at for at in table.columns(row + 1) if at >= answers]
            why, where = ([table.cell(row + 1, at) for at in other] + [[], []])[:2]
            value = cells.stage(stage, ways, means, why, where)
            found.fields[STAGES][stage.key] = table.reading(value, range(row, row + 2))
