"""Fields that their shape says all of: texts, lists, boxes, groups of labelled values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from miz.catalogue.forms.shapes import Choice, Field, Group, Rows, Text, Texts, Ticks

from . import tables, ticks, values
from .letters import Part, squashed
from .readings import Reading
from .regions import Regions, of_one_cell, of_one_value
from .ticks import Hit, Term

OUTSIDE: Final = "«{}» در گزینه‌های فرم نیست."
TWO_TICKED: Final = "بیش از یک گزینه علامت دارد."


@dataclass
class Fields:
    """Reads the fields of one form; `lost` says that its ticks are lost."""

    regions: Regions
    comma_lists: frozenset[str]
    lost: bool = False

    def read(self, field: Field) -> Reading:
        path, parts = (field.key,), self.regions.parts(field.key)
        match field.shape:
            case Text(long=True):
                parts = of_one_cell(parts)
                return self.regions.reading(path, values.paragraphs(parts), parts)
            case Text():
                parts = of_one_value(parts)
                return self.regions.reading(path, values.text(parts), parts)
            case Texts():
                parts = values.until_section(parts)
                commas = field.key in self.comma_lists
                return self.regions.reading(path, values.entries(parts, commas=commas), parts)
            case Ticks() | Choice():
                return self.boxes(field, parts)
            case Rows():
                return self.rows(field, parts)
            case Group(inner):
                return self.regions.reading(path, named(parts, inner), parts)
            case _:
                raise TypeError(field.key)

    def boxes(self, field: Field, parts: Sequence[Part]) -> Reading:
        """A group of options, of which a Choice allows one."""
        shape = field.shape
        if not isinstance(shape, Ticks | Choice):
            raise TypeError(field.key)
        text = "\n".join(part.text for part in parts)
        read = ticks.read(text, shape.options, lost=self.lost)
        value, rest = shape.empty(), ticks.leftover(text, read.hits)
        if isinstance(shape, Choice):
            value = chosen(read.values)
        else:
            value |= read.values
            if shape.other_text:
                value["other_text"], rest = behind_other(text, read.hits), ""
            elif rest and not ticks.marks(text, read.hits):
                # Words of their own beside the options: what is not named may be meant by them.
                value |= {key: None for key, told in read.values.items() if not told}
        reading = self.regions.reading((field.key,), value, parts)
        self._doubt(reading, read, rest, is_choice=isinstance(shape, Choice))
        return reading

    def _doubt(self, reading: Reading, read: ticks.Boxes, rest: str, *, is_choice: bool) -> None:
        if read.reason:
            reading.doubt(read.confidence, read.reason)
        if rest:
            reading.doubt(0.5 if read.hits else 0.3, OUTSIDE.format(rest))
        if is_choice and list(read.values.values()).count(True) > 1:
            reading.doubt(0.3, TWO_TICKED)

    def rows(self, field: Field, parts: Sequence[Part]) -> Reading:
        told = tables.read(parts, rows_of(field))
        reading = self.regions.reading((field.key,), told.value, parts)
        if told.reason:
            reading.doubt(told.confidence, told.reason)
        return reading


def rows_of(field: Field) -> Rows:
    """The shape of a table; raises TypeError for another field."""
    if not isinstance(field.shape, Rows):
        raise TypeError(field.key)
    return field.shape


def group_of(field: Field) -> Group:
    """The shape of a group; raises TypeError for another field."""
    if not isinstance(field.shape, Group):
        raise TypeError(field.key)
    return field.shape


def chosen(boxes: dict[str, bool | None]) -> str | None:
    """The one ticked key; None when none or several are."""
    ticked = [key for key, value in boxes.items() if value]
    return ticked[0] if len(ticked) == 1 else None


def behind_other(text: str, hits: Sequence[Hit]) -> str | None:
    """What «سایر» was said to be: the words behind it on its line."""
    for number, hit in enumerate(hits):
        if hit.key == "other":
            end = hits[number + 1].span.start if number + 1 < len(hits) else len(text)
            return values.clean(ticks.unmarked(text[hit.span.end : end]).split("\n")[0])
    return None


def named(parts: Sequence[Part], fields: Sequence[Field]) -> dict[str, Any]:
    """Values behind labels of their own, or below a label that is alone on its line."""
    text = "\n".join(part.text for part in parts)
    known = {squashed(words): one for one in fields for words in (one.label, *one.synonyms)}
    hits = ticks.scan(text, [Term(letters, letters) for letters in known])
    value = {one.key: one.shape.empty() for one in fields}
    for number, hit in enumerate(hits):
        end = hits[number + 1].span.start if number + 1 < len(hits) else len(text)
        key = known[hit.key].key
        if value[key] is None:
            value[key] = values.clean(_own_words(text, hit, end))
    return value


def _own_words(text: str, hit: Hit, end: int) -> str:
    """The rest of the line, or the next line when the label has its line for itself."""
    same, _, below = text[hit.span.end : end].partition("\n")
    start = text.rfind("\n", 0, hit.span.start) + 1
    is_alone = not squashed(text[start : hit.span.start])
    return below.split("\n")[0] if is_alone and not squashed(same) else same
