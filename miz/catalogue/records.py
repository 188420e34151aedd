"""The two forms of a package as text: all keys, in the order of the official form.

What stands in a file and is no key of the form is kept behind it, so that nothing is lost; the
check says what it thinks of it.
"""

from typing import Any, Final

import yaml

from .forms import process, running, service
from .forms.shapes import Field, Form, Group, Rows, Shape, Ticks
from .yaml_text import YamlRefused, parse

FORMS: Final[dict[str, Form]] = {"service.yaml": service.FORM, "process.yaml": process.FORM}
# Who reads a package looks for these first; how Miz runs it stands last.
FIRST = ("slug", "kind", "parent_code")


def fields(name: str) -> dict[str, Field]:
    """Every field of a file, those of Miz too, in the order in which they are written."""
    if name == "process.yaml":
        return {**process.FORM.fields, process.MEASURING.key: process.MEASURING}
    own = {field.key: field for field in running.RUNNING}
    first = {key: own.pop(key) for key in FIRST}
    return {**first, **service.FORM.fields, **own}


def read(text: str) -> dict[str, Any]:
    """The record in a text, as far as it can be read; an unreadable one is empty."""
    try:
        data = parse(text).data
    except YamlRefused:
        return {}
    return data if isinstance(data, dict) else {}


def written(name: str, record: dict[str, Any], before: str = "") -> str:
    """The text of `name`, headed by the remarks that head the text `before`."""
    whole: dict[str, Any] = {}
    for key, field in fields(name).items():
        if key in FORMS[name].fields:
            whole[key] = filled(field.shape, record.get(key))
        elif key in _ALWAYS or record.get(key) is not None:
            whole[key] = record.get(key)
    whole |= {key: record[key] for key in record if key not in fields(name)}
    return _remarks(before) + yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=100)


def filled(shape: Shape, value: Any) -> Any:
    """`value` with every key of its shape, in its order; what is not known is null."""
    match shape, value:
        case (Group(inner), dict()):
            return _filled(inner, value)
        case (Rows(inner), list()):
            return [_filled(inner, row) if isinstance(row, dict) else row for row in value]
        case (Ticks(), dict()):
            return {**shape.empty(), **value}
        case (_, None):
            return shape.empty()
    return value


def _filled(inner: tuple[Field, ...], value: dict[str, Any]) -> dict[str, Any]:
    whole = {field.key: filled(field.shape, value.get(field.key)) for field in inner}
    return whole | {key: each for key, each in value.items() if key not in whole}


# Keys that are not the form's and are written all the same, null where nothing is told.
_ALWAYS = ("slug", "kind", "parent_code", "desk")


def _remarks(text: str) -> str:
    kept = []
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        kept.append(line)
    return "".join(kept)
