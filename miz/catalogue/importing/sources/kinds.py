"""What a file really is, told by its content."""

import re
from enum import StrEnum

from miz.documents.errors import UploadRefused
from miz.documents.formats import archive

from .errors import Locked, UnknownFormat
from .office_parts import refusal

PDF_REACH = 1024  # bytes in which readers look for the header of a PDF
_HEAD = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|p|div)[\s>]", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_SECTOR = 512
_FIB_ENCRYPTED = 0x01  # bit 8 of the flags at byte 10 of the WordDocument stream, so of byte 11


class Kind(StrEnum):
    DOCX = "docx"
    ODT = "odt"
    HTML = "html"
    PDF = "pdf"
    DOC = "doc"
    RTF = "rtf"
    TXT = "txt"
    PICTURE = "picture"


def of(content: bytes) -> Kind:
    """The kind of a file that is not empty; raises UnknownFormat or Locked."""
    if content.startswith(_PICTURES):
        return Kind.PICTURE
    if b"%PDF-" in content[:PDF_REACH]:
        return Kind.PDF
    if content.startswith(archive.MAGIC):
        return _office(content)
    if content.startswith(_OLE):
        return _compound(content)
    if content.startswith(_RTF):
        return Kind.RTF
    # UTF-16 puts a NUL beside each letter of a tag.
    return Kind.HTML if _HTML.search(content[:_HEAD].replace(b"\0", b"")) else Kind.TXT


def _office(content: bytes) -> Kind:
    try:
        names = {member.name for member in archive.members(content)}
    except UploadRefused as refused:
        raise refusal(refused) from None
    if "word/document.xml" in names:
        return Kind.DOCX
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return Kind.ODT
    raise UnknownFormat


def _compound(content: bytes) -> Kind:
    """An OLE2 file: a locked docx, or a doc of the years before."""
    if _entry(content, "EncryptedPackage") is not None:
        raise Locked
    entry = _entry(content, "WordDocument")
    if entry is None:
        raise UnknownFormat
    start = (int.from_bytes(content[entry + 116 : entry + 120], "little") + 1) * _SECTOR
    if content[start + 11 : start + 12] and content[start + 11] & _FIB_ENCRYPTED:
        raise Locked
    return Kind.DOC


def _entry(content: bytes, name: str) -> int | None:
    """Where the directory record of this name starts: 128 bytes, at a multiple of 128."""
    raw = (name + "\0").encode("utf-16-le")
    place = content.find(raw)
    while place >= 0 and place % 128:
        place = content.find(raw, place + 1)
    return place if place >= 0 else None
