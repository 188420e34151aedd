"""What a field of a form may hold, and what each shape is in JSON Schema.

Values are plain data as they stand in YAML. `None` is "unknown": the form does not tell. It is
allowed wherever one value stands; a list is never None, its emptiness says that nothing was told.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Schema = dict[str, Any]


@dataclass(frozen=True)
class Option:
    """One box of a form; `synonyms` are other words for it that agencies print."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape(ABC):
    """How a value is written; see the kinds below."""

    def empty(self) -> Any:
        """The value of a field of which the form tells nothing."""
        return None

    @abstractmethod
    def schema(self) -> Schema:
        """In JSON Schema."""


@dataclass(frozen=True)
class Text(Shape):
    """A text, never an empty one. `pattern` is advice for editors, not a reason to refuse."""

    long: bool = False
    pattern: str = ""

    def schema(self) -> Schema:
        return {"type": ["string", "null"], "minLength": 1}


@dataclass(frozen=True)
class Texts(Shape):
    """A list of texts, in the order of the form."""

    def empty(self) -> list[str]:
        return []

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string", "minLength": 1}}


@dataclass(frozen=True)
class Number(Shape):
    """A whole number, not below zero."""

    def schema(self) -> Schema:
        return {"type": ["integer", "null"], "minimum": 0}


@dataclass(frozen=True)
class Tick(Shape):
    """One box: true (ticked), false (seen and not ticked) or None (unknown)."""

    def schema(self) -> Schema:
        return {"type": ["boolean", "null"]}


@dataclass(frozen=True)
class Choice(Shape):
    """One of the options, by its key."""

    options: tuple[Option, ...]

    def schema(self) -> Schema:
        return {"enum": [*(option.key for option in self.options), None]}


@dataclass(frozen=True)
class Ticks(Shape):
    """A box for each option: {key: tick}; with `other_text`, also what «سایر» was said to be."""

    options: tuple[Option, ...]
    other_text: bool = False

    def empty(self) -> dict[str, Any]:
        return dict.fromkeys(self._keys)

    def schema(self) -> Schema:
        boxes: Schema = {
            option.key: {"type": ["boolean", "null"], "title": option.label}
            for option in self.options
        }
        if self.other_text:
            boxes["other_text"] = Text().schema()
        return {"type": "object", "properties": boxes, "additionalProperties": False}

    @property
    def _keys(self) -> list[str]:
        keys = [option.key for option in self.options]
        return [*keys, "other_text"] if self.other_text else keys


@dataclass(frozen=True)
class Group(Shape):
    """Fields that belong together: {key: value}."""

    fields: tuple["Field", ...]

    def empty(self) -> dict[str, Any]:
        return {field.key: field.shape.empty() for field in self.fields}

    def schema(self) -> Schema:
        return object_of(self.fields)


@dataclass(frozen=True)
class Rows(Shape):
    """A table: a list of {column: value}. A row says at least its first column."""

    fields: tuple["Field", ...]

    def empty(self) -> list[dict[str, Any]]:
        return []

    def row(self) -> dict[str, Any]:
        """A row of which nothing is known yet."""
        return {field.key: field.shape.empty() for field in self.fields}

    def schema(self) -> Schema:
        return {"type": "array", "items": object_of(self.fields)}


@dataclass(frozen=True)
class Raw(Shape):
    """A value that only JSON Schema describes; no form prints it."""

    content: Mapping[str, Any]

    def schema(self) -> Schema:
        return dict(self.content)


@dataclass(frozen=True)
class Field:
    """One field of a form.

    `label` is the official wording in right spelling, `synonyms` are labels that agencies print in
    its place; both are compared folded (`miz.lib.persian.for_matching`). `note` is for engineers.
    """

    key: str
    label: str
    shape: Shape
    note: str = ""
    synonyms: tuple[str, ...] = ()

    def schema(self) -> Schema:
        told = {"title": self.label} | ({"description": self.note} if self.note else {})
        return told | self.shape.schema()


@dataclass(frozen=True)
class Leaf:
    """A single value. `path` names keys and, in lists, positions from 0: `fees, 0, raw`."""

    path: tuple[str | int, ...]
    label: str
    value: Any


@dataclass(frozen=True)
class Section:
    """A numbered part of the official form; `number` is its place there, "" when it has none."""

    number: str
    title: str
    fields: tuple[Field, ...]
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A whole form: its parts in the order of the paper."""

    name: str
    title: str
    sections: tuple[Section, ...]

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {field.key: field for section in self.sections for field in section.fields}

    def empty(self) -> dict[str, Any]:
        """The record of a form that tells nothing."""
        return {key: field.shape.empty() for key, field in self.fields.items()}


def object_of(fields: tuple[Field, ...]) -> Schema:
    properties = {field.key: field.schema() for field in fields}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def leaves(field: Field, value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    """Every single value under a field, in the order of the form."""
    path = path or (field.key,)
    match field.shape, value:
        case (Group(fields), dict()):
            yield from _leaves_of(fields, value, path)
        case (Rows(fields), list()):
            for number, row in enumerate(value):
                yield from _leaves_of(fields, row, (*path, number))
        case (Ticks(options), dict()):
            labels = {option.key: option.label for option in options}
            for key in field.shape.empty():
                yield Leaf((*path, key), labels.get(key, field.label), value.get(key))
        case (Texts(), list()):
            yield from (Leaf((*path, n), field.label, text) for n, text in enumerate(value))
        case _:
            yield Leaf(path, field.label, value)


def _leaves_of(
    fields: tuple[Field, ...], record: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Leaf]:
    for field in fields:
        yield from leaves(field, record.get(field.key), (*path, field.key))
