"""The letters of a PDF page and its drawn lines become lines of text in the order of reading.

A PDF knows no words, rows or direction; it knows where each letter is drawn. Drawn lines tell the
cells of tables, `pdf_lines` reads what stands in them. Coordinates are points from the lower left
corner of the page.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .pdf_lines import Box, Glyph, lines, paragraphs, text_of, touch
from .pdf_margins import Edges, running
from .shapes import Sheet
from .symbols import shown

_TOUCH: Final = 3.0  # points between lines that are one, and by which a line may be too short
_TALLEST: Final = 0.7  # of the page; what is taller is its frame and no cell
_LOST: Final = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True)
class _Rules:
    """The upright lines (x, from, to) and the level ones (y, from, to) of a page."""

    upright: tuple[tuple[float, float, float], ...]
    level: tuple[tuple[float, float, float], ...]

    def around(self, x: float, y: float) -> Box | None:
        """The four lines next to a place, None when one of them lacks."""
        sides = _beside(self.upright, x, y)
        ends = _beside(self.level, y, x)
        if sides is None or ends is None:
            return None
        return sides[0], ends[0], sides[1], ends[1]


@dataclass(frozen=True)
class _Page:
    """The cells of each table with their signs, and the lines outside of tables, from the top."""

    number: int
    held: dict[Box, list[Glyph]]
    tables: list[list[Box]]
    free: list[tuple[float, str]]  # with their heights

    @classmethod
    def of(cls, number: int, page: dict[str, Any]) -> "_Page":
        held, free = _by_cell(page)
        told = [(line[0].middle[1], text_of(line)) for line in lines(free)]
        return cls(number, held, _tables(held), told)

    def edges(self) -> Edges:
        top = max((cell[3] for cell in self.held), default=0.0)
        bottom = min((cell[1] for cell in self.held), default=float("inf"))
        above = [line for line in self.free if line[0] > top]
        return above, [line for line in self.free if line[0] < bottom]


def write(sheet: Sheet, pages: Iterable[dict[str, Any]]) -> None:
    """Adds the lines of the pages, as `pdf_program.glyphs` gives them, without what is repeated on
    their margins.

    Columns are counted over all pages, so a table that goes on over the edge keeps its own.
    """
    read = [_Page.of(number, page) for number, page in enumerate(pages, 1)]
    columns = _ranks(-cell[2] for page in read for cell in page.held)
    tables = 0
    for page, heights in zip(read, running([page.edges() for page in read]), strict=True):
        _write_page(sheet, page, columns, tables, heights)
        tables += len(page.tables)


def _write_page(
    sheet: Sheet, page: _Page, columns: dict[float, int], before: int, margins: set[float]
) -> None:
    blocks: list[tuple[float, Any]] = [(max(c[3] for c in table), table) for table in page.tables]
    blocks += [line for line in page.free if line[0] not in margins]
    for _, block in sorted(blocks, key=lambda block: -block[0]):
        if isinstance(block, str):
            sheet.write(block, page=page.number)
        else:
            before += 1
            _write_table(sheet, page, block, columns, before)


def _write_table(
    sheet: Sheet, page: _Page, cells: Sequence[Box], columns: dict[float, int], table: int
) -> None:
    rows = _ranks(-cell[3] for cell in cells)
    for cell in sorted(cells, key=lambda cell: (rows[-cell[3]], columns[-cell[2]])):
        row, column = rows[-cell[3]], columns[-cell[2]]
        for text in paragraphs(page.held[cell], cell):
            sheet.write(text, page=page.number, table=table, row=row, cell=column)


def _by_cell(page: dict[str, Any]) -> tuple[dict[Box, list[Glyph]], list[Glyph]]:
    rules, tallest = _rules(page["rules"]), page["height"] * _TALLEST
    held: dict[Box, list[Glyph]] = {}
    free: list[Glyph] = []
    for word in _words(_glyphs(page["glyphs"])):
        x, y = (sum(values) / len(word) for values in zip(*(g.middle for g in word), strict=True))
        cell = rules.around(x, y)
        if cell is None or cell[3] - cell[1] > tallest:
            free += word
        else:
            held.setdefault(cell, []).extend(word)
    return held, free


def _words(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Neighbours in the file that are neighbours on the page: looked up in the tables together."""
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and not (glyph.text.strip() and touch(word[-1], glyph)):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _glyphs(found: Iterable[Sequence[Any]]) -> Iterator[Glyph]:
    for text, x0, y0, x1, y1, font in found:
        plain = shown(_LOST.sub("", text), font)
        if plain and unicodedata.category(plain[0]) not in ("Cc", "Cs"):
            blank = plain == "\u00a0"
            letters = " " if blank else unicodedata.normalize("NFKC", plain)
            yield Glyph(letters, x0, y0, x1, y1)


def _rules(found: Iterable[Sequence[float]]) -> _Rules:
    boxes = [tuple(box) for box in found]
    upright = {((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in boxes if x1 - x0 <= y1 - y0}
    level = {((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in boxes if x1 - x0 >= y1 - y0}
    return _Rules(_evened(upright), _evened(level))


def _evened(
    rules: Iterable[tuple[float, float, float]],
) -> tuple[tuple[float, float, float], ...]:
    """Lines that nearly touch get one place, so that neighbours have the same border."""
    evened: list[tuple[float, float, float]] = []
    for place, start, end in sorted(rules):
        near = evened and place - evened[-1][0] < _TOUCH
        evened.append((evened[-1][0] if near else place, start, end))
    return tuple(evened)


def _beside(
    rules: Sequence[tuple[float, float, float]], across: float, along: float
) -> tuple[float, float] | None:
    """The places of the next rules below and above `across` that reach past `along`."""
    reaching = [p for p, start, end in rules if start - _TOUCH <= along <= end + _TOUCH]
    below = [place for place in reaching if place <= across]
    above = [place for place in reaching if place > across]
    return (max(below), min(above)) if below and above else None


def _tables(cells: Iterable[Box]) -> list[list[Box]]:
    """Cells that share a height of the page or touch are one table; from the top."""
    tables: list[list[Box]] = []
    bottom = 0.0
    for cell in sorted(cells, key=lambda cell: -cell[3]):
        if tables and cell[3] >= bottom - _TOUCH:
            tables[-1].append(cell)
            bottom = min(bottom, cell[1])
        else:
            tables.append([cell])
            bottom = cell[1]
    return tables


def _ranks(values: Iterable[float]) -> dict[float, int]:
    """Each value's number from 1, the smallest first; nearly equal ones share it."""
    ranks: dict[float, int] = {}
    rank, last = 0, float("-inf")
    for value in sorted(set(values)):
        rank += value - last > _TOUCH
        ranks[value], last = rank, value
    return ranks
