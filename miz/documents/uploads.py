"""The gate every uploaded file passes before it is kept: size, name, and what it really is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from miz.documents.errors import Refusal, UploadRefused
from miz.documents.formats import archive, images, pdf, sheets
from miz.lib.persian import clean_file_name

__all__ = ["EXTENSIONS", "MAX_BYTES", "Accepted", "UploadRefused", "check"]

MAX_BYTES: Final = 300 * 1024


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that passed `check`; the name is clean and NFC, the extension lower case."""

    name: str
    extension: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Format:
    media_type: str
    magic: bytes
    check: Callable[[bytes], None]


_JPEG = _Format("image/jpeg", images.JPEG_MAGIC, images.check_jpeg)
_FORMATS: Final = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _Format("image/png", images.PNG_MAGIC, images.check_png),
    "pdf": _Format("application/pdf", pdf.MAGIC, pdf.check),
    "zip": _Format("application/zip", archive.MAGIC, archive.check),
    "xls": _Format("application/vnd.ms-excel", sheets.XLS_MAGIC, sheets.check_xls),
    "xlsx": _Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        archive.MAGIC,
        sheets.check_xlsx,
    ),
}
EXTENSIONS: Final = tuple(_FORMATS)


def check(name: str, content: bytes) -> Accepted:
    """Judge a file by its content, at most MAX_BYTES long; raises UploadRefused.

    Structure is walked and archives are unpacked under a cap, but pixels, pages and cells are
    never decoded, so that no file costs more than a fraction of a second.
    """
    if not content:
        raise UploadRefused(Refusal.EMPTY)
    if len(content) > MAX_BYTES:
        raise UploadRefused(Refusal.TOO_LARGE)
    clean = clean_file_name(name)
    _, dot, extension = clean.lower().rpartition(".")
    if not dot or extension not in _FORMATS:
        raise UploadRefused(Refusal.TYPE_REFUSED)
    expected = _FORMATS[extension]
    if not content.startswith(expected.magic):
        raise UploadRefused(Refusal.TYPE_MISMATCH)
    expected.check(content)
    return Accepted(clean, extension, expected.media_type, content)
