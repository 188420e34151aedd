"""What differs between two packages, for who approves: the forms field by field in their Persian
words, a process also as drawings, every other file line by line."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import yaml

from . import process_diffs, records
from .forms.shapes import Choice, Field, Group, Option, Raw, Rows, Shape, Texts, Ticks
from .library import Files
from .process_diffs import ProcessDiff

Kind = Literal["kept", "added", "removed", "gap"]
PROCESS: Final = "process.bpmn"
_ANSWERS: Final = {True: "بله", False: "خیر"}
# Lines that did not change and are shown around those that did.
_AROUND: Final = 2
_MARKS: Final[dict[str, Kind]] = {" ": "kept", "+": "added", "-": "removed"}


@dataclass(frozen=True)
class Line:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """What changed of one field; `label` is empty where a file has no fields."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class FileDiff:
    """`kind` says whether the file itself came, went or changed; `process` tells of a process."""

    name: str
    kind: Literal["added", "removed", "changed"]
    changes: tuple[Change, ...]
    process: ProcessDiff | None = None


def between(before: Files, after: Files) -> list[FileDiff]:
    """The files that differ, the forms first."""
    names = [*records.FORMS, *sorted({*before, *after} - records.FORMS.keys())]
    return [
        _of_file(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _of_file(name: str, before: str | None, after: str | None) -> FileDiff:
    kind: Literal["added", "removed", "changed"] = (
        "added" if before is None else "removed" if after is None else "changed"
    )
    told = tuple(_of_form(name, before or "", after or "")) if name in records.FORMS else ()
    drawn = process_diffs.between(before or "", after or "") if name == PROCESS else None
    return FileDiff(name, kind, told or (_of_text(before or "", after or ""),), drawn)


def _of_form(name: str, before: str, after: str) -> Iterator[Change]:
    """Field by field; of a file that cannot be read, nothing."""
    old, new = records.read(before), records.read(after)
    if not new and after:
        return
    for key, field in records.fields(name).items():
        lines = _compared(list(said(field, old.get(key))), list(said(field, new.get(key))))
        if lines:
            yield Change(field.label, lines)


def _of_text(before: str, after: str) -> Change:
    return Change("", _compared(before.splitlines(), after.splitlines()))


def _compared(old: list[str], new: list[str]) -> tuple[Line, ...]:
    """The lines that came and went, with some of what stands around them."""
    if old == new:
        return ()
    shown = list(difflib.unified_diff(old, new, n=_AROUND, lineterm=""))[2:]
    lines = [
        Line("gap", "") if text.startswith("@@") else Line(_MARKS[text[:1]], text[1:])
        for text in shown
    ]
    return tuple(lines[1:])


def said(field: Field, value: Any) -> Iterator[str]:
    """A value in lines for people; what is not known is not said."""
    yield from _said(field.shape, value, "")


def _said(shape: Shape, value: Any, label: str) -> Iterator[str]:
    match shape, value:
        case (_, None):
            return
        case (Group(inner), dict()):
            yield from _fields(inner, value, label)
        case (Rows(inner), list()):
            for row in value:
                yield " — ".join(_fields(inner, row, "")) if isinstance(row, dict) else str(row)
        case (Ticks(options), dict()):
            yield from _ticks(options, value, label)
        case (Texts(), list()):
            yield from (f"{label}{item}" for item in value)
        case (Choice(options), _):
            names = {option.key: option.label for option in options}
            yield f"{label}{names.get(value, value)}"
        case (Raw(), _) if isinstance(value, dict | list):
            text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
            yield from text.splitlines()
        case _:
            yield from (f"{label}{line}" for line in _words(value).splitlines())


def _fields(inner: tuple[Field, ...], value: Mapping[str, Any], label: str) -> Iterator[str]:
    for field in inner:
        yield from _said(field.shape, value.get(field.key), f"{label}{field.label}: ")


def _ticks(options: tuple[Option, ...], value: Mapping[str, Any], label: str) -> Iterator[str]:
    for option in options:
        if (ticked := value.get(option.key)) is not None:
            yield f"{label}{option.label}: {_words(ticked)}"
    if value.get("other_text"):
        yield f"{label}{value['other_text']}"


def _words(value: Any) -> str:
    return _ANSWERS[value] if isinstance(value, bool) else str(value)
