"""Write the reference of the official forms: JSON Schemas for editors, and pages for people.

    .venv/bin/python scripts/form_reference.py

Everything comes from miz/catalogue/forms; tests/catalogue/test_form_reference.py fails when a file
under docs/reference/ is older than the code.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from miz.catalogue import package_schemas
from miz.catalogue.forms import process, running, schema, service
from miz.catalogue.forms.shapes import (
    Choice,
    Field,
    Form,
    Group,
    Number,
    Option,
    Raw,
    Rows,
    Shape,
    Text,
    Texts,
    Tick,
    Ticks,
)
from miz.lib import digits

REFERENCE = Path("docs/reference")
BEGIN, END = "<!-- fields -->", "<!-- end of fields -->"
SERVICE_HEAD = """\
# The service form

The fields of `service.yaml`, in the order of the official form (شناسنامه خدمت, Annex 1). Printed
by `scripts/form_reference.py` from `miz/catalogue/forms/service.py`; editors read the same from
[service.schema.json](schemas/service.schema.json).

Where one value stands, `null` means *unknown*: the form does not tell. A tick is `true`, `false`
or `null`. A list is never null; empty, nothing was told. `[]` after a key are the rows of a table.
"""
RUNNING_TITLE = "## How Miz runs it"
JSON_TYPES = {"string": "text", "integer": "whole number", "boolean": "`true` or `false`"}
HEADS = ("| key | on the form | holds |", "|---|---|---|")
KINDS = {Texts: "list of texts", Number: "whole number", Tick: "tick"}


def files() -> dict[Path, str]:
    """What every file must hold, by its path under the root of the project."""
    page = REFERENCE / "process-form.md"
    return {
        **{REFERENCE / "schemas" / f"{name}.schema.json": text for name, text in _schemas()},
        REFERENCE / "service-form.md": _service_page(),
        page: _put(page.read_text(encoding="utf-8"), "\n".join(_sections(process.FORM, "###"))),
    }


def _schemas() -> Iterator[tuple[str, str]]:
    made = {
        "service": schema.service(),
        "process": schema.process(),
        "organisation": {"$schema": schema.DIALECT} | package_schemas.ORGANISATION,
    }
    for name, content in made.items():
        yield name, json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _service_page() -> str:
    ours = [RUNNING_TITLE, "", *HEADS, *(row for f in running.RUNNING for row in _rows(f))]
    return "\n".join([SERVICE_HEAD, *_sections(service.FORM, "##"), *ours, ""])


def _put(page: str, fields: str) -> str:
    """The page with its printed part replaced; the rest is written by hand."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{fields}\n{END}{after}"


def _sections(form: Form, mark: str) -> Iterator[str]:
    for section in form.sections:
        number = f"{digits.to_persian(section.number)}. " if section.number else ""
        yield f"{mark} {number}{section.title}"
        yield ""
        yield from HEADS
        for field in section.fields:
            yield from _rows(field)
        yield ""


def _rows(field: Field, above: str = "") -> Iterator[str]:
    """A field's line, and those of what stands in it."""
    key = f"{above}{field.key}"
    said = ". ".join(filter(None, (_holds(field.shape), field.note.rstrip("."))))
    yield f"| `{key}` | {field.label} | {said} |".replace("\\", "\\\\")
    if isinstance(field.shape, Group | Rows):
        mark = "[]." if isinstance(field.shape, Rows) else "."
        for inner in field.shape.fields:
            yield from _rows(inner, key + mark)
    if isinstance(field.shape, Raw):
        yield from _raw_rows(key, field.shape.content)


def _raw_rows(above: str, content: Mapping[str, Any]) -> Iterator[str]:
    """What stands in a value that only its JSON Schema describes."""
    content = content.get("items", content)
    for key, inner in content.get("properties", {}).items():
        name = f"{above}.{key}"
        said = ". ".join(filter(None, (_raw(inner), inner.get("description", "").rstrip("."))))
        yield f"| `{name}` | | {said} |"
        yield from _raw_rows(f"{name}[]" if "items" in inner else name, inner)


def _raw(content: Mapping[str, Any]) -> str:
    if "enum" in content:
        return "one of " + ", ".join(f"`{option}`" for option in content["enum"])
    if "items" in content:
        return f"list of {_raw(content['items'])}s"
    if "anyOf" in content:
        return " or ".join(_raw(each) for each in content["anyOf"])
    kinds = content.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    return JSON_TYPES.get(kind, "group")


def _holds(shape: Shape) -> str:
    match shape:
        case Text(pattern=pattern):
            return f"text such as `{pattern}`" if pattern else "text"
        case Choice(options):
            return f"one of {_options(options)}"
        case Ticks(options, other_text=other):
            return f"ticks {_options(options)}{', and `other_text`' if other else ''}"
        case Group():
            return "group"
        case Rows():
            return "table"
        case Raw(content):
            return _raw(content)
    return KINDS[type(shape)]


def _options(options: tuple[Option, ...]) -> str:
    """A label that ends with its key does not say it again."""
    labels = {option.key: option.label.removesuffix(f" ({option.key})") for option in options}
    return ", ".join(f"`{key}` {label}" for key, label in labels.items())


def main() -> None:
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
