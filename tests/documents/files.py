"""Small real files of every accepted kind, and the ways to spoil them."""

import functools
import io
import struct
import zipfile
import zlib

from PIL import Image

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{more}</Types>'
)
SHEET = "xl/worksheets/sheet1.xml"


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png_claiming(width: int, height: int) -> bytes:
    """One bit a pixel and all of it really there: the classic decompression bomb."""
    header = struct.pack(">2L5B", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    chunks = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def pdf(extra: bytes = b"", version: bytes = b"1.7", trailer: bytes = b"") -> bytes:
    """One empty page, written by hand."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    out, offsets = b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = (
        b"trailer\n<< /Size 4 /Root 1 0 R " + trailer + b" >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    )
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def archive(entries: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


@functools.cache
def archive_of_300_megabytes() -> bytes:
    return archive({"zeros.txt": bytes(300_000_000)})


def workbook(more_types: str = "", **parts: bytes | str) -> bytes:
    """A workbook of one sheet; `parts` by path replace or add to what it holds."""
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": CONTENT_TYPES.format(more=more_types),
        "xl/workbook.xml": "<workbook/>",
        SHEET: '<worksheet><dimension ref="A1:B2"/><sheetData/></worksheet>',
    }
    return archive(entries | parts)


def old_workbook(*entries: str) -> bytes:
    """The header of an OLE2 file and a directory with these names."""
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6)
    )
    directory = b""
    for name in ("Root Entry", *entries):
        directory += name.encode("utf-16-le").ljust(64, b"\0").ljust(128, b"\1")
    return header.ljust(512, b"\0") + directory.ljust(1024, b"\0")
