"""XLSX and XLS: that they are workbooks, act on nothing, and do not drown a reader.

A 62 KB xlsx can cost a reader a quarter of a minute and half a gigabyte, so the parts are
measured here. Macros in the sheets of an XLS itself (Excel 4.0) are not looked for: staff open
every file as a sandboxed attachment.
"""

import re
from itertools import pairwise
from xml.parsers import expat

from miz.documents.errors import Refusal, UploadRefused
from miz.documents.formats import archive, disguise

XLS_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MAX_PART = 10 * 1024 * 1024  # bytes of one unpacked part
MAX_TYPES = 256 * 1024  # bytes of the list of parts, the one part that is parsed
MAX_CELLS = 2_000_000  # that a sheet may claim to span; Excel's own limit is 17 billion

_TYPES = "[Content_Types].xml"
_WORKBOOK = "xl/workbook.xml"
_ACTIVE_PART = re.compile(
    r"vbaproject|vbadata|^xl/(externallinks|embeddings|activex|macrosheets)/",
    re.IGNORECASE,
)
_ACTIVE_TYPE = re.compile(
    r"macroEnabled|vbaProject|externalLink|macrosheet|activeX|oleObject", re.IGNORECASE
)
_SPAN = re.compile(
    rb"<(?:\w+:)?dimension\s+ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
# A workbook needs none of these: entities grow, and NUL says UTF-16, which hides words from us.
_UNSAFE_XML = (b"<!DOCTYPE", b"<!ENTITY", b"\0")

_ENTRY = 128  # bytes of a record in the directory of an OLE2 file, and their alignment


def check_xlsx(content: bytes) -> None:
    """Raise UploadRefused unless `content` is a workbook without macros or outside links."""
    members = archive.members(content)
    names = {member.name for member in members}
    if not {_TYPES, _WORKBOOK} <= names:
        raise UploadRefused(Refusal.TYPE_MISMATCH)
    if any(_ACTIVE_PART.search(name) for name in names):
        raise UploadRefused(Refusal.SHEET_ACTIVE)
    for member in members:
        _check_part(content, member)


def check_xls(content: bytes) -> None:
    """Raise UploadRefused unless `content` is an OLE2 file holding a workbook without macros."""
    version, byte_order, sector, small_sector = (
        int.from_bytes(content[at : at + 2], "little") for at in (26, 28, 30, 32)
    )
    if (version, sector) not in {(3, 9), (4, 12)} or (byte_order, small_sector) != (0xFFFE, 6):
        raise UploadRefused(Refusal.SHEET_DAMAGED)
    disguise.refuse_archive(content)
    folded = content.lower()
    if not (_has_entry(folded, "workbook") or _has_entry(folded, "book")):
        raise UploadRefused(Refusal.TYPE_MISMATCH)
    if "_vba_project".encode("utf-16-le") in folded:
        raise UploadRefused(Refusal.SHEET_ACTIVE)


def _check_part(content: bytes, member: archive.Member) -> None:
    if member.size > (MAX_TYPES if member.name == _TYPES else MAX_PART):
        raise UploadRefused(Refusal.SHEET_TOO_LARGE)
    chunks = list(archive.unpacked(content, member))
    if not member.name.lower().endswith((".xml", ".rels", ".vml")):
        return
    # Neighbours are searched together, for what is looked for may lie across their border.
    for one, other in pairwise([*chunks, b""]):
        if any(word in one + other[:16] for word in _UNSAFE_XML):
            raise UploadRefused(Refusal.SHEET_DAMAGED)
    if member.name == _TYPES:
        _check_types(b"".join(chunks))
    if chunks:
        _check_span(chunks[0])


def _check_types(xml: bytes) -> None:
    """Parts may have any name; what they are is said here."""
    kinds: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _, given: kinds.append(given.get("ContentType", ""))
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise UploadRefused(Refusal.SHEET_DAMAGED) from None
    if any(_ACTIVE_TYPE.search(kind) for kind in kinds):
        raise UploadRefused(Refusal.SHEET_ACTIVE)


def _check_span(head: bytes) -> None:
    """A sheet of a kilobyte may claim a million rows, and a reader may believe it."""
    found = _SPAN.search(head)
    if found is None:
        return
    columns = _column(found[3]) - _column(found[1]) + 1
    rows = int(found[4]) - int(found[2]) + 1
    if columns * rows > MAX_CELLS:
        raise UploadRefused(Refusal.SHEET_TOO_LARGE)


def _column(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _has_entry(folded: bytes, name: str) -> bool:
    """Whether a directory record has this name, which ends with a NUL character."""
    raw = (name + "\0").encode("utf-16-le")
    position = folded.find(raw)
    while position >= 0 and position % _ENTRY:
        position = folded.find(raw, position + 1)
    return position >= 0
