"""Rows of plain text, their cells divided by tabs or bars, become lines with cells of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from .letters import squashed
from .sources import Line

_FIRST_TABLE: Final = 100_000  # above every table that a file has of its own
_BARS: Final = re.compile(r"\s*\|\s*")
_TABS: Final = re.compile(r"[ \u00a0]*\t[ \u00a0]*")
_RULER: Final = re.compile(r"[\s|:+=_-]+")


def divided(lines: Sequence[Line]) -> list[Line]:
    """The lines, each that is a row as one line for each cell that is not empty."""
    return [one for number, line in enumerate(lines) for one in _cells(line, number, lines)]


def _cells(line: Line, number: int, lines: Sequence[Line]) -> Iterator[Line]:
    separator = _separator(number, lines)
    if separator is None:
        yield line
        return
    if _RULER.fullmatch(line.text):
        return
    is_as_it_stood = squashed(line.text) == squashed(line.raw)
    table = _FIRST_TABLE + _first_of_block(number, lines)
    bare = line.text.strip().strip("|") if separator is _BARS else line.text.strip(" ")
    for cell, text in enumerate(separator.split(bare), 1):
        if text.strip():
            place = replace(line.place, table=table, row=number + 1, cell=cell)
            yield Line(text, place, text if is_as_it_stood else line.raw)


def _separator(number: int, lines: Sequence[Line]) -> re.Pattern[str] | None:
    """What divides the cells of a line; one bar does where the line above or below has bars too."""
    line = lines[number]
    if line.place.table:
        return None
    beside = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    if _bars(line) > 1 or (_bars(line) and any(map(_bars, beside))):
        return _BARS
    return _TABS if "\t" in line.text.strip() else None


def _bars(line: Line) -> int:
    return 0 if line.place.table else line.text.count("|")


def _first_of_block(number: int, lines: Sequence[Line]) -> int:
    """The first row of the rows that stand together; its number tells tables apart."""
    while number > 0 and _separator(number - 1, lines):
        number -= 1
    return number
