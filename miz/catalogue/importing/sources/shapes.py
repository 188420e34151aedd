"""What every format becomes: lines of text in the order a person reads them, with their places."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from miz.catalogue.importing import repair

from .errors import TooHeavy

MAX_LINES = 20_000
MAX_LETTERS = 300_000  # some sixty forms; damaged ones cost a second for each 30,000


@dataclass(frozen=True)
class Place:
    """Where a line stands; every number counts from 1.

    `line` is the line of a text file and elsewhere the place in reading order; empty lines are
    counted and not kept. `cell` is the column of the table's grid, counted from the reading side
    (the right), so merged cells keep the columns after them in place. A table inside a cell is a
    table of its own.
    """

    line: int
    page: int | None = None
    table: int | None = None
    row: int | None = None
    cell: int | None = None


@dataclass(frozen=True)
class Line:
    """`raw` as it stood; `text` repaired, with Persian ی and ک, its ZWNJ and NBSP kept."""

    text: str
    place: Place
    raw: str


@dataclass(frozen=True)
class Source:
    """The lines of a file; `format` is what it really was, `extractor` who read it."""

    lines: tuple[Line, ...]
    format: str
    extractor: str


@dataclass
class Sheet:
    """Collects what a reader finds, in reading order; TooHeavy beyond MAX_LINES, MAX_LETTERS."""

    _found: list[tuple[str, Place]] = field(default_factory=list)
    _line: int = 0
    _letters: int = 0

    def write(
        self,
        text: str,
        *,
        page: int | None = None,
        table: int | None = None,
        row: int | None = None,
        cell: int | None = None,
    ) -> None:
        """Adds `text`, which may be several lines or empty."""
        for one in text.splitlines() or [""]:
            self._line += 1
            self._letters += len(one)
            if self._line > MAX_LINES or self._letters > MAX_LETTERS:
                raise TooHeavy
            if one.strip():
                self._found.append((one, Place(self._line, page, table, row, cell)))

    @property
    def texts(self) -> Sequence[str]:
        return [text for text, _ in self._found]

    def source(self, format: str, extractor: str) -> Source:  # noqa: A002 - the word of Source
        """All that was written, repaired; it may be without lines."""
        repaired = repair.lines(self.texts)
        lines = (
            Line(text, place, raw) for text, (raw, place) in zip(repaired, self._found, strict=True)
        )
        return Source(tuple(line for line in lines if line.text.strip()), format, extractor)
