"""PNG and JPEG: walk the chunks or markers, read the dimensions, never decode a pixel.

A 21 KB PNG may unfold to 169 million pixels, so the dimensions are judged before any library
sees the file.
"""

import re

from miz.documents.errors import Refusal, UploadRefused
from miz.documents.formats import disguise

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000  # pixels
# Each scan of a progressive JPEG makes the reader go over the whole picture again.
MAX_SCANS = 100
MAX_PADDING = 1024  # zero bytes that some cameras write after the end

# In entropy-coded data FF is followed by 00 (stuffing) or a restart; anything else is a marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_END, _SCAN = 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})


def check_png(content: bytes) -> None:
    """Raise UploadRefused unless `content` is one whole PNG of acceptable dimensions."""
    kinds = _png_chunks(content)
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds or kinds.count(b"IHDR") != 1:
        raise UploadRefused(Refusal.IMAGE_DAMAGED)
    _check_dimensions(_number(content, 16, 4), _number(content, 20, 4))
    disguise.refuse_pdf(content)
    disguise.refuse_archive(content)


def check_jpeg(content: bytes) -> None:
    """Raise UploadRefused unless `content` is one whole JPEG of acceptable dimensions."""
    end = _jpeg_end(content)
    trailer = content[end:]
    if len(trailer) > MAX_PADDING or trailer.strip(b"\0"):
        raise UploadRefused(Refusal.HIDDEN_CONTENT)
    disguise.refuse_pdf(content)
    disguise.refuse_archive(content)


def _png_chunks(content: bytes) -> list[bytes]:
    """The kinds of all chunks in order; the last is IEND and ends the file."""
    kinds = []
    position = len(PNG_MAGIC)
    while position + 12 <= len(content):
        kind = content[position + 4 : position + 8]
        position += 12 + _number(content, position, 4)
        kinds.append(kind)
        if kind == b"IEND":
            break
    if not kinds or kinds[-1] != b"IEND" or position > len(content):
        raise UploadRefused(Refusal.IMAGE_DAMAGED)
    if position < len(content):
        raise UploadRefused(Refusal.HIDDEN_CONTENT)
    return kinds


def _jpeg_end(content: bytes) -> int:
    """Walk the markers, check the one frame and count the scans; the offset behind the end."""
    position, frames, scans = 2, 0, 0
    while True:
        marker, position = _jpeg_marker(content, position)
        if marker == _END and frames == 1 and scans:
            return position
        length = _jpeg_length(content, marker, position)
        if marker in _FRAMES:
            frames += 1
            _check_dimensions(_number(content, position + 5, 2), _number(content, position + 3, 2))
        position += length
        if marker == _SCAN:
            scans += 1
            position = _jpeg_scan_end(content, position, scans)


def _jpeg_marker(content: bytes, position: int) -> tuple[int, int]:
    """The marker at `position`, which fill bytes may precede, and the offset behind it."""
    after = position
    while content[after : after + 1] == b"\xff":
        after += 1
    if after == position or after >= len(content):
        raise UploadRefused(Refusal.IMAGE_DAMAGED)
    return content[after], after + 1


def _jpeg_length(content: bytes, marker: int, position: int) -> int:
    length = _number(content, position, 2)
    if marker in _WITHOUT_LENGTH or length < 2 or position + length > len(content):
        raise UploadRefused(Refusal.IMAGE_DAMAGED)
    return length


def _jpeg_scan_end(content: bytes, position: int, scans: int) -> int:
    found = _NEXT_MARKER.search(content, position)
    if found is None or scans > MAX_SCANS:
        raise UploadRefused(Refusal.IMAGE_DAMAGED)
    return found.start()


def _check_dimensions(width: int, height: int) -> None:
    if not width or not height:
        raise UploadRefused(Refusal.IMAGE_DAMAGED)
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UploadRefused(Refusal.IMAGE_TOO_LARGE)


def _number(content: bytes, position: int, size: int) -> int:
    return int.from_bytes(content[position : position + size], "big")
