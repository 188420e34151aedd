"""ZIP: the directory is checked first, then every byte is really unpacked and counted.

Read by our own few structures instead of a library, because the danger lies in what a library
forgives: data before the archive, entries that share bytes, a directory that lies about sizes.
Layout: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local), 4.3.12 (central), 4.3.16 (end).
"""

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from miz.documents.errors import Refusal, UploadRefused

MAGIC = b"PK\x03\x04"

MAX_ENTRIES = 100
MAX_UNPACKED = 20 * 1024 * 1024  # bytes, all entries together
MAX_RATIO = 100  # unpacked to packed, judged on entries above RATIO_FREE bytes
RATIO_FREE = 1024 * 1024

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_CHUNK = 64 * 1024
_MAX_DESCRIPTOR = 24  # bytes that may follow an entry's data when it was written as a stream

_ENCRYPTED, _UTF8 = 0x2041, 0x0800
_STORED, _DEFLATED = 0, 8

_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
_ARCHIVE_NAME = re.compile(
    r"\.(zip|rar|7z|gz|tgz|bz2|xz|zst|tar|cab|jar|iso|arj)[. ]*$", re.IGNORECASE
)
_ARCHIVE_HEADS = (MAGIC, b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_PROGRAM_NAME = re.compile(
    r"\.(exe|dll|scr|com|pif|bat|cmd|ps1|vbs|vbe|jse?|wsf|hta|msi|lnk|apk|sh|html?|svg)[. ]*$",
    re.IGNORECASE,
)
_PROGRAM_HEADS = (b"MZ\x90\0", b"\x7fELF")


@dataclass(frozen=True, slots=True)
class Member:
    """One entry: what the directory declares, and where its packed bytes lie in the file."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    start: int

    @property
    def end(self) -> int:
        return self.start + self.packed


def check(content: bytes) -> None:
    """Raise UploadRefused unless `content` is a modest archive of plain files."""
    found = members(content)
    if any(member.name == "[Content_Types].xml" for member in found):
        raise UploadRefused(Refusal.TYPE_MISMATCH)  # an office document under another name
    for member in found:
        if _PROGRAM_NAME.search(member.name):
            raise UploadRefused(Refusal.ARCHIVE_PROGRAM)
        for _ in unpacked(content, member):
            pass


def members(content: bytes) -> list[Member]:
    """The entries in the order they lie in the file; they fill it without overlap or gap."""
    position, end, count = _directory(content)
    directory = position
    found = []
    for _ in range(count):
        member, position = _central(content, position, end)
        found.append(member)
    if position != end or len({member.name for member in found}) != count:
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
    found.sort(key=lambda member: member.offset)
    _check_layout(found, directory)
    _check_sizes(found)
    return found


def unpacked(content: bytes, member: Member) -> Iterator[bytes]:
    """The entry's bytes in pieces of at most 64 KB (stored entries in one), counted and verified.

    Raises UploadRefused as soon as there is more than the directory declared.
    """
    size = crc = 0
    for chunk in _pieces(content, member):
        if size == 0:
            _check_head(chunk)
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        if size > member.size:
            raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
        yield chunk
    if size != member.size or crc != member.crc:
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)


def _directory(content: bytes) -> tuple[int, int, int]:
    """Where the directory starts and ends, and how many entries it has."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(content):
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(content, end)
    whole = start + size == end and end + _END.size + comment == len(content)
    if not whole or disk or first_disk or here != count or not count:
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
    if count > MAX_ENTRIES:
        raise UploadRefused(Refusal.ARCHIVE_TOO_MANY)
    return start, end, count


def _central(content: bytes, position: int, end: int) -> tuple[Member, int]:
    """The entry whose directory record is at `position`, and the offset of the next record."""
    if position + _CENTRAL.size > end:
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
    record = _CENTRAL.unpack_from(content, position)
    signature, _, _, flags, method, _, _, crc, packed, size = record[:10]
    length, extra, comment, _, _, attributes, offset = record[10:]
    if signature != b"PK\x01\x02" or method not in {_STORED, _DEFLATED}:
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
    if flags & _ENCRYPTED:
        raise UploadRefused(Refusal.ARCHIVE_LOCKED)
    if stat.S_IFMT(attributes >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UploadRefused(Refusal.ARCHIVE_UNSAFE_NAME)  # a symbolic link or a device
    position += _CENTRAL.size
    raw_name = content[position : position + length]
    start = _data_start(content, offset, method, raw_name)
    member = Member(_name(raw_name, flags), method, crc, packed, size, offset, start)
    return member, position + length + extra + comment


def _data_start(content: bytes, offset: int, method: int, raw_name: bytes) -> int:
    """Behind the entry's own header, which must say the same as the directory.

    Its sizes are not compared: streamed entries leave them empty, and readers trust the directory.
    """
    if offset + _LOCAL.size > len(content):
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
    record = _LOCAL.unpack_from(content, offset)
    signature, _, flags, own_method = record[:4]
    length, extra = record[9:]
    name_at = offset + _LOCAL.size
    own_name = content[name_at : name_at + length]
    if (signature, own_method, own_name) != (MAGIC, method, raw_name) or flags & _ENCRYPTED:
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
    return name_at + int(length) + int(extra)


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise UploadRefused(Refusal.ARCHIVE_UNSAFE_NAME) from None
    if not name or _UNSAFE_NAME.search(name):
        raise UploadRefused(Refusal.ARCHIVE_UNSAFE_NAME)
    if _ARCHIVE_NAME.search(name):
        raise UploadRefused(Refusal.ARCHIVE_NESTED)
    return name


def _check_layout(found: list[Member], directory: int) -> None:
    """Nothing before the first entry, between two of them, or shared by two of them."""
    expected, slack = 0, 0
    for offset, end in [(m.offset, m.end) for m in found] + [(directory, directory)]:
        if not expected <= offset <= expected + slack:
            raise UploadRefused(Refusal.HIDDEN_CONTENT)
        expected, slack = end, _MAX_DESCRIPTOR


def _check_sizes(found: list[Member]) -> None:
    if sum(member.size for member in found) > MAX_UNPACKED:
        raise UploadRefused(Refusal.ARCHIVE_TOO_LARGE)
    for member in found:
        if member.size > max(RATIO_FREE, MAX_RATIO * member.packed):
            raise UploadRefused(Refusal.ARCHIVE_TOO_LARGE)


def _pieces(content: bytes, member: Member) -> Iterator[bytes]:
    packed = content[member.start : member.end]
    if member.method == _STORED:
        yield packed
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflater.eof:
        chunk = _inflated(inflater, packed)
        packed = inflater.unconsumed_tail
        if not chunk and not inflater.eof:
            raise UploadRefused(Refusal.ARCHIVE_DAMAGED)
        yield chunk
    if inflater.unused_data:
        raise UploadRefused(Refusal.HIDDEN_CONTENT)


def _inflated(inflater: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return inflater.decompress(packed, _CHUNK)
    except zlib.error:
        raise UploadRefused(Refusal.ARCHIVE_DAMAGED) from None


def _check_head(chunk: bytes) -> None:
    if chunk.startswith(_ARCHIVE_HEADS):
        raise UploadRefused(Refusal.ARCHIVE_NESTED)
    if chunk.startswith(_PROGRAM_HEADS):
        raise UploadRefused(Refusal.ARCHIVE_PROGRAM)
