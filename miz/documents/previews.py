"""What staff see of an upload without opening it: pictures of images and pages, lists of the rest.

Nothing of the upload itself reaches a browser. Images are drawn anew, PDF pages are drawn by a
program with limits, archives and sheets are told in plain words. Whatever cannot be shown so is
for download only.
"""

import functools
import re
import sys
from dataclasses import dataclass
from typing import Final

from miz.documents import limited, redraw
from miz.documents.errors import FileBroken, FileTooHeavy, UploadRefused
from miz.documents.formats import archive, cells
from miz.documents.formats.images import MAX_PIXELS

MAX_PAGES: Final = 50
LONGEST_SIDE: Final = 1800  # pixels of a picture; A4 at 150 dots an inch
KEPT: Final = 8  # pictures: the page that judged one is followed by a request for it

PDF: Final = "application/pdf"
ZIP: Final = "application/zip"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMAGES: Final = ("image/jpeg", "image/png")

_PAGES = re.compile(rb"^Pages:\s+(\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Picture:
    """Drawn by us, so its media type is known and it holds nothing but the picture."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class Preview:
    """One of: `pages` pictures (the file may have more), the `members` of an archive as (name,
    bytes), the first `rows` of a sheet; nothing of them where the file is for download only."""

    pages: int = 0
    more_pages: bool = False
    members: tuple[tuple[str, int], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def of(media_type: str, content: bytes) -> Preview:
    """What can be shown of an accepted upload; raises NotShown."""
    try:
        if media_type in IMAGES:
            return Preview(pages=1)
        if media_type == PDF:
            pages = _pages(content)
            return Preview(pages=min(pages, MAX_PAGES), more_pages=pages > MAX_PAGES)
        if media_type == ZIP:
            return Preview(members=tuple((m.name, m.size) for m in archive.members(content)))
        if media_type == XLSX:
            return Preview(rows=cells.first_rows(content))
    except UploadRefused as refused:
        raise FileBroken from refused
    return Preview()


@functools.lru_cache(maxsize=KEPT)
def picture(media_type: str, content: bytes, page: int) -> Picture:
    """The picture of a page, counted from 1 to `Preview.pages`; raises NotShown."""
    if media_type in IMAGES:
        program = [sys.executable, "-I", redraw.__file__, str(MAX_PIXELS), str(LONGEST_SIDE)]
        return Picture(media_type, limited.run(program, content))
    number, size = str(page), str(LONGEST_SIDE)
    program = ["pdftoppm", "-jpeg", "-singlefile", "-f", number, "-l", number, "-scale-to", size]
    return Picture("image/jpeg", limited.run([*program, "-"], content))


def _pages(content: bytes) -> int:
    found = _PAGES.search(limited.run(["pdfinfo", "-"], content))
    if found is None or int(found[1]) == 0:
        raise FileBroken
    if len(found[1]) > 6:
        raise FileTooHeavy
    return int(found[1])
