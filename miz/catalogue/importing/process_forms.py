"""A process identity form: its readings out of the lines of one form."""

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Final

from miz.catalogue.forms.process import FORM
from miz.catalogue.forms.shapes import Field, Rows
from miz.lib import digits

from . import tables, values
from .fields import Fields, rows_of
from .letters import Page, Part, squashed
from .readings import Found, Reading
from .regions import Regions

_COMMA_LISTS: Final = frozenset({"stakeholders", "systems", "sub_processes"})
_CODE: Final = re.compile(
    r"(?<![0-9])(?:([0-9]{3})\s*/\s*(1[0-9]{10})|(1[0-9]{10})\s*/\s*([0-9]{3}))(?![0-9])"
)
_SERVICE_CODE: Final = re.compile(r"(?<![0-9])1[0-9]{10}(?![0-9])")
_TERM: Final = re.compile(
    r"^[\s\u00a0]*(?P<term>[^\s:：]+(?:[ \u00a0\u200c][^\s:：]+){0,4}?)"
    r"(?:[ \u00a0]{2,}|\t|[ \u00a0]*[:：][ \u00a0]*|[ \u00a0][-–—][ \u00a0])(?P<definition>\S.*)$"
)
_TURNED_FROM: Final = 3  # lines whose words were put in order, from which on pairs are turned too

BAD_CODE: Final = "کد فرایند باید به‌صورت «۰۰۵/۱۷۰۴۱۳۲۶۰۰۰» باشد."
COLUMNS: Final = "ستون‌های جدول زیر هم آمده بود؛ ردیف‌ها را بررسی کنید."
TURNED: Final = "دو سوی «/» در فایل جابه‌جا بود؛ آن را بررسی کنید."


def read(page: Page) -> Found:
    fields = Fields(Regions(page, "process"), _COMMA_LISTS)
    found = Found("process")
    for key, field in FORM.fields.items():
        found.fields[key] = _SPECIAL.get(key, _plain)(fields, field)
    return found


def _plain(fields: Fields, field: Field) -> Reading:
    return fields.read(field)


def _process_code(fields: Fields, field: Field) -> Reading:
    """The running number and the service's identifier, in either order."""
    parts = fields.regions.parts(field.key)[:2]
    told = digits.to_ascii(" ".join(part.text for part in parts))
    found = _CODE.search(told)
    code = f"{found[1] or found[4]}/{found[2] or found[3]}" if found else values.text(parts[:1])
    reading = fields.regions.reading((field.key,), code, parts)
    if code and not found:
        reading.doubt(0.4, BAD_CODE)
    return reading


def _service_code(fields: Fields, field: Field) -> Reading:
    parts = fields.regions.parts(field.key)[:2]
    found = _SERVICE_CODE.search(digits.to_ascii(" ".join(part.text for part in parts)))
    return fields.regions.reading((field.key,), found[0] if found else None, parts)


def _glossary(fields: Fields, field: Field) -> Reading:
    """A term and what it means, the term first; lines without a term go on with the last one."""
    parts = fields.regions.parts(field.key)
    rows = tables.read_cells(parts, rows_of(field))
    if rows is None:
        rows = _terms(parts)
    return fields.regions.reading((field.key,), rows, parts)


def _terms(parts: Sequence[Part]) -> list[dict[str, Any]]:
    found: list[tuple[str, str]] = []
    for part in parts:
        begins = _TERM.match(values.without_bullet(part.text))
        if begins:
            found.append((begins["term"], begins["definition"]))
        elif found:
            term, definition = found[-1]
            found[-1] = (term, f"{definition} {part.text}")
    return [{"term": values.clean(term), "definition": values.clean(told)} for term, told in found]


def _pairs(fields: Fields, field: Field) -> Reading:
    """«چیز / کس» on each line; both sides change places where the file was turned."""
    parts = fields.regions.parts(field.key)
    rows = tables.read_cells(parts, rows_of(field))
    if rows is not None:
        return fields.regions.reading((field.key,), rows, parts)
    what, who = (column.key for column in rows_of(field).fields)
    pairs = [part.text.partition("/")[::2] for part in parts if squashed(part.text)]
    is_turned = _is_turned(fields.regions.page) or any(not squashed(one) for one, _ in pairs)
    if is_turned:
        pairs = _turned(pairs)
    rows = [{what: values.clean(one), who: values.clean(other)} for one, other in pairs]
    reading = fields.regions.reading((field.key,), rows, parts)
    if is_turned and rows:
        reading.doubt(0.6, TURNED)
    return reading


def _is_turned(page: Page) -> bool:
    turned = sum(squashed(line.text) != squashed(line.raw) for line in page.lines)
    return turned >= _TURNED_FROM


def _turned(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Both sides changed; where one side is glued to the other, the other rows tell it."""
    known = {one.strip() for one, _ in pairs if squashed(one)}
    found = []
    for one, other in pairs:
        what = other.strip()
        who = one if squashed(one) else next((who for who in known if what.startswith(who)), "")
        found.append((what if squashed(one) else what.removeprefix(who), who))
    return found


def _controls(fields: Fields, field: Field) -> Reading:
    """The table of controls; out of some files its columns come beneath each other."""
    parts = fields.regions.parts(field.key)
    shape = Rows(tuple(one for one in rows_of(field).fields if one.key != "measure"))
    below = tables.below_heads(parts, shape)
    blocks = _blocks(below)
    if len(blocks) == len(shape.fields) and not any(part.line.place.table for part in parts):
        reading = fields.regions.reading((field.key,), _of_columns(blocks, shape), parts)
        reading.doubt(0.6, COLUMNS)
        return reading
    told = tables.read(parts, shape)
    reading = fields.regions.reading((field.key,), told.value, parts)
    if told.reason:
        reading.doubt(told.confidence, told.reason)
    return reading


def _blocks(parts: Sequence[Part]) -> list[list[str]]:
    """Lines that no blank line divides."""
    numbered = [(part.line.place.line - n, part.text) for n, part in enumerate(parts)]
    blocks = groupby(numbered, key=lambda pair: pair[0])
    return [_sentences([text.strip() for _, text in block]) for _, block in blocks]


def _sentences(lines: Sequence[str]) -> list[str]:
    """Lines, joined where one surely goes on with the last."""
    found: list[str] = []
    for line in lines:
        if found and (found[-1].endswith("،") or line.startswith("و ")):
            found[-1] += " " + line
        else:
            found.append(line)
    return found


def _of_columns(blocks: Sequence[Sequence[str]], shape: Rows) -> list[dict[str, Any]]:
    """The first column says how many rows; a column of another length is one text for all."""
    rows = [shape.row() for _ in blocks[0]]
    for column, block in zip(shape.fields, blocks, strict=True):
        texts = list(block) if len(block) == len(rows) else [" ".join(block)] * len(rows)
        for row, text in zip(rows, texts, strict=True):
            row[column.key] = values.clean(text)
    return rows


def _diagram(fields: Fields, field: Field) -> Reading:
    boxes = values.lines(fields.regions.parts(field.key))
    return fields.regions.reading((field.key,), "\n".join(boxes) or None, [])


_SPECIAL: Final[dict[str, Callable[[Fields, Field], Reading]]] = {
    "process_code": _process_code,
    "produced_service_code": _service_code,
    "glossary": _glossary,
    "inputs": _pairs,
    "outputs": _pairs,
    "controls": _controls,
    "diagram": _diagram,
}
