"""Places of a table's cells in its grid, with merged cells taking all the places they cover."""

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_SPAN = 200


@dataclass
class Grid:
    """Rows are begun with `row`, each cell is placed with `cell`; both count from 1."""

    number: int
    row: int = 0
    _column: int = 0
    _taken: dict[int, int] = field(default_factory=dict)  # column: rows it is still covered for

    def next_row(self) -> None:
        self.row += 1
        self._column = 0
        self._taken = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}

    def place(self, columns: int = 1, rows: int = 1) -> int:
        """The column of the next cell, which covers so many columns and rows."""
        start = next(self._free())
        for column in range(start, start + min(max(columns, 1), MAX_SPAN)):
            if rows > 1:
                # This row counts too, for it is counted down where the next begins.
                self._taken[column] = min(rows, MAX_SPAN)
            self._column = column
        return start

    def _free(self) -> Iterator[int]:
        column = self._column + 1
        while True:
            if self._taken.get(column, 0) == 0:
                yield column
            column += 1
