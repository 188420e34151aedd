"""The letters of a PDF page and its drawn lines become lines of text in the order of reading.

A PDF knows no words, rows or direction; it knows where each letter is drawn. Drawn lines tell the
cells of tables; within a cell letters are read from the right, numbers and Latin words from the
left. Coordinates are points from the lower left corner of the page.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from .shapes import Sheet
from .symbols import shown

_TOUCH: Final = 3.0  # points between lines that are one, and by which a line may be too short
_TALLEST: Final = 0.7  # of the page; what is taller is its frame and no cell
_SPACE: Final = 0.18  # of the letters' height between two words
_GAP: Final = 2.2  # of the letters' height between two columns without lines
_LOST: Final = re.compile(r"\(cid:\d+\)")
_WORD: Final = r"[A-Za-z0-9۰-۹٠-٩]+(?:[./:@_,٫٬%?=&#+~-]+[A-Za-z0-9۰-۹٠-٩]+)*"
_LEFT_TO_RIGHT: Final = re.compile(rf"{_WORD}(?:(?<=[A-Za-z]) (?=[A-Za-z]){_WORD})*")

Cell = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Glyph:
    """What one drawn sign says, mostly one letter, and where it stands."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        return max(self.y1 - self.y0, 1.0)


@dataclass(frozen=True)
class _Rules:
    """The upright lines (x, from, to) and the level ones (y, from, to) of a page."""

    upright: tuple[tuple[float, float, float], ...]
    level: tuple[tuple[float, float, float], ...]

    def around(self, x: float, y: float) -> Cell | None:
        """The four lines next to a place, None when one of them lacks."""
        sides = _beside(self.upright, x, y)
        ends = _beside(self.level, y, x)
        if sides is None or ends is None:
            return None
        return sides[0], ends[0], sides[1], ends[1]


def write(sheet: Sheet, pages: Iterable[dict[str, Any]]) -> None:
    """Adds the lines of the pages, as `pdf_program.glyphs` gives them."""
    tables = 0
    for number, page in enumerate(pages, 1):
        tables += _write_page(sheet, page, number, tables)


def _write_page(sheet: Sheet, page: dict[str, Any], number: int, before: int) -> int:
    """Adds a page and returns how many tables it has."""
    held, free = _by_cell(page)
    tables = _tables(held)
    blocks: list[tuple[float, int, Any]] = [(max(c[3] for c in t), 0, t) for t in tables]
    blocks += [(line[0].middle[1], 1, line) for line in _lines(free)]
    found = 0
    for _, free_line, block in sorted(blocks, key=lambda block: -block[0]):
        if free_line:
            sheet.write(text_of(block), page=number)
        else:
            found += 1
            _write_table(sheet, {cell: held[cell] for cell in block}, number, before + found)
    return found


def _write_table(sheet: Sheet, cells: dict[Cell, list[Glyph]], page: int, table: int) -> None:
    rows = _ranks(-cell[3] for cell in cells)
    columns = _ranks(-cell[2] for cell in cells)
    order = sorted(cells, key=lambda cell: (rows[-cell[3]], columns[-cell[2]]))
    for cell in order:
        row, column = rows[-cell[3]], columns[-cell[2]]
        for line in _lines(cells[cell]):
            sheet.write(text_of(line), page=page, table=table, row=row, cell=column)


def text_of(line: Sequence[Glyph]) -> str:
    """The signs of one line, in any order, as a person reads them."""
    if not any(_is_rtl(glyph.text) for glyph in line):
        return _spaced(sorted(line, key=lambda glyph: glyph.middle[0]))
    # A ligature of Latin letters is turned with its run, so it is turned before.
    turned = [
        glyph if _is_rtl(glyph.text) else Glyph(glyph.text[::-1], *_box(glyph)) for glyph in line
    ]
    text = _spaced(sorted(turned, key=lambda glyph: -glyph.middle[0]))
    return _LEFT_TO_RIGHT.sub(lambda found: found[0][::-1], text)


def _spaced(line: Sequence[Glyph]) -> str:
    """With a space where there is one or room for one, and three where a column ends."""
    seen = [glyph for glyph in line if glyph.text.strip()]
    blanks = [glyph.middle[0] for glyph in line if not glyph.text.strip()]
    text = seen[0].text if seen else ""
    for one, other in pairwise(seen):
        text += _between(one, other, blanks) + other.text
    return text


def _between(one: Glyph, other: Glyph, blanks: Sequence[float]) -> str:
    left, right = sorted((one, other), key=lambda glyph: glyph.middle[0])
    room = (right.x0 - left.x1) / max(one.height, other.height)
    if room > _GAP:
        return "   "
    is_blank = any(left.middle[0] < x < right.middle[0] for x in blanks)
    return " " if room > _SPACE or is_blank else ""


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Signs of about one height of the page together, from the top."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.middle[1]):
        last = lines[-1][0] if lines else None
        near = last and last.middle[1] - glyph.middle[1] < min(last.height, glyph.height) / 2
        if near:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [line for line in lines if any(glyph.text.strip() for glyph in line)]


def _by_cell(page: dict[str, Any]) -> tuple[dict[Cell, list[Glyph]], list[Glyph]]:
    """The signs of each cell, and those outside of tables."""
    rules, tallest = _rules(page["rules"]), page["height"] * _TALLEST
    held: dict[Cell, list[Glyph]] = {}
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
        if word and not (glyph.text.strip() and _touch(word[-1], glyph)):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _touch(one: Glyph, other: Glyph) -> bool:
    room = max(one.x0, other.x0) - min(one.x1, other.x1)
    level = abs(one.middle[1] - other.middle[1])
    return room < one.height * _SPACE and level < one.height / 2


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


def _tables(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Cells that share a height of the page or touch are one table; from the top."""
    tables: list[list[Cell]] = []
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


def _is_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _box(glyph: Glyph) -> tuple[float, float, float, float]:
    return glyph.x0, glyph.y0, glyph.x1, glyph.y1
