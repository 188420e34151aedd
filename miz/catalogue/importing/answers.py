"""Answers that are no boxes become boxes before a form is read: columns of yes and no, crosses.

A table may ask each option in a row of its own and take the answer in one of two columns. Where
ticks say yes and crosses no, a cross is an empty box; elsewhere it is a tick like others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from . import ticks
from .letters import squashed
from .sources import Line

_YES: Final = frozenset(map(squashed, ("بله", "بلی", "آری", "دارد", "yes")))
_NO: Final = frozenset(map(squashed, ("خیر", "نه", "ندارد", "no")))
_TICKS: Final = re.compile("[☑✓✔✅√]")
_CROSSES: Final = re.compile("[☒✗✘✕✖×❌❎]")
_EMPTY: Final = re.compile("[☐□◻○]")


def as_boxes(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a box before each option that was answered otherwise."""
    return _answered(_without_crosses(lines))


def _table(line: Line) -> int | None:
    return line.place.table


def _row(line: Line) -> int | None:
    return line.place.row


def _without_crosses(lines: Sequence[Line]) -> Sequence[Line]:
    whole = "\n".join(line.text for line in lines)
    if not (_TICKS.search(whole) and _CROSSES.search(whole)) or _EMPTY.search(whole):
        return lines
    return [replace(line, text=_CROSSES.sub("☐", line.text)) for line in lines]


def _answered(lines: Sequence[Line]) -> list[Line]:
    tables = (_below_options(list(table)) for _, table in groupby(lines, _table))
    return [line for table in tables for line in _answered_table(list(table))]


def _answered_table(lines: Sequence[Line]) -> Iterator[Line]:
    columns: dict[int | None, bool] = {}
    for _, cells in groupby(lines, _row):
        row = list(cells)
        if told := _columns(row):
            columns, row = told, [line for line in row if line.place.cell not in told]
        yield from _asked(row, columns)


def _below_options(lines: Sequence[Line]) -> Iterator[Line]:
    """A row of options over a row of nothing but marks becomes options with boxes."""
    rows = [list(cells) for _, cells in groupby(lines, _row)]
    above: list[Line] = []
    for row in rows:
        ticked = {line.place.cell for line in row if _is_mark(line)}
        if _is_under(row, above):
            above = [_boxed(line, is_on=line.place.cell in ticked) for line in above]
        else:
            yield from above
            above = row
    yield from above


def _is_under(row: Sequence[Line], above: Sequence[Line]) -> bool:
    """Whether a row of a table holds only marks, each below a cell with words."""
    cells = {line.place.cell for line in above if squashed(ticks.unmarked(line.text))}
    is_table = bool(row[0].place.table) and len(cells) > 1
    return is_table and all(_is_mark(line) and line.place.cell in cells for line in row)


def _boxed(line: Line, *, is_on: bool) -> Line:
    return replace(line, text=f"{'☑' if is_on else '☐'} {line.text}")


def _columns(row: Sequence[Line]) -> dict[int | None, bool]:
    """The columns of yes and no by the cells of a head row; empty when it is none."""
    told = {line.place.cell: squashed(line.text) for line in row if line.place.table}
    yes = {cell: True for cell, words in told.items() if words in _YES}
    no = {cell: False for cell, words in told.items() if words in _NO}
    return yes | no if yes and no else {}


def _asked(row: Sequence[Line], columns: Mapping[int | None, bool]) -> Iterator[Line]:
    """The row with its answer as a box before its last other cell; as it is without one."""
    answers = {columns[line.place.cell] for line in row if _is_answer(line, columns)}
    if len(answers) != 1:
        yield from row
        return
    is_on = answers.pop()
    rest = [line for line in row if line.place.cell not in columns]
    asked = next((line for line in rest if line.place.cell == rest[-1].place.cell), None)
    yield from (_boxed(line, is_on=is_on) if line is asked else line for line in rest)


def _is_answer(line: Line, columns: Mapping[int | None, bool]) -> bool:
    """Whether a cell of a column of yes or no holds a tick, or a cross."""
    return line.place.cell in columns and _is_mark(line)


def _is_mark(line: Line) -> bool:
    """Whether a line is nothing but a tick, or a cross."""
    found = ticks.marks(line.text, [])
    return not squashed(ticks.unmarked(line.text)) and any(mark.told for mark in found)
