"""The catalogue as CSV: a row for each service, a column for each single field of the form.

The first row has the keys of service.yaml joined by dots (`average_duration.value`); their Persian
labels are in docs/reference/service-form.md. A list, and a column of a table, is one cell whose
entries are parted by SEPARATOR, an empty entry where a row tells nothing. Ticks are true, false,
or empty for unknown. The JSON export has the same exactly.

A cell that a spreadsheet would run as a formula begins with an apostrophe.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from miz.catalogue.forms.service import FORM
from miz.catalogue.forms.shapes import Field, Group, Rows, Ticks
from miz.lib import csv_lines

from .entries import Entry

SEPARATOR = " | "
ABOUT = ("code", "kind", "organisation", "version", "digest", "published_at")


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """The text of the file, in pieces; begins with a mark that tells spreadsheets it is UTF-8."""
    columns = [path for field in FORM.fields.values() for path in _columns(field)]
    yield csv_lines.MARK + _line([*ABOUT, *(".".join(path) for path in columns)])
    for entry in entries:
        about = [entry.slug, entry.kind, entry.agency.code, entry.version, entry.digest,
                 entry.published_at.isoformat()]  # fmt: skip
        yield _line([*about, *(_cell(entry.identity, path) for path in columns)])


def _line(cells: Iterable[object]) -> str:
    return csv_lines.line(map(_text, cells))


def _columns(field: Field, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    path = (*above, field.key)
    match field.shape:
        case Group(fields) | Rows(fields):
            for inner in fields:
                yield from _columns(inner, path)
        case Ticks() as shape:
            yield from ((*path, key) for key in shape.empty())
        case _:
            yield path


def _cell(value: Any, path: tuple[str, ...]) -> Any:
    """What stands under a path of keys; of a table, its column as a list."""
    for place, key in enumerate(path):
        if isinstance(value, list):
            return [_cell(row, path[place:]) for row in value]
        value = (value or {}).get(key)
    return value


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return SEPARATOR.join(map(_text, value)) if any(v is not None for v in value) else ""
    return str(value)
