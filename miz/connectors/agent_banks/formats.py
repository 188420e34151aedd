"""Reads a bank's daily file of deposit certificates as a stream, CSV or XML, told by its content.

The agreement, in UTF-8 with or without a BOM:

- CSV: a first line `deposits,1,BANK,DAY,SEQUENCE,COUNT,SUM`, then one line per certificate in the
  order of `rows.COLUMNS`; lines end in LF or CRLF.
- XML: `<deposits version bank day sequence count sum>` with one
  `<deposit number national-code branch date amount state/>` per certificate; no DOCTYPE.

Days are Jalali, amounts whole rial. The file is hostile until read: a line, a field and a tag are
bounded, so that no file costs more memory than another.
"""

import csv
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from miz.connectors.batch_errors import FileRefused, Reason
from miz.lib import digits

from . import rows

VERSION = "1"
LONGEST_LINE = 4096
PIECE = 64 * 1024
LONGEST_TAG = 64 * 1024
BOM = b"\xef\xbb\xbf"
LARGEST = 2**63

# The number of its line, then the cells in the order of `rows.COLUMNS`.
RawRow = tuple[int, tuple[str, ...]]

_WHOLE = re.compile("[0-9]{1,19}")
_HEADER = ("version", "bank", "day", "sequence", "count", "sum")
_ATTRIBUTES = tuple(name.replace("_", "-") for name in rows.COLUMNS)


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself: `count` rows whose amounts are `total` rial together."""

    bank: str
    day: datetime.date
    sequence: int
    count: int
    total: int


def read_header(path: Path) -> Header:
    """Return the header alone; raises FileRefused."""
    with path.open("rb") as source:
        return _pieces(source)[0]


def read_rows(path: Path) -> Iterator[RawRow]:
    """Yield the rows; raises FileRefused wherever the file breaks off or breaks its form."""
    with path.open("rb") as source:
        yield from _pieces(source)[1]


def _pieces(source: BinaryIO) -> tuple[Header, Iterator[RawRow]]:
    start = source.read(len(BOM) + PIECE).removeprefix(BOM).lstrip()
    source.seek(0)
    return _xml(source) if start.startswith(b"<") else _csv(source)


def _header(values: tuple[str, ...]) -> Header:
    version, bank, day, *numbers = values
    issued = rows.day(day)
    sequence, count, total = (_whole(number) for number in numbers)
    if version.strip() != VERSION or issued is None or sequence == 0:
        raise FileRefused(Reason.HEADER)
    return Header(bank.strip(), issued, sequence, count, total)


def _whole(cell: str) -> int:
    text = digits.to_ascii(cell.strip())
    if not _WHOLE.fullmatch(text) or int(text) >= LARGEST:
        raise FileRefused(Reason.HEADER)
    return int(text)


# --- CSV


def _csv(source: BinaryIO) -> tuple[Header, Iterator[RawRow]]:
    records = _records(source)
    first = next(records, (0, ()))[1]
    if len(first) != len(_HEADER) + 1 or first[0].strip() != "deposits":
        raise FileRefused(Reason.HEADER)
    return _header(first[1:]), _csv_rows(records)


def _csv_rows(records: Iterator[RawRow]) -> Iterator[RawRow]:
    for line, cells in records:
        if len(cells) != len(rows.COLUMNS):
            raise FileRefused(Reason.FORMAT, line)
        yield line, cells


def _records(source: BinaryIO) -> Iterator[RawRow]:
    reader = csv.reader(_lines(source), strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, tuple(cells)
    except csv.Error:
        raise FileRefused(Reason.FORMAT, reader.line_num) from None


def _lines(source: BinaryIO) -> Iterator[str]:
    number = 0
    while line := source.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise FileRefused(Reason.FORMAT, number)
        try:
            yield (line.removeprefix(BOM) if number == 1 else line).decode()
        except UnicodeDecodeError:
            raise FileRefused(Reason.FORMAT, number) from None


# --- XML


def _xml(source: BinaryIO) -> tuple[Header, Iterator[RawRow]]:
    document = _Document()
    found = document.read(source)
    # The header is known with the first tag, so the first row is waited for, no longer.
    first = next(found, None)
    if document.header is None:
        raise FileRefused(Reason.HEADER)
    return document.header, _again(first, found)


def _again(first: RawRow | None, others: Iterator[RawRow]) -> Iterator[RawRow]:
    if first is not None:
        yield first
        yield from others


class _Document:
    """Takes the tags as expat meets them; nothing of the document is kept but the rows of a
    piece."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self._rows: list[RawRow] = []
        self._depth = 0
        # Whatever the document claims of its encoding, it is UTF-8.
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, source: BinaryIO) -> Iterator[RawRow]:
        fed = 0
        while piece := source.read(PIECE):
            self._feed(piece, final=False)
            fed += len(piece)
            # A tag that never ends would be kept whole until it does.
            if fed - max(self._parser.CurrentByteIndex, 0) > LONGEST_TAG + PIECE:
                raise FileRefused(Reason.FORMAT, self._parser.CurrentLineNumber)
            yield from self._taken()
        self._feed(b"", final=True)
        yield from self._taken()

    def _taken(self) -> list[RawRow]:
        taken, self._rows = self._rows, []
        return taken

    def _feed(self, piece: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as error:
            raise FileRefused(Reason.FORMAT, error.lineno) from None

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        self._depth += 1
        line = self._parser.CurrentLineNumber
        if self._depth == 1:
            if tag != "deposits" or not given.keys() >= set(_HEADER):
                raise FileRefused(Reason.HEADER)
            self.header = _header(tuple(given[name] for name in _HEADER))
        elif self._depth > 2 or tag != "deposit" or given.keys() != set(_ATTRIBUTES):
            raise FileRefused(Reason.FORMAT, line)
        else:
            self._rows.append((line, tuple(given[name] for name in _ATTRIBUTES)))

    def _end(self, tag: str) -> None:
        self._depth -= 1

    def _doctype(self, *_: object) -> None:
        raise FileRefused(Reason.FORMAT, self._parser.CurrentLineNumber)
