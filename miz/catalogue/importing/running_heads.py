"""What every page of a file repeats around its number, and what is no part of the form.

A line with the number of a page tells where pages meet. The lines next to it that stand next to
another page's number too, word for word, are the pages' head or foot.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from .letters import squashed
from .sources import Line

_PAGE: Final = re.compile(
    r"صفح(?:ه|هٔ|ۀ)[\s\u00a0:]*\d+(?:[\s\u00a0]*(?:از|/)[\s\u00a0]*\d+)?[\s\u00a0)\]]*$"
    r"|^[\s\u00a0]*[-–—][\s\u00a0]*\d+[\s\u00a0]*[-–—][\s\u00a0]*$"
)
_HIGH: Final = 3  # lines of a head or a foot


def without(lines: Sequence[Line]) -> list[Line]:
    """The lines of a file without the numbers, heads and feet of its pages."""
    pages = [number for number, line in enumerate(lines) if _is_number(line)]
    gone = set(pages)
    for step in (-1, 1):
        beside = [_from(number, step, lines) for number in pages]
        often = Counter(words for page in beside for words in {_words(lines[n]) for n in page})
        for page in beside:
            alike = [often[_words(lines[n])] > 1 for n in page]
            gone.update(page[: alike.index(False) if False in alike else None])
    return [line for number, line in enumerate(lines) if number not in gone]


def _is_number(line: Line) -> bool:
    return not line.place.table and bool(_PAGE.search(line.text))


def _from(page: int, step: int, lines: Sequence[Line]) -> list[int]:
    """The numbers of the few lines before or behind the number of a page."""
    return [n for n in range(page + step, page + step * (_HIGH + 1), step) if 0 <= n < len(lines)]


def _words(line: Line) -> str:
    return squashed(line.text)
