"""The letters of a PDF become lines and paragraphs: what stands beside and below what.

Letters are read from the right, numbers and Latin words from the left. A line goes on with the one
above when its first word had no room there: so breaks that an edge made are told from those that
somebody wrote.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_SPACE: Final = 0.18  # of the letters' height between two words
_BLANK: Final = 0.35  # of the letters' height, the widest space before a word that had no room
_GAP: Final = 2.2  # of the letters' height between two columns without lines
_WORD: Final = r"[A-Za-z0-9۰-۹٠-٩]+(?:[./:@_,٫٬%?=&#+~-]+[A-Za-z0-9۰-۹٠-٩]+)*"
_LEFT_TO_RIGHT: Final = re.compile(rf"{_WORD}(?:(?<=[A-Za-z])[ ،؛,;]+(?=[A-Za-z]){_WORD})*")
_NEW: Final = re.compile(  # a box, a bullet, a number
    r"(?:[^\w\s«(\[\"'/]|\(?\d{1,2}\s?[-–.)ـ](?!\d))"
)

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


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

    @property
    def box(self) -> Box:
        return self.x0, self.y0, self.x1, self.y1


def lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Signs of about one height of the page together, from the top."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.middle[1]):
        last = found[-1][0] if found else None
        near = last and last.middle[1] - glyph.middle[1] < min(last.height, glyph.height) / 2
        if near:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [line for line in found if any(glyph.text.strip() for glyph in line)]


def paragraphs(glyphs: Sequence[Glyph], cell: Box) -> Iterator[str]:
    """The texts of a cell, from the top, each with the lines that its edge broke off."""
    found = lines(glyphs)
    if not found:
        return
    edge = min(min(_left(line) - cell[0], cell[2] - _right(line)) for line in found)
    room = cell[2] - cell[0] - 2 * max(edge, 0.0)
    text = text_of(found[0])
    for above, line in pairwise(found):
        told = text_of(line)
        left = room - _width(above)
        if _NEW.match(told) or left > _width(_first_word(line)) + line[0].height * _BLANK:
            yield text
            text = told
        else:
            text += ("" if _is_cut(above, line, left) else " ") + told
    yield text


def _is_cut(above: Sequence[Glyph], line: Sequence[Glyph], left: float) -> bool:
    """Whether a word that had a line for itself was still too long for it, as addresses are."""
    return " " not in text_of(above) and left < _width(_first_word(line)[:1])


def _first_word(line: Sequence[Glyph]) -> list[Glyph]:
    right_first = any(is_rtl(glyph.text) for glyph in line)
    seen = sorted(line, key=lambda glyph: glyph.middle[0], reverse=right_first)
    while seen and not seen[0].text.strip():
        seen.pop(0)
    word = seen[:1]
    for one, other in pairwise(seen):
        if not (other.text.strip() and touch(one, other)):
            break
        word.append(other)
    return word


def _width(line: Sequence[Glyph]) -> float:
    return _right(line) - _left(line)


def _left(line: Sequence[Glyph]) -> float:
    return min(glyph.x0 for glyph in line if glyph.text.strip())


def _right(line: Sequence[Glyph]) -> float:
    return max(glyph.x1 for glyph in line if glyph.text.strip())


def text_of(line: Sequence[Glyph]) -> str:
    """The signs of one line, in any order, as a person reads them."""
    if not any(is_rtl(glyph.text) for glyph in line):
        return _spaced(sorted(line, key=lambda glyph: glyph.middle[0]))
    # A ligature of Latin letters is turned with its run, so it is turned before.
    turned = [
        glyph if is_rtl(glyph.text) else Glyph(glyph.text[::-1], *glyph.box) for glyph in line
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


def touch(one: Glyph, other: Glyph) -> bool:
    """Whether two signs are neighbours on the page."""
    room = max(one.x0, other.x0) - min(one.x1, other.x1)
    level = abs(one.middle[1] - other.middle[1])
    return room < one.height * _SPACE and level < one.height / 2


def is_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
