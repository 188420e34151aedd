"""Running heads and feet of a PDF's pages: what every sheet repeats is no part of the form."""

import re
from collections.abc import Sequence, Set
from functools import partial
from itertools import chain, takewhile
from typing import Final

from miz.catalogue.importing import lexicon

# Height and text of the lines above and below the tables of a page, each from the top.
Edges = tuple[Sequence[tuple[float, str]], Sequence[tuple[float, str]]]

_SAME_HEIGHT: Final = 3.0  # points
_TITLES: Final = 4  # lines of the first page that the heads of the others may repeat
_GAP: Final = "   "  # between columns, see `pdf_lines`
_NUMBER: Final = re.compile(r"\d+")
_SIGN: Final = re.compile("[:☐☑]")


def running(pages: Sequence[Edges]) -> list[set[float]]:
    """For each page the heights of its running heads and feet.

    A line is one when another page says the same, numbers aside, at the same height, and a head
    also when it repeats titles of the first page; never a label or a box, for forms repeat these.
    """
    first = pages[0][0][:_TITLES] if pages else ()
    titles = {piece for _, text in first for piece in _pieces(text)}
    found = []
    for number, (above, below) in enumerate(pages):
        others = [one for at, page in enumerate(pages) if at != number for one in chain(*page)]
        heads = takewhile(partial(_is_again, others=others, titles=titles), above)
        feet = takewhile(partial(_is_again, others=others), reversed(below))
        found.append({height for height, _ in chain(heads if number else (), feet)})
    return found


def _is_again(
    line: tuple[float, str],
    others: Sequence[tuple[float, str]],
    titles: Set[str] = frozenset(),
) -> bool:
    height, pieces = line[0], _pieces(line[1])
    near = (text for other, text in others if abs(height - other) <= _SAME_HEIGHT)
    is_told = pieces <= titles or any(pieces == _pieces(text) for text in near)
    return is_told and not _is_of_form(line[1])


def _pieces(text: str) -> set[str]:
    return {_NUMBER.sub("#", piece.strip()) for piece in text.split(_GAP)}


def _is_of_form(text: str) -> bool:
    labels = lexicon.labels()
    return bool(_SIGN.search(text)) or any(lexicon.squashed(one) in labels for one in _pieces(text))
