"""Boxes of a form: which are ticked, which are not, and which cannot be known any more.

A mark stands before its option or behind it. On which side is not said anywhere: the side on which
the marks of a group find the most options is taken. A box without any mark is read by its company:
beside ticked ones it is not ticked, among others like it nothing is known. Where only some of the
options are printed and none has a mark, those that are printed are meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Final

from miz.catalogue.forms.shapes import Option

from .letters import Letters, Span, squashed

_YES: Final = "☑☒✓✔✗✘✅■▣◼⬛●◉◆×√þýü"
_NO: Final = "☐□◻◽○◯⬜▢❑❏❍◇"
_BULLETS: Final = "■●◆◼"  # also used before every entry of a list
_MARK: Final = re.compile(
    rf"(?P<yes>[{_YES}]|[\[(][ \u00a0]*[xX*✓✔√×][ \u00a0]*[\])]|(?<![A-Za-z0-9])[RPxX]"
    r"(?![A-Za-z0-9])"
    r"|(?<!\w)(?:بلی|بله)(?!\w))"
    rf"|(?P<unknown>[{_NO}][ \u00a0]*[؟?])"
    rf"|(?P<no>[{_NO}]|[\[(][ \u00a0]*[\])]|(?<![A-Za-z0-9])[oOq¨](?![A-Za-z0-9])|(?<!\w)خیر(?!\w))"
)
_COMMAS: Final = re.compile(r"[\s\u00a0]*(?:[،,؛/–—-]|و)[\s\u00a0]*")
_LONGEST: Final = 10_000  # letters that are looked through; no group of a form has more
_MOST_PRINTED: Final = 0.6  # of the options; beyond it a group is printed whole and its ticks lost

LOST: Final = "علامت گزینه‌ها در فایل نمانده است؛ انتخاب‌شده‌ها را مشخص کنید."
BARE: Final = "گزینه‌های بی‌علامت، کنار گزینهٔ علامت‌دار، «نه» خوانده شد."
ONLY_PRINTED: Final = "تنها گزینه‌های نوشته‌شده «بله» و دیگر گزینه‌ها «نه» خوانده شد."
PARTLY: Final = "علامت بعضی از گزینه‌ها در فایل نمانده است."


@dataclass(frozen=True)
class Term:
    """Words that may stand among the boxes: an option or anything else that is looked for."""

    key: str
    letters: str


@dataclass(frozen=True)
class Hit:
    """A term that was found; `span` is its place in the text."""

    key: str
    span: Span


@dataclass
class Boxes:
    """What a group of options says: {key: True, False or None}."""

    values: dict[str, bool | None]
    confidence: float = 1.0
    reason: str | None = None
    hits: list[Hit] = field(default_factory=list)


@dataclass(frozen=True)
class Mark:
    """A sign beside an option; `told` is None for a box that says that nothing is known (☐؟)."""

    told: bool | None
    span: Span
    is_bullet: bool = False


def terms(options: Iterable[Option]) -> list[Term]:
    """The words of options: label, synonyms, label without its brackets and what is in them."""
    found: dict[str, Term] = {}
    for option in options:
        bare = re.sub(r"\([^)]*\)", "", option.label)
        code = re.findall(r"\(([A-Z0-9]+)\)", option.label)
        for text in (option.label, bare, *option.synonyms, *code):
            found.setdefault(squashed(text), Term(option.key, squashed(text)))
    return sorted(found.values(), key=lambda term: -len(term.letters))


def scan(text: str, wanted: Sequence[Term]) -> list[Hit]:
    """The terms in a text, the longer before the shorter, none over another, in their order."""
    letters, taken = Letters(text[:_LONGEST]), list[Hit]()
    for term in sorted(wanted, key=lambda one: -len(one.letters)):
        for span in letters.find(term.letters):
            if all(span.end <= hit.span.start or span.start >= hit.span.end for hit in taken):
                taken.append(Hit(term.key, span))
    return sorted(taken, key=lambda hit: hit.span.start)


def marks(text: str, hits: Sequence[Hit]) -> list[Mark]:
    """The marks outside of the terms; of letters only those that stand alone are marks."""
    found = []
    for match in _MARK.finditer(text, 0, _LONGEST):
        inside = any(h.span.start < match.end() and match.start() < h.span.end for h in hits)
        if not inside:
            told = None if match["unknown"] else match["yes"] is not None
            found.append(Mark(told, Span(match.start(), match.end()), match[0] in _BULLETS))
    return found


def read(text: str, options: Sequence[Option], *, lost: bool = False) -> Boxes:
    """The boxes of one group, in the text that belongs to it alone."""
    hits = scan(text, terms(options))
    told = told_by_marks(text, hits)
    boxes = settle(text, [option.key for option in options], hits, told, lost=lost)
    boxes.hits = hits
    return boxes


def told_by_marks(text: str, hits: Sequence[Hit]) -> dict[int, bool | None]:
    """Which hits (by number) their marks tell, and what."""
    found = marks(text, hits)
    if not found or not hits:
        return {}
    sides = list(product(("before", "after"), repeat=2))
    readings = [_assigned(text, hits, found, *side) for side in sides]
    return max(readings, key=lambda pair: pair[0])[1]


def _assigned(
    text: str, hits: Sequence[Hit], found: Sequence[Mark], yes_side: str, no_side: str
) -> tuple[float, dict[int, bool | None]]:
    """How well the sides fit, and what they tell; a tick outweighs an empty box beside it."""
    told: dict[int, bool | None] = {}
    fit = 0.1 * (yes_side == no_side) + 0.05 * (yes_side == "before")
    for mark in found:
        number = _beside(text, hits, found, mark, yes_side if mark.told else no_side)
        if number is None:
            fit -= 1
        else:
            fit += -0.5 if number in told else 1
            told[number] = told.get(number) or mark.told
    return fit, told


def _beside(
    text: str, hits: Sequence[Hit], found: Sequence[Mark], mark: Mark, side: str
) -> int | None:
    """The hit next to a mark on one side, over nothing but blanks and other marks."""
    if side == "before":
        number = next((n for n, hit in enumerate(hits) if hit.span.start >= mark.span.end), None)
        gap = text[mark.span.end : hits[number].span.start] if number is not None else ""
    else:
        ends = [n for n, hit in enumerate(hits) if hit.span.end <= mark.span.start]
        number = ends[-1] if ends else None
        gap = text[hits[number].span.end : mark.span.start] if number is not None else ""
    if number is None or squashed(_MARK.sub("", gap)) or not _same_line(text, gap, mark):
        return None
    return number


def _same_line(text: str, gap: str, mark: Mark) -> bool:
    """A mark belongs to its own line, unless it has one for itself."""
    if "\n" not in gap:
        return True
    start = text.rfind("\n", 0, mark.span.start) + 1
    end = text.find("\n", mark.span.end)
    line = text[start : len(text) if end < 0 else end]
    return not _MARK.sub("", line).strip(" \u00a0-.:")


def settle(
    text: str,
    keys: Sequence[str],
    hits: Sequence[Hit],
    told: Mapping[int, bool | None],
    *,
    lost: bool,
) -> Boxes:
    """The values of a group, of which `hits` are the printed options and `told` the marked ones.

    `lost` says that the form has lost its ticks, so that what has no mark is unknown.
    """
    printed = {hit.key for hit in hits}
    values: dict[str, bool | None] = dict.fromkeys(keys)
    for number, value in told.items():
        values[hits[number].key] = values[hits[number].key] or value
    marked = {hits[number].key for number in told}
    if not printed:
        return Boxes(values)
    if not told or _are_bullets(text, hits, told, keys):
        return _unmarked(text, keys, hits, printed, lost=lost)
    return _partly_marked(values, printed - marked, marked)


def _are_bullets(
    text: str, hits: Sequence[Hit], told: Mapping[int, bool | None], keys: Sequence[str]
) -> bool:
    """The same filled sign before every option of a whole group is a list's, not a tick."""
    found = marks(text, hits)
    return (
        len(keys) > 1
        and len({hit.key for hit in hits}) == len(keys) == len(told)
        and all(mark.is_bullet for mark in found)
    )


def _partly_marked(values: dict[str, bool | None], bare: set[str], marked: set[str]) -> Boxes:
    """The values of a group: the keys `marked` have a mark, `bare` are printed without one."""
    if all(values[key] for key in marked):
        rest = [key for key in values if key not in marked]
        values |= dict.fromkeys(rest, False)
        reason = BARE if bare else ONLY_PRINTED
        return Boxes(values, 0.85 if rest else 1.0, reason if rest else None)
    if bare:
        return Boxes(values, 0.6, PARTLY)
    return Boxes(values)


def _unmarked(
    text: str, keys: Sequence[str], hits: Sequence[Hit], printed: set[str], *, lost: bool
) -> Boxes:
    unknown: dict[str, bool | None] = dict.fromkeys(keys)
    share = len(printed) / len(keys)
    if lost or share == 1 or (share > _MOST_PRINTED and not _is_enumeration(text, hits)):
        return Boxes(unknown, 0.2, LOST)
    return Boxes({key: key in printed for key in keys}, 0.75, ONLY_PRINTED)


def _is_enumeration(text: str, hits: Sequence[Hit]) -> bool:
    """Whether the options stand in a sentence: a comma or «و» between each two."""
    between = [text[one.span.end : other.span.start] for one, other in pairwise(hits)]
    return all(_COMMAS.fullmatch(gap.replace(")", "")) for gap in between)


def unmarked(text: str) -> str:
    """The text without the marks in it."""
    return _MARK.sub(" ", text)


def leftover(text: str, hits: Sequence[Hit]) -> str:
    """What of a text is neither option nor mark nor dots: words outside of the form's lists."""
    kept, last = [], 0
    for hit in hits:
        kept.append(text[last : hit.span.start])
        last = hit.span.end
    rest = _MARK.sub(" ", " \n".join([*kept, text[last:]]))
    pieces = (piece.strip(" \u00a0\t.…:،,؛/()[]-–—_*") for piece in rest.split("\n"))
    return " ".join(piece for piece in pieces if squashed(piece) and piece not in ("و", "یا"))
