"""An official form as a form of a page, walked from its description: no key is out of reach.

A control is named by the path of its value (`stages.request.media.internet`, `fees.0.raw`). Tables
always end with an empty row; a row of which nothing is said is none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django import forms
from django.forms import BoundField

from miz.catalogue import records
from miz.catalogue.forms.shapes import Field, Group, Rows, Shape, Text, Tick, Ticks
from miz.lib import digits

from .controls import control, is_empty

MOST_ROWS: Final = 200


@dataclass(frozen=True)
class Part:
    """One field as the page shows it. A `line` is one control, `ticks` are options side by side,
    a `group` has parts, of `rows` every part is a row with its own parts."""

    kind: Literal["line", "ticks", "group", "rows"]
    name: str
    label: str
    field: BoundField | None = None
    parts: tuple["Part", ...] = ()

    def lines(self) -> Iterator[BoundField]:
        if self.field:
            yield self.field
        for part in self.parts:
            yield from part.lines()

    @property
    def has_errors(self) -> bool:
        return any(line.errors for line in self.lines())


class RecordForm(forms.Form):
    """`record` is what the file says now, `name` the file. `more` names a table that is to get
    another empty row. Cleaned, `record()` is the whole record, with what no control shows."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, name: str, record: dict[str, Any], more: str = ""
    ) -> None:
        super().__init__(data)
        self.before, self.more = record, more
        self.described = records.fields(name)
        self.parts = {
            key: self._part(field, key, record.get(key)) for key, field in self.described.items()
        }

    def record(self) -> dict[str, Any]:
        said = {
            key: self._value(field.shape, key, self.before.get(key))
            for key, field in self.described.items()
        }
        known = {key: value for key, value in said.items() if key in self.before or value}
        return {**self.before, **known}

    # --- from the record to controls

    def _part(self, field: Field, name: str, value: Any) -> Part:
        match field.shape:
            case Group(inner):
                return self._group("group", field, name, inner, value)
            case Rows(inner):
                return self._rows(field, name, inner, value)
            case Ticks() as ticks:
                return self._group("ticks", field, name, _boxes(field, ticks), value)
        self.fields[name] = control(field, value)
        return Part("line", name, field.label, field=self[name])

    def _group(
        self,
        kind: Literal["group", "ticks"],
        field: Field,
        name: str,
        inner: tuple[Field, ...],
        value: Any,
    ) -> Part:
        known = value if isinstance(value, dict) else {}
        parts = (self._part(each, f"{name}.{each.key}", known.get(each.key)) for each in inner)
        return Part(kind, name, field.label, parts=tuple(parts))

    def _rows(self, field: Field, name: str, inner: tuple[Field, ...], value: Any) -> Part:
        known = [row if isinstance(row, dict) else {} for row in value or ()]
        count = self._count(name, len(known))
        known += [{}] * (count - len(known))
        rows = []
        for number, row in enumerate(known[:count]):
            place = f"{name}.{number}"
            parts = tuple(
                self._part(each, f"{place}.{each.key}", row.get(each.key)) for each in inner
            )
            rows.append(Part("group", place, f"ردیف {digits.to_persian(number + 1)}", parts=parts))
        return Part("rows", name, field.label, parts=tuple(rows))

    def _count(self, name: str, known: int) -> int:
        """As many rows as the page showed; at first, one more than there are."""
        sent = str(self.data.get(f"{name}.count", ""))
        count = int(sent) if re.fullmatch("[0-9]{1,4}", sent) else known + 1
        return min(count + (self.more == name), max(MOST_ROWS, known))

    # --- from the controls to the record

    def _value(self, shape: Shape, name: str, before: Any) -> Any:
        match shape:
            case Group(inner):
                return self._inner(inner, name, before)
            case Ticks(options, other):
                keys = [option.key for option in options] + ["other_text"] * other
                said = {key: self.cleaned_data.get(f"{name}.{key}") for key in keys}
                return {**(before if isinstance(before, dict) else {}), **said}
            case Rows(inner):
                return self._table(inner, name, before if isinstance(before, list) else [])
        return self.cleaned_data.get(name)

    def _inner(self, inner: tuple[Field, ...], name: str, before: Any) -> dict[str, Any]:
        known = before if isinstance(before, dict) else {}
        said = {
            field.key: self._value(field.shape, f"{name}.{field.key}", known.get(field.key))
            for field in inner
        }
        return {**known, **said}

    def _table(self, inner: tuple[Field, ...], name: str, before: list[Any]) -> list[Any]:
        count = self._count(name, len(before))
        known = [*before, *[{}] * (count - len(before))]
        rows = (self._inner(inner, f"{name}.{number}", known[number]) for number in range(count))
        return [row for row in rows if not is_empty(row)]


_TICK, _TEXT = Tick(), Text()


def _boxes(field: Field, ticks: Ticks) -> tuple[Field, ...]:
    """Each option as a field of its own."""
    boxes = tuple(Field(each.key, each.label, _TICK) for each in ticks.options)
    return (*boxes, Field("other_text", "سایر، چه؟", _TEXT)) if ticks.other_text else boxes
