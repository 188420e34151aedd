"""The whitelist of data that may enter a process, declared in the diagram itself.

A property `data.NAME` on the process (start), a user task, a receive task, a catch event or a
service task names one field. Its value is a type or a list of choices, with `?` if it may be
left out: `text`, `integer`, `number`, `boolean`, `unit`, `answer | reject`, `text?`. A type with
`[]` is a list of such values: `text[]`. A `unit` is the code of a unit of the organisation.

`when.NAME` lists the choices of `decision` with which that data is asked; else with any.
`title.NAME` is what people call it, `title.NAME.CHOICE` what they call one of its choices.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword

from .errors import DataRefused
from .expressions import FUNCTIONS, Scalar, Value, scalar

PREFIX = "data."
TITLE = "title."
WHEN = "when."
DECISION = "decision"
MAX_ITEMS = 5_000
TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "unit": (str,),
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
    titles: Mapping[str, str] = dataclasses.field(default_factory=dict)
    when: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What people call it: the property `title.NAME`, else the name itself."""
        return self.title or self.name

    def said(self, choice: str) -> str:
        """What people call one of its choices."""
        return self.titles.get(choice, choice)

    def asked_with(self, decision: object) -> bool:
        return not self.when or decision in self.when


def is_name(name: str) -> bool:
    """Whether data may be called so: an expression must be able to read it."""
    return bool(_NAME.fullmatch(name)) and name not in FUNCTIONS and not iskeyword(name)


def parse_all(properties: Mapping[str, str]) -> Iterator[Field]:
    """The fields that the properties of one place declare, with their titles and conditions."""
    for name, value in properties.items():
        if name.startswith(PREFIX):
            yield _described(parse(name.removeprefix(PREFIX), value), properties)


def _described(field: Field, properties: Mapping[str, str]) -> Field:
    titles = {choice: properties.get(f"{TITLE}{field.name}.{choice}") for choice in field.choices}
    return dataclasses.replace(
        field,
        title=properties.get(TITLE + field.name, "").strip(),
        titles={choice: title.strip() for choice, title in titles.items() if title},
        when=choices(properties.get(WHEN + field.name, "")),
    )


def choices(listed: str) -> tuple[str, ...]:
    """The parts of `a | b | c`."""
    return tuple(part.strip() for part in listed.split("|") if part.strip())


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
    options = tuple(choice.strip() for choice in kind.split("|"))
    if len(set(options)) < 2 or not all(_CHOICE.fullmatch(choice) for choice in options):
        raise ValueError(declaration)
    return Field(name, "choice", options, required)


def check(fields: Iterable[Field], data: Mapping[str, object]) -> dict[str, Value]:
    """A copy of `data` with only declared names and right types.

    DataRefused names what is undeclared (+name), missing (-name) or of a wrong type (name).
    """
    decision = data.get(DECISION)
    declared = {field.name: field for field in fields if field.asked_with(decision)}
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
