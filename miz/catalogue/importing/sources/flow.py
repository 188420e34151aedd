"""What the readers of marked-up files share: text that gathers into lines, tables inside tables."""

import re
from dataclasses import dataclass, field

from .errors import TooHeavy
from .grid import Grid
from .shapes import Sheet

MAX_DEPTH = 60  # of elements inside each other


@dataclass(frozen=True)
class Spot:
    """Inside of which cell the text stands that is gathered now."""

    table: int | None = None
    row: int | None = None
    cell: int | None = None


@dataclass
class Flow:
    """Gathers text; every `end_line` writes what was gathered where it stands.

    `collapses`: runs of spaces are one, as in a browser.
    """

    collapses: bool = False
    sheet: Sheet = field(default_factory=Sheet)
    _text: list[str] = field(default_factory=list)
    _tables: int = 0

    def say(self, text: str) -> None:
        self._text.append(text)

    def end_line(self, spot: Spot, *, always: bool = False) -> None:
        """`always` counts a line also when nothing stands in it."""
        text = "".join(self._text)
        if self.collapses:
            text = re.sub(" {2,}", " ", text).strip(" ")
        self._text.clear()
        if text.strip() or always:
            self.sheet.write(text, table=spot.table, row=spot.row, cell=spot.cell)

    def table(self) -> Grid:
        self._tables += 1
        return Grid(self._tables)


def deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        raise TooHeavy
    return depth + 1
