"""PDF: header, end and the names that make a document act on its own.

Best effort by nature: a compressed object stream can hide any name. Staff therefore get every
file as a sandboxed attachment (see `miz.documents.responses`), whatever this check says.
Locked documents are refused, for the clerk who must read them has no password; this turns away
the ones with an owner's password too, which cannot be told apart without breaking the lock.
"""

import re

from miz.documents.errors import Refusal, UploadRefused
from miz.documents.formats import disguise

MAGIC = b"%PDF-"
END_REACH = 1024  # bytes from the end in which readers look for the end mark

_HEADER = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)(?=[\s%])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
# Long names only: a short one such as /JS turns up by chance in compressed data.
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")


def check(content: bytes) -> None:
    """Raise UploadRefused unless `content` is a whole, open and passive PDF."""
    if not _HEADER.match(content):
        raise UploadRefused(Refusal.PDF_DAMAGED)
    _check_end(content)
    disguise.refuse_archive(content)
    _check_names(_ESCAPE.sub(_unescaped, content))


def _check_end(content: bytes) -> None:
    _, mark, trailer = content[-END_REACH:].rpartition(b"%%EOF")
    if not mark:
        raise UploadRefused(Refusal.PDF_DAMAGED)
    if trailer.strip(b"\0 \t\r\n\f"):
        raise UploadRefused(Refusal.HIDDEN_CONTENT)


def _check_names(content: bytes) -> None:
    if _LOCKED.search(content):
        raise UploadRefused(Refusal.PDF_LOCKED)
    if _ACTIVE.search(content):
        raise UploadRefused(Refusal.PDF_ACTIVE)


def _unescaped(found: re.Match[bytes]) -> bytes:
    """`/J#61vaScript` is the same name as `/JavaScript`."""
    return bytes.fromhex(found[1].decode("ascii"))
