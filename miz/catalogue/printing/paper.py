"""The pieces of a printed form, before any format: tables of cells, cells of lines, lines of parts.

The writers of HTML and DOCX draw exactly these, so all prints of a record say the same.
"""

from dataclasses import dataclass
from enum import StrEnum

UNITS = 24  # the columns of the grid on which every table stands


class Mark(StrEnum):
    """How a box looks. Unknown is neither yes nor no, and must come back as unknown."""

    TICKED = "☑"
    EMPTY = "☐"
    UNKNOWN = "☐؟"

    @classmethod
    def of(cls, tick: bool | None) -> "Mark":
        return cls.UNKNOWN if tick is None else cls.TICKED if tick else cls.EMPTY

    @property
    def spoken(self) -> str:
        return {"☑": "بله", "☐": "خیر", "☐؟": "نامعلوم"}[self]


@dataclass(frozen=True)
class Words:
    """A piece of text; `strong` is the form's own word, the rest is what was answered."""

    text: str
    strong: bool = False

    @property
    def is_latin(self) -> bool:
        """An address, a code or a telephone number, to be set from left to right."""
        return self.text.isascii() and any(char.isalnum() for char in self.text)


@dataclass(frozen=True)
class Box:
    """A box with the option's label after it; `label` is "" where the column already names it."""

    mark: Mark
    label: str


Line = tuple[Words | Box, ...]


class Role(StrEnum):
    """What a cell is to the others: its value is the `scope` of a heading in HTML."""

    SECTION = "rowgroup"
    LABEL = "row"
    COLUMN = "col"
    ANSWER = ""


@dataclass(frozen=True)
class Cell:
    """Part of a table over `columns` units of the grid and `rows` rows; `head` names its column to
    narrow screens, on which headings of columns are not shown.
    """

    lines: tuple[Line, ...]
    columns: int
    role: Role = Role.ANSWER
    rows: int = 1
    head: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One section of the form; a cell over several rows stands in the first of them only."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Paper:
    """A whole form. `origin` and `stamp` stand small on every sheet; `code` is "" when unknown."""

    title: str
    annex: str
    agency: str
    code: str
    stamp: tuple[str, ...]
    pages: tuple[tuple[Table, ...], ...]
    legend = "در خانه‌هایی که نشان پرسش دارند، پاسخ معلوم نیست."

    @property
    def has_unknown(self) -> bool:
        return any(
            isinstance(part, Box) and part.mark is Mark.UNKNOWN
            for page in self.pages
            for table in page
            for row in table.rows
            for cell in row
            for line in cell.lines
            for part in line
        )
