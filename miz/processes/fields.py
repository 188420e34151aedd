"""The whitelist of data that may enter a process, declared in the diagram itself.

A property `data.NAME` on the process (start), a user task, a receive task, a catch event or a
service task names one field. Its value is a type or a list of choices, with `?` if it may be
left out: `text`, `integer`, `number`, `boolean`, `answer | reject`, `text?`. A type with `[]`
is a list of such values: `text[]`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from keyword import iskeyword

from .errors import DataRefused
from .expressions import FUNCTIONS, Scalar, Value, scalar

PREFIX = "data."
TITLE = "title."
MAX_ITEMS = 5_000
TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_CHOICE = re.compile(r"[a-z][a-z0-9_]*")
# NUL and lone surrogates cannot be stored as JSON in PostgreSQL
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Field:
    """One declared name: `type` is a key of TYPES or "choice" (then `choices` is not empty);
    `many` for a list of such values."""

    name: str
    type: str
    choices: tuple[str, ...] = ()
    required: bool = True
    many: bool = False
    title: str = ""

    @property
    def label(self) -> str:
        """What people call it: the property `title.NAME`, else the name itself."""
        return self.title or self.name


def is_name(name: str) -> bool:
    """Whether data may be called so: an expression must be able to read it."""
    return bool(_NAME.fullmatch(name)) and name not in FUNCTIONS and not iskeyword(name)


def parse(name: str, declaration: str) -> Field:
    """The field of one `data.NAME` property; ValueError says what is wrong with it."""
    if not is_name(name):
        raise ValueError(name)
    kind, required = declaration.strip(), True
    if kind.endswith("?"):
        kind, required = kind[:-1].strip(), False
    if kind.removesuffix("[]") in TYPES:
        many = kind.endswith("[]")
        return Field(name, kind.removesuffix("[]"), required=required, many=many)
    choices = tuple(choice.strip() for choice in kind.split("|"))
    if len(set(choices)) < 2 or not all(_CHOICE.fullmatch(choice) for choice in choices):
        raise ValueError(declaration)
    return Field(name, "choice", choices, required)


def check(fields: Iterable[Field], data: Mapping[str, object]) -> dict[str, Value]:
    """A copy of `data` with only declared names and right types.

    DataRefused names what is undeclared (+name), missing (-name) or of a wrong type (name).
    """
    declared = {field.name: field for field in fields}
    unknown = sorted(str(name) for name in data.keys() - declared.keys())
    missing = sorted(n for n, field in declared.items() if field.required and data.get(n) is None)
    if unknown or missing:
        raise DataRefused(
            " ".join([*(f"+{name}" for name in unknown), *(f"-{n}" for n in missing)])
        )
    given = {name: value for name, value in data.items() if value is not None}
    return {name: _value(declared[name], value) for name, value in given.items()}


def answered(fields: Iterable[Field], data: Mapping[str, object]) -> dict[str, Value]:
    """As `check`, but an optional field left out loses what an earlier round put there."""
    declared = tuple(fields)
    empty: dict[str, Value] = {field.name: None for field in declared}
    return empty | check(declared, data)


def _value(field: Field, value: object) -> Value:
    # the value itself stays out of the message: it may be personal
    try:
        if not field.many:
            return _one(field, value)
        if isinstance(value, list | tuple) and len(value) <= MAX_ITEMS:
            return [_one(field, item) for item in value]
    except ValueError as error:
        raise DataRefused(field.name) from error
    raise DataRefused(field.name)


def _one(field: Field, value: object) -> Scalar:
    if not _fits(field, value):
        raise ValueError(field.name)
    return scalar(value)


def _fits(field: Field, value: object) -> bool:
    if isinstance(value, bool):
        return field.type == "boolean"
    if isinstance(value, str) and _UNSTORABLE.search(value):
        return False
    if field.type == "choice":
        return value in field.choices
    return isinstance(value, TYPES[field.type])
