"""Finding words in text however they are spelt, spaced, glued or broken over lines.

Only letters and digits count, folded; each knows where it stood. `find` answers places in the
text as it is, so that values can be cut out of it unharmed.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from miz.lib import digits

from .sources import Line, Place

_ARABIC, _SHAPES = "يىك", "أإٱآئؤةۀەٲٳ"
_FOLDED: Final = str.maketrans(_ARABIC + _SHAPES, "ییکاااایوهههاا")


@cache
def folded(char: str) -> str:
    """The letters that count of one character; "" for marks, spaces and signs."""
    plain = digits.to_ascii(unicodedata.normalize("NFKC", char).casefold())
    plain = plain.translate(_FOLDED).replace("\u0640", "")
    return "".join(one for one in plain if one.isalnum())


def squashed(text: str) -> str:
    """Letters and digits alone: equal results are the same words, however glued."""
    return "".join(map(folded, text))


@dataclass(frozen=True)
class Span:
    """Part of a text, from `start` up to but not including `end`."""

    start: int
    end: int


class Letters:
    """The letters of a text and where each stands in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        pairs = [(one, at) for at, char in enumerate(text) for one in folded(char)]
        self.letters = "".join(one for one, _ in pairs)
        self.at = [at for _, at in pairs]

    def find(self, wanted: str, *, glued: bool = False) -> list[Span]:
        """Where the squashed words `wanted` stand as whole words; `glued`: their end may not be."""
        found, start = [], self.letters.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if self.is_edge(start) and (glued or self.is_edge(end)):
                found.append(Span(self.at[start], self.at[end - 1] + 1))
            start = self.letters.find(wanted, start + 1)
        return found

    def is_edge(self, place: int) -> bool:
        """Whether a word may begin at this letter: a gap, or Persian beside Latin or digits."""
        if place in (0, len(self.letters)):
            return True
        before, after = self.at[place - 1], self.at[place]
        if after - before > 1 and not _is_joined(self.text[before + 1 : after]):
            return True
        return _script(self.letters[place - 1]) != _script(self.letters[place])


def _is_joined(between: str) -> bool:
    """Marks on a letter and ZWNJ hold a word together."""
    return all(unicodedata.category(char) in {"Mn", "Cf", "Lm"} for char in between)


def _script(char: str) -> int:
    if char.isascii():
        return 1 if char.isdigit() else 2
    return 3


class Page(Letters):
    """The lines of one form as one text; every place in it knows its line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__("\n".join(line.text for line in lines))
        self.lines = lines
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line.text) + 1)

    def line_at(self, place: int) -> int:
        """The number of the line (from 0) in which a place of the text lies."""
        return min(bisect_right(self._starts, place), len(self.lines)) - 1

    def bounds(self, number: int) -> Span:
        return Span(self._starts[number], self._starts[number + 1] - 1)

    def place_at(self, place: int) -> Place:
        return self.lines[self.line_at(place)].place

    def parts(self, span: Span) -> list["Part"]:
        """The lines within a span, cut to it; empty ones are left out."""
        found = []
        for number in range(
            self.line_at(span.start), self.line_at(max(span.start, span.end - 1)) + 1
        ):
            bounds = self.bounds(number)
            text = self.text[max(bounds.start, span.start) : min(bounds.end, span.end)]
            if text.strip():
                found.append(Part(text, self.lines[number]))
        return found


@dataclass(frozen=True)
class Part:
    """A line, or what of it belongs to a value."""

    text: str
    line: Line
