"""The first cells of an XLSX as text, read as a stream that stops once it has them.

Values only: no formulas, styles or formats, so a date stays the number that Excel keeps. The parts
passed `sheets.check_xlsx`; entities and outside references were refused there, and expat is asked
for none. ECMA-376 part 1, 18.3.1.4 (c), 18.4.8 (si).
"""

import functools
import re
from typing import Protocol
from xml.parsers import expat

from miz.documents.errors import Refusal, UploadRefused
from miz.documents.formats import archive

MAX_ROWS = 20
MAX_COLUMNS = 12
MAX_LENGTH = 80  # characters of a cell

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_STRINGS = "xl/sharedStrings.xml"
_COLUMN = re.compile(r"[A-Z]{1,3}")

Row = tuple[str, ...]


def first_rows(content: bytes) -> tuple[Row, ...]:
    """At most MAX_ROWS rows of the first sheet, of one length, empty cells as ""; UploadRefused."""
    members = {member.name: member for member in archive.members(content)}
    numbers = sorted(int(found[1]) for name in members if (found := _SHEET.fullmatch(name)))
    if not numbers:
        raise UploadRefused(Refusal.SHEET_DAMAGED)
    sheet = _Sheet()
    _read(content, members[f"xl/worksheets/sheet{numbers[0]}.xml"], sheet)
    strings = _Strings(sheet.highest_string)
    if _STRINGS in members and sheet.highest_string >= 0:
        _read(content, members[_STRINGS], strings)
    return _straight([sheet.row(cells, strings.found) for cells in sheet.rows])


def _straight(rows: list[list[str]]) -> tuple[Row, ...]:
    width = max((len(row) for row in rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


class _Enough(Exception):
    """Nothing behind this place is of interest."""


class _Reader(Protocol):
    """Collects from the elements it is shown; raises _Enough once it has what it wants."""

    def starts(self, name: str, given: dict[str, str]) -> None: ...

    def ends(self, name: str) -> None: ...

    def says(self, text: str) -> None: ...


class _Sheet:
    """`rows` of cells {column: (is shared string, text)}."""

    def __init__(self) -> None:
        self.rows: list[dict[int, tuple[bool, str]]] = []
        self.highest_string = -1
        self._column, self._kind, self._text, self._inside = 0, "", "", False

    def starts(self, name: str, given: dict[str, str]) -> None:
        if name == "row":
            self.rows.append({})
            self._column = 0
        elif name == "c":
            place = _COLUMN.match(given.get("r", ""))
            self._column = _number(place[0]) if place else self._column + 1
            self._kind, self._text = given.get("t", ""), ""
        self._inside = name in ("v", "t")

    def ends(self, name: str) -> None:
        self._inside = False
        if name == "c" and self.rows and self._text and self._column <= MAX_COLUMNS:
            self._keep()
        elif name == "row" and len(self.rows) == MAX_ROWS:
            raise _Enough

    def says(self, text: str) -> None:
        if self._inside and len(self._text) < MAX_LENGTH:
            self._text += text

    def _keep(self) -> None:
        shared = self._kind == "s" and self._text.isdecimal() and len(self._text) < 9
        self.rows[-1][self._column] = shared, self._text[:MAX_LENGTH]
        if shared:
            self.highest_string = max(self.highest_string, int(self._text))

    @staticmethod
    def row(cells: dict[int, tuple[bool, str]], strings: list[str]) -> list[str]:
        """The texts of a row from its first column to its last."""
        texts = [""] * max(cells, default=0)
        for column, (shared, text) in cells.items():
            texts[column - 1] = "".join(strings[int(text) :][:1]) if shared else text
        return texts


class _Strings:
    """The shared strings up to `highest`, `found` in their order."""

    def __init__(self, highest: int) -> None:
        self.found: list[str] = []
        self._highest = highest
        self._inside = False

    def starts(self, name: str, given: dict[str, str]) -> None:
        if name == "si":
            self.found.append("")
        self._inside = name == "t" and bool(self.found)

    def ends(self, name: str) -> None:
        self._inside = False
        if name == "si" and len(self.found) > self._highest:
            raise _Enough

    def says(self, text: str) -> None:
        if self._inside:
            self.found[-1] = (self.found[-1] + text)[:MAX_LENGTH]


def _read(content: bytes, member: archive.Member, reader: _Reader) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, given: reader.starts(_local(name), given)
    parser.EndElementHandler = lambda name: reader.ends(_local(name))
    parser.CharacterDataHandler = reader.says
    try:
        for chunk in archive.unpacked(content, member):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except _Enough:
        return
    except expat.ExpatError:
        raise UploadRefused(Refusal.SHEET_DAMAGED) from None


def _local(name: str) -> str:
    """Without its prefix, which writers choose as they like."""
    return name.rpartition(":")[2]


def _number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    return functools.reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)
