"""Rows of the form's tables: out of real cells, out of label and value, or out of bare lines.

A bare line has lost its cells. Blank cells that left a mark (NBSP), tabs and gaps give some back;
what is still one piece is cut before the words with which a column usually begins, and said to be
guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from miz.catalogue.forms.shapes import Field, Number, Raw, Rows, Text, Tick, Ticks

from . import ticks, values
from .letters import Part, squashed
from .readings import Reading
from .ticks import Hit, Term

GUESSED: Final = "خانه‌های جدول در فایل از هم جدا نبود؛ جدا کردن آن‌ها را بررسی کنید."
_CELLS: Final = re.compile(r"\t+|\s*\|\s*|[ ]{3,}|(?:\u00a0 ?){4,}")
_BLANK_CELL: Final = re.compile(r"(?<=[ \t])\u00a0(?=[ \t]|$)")
_BETWEEN_BLANKS: Final = re.compile(r"\t +\t")
_BOX_GAP: Final = re.compile(r"\u00a0{2,}[ \u00a0]*$")  # where the box stood
_COLUMN_STARTS: Final = {
    "system": re.compile(
        r"(?<=\s)(?:سامانه|سیستم|پایگاه|بانک اطلاعاتی|پورتال|درگاه|نرم ?افزار"
        r"|مکاتبه|وب ?سرویس|[A-Za-z]{2,})(?!\w)"
    ),
    "fields": re.compile(
        r"(?<=\s)(?:اطلاعات|مشخصات|نام|کد|شماره|تاریخ|داده|وضعیت|استعلام|سوابق)(?!\w)"
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The rows of a field, how sure they are and why not."""

    rows: list[dict[str, Any]]
    confidence: float = 1.0
    reason: str | None = None


def read(parts: Sequence[Part], shape: Rows) -> Reading:
    """The rows in the lines that belong to a table."""
    table = _of_cells(parts, shape) or _of_labels(parts, shape) or _of_lines(parts, shape)
    place = parts[0].line.place if parts else None
    reading = Reading([row for row in table.rows if _says_something(row)], values.raw(parts), place)
    if table.reason and reading.value:
        reading.doubt(table.confidence, table.reason)
    return reading


def read_cells(parts: Sequence[Part], shape: Rows) -> list[dict[str, Any]] | None:
    """The rows of real cells; None when there are none."""
    table = _of_cells(parts, shape)
    return [row for row in table.rows if _says_something(row)] if table else None


def _says_something(row: Mapping[str, Any]) -> bool:
    return any(isinstance(value, str) for value in row.values())


def heads(shape: Rows) -> dict[str, Field]:
    """The columns by their squashed labels."""
    found: dict[str, Field] = {}
    for column in shape.fields:
        bare = re.sub(r"\([^)]*\)", "", column.label)
        for words in (column.label, bare, *column.synonyms):
            found.setdefault(squashed(words), column)
    return found


# Real cells


def _of_cells(parts: Sequence[Part], shape: Rows) -> Table | None:
    grid: dict[tuple[int, int], dict[int, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for part in parts:
        place = part.line.place
        if place.table and place.row and place.cell:
            grid[place.table, place.row][place.cell].append(part)
    if not any(len(cells) > 1 for cells in grid.values()):
        return None
    return Table(_rows_of(list(grid.values()), shape))


def _rows_of(grid: Sequence[Mapping[int, list[Part]]], shape: Rows) -> list[dict[str, Any]]:
    """Head rows tell which column is which; the others are data, by column or by order."""
    columns: dict[int, Field] = {}
    rows = []
    for cells in grid:
        named = {cell: _head(cells[cell], shape) for cell in cells}
        if any(named.values()) and not _holds_data(cells, named, columns):
            columns |= {cell: column for cell, column in named.items() if column}
        elif not any(named.values()) or columns:
            rows.append(_row(cells, columns or _in_order(cells, shape), shape))
    return rows


def _head(parts: Sequence[Part], shape: Rows) -> Field | None:
    words = squashed(ticks.unmarked(" ".join(part.text for part in parts)))
    known = heads(shape)
    return known.get(words) or next(
        (column for label, column in known.items() if len(label) > 6 and words.startswith(label)),
        None,
    )


def _holds_data(
    cells: Mapping[int, list[Part]], named: Mapping[int, Field | None], columns: Mapping[int, Field]
) -> bool:
    """A row under the heads whose cells are mostly no labels."""
    return bool(columns) and sum(map(bool, named.values())) * 2 < len(cells)


def _in_order(cells: Mapping[int, list[Part]], shape: Rows) -> dict[int, Field]:
    return dict(zip(sorted(cells), shape.fields, strict=False))


def _row(
    cells: Mapping[int, list[Part]], columns: Mapping[int, Field], shape: Rows
) -> dict[str, Any]:
    row = shape.row()
    for cell, parts in cells.items():
        if column := columns.get(cell):
            row[column.key] = value_of("\n".join(part.text for part in parts), column)
    return row


def value_of(text: str, column: Field) -> Any:
    """What a cell says, in the shape of its column."""
    match column.shape:
        case Tick():
            return _tick(text)
        case Ticks(options):
            return ticks.read(text, options).values
        case Number():
            return text
        case _:
            return values.clean(text)


def _tick(text: str) -> bool | None:
    found = ticks.marks(text, [])
    return (
        any(mark.told for mark in found) if any(mark.told is not None for mark in found) else None
    )


# Label and value


def _of_labels(parts: Sequence[Part], shape: Rows) -> Table | None:
    """Columns named before each value: «نام سامانه: … فیلدهای مورد تبادل: …»."""
    text = "\n".join(part.text for part in parts)
    known = heads(shape)
    hits = [hit for hit in _head_hits(text, known) if _is_before_value(text, hit)]
    if not any(known[hit.key].key == shape.fields[0].key for hit in hits):
        return None
    rows: list[dict[str, Any]] = []
    for number, hit in enumerate(hits):
        column = known[hit.key]
        end = hits[number + 1].span.start if number + 1 < len(hits) else len(text)
        if not rows or column.key in {key for key, value in rows[-1].items() if value}:
            rows.append(shape.row())
        rows[-1][column.key] = value_of(text[hit.span.end : end], column)
    return Table(rows)


def _head_hits(text: str, known: Mapping[str, Field]) -> list[Hit]:
    return ticks.scan(text, [Term(letters, letters) for letters in known])


def _is_before_value(text: str, hit: Hit) -> bool:
    return bool(re.match(r"[ \u00a0)]*[:：]", text[hit.span.end :]))


# Bare lines


def _of_lines(parts: Sequence[Part], shape: Rows) -> Table:
    """One row a line, after the heads; the boxes at the end of a line are cut off first."""
    guessed = False
    rows = []
    for part in below_heads(parts, shape):
        row, is_guess = _row_of_line(part.text, shape)
        rows.append(row)
        guessed |= is_guess
    return Table(rows, 0.5, GUESSED) if guessed else Table(rows)


def below_heads(parts: Sequence[Part], shape: Rows) -> list[Part]:
    """The lines under the heads of a table."""
    text = "\n".join(part.text for part in parts)
    start = 0
    for hit in _head_hits(text, heads(shape)):
        between = squashed(text[start : hit.span.start])
        if between and not _is_part_of_heads(between):
            break
        start = hit.span.end
    end_of_heads = text.find("\n", start) if start else 0
    return [part for part in _after(parts, end_of_heads) if squashed(part.text)]


def _after(parts: Sequence[Part], start: int) -> Iterator[Part]:
    """The parts behind a place in their joined text; -1 is its end."""
    at = 0
    for part in parts:
        end = at + len(part.text)
        if 0 <= start < end:
            yield Part(part.text[max(0, start - at) :], part.line)
        at = end + 1


def _is_part_of_heads(letters: str) -> bool:
    return bool(re.fullmatch(r"(?:استعلام|الکترونیکی|غیر|online|batch|ردیف|\d)+", letters))


def _row_of_line(line: str, shape: Rows) -> tuple[dict[str, Any], bool]:
    row = shape.row()
    line = values.NUMBER.sub("", line)
    cells = _without_edges([piece.strip() for piece in _CELLS.split(line.strip(" |"))])
    if len(cells) == len(shape.fields):
        whole = zip(shape.fields, cells, strict=True)
        return row | {column.key: value_of(cell, column) for column, cell in whole}, False
    line = _take_boxes(line, shape, row)
    line = _BETWEEN_BLANKS.sub("\t", _BLANK_CELL.sub("\t\u00a0\t", line)).rstrip("\t |")
    texts = [column for column in shape.fields if isinstance(column.shape, Text | Raw)]
    pieces = [piece.strip() for piece in _CELLS.split(line)]
    pieces = _without_edges(pieces)
    missing = len(texts) - len(pieces)
    cut = _cut(pieces[0], [column.key for column in texts[: missing + 1]]) if missing > 0 else []
    pieces = [*cut, *pieces[1:]] if len(cut) > 1 else pieces
    for column, piece in zip(texts, pieces, strict=False):
        row[column.key] = values.clean(piece)
    return row, len(cut) > 1


def _take_boxes(line: str, shape: Rows, row: dict[str, Any]) -> str:
    """Fills the boxes that are named at the end of a line, and gives the rest of it."""
    end = len(line)
    for column in shape.fields:
        if isinstance(column.shape, Ticks):
            found = ticks.read(line, column.shape.options)
            if found.hits and _is_all_boxes(line[found.hits[0].span.start :], found.hits):
                end = min(end, found.hits[0].span.start)
                row[column.key] = found.values if ticks.marks(line, []) else column.shape.empty()
    return _BOX_GAP.sub("", ticks.unmarked(line[:end])) if end < len(line) else ticks.unmarked(line)


def _is_all_boxes(tail: str, hits: Sequence[Hit]) -> bool:
    return len(squashed(tail)) <= sum(hit.span.end - hit.span.start for hit in hits)


def _without_edges(pieces: list[str]) -> list[str]:
    """A gap before the first cell is no cell; gaps between are."""
    while len(pieces) > 1 and not squashed(pieces[0]):
        pieces = pieces[1:]
    return pieces


def _cut(piece: str, keys: Sequence[str]) -> list[str]:
    """One piece that covers several columns, cut before the usual beginnings of the later ones."""
    found: list[str] = []
    rest = piece
    for key in keys[1:]:
        start = _beginning(rest, key, is_last=key == keys[-1])
        if start is None:
            continue
        found.append(rest[:start].strip())
        rest = rest[start:]
    return [*found, rest.strip()]


def _beginning(text: str, key: str, *, is_last: bool) -> int | None:
    """Where the column begins; a name with the words of fields is one when such words follow."""
    starts = _starts(text, key)
    if key != "system":
        return starts[0] if starts else None
    fields = [start for start in _starts(text, "fields") if not starts or start < starts[0]]
    if fields:
        return fields[0] if len(fields) > 1 and not is_last else None
    return starts[0] if starts else None


def _starts(text: str, key: str) -> list[int]:
    begins = _COLUMN_STARTS.get(key)
    return [match.start() for match in begins.finditer(text)] if begins else []
