"""PDF: several programs take the text out, and the reading with the most form words wins.

None of them reads every Persian PDF: fonts without names for their letters, letters drawn one by
one, and lines in the order of the eye defeat each in its own way.
"""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from miz.catalogue.importing import lexicon
from miz.documents import limited
from miz.documents.errors import FileBroken, FileTooHeavy, NoViewer, ViewersBusy

from .errors import (
    Broken,
    Busy,
    EmptyFile,
    Locked,
    PictureOnly,
    ReaderMissing,
    SourceRefused,
    TooHeavy,
)
from .pdf_layout import write as write_pages
from .shapes import Sheet, Source

_PROGRAM: Final = Path(__file__).with_name("pdf_program.py")
_HAS_CELLS: Final = 1.03  # by which a reading is preferred that knows the cells of tables
_RIGHT_TO_LEFT: Final = "\u202b"
_MARKED_RUN: Final = re.compile("\u202a([\\s.:،؛–-]*)([^\u202a-\u202c]*)\u202c")
_COLUMNS: Final = re.compile(" {3,}")
_WHY: Final[dict[type[Exception], type[SourceRefused]]] = {
    FileBroken: Broken,
    FileTooHeavy: TooHeavy,
    NoViewer: ReaderMissing,
}


def read(content: bytes) -> Source:
    """The best of the readings; raises a SourceRefused."""
    readings: list[Source] = []
    refused: list[SourceRefused] = []
    for name, extract in _EXTRACTORS.items():
        try:
            sheet = extract(content)
        except (FileBroken, FileTooHeavy, NoViewer) as failed:
            refused.append(_WHY[type(failed)]())
        except ViewersBusy:
            raise Busy from None
        else:
            readings.append(sheet.source("pdf", name))
    if not readings:
        raise refused[0]
    best = max(readings, key=_score)
    if not best.lines:
        raise refused[0] if refused else EmptyFile
    return best


def _score(source: Source) -> float:
    score = lexicon.reading_of(line.text for line in source.lines)
    return score * _HAS_CELLS if source.extractor == "pdfminer" else score


def _by_glyphs(content: bytes) -> Sheet:
    found = _program("glyphs", content)
    sheet = Sheet()
    write_pages(sheet, found["pages"])
    if found["pictures"] and not any(lexicon.known(text) for text in sheet.texts):
        raise PictureOnly
    return sheet


def _by_pages(content: bytes) -> Sheet:
    return _of_pages(_program("texts", content)["pages"])


def _by_poppler(content: bytes) -> Sheet:
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    pages = limited.run(command, content).decode("utf-8", "replace").split("\f")
    return _of_pages(["\n".join(map(_from_the_right, page.split("\n"))) for page in pages])


def _from_the_right(line: str) -> str:
    """A line of Persian with its columns from the right; the program sets them from the left.

    It puts the signs of runs that it marks as left to right where the eye sees them.
    """
    if _RIGHT_TO_LEFT not in line:
        return line
    read = _MARKED_RUN.sub(lambda found: found[2] + found[1][::-1], line)
    return "   ".join(reversed(_COLUMNS.split(read.strip())))


def _of_pages(texts: list[str]) -> Sheet:
    sheet = Sheet()
    for number, text in enumerate(texts, 1):
        sheet.write(text, page=number)
    return sheet


def _program(what: str, content: bytes) -> dict[str, Any]:
    """What `pdf_program` says; raises NotShown, or Locked."""
    command = [sys.executable, "-I", str(_PROGRAM), what]
    found: dict[str, Any] = json.loads(limited.run(command, content))
    if found.get("locked"):
        raise Locked
    return found


_EXTRACTORS: Final[dict[str, Callable[[bytes], Sheet]]] = {
    "pdfminer": _by_glyphs,
    "pypdf": _by_pages,
    "pdftotext": _by_poppler,
}
