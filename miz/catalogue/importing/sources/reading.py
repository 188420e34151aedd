"""Which reader a file goes to."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from .docx import read as read_docx
from .errors import EmptyFile, MissingFile, PictureOnly, TooLarge
from .html import read as read_html
from .kinds import Kind
from .kinds import of as kind_of
from .odt import read as read_odt
from .old_word import read as read_old_word
from .pdf import read as read_pdf
from .plain import read as read_plain
from .shapes import Sheet, Source

MAX_BYTES: Final = 10 * 1024 * 1024

_READERS: Final[dict[Kind, Callable[[bytes], Source]]] = {
    Kind.DOCX: read_docx,
    Kind.ODT: read_odt,
    Kind.HTML: read_html,
    Kind.PDF: read_pdf,
    Kind.DOC: read_old_word,
    Kind.RTF: read_old_word,
    Kind.TXT: read_plain,
}


def read(path: Path) -> Source:
    """The lines of a file; raises a SourceRefused."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError:
        raise MissingFile from None
    return from_bytes(content)


def from_bytes(content: bytes) -> Source:
    """The lines of an uploaded file; raises a SourceRefused."""
    if len(content) > MAX_BYTES:
        raise TooLarge
    if not content.strip(b" \t\r\n\0"):
        raise EmptyFile
    kind = kind_of(content)
    if kind is Kind.PICTURE:
        raise PictureOnly
    source = _READERS[kind](content)
    if not source.lines:
        raise EmptyFile
    return source


def from_text(text: str) -> Source:
    """The lines of a text that was typed or pasted; may be without any."""
    sheet = Sheet()
    sheet.write(text)
    return sheet.source(Kind.TXT, "text")
