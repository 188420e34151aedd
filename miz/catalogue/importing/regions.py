"""The part of a page that belongs to each field: from its label to the next one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from . import labels, lexicon, values
from .labels import Anchor
from .letters import Page, Part, Span, squashed
from .readings import NOT_FOUND, Kind, Reading
from .sources import Line
from .vocabulary import SECTION

_NUMBER_OF_NEXT: Final = re.compile(
    rf"(?:(?:[\s|]|^)(?:(?:\d\d?\s*[-–—./]\s*)?\d\d?\s*[-–—.)ـ]|[-–—]\d\d?)"
    rf"|\n[^\S\n]*(?:{values.ABJAD}\s*[-–—.)]|[*•●▪◾◦➢–—-]))\s*$"
)
_OTHER_LABEL: Final = re.compile(
    r"(?!نکته|توجه|تبصره|مثال|توضیح)[^:：\n،./\d]" + r"{2,30}[:：]\s*\S"
)
_GATHERED: Final = frozenset({("contact",), ("completed_by",)})
_ABSENT: Final = 0.6
_DAMAGED_FROM: Final = 0.1  # of the lines; a file that is in order has none that were repaired
_ONE_PIECE: Final = 2  # words that the extractor hardly ever parts
DAMAGED: Final = "نوشته‌های این فایل پراکنده و جابه‌جا شده است؛ درستی این متن را با اصل فرم بسنجید."
REPAIRED: Final = "ترتیب نوشته در فایل به هم ریخته بود و اصلاح شد؛ آن را بررسی کنید."


@dataclass(frozen=True)
class Region:
    """The lines of one field, behind the label that begins it."""

    anchor: Anchor
    parts: list[Part]

    @property
    def hint(self) -> str:
        return self.anchor.hint


class Regions:
    """What stands where on a page, by the paths of the form's fields."""

    def __init__(self, page: Page, kind: Kind) -> None:
        self.page = page
        self.anchors = labels.anchors(page, kind)
        self._is_damaged = sum(map(_is_repaired, page.lines)) > _DAMAGED_FROM * len(page.lines)
        self._found: dict[tuple[str, ...], list[Region]] = {}
        for number, anchor in enumerate(self.anchors):
            region = Region(anchor, self._parts(number))
            self._found.setdefault(anchor.path, []).append(region)

    def __contains__(self, path: tuple[str, ...]) -> bool:
        return path in self._found

    @property
    def paths(self) -> set[tuple[str, ...]]:
        return self._found.keys() - {(SECTION,)}

    def parts(self, *path: str) -> list[Part]:
        """The lines of a field, where its label first has any; of a group all of them."""
        regions = self._found.get(path, [])
        if path in _GATHERED:
            return [part for region in regions for part in region.parts]
        return _telling(regions).parts if regions else []

    def label(self, *path: str) -> str:
        """The label of a field as the form words it, with what brackets add."""
        regions = self._found.get(path)
        if not regions:
            return ""
        anchor = _telling(regions).anchor
        return self.page.text[anchor.span.start : anchor.end]

    def hint(self, *path: str) -> str:
        return next((region.hint for region in self._found.get(path, [])), "")

    def reading(self, path: tuple[str, ...], value: object, parts: Sequence[Part]) -> Reading:
        """A reading of `value` that is as sure as its label and its lines are."""
        regions = self._found.get(path)
        if not regions:
            return Reading(value, confidence=_ABSENT, reason=NOT_FOUND)
        anchor = _telling(regions).anchor
        first = parts[0].line.place if parts else self.page.place_at(anchor.span.start)
        reading = Reading(value, values.raw(parts), first, anchor.confidence)
        self._doubt(reading, anchor, parts)
        return reading

    def _doubt(self, reading: Reading, anchor: Anchor, parts: Sequence[Part]) -> None:
        if anchor.confidence < labels.EXACT:
            name = self.page.text[anchor.span.start : anchor.span.end].strip()
            reading.doubt(anchor.confidence, f"برچسب «{name}» با نزدیک‌ترین برچسب فرم خوانده شد.")
        if any(_is_repaired(part.line) for part in parts):
            reading.doubt(0.7, REPAIRED)
        elif self._is_damaged and len(lexicon.words(reading.raw)) > _ONE_PIECE:
            # What the repairs could not see stands there as it came.
            reading.doubt(0.7, DAMAGED)

    def _parts(self, number: int) -> list[Part]:
        anchor = self.anchors[number]
        start = anchor.span.start if anchor.label.is_inner else anchor.end
        end = len(self.page.text)
        if number + 1 < len(self.anchors):
            end = self.anchors[number + 1].span.start
            end = start + len(_NUMBER_OF_NEXT.sub("", self.page.text[start:end]))
        parts = values.until_furniture(self.page.parts(Span(start, max(start, end))))
        return self._without_row_of_next(parts, number)

    def _without_row_of_next(self, parts: list[Part], number: int) -> list[Part]:
        """Without the cells that stand before the next label in its row, such as its number."""
        if number + 1 == len(self.anchors):
            return parts
        here = self.page.place_at(self.anchors[number].span.start)
        row = self.page.place_at(self.anchors[number + 1].span.start)
        if not row.table or (here.table, here.row) == (row.table, row.row):
            return parts
        same = (row.table, row.row)
        return [part for part in parts if (part.line.place.table, part.line.place.row) != same]


def _is_repaired(line: Line) -> bool:
    return squashed(line.text) != squashed(line.raw)


def _telling(regions: Sequence[Region]) -> Region:
    """The first region that has words; the first of all when none has."""
    return next((region for region in regions if _has_words(region.parts)), regions[0])


def _has_words(parts: Sequence[Part]) -> bool:
    return any(squashed(part.text) for part in parts)


def of_one_value(parts: Sequence[Part]) -> list[Part]:
    """The lines of a field that holds one value: they end where the page goes on to another thing.

    That is another row of a table, a line with a label of its own, a blank line, a bare number.
    """
    found: list[Part] = []
    for part in values.until_section(parts):
        if not squashed(part.text):
            continue
        if found and (_is_far(found[-1], part) or _OTHER_LABEL.match(part.text.strip())):
            break
        found.append(part)
    return found


def of_one_cell(parts: Sequence[Part]) -> list[Part]:
    """The lines of a longer value; blank lines may stand between them."""
    found: list[Part] = []
    for part in values.until_section(parts):
        is_other = bool(found) and _OTHER_LABEL.match(part.text.strip())
        if found and (_is_other_row(found[-1], part) or is_other):
            break
        found.append(part)
    return found


def of_one_line(parts: Sequence[Part]) -> list[Part]:
    """The first line that says something."""
    return [part for part in parts if squashed(part.text)][:1]


def _is_far(last: Part, part: Part) -> bool:
    before, after = last.line.place, part.line.place
    if before.table or after.table:
        return _is_other_row(last, part)
    return after.line - before.line > 1


def _is_other_row(last: Part, part: Part) -> bool:
    before, after = last.line.place, part.line.place
    if not squashed(last.text):
        return False
    return (before.table, before.row) != (after.table, after.row)
