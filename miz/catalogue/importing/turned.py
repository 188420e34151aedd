"""Labels that stand behind their values, as programs leave them that follow the page from the left.

One such line proves nothing (a value may end with the words of a label), so a whole file votes
before any of its lines is turned.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from . import lexicon

_LEAST: Final = 3  # lines
_WIDE_GAP: Final = re.compile(r"[ \u00a0\t]{3,}")
_GAP: Final = re.compile(r"[ \u00a0\t]{2,}")
_GAP_AT_END: Final = re.compile(r"[ \u00a0\t]{2,}$")
_NUMBER: Final = re.compile(r"\s*(?:\d{1,2}- )?")  # `repair` brought it here from the line's end
_PIECES: Final = re.compile(r"([ \u00a0\t]{2,}|[:()])")
_GLUED: Final = 4  # letters at least of each of two words that were glued
_LITTLE: Final = ("به", "از", "در", "با", "که")  # also glued behind a word


@dataclass(frozen=True)
class _Last:
    """A label at the end of a line: `value` before it, with a colon on either side or none."""

    value: str
    label: str
    colon: bool


def is_turned(texts: Sequence[str]) -> bool:
    """Whether in these lines more labels stand behind their values than before them."""
    behind = sum(bool((last := _last(text)) and last.colon) for text in texts)
    before = sum(map(_is_first, texts))
    return behind >= _LEAST and behind > before


def label_first(text: str) -> str:
    """Every label of the line before its value: «value label :» becomes «label: value»."""
    if _is_first(text):
        return text
    return "   ".join(_units(text)) or text


def _units(text: str) -> Iterator[str]:
    """From the right to the left; what has no label of its own goes to the label behind it."""
    last = _last(text)
    while last is not None:
        left, colon, right = last.value.rpartition(":")
        before = _last(left + colon) if colon and right.strip() else None
        own = before is not None and before.colon
        yield _unit(last, right if own else last.value)
        last = before if own else None


def pieces_parted(text: str) -> str:
    """Each value of a line with the pieces that met in a word in their right order."""
    return "".join(_unglued_inside(piece) for piece in _PIECES.split(text))


def _unglued_inside(piece: str) -> str:
    """The piece, blanks around it as they were."""
    bare = piece.strip()
    return piece.replace(bare, _unglued(bare)) if bare else piece


def _unit(last: _Last, value: str) -> str:
    number = _NUMBER.match(value)
    lead = number[0] if number else ""
    gap = _WIDE_GAP if last.colon else _GAP
    pieces = [_unglued(piece) for piece in gap.split(value.removeprefix(lead).strip())]
    turned = "   ".join(reversed(pieces))
    return f"{lead}{last.label}{':' if last.colon else '  '} {turned}".strip()


def _last(text: str) -> _Last | None:
    """The longest label that ends the line and is parted from its value by colon, gap or glue."""
    bare = text.rstrip(" \u00a0\t:")
    ends = ":" in text[len(bare) :]
    squashed, places = lexicon.squashed(bare), lexicon.places(bare)
    label = next((one for one in lexicon.labels() if squashed.endswith(one)), None)
    if label is None:
        return None
    begin = places[len(squashed) - len(label)]
    value = bare[:begin]
    leads = value.rstrip().endswith(":")
    parted = leads or (_says(value) and (ends or bool(_GAP_AT_END.search(value))))
    return _Last(value.rstrip(" \u00a0\t:"), bare[begin:], leads or ends) if parted else None


def _is_first(text: str) -> bool:
    head, colon, value = text.partition(":")
    return bool(colon and value.strip()) and lexicon.squashed(head) in lexicon.phrases()


def _says(value: str) -> bool:
    """Whether it is more than the number or the title of a section."""
    squashed = lexicon.squashed(value)
    return bool(lexicon.words(value) or len(squashed) > 2) and squashed not in lexicon.labels()


def _unglued(value: str) -> str:
    """«فرهنگ اسلامیوزارت» becomes «وزارت فرهنگ اسلامی»: pieces that met in a word change places."""
    for found in re.finditer(r"[^\W\d_]+", value):
        cut = None if lexicon.is_word(found[0]) else _cut(found[0])
        if cut is not None:
            at = found.start() + cut
            return f"{value[at:].strip()} {value[:at].strip()}"
    return value.strip()


def _cut(word: str) -> int | None:
    """Where two known words were glued."""
    cuts = [*range(_GLUED, len(word) - _GLUED + 1)]
    cuts += [len(word) - 2] if word.endswith(_LITTLE) and len(word) > _GLUED + 1 else []
    return next((c for c in cuts if lexicon.is_word(word[:c]) and lexicon.is_word(word[c:])), None)
