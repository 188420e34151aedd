import io
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest

from miz.documents.errors import UploadRefused
from miz.documents.formats.archive import check, members, unpacked
from tests.documents.files import archive, archive_of_300_megabytes, picture, workbook


def code(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check(content)
    return refused.value.code


def changed(content: bytes, header: bytes, at: int, value: bytes) -> bytes:
    """`content` with bytes replaced at an offset from each such header."""
    out, position = bytearray(content), content.find(header)
    while position >= 0:
        out[position + at : position + at + len(value)] = value
        position = content.find(header, position + 1)
    return bytes(out)


def linked(name: str, target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, 0o120777 << 16
        file.writestr(info, target)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_plain_files_are_accepted(method: int) -> None:
    check(archive({"اسناد/": "", "اسناد/تصویر.png": picture("PNG"), "خالی.txt": ""}, method))


def test_an_archive_written_as_a_stream_is_accepted() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.got += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:  # type: ignore[arg-type]
        file.writestr("a.txt", "a" * 500)
        file.writestr("b.txt", "b" * 500)
    check(pipe.got)


def test_an_archive_without_files_is_refused() -> None:
    assert code(archive({})) == "archive_damaged"


def test_one_hundred_files_are_the_limit() -> None:
    check(archive({f"{n}.txt": "x" for n in range(100)}))
    assert code(archive({f"{n}.txt": "x" for n in range(101)})) == "archive_too_many"


@pytest.mark.parametrize(
    "name",
    ["../a", "a/../../b", "/etc/passwd", "a/..", "C:/a", "..\\a", "a\rb", "\\\\host\\a"],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    safe = "x" * len(name)
    assert code(archive({safe: "1"}).replace(safe.encode(), name.encode())) == "archive_unsafe_name"


def test_a_name_with_nul_is_refused() -> None:
    assert code(archive({"ab.txt": "1"}).replace(b"ab.txt", b"a\0.txt")) == "archive_unsafe_name"


def test_a_symbolic_link_is_refused() -> None:
    assert code(linked("a.txt", "/etc/passwd")) == "archive_unsafe_name"


def test_an_encrypted_entry_is_refused() -> None:
    locked = changed(archive({"a.txt": "x"}), b"PK\x01\x02", 8, b"\x01\0")
    assert code(changed(locked, b"PK\x03\x04", 6, b"\x01\0")) == "archive_locked"


@pytest.mark.parametrize("name", ["inner.zip", "a.RAR", "b.tar.gz", "photo.jpg"])
def test_an_archive_in_an_archive_is_refused_by_name_and_by_content(name: str) -> None:
    assert code(archive({name: archive({"a": "b"})})) == "archive_nested"


@pytest.mark.parametrize(
    "entry", [("a.exe", b"x"), ("a.JS .", b"x"), ("a.txt", b"MZ\x90\0x"), ("a.bin", b"\x7fELF")]
)
def test_a_program_in_an_archive_is_refused(entry: tuple[str, bytes]) -> None:
    assert code(archive(dict([entry]))) == "archive_program"


def test_an_office_document_named_zip_is_refused() -> None:
    assert code(workbook()) == "type_mismatch"


def test_300_kilobytes_that_unpack_to_300_megabytes_are_refused() -> None:
    bomb = archive_of_300_megabytes()
    assert len(bomb) < 307_200
    assert code(bomb) == "archive_too_large"


def test_a_small_entry_of_absurd_ratio_is_refused() -> None:
    assert code(archive({"zeros.txt": bytes(2_000_000)})) == "archive_too_large"


def test_many_entries_count_together() -> None:
    noise = picture("PNG", (60, 60)) + bytes(1_000_000)
    assert code(archive({f"{n}.txt": noise for n in range(22)})) == "archive_too_large"


def test_a_directory_that_lies_about_sizes_is_found_while_unpacking() -> None:
    honest = archive_of_300_megabytes()
    lie = struct.pack("<L", 1000)
    liar = changed(changed(honest, b"PK\x01\x02", 24, lie), b"PK\x03\x04", 22, lie)
    assert code(liar) == "archive_damaged"


def test_unpacking_stops_at_the_first_piece_above_what_was_declared() -> None:
    content = archive_of_300_megabytes()
    liar = replace(members(archive({"a.txt": "x"}))[0], start=39, packed=len(content) - 200, size=9)
    pieces = unpacked(content, liar)
    with pytest.raises(UploadRefused):
        next(pieces)


def test_the_end_must_tell_the_true_length_of_the_directory() -> None:
    assert code(changed(archive({"a.txt": "x"}), b"PK\x05\x06", 12, b"\1\0")) == "archive_damaged"


def test_an_entry_locked_behind_an_open_directory_is_refused() -> None:
    assert code(changed(archive({"a.txt": "x"}), b"PK\x03\x04", 6, b"\1\0")) == "archive_damaged"


def test_a_wrong_checksum_is_found() -> None:
    assert (
        code(changed(archive({"a.txt": "x"}), b"PK\x01\x02", 16, b"\0\0\0\0")) == "archive_damaged"
    )


def test_directory_and_entry_must_tell_the_same_name() -> None:
    assert code(changed(archive({"a.txt": "x"}), b"PK\x03\x04", 30, b"b")) == "archive_damaged"


def test_entries_that_share_bytes_are_refused() -> None:
    """One kernel of data, quoted by many directory records under the same local header."""
    single = archive({"a.txt": b"x" * 1000})
    start = single.index(b"PK\x01\x02")
    end = single.index(b"PK\x05\x06")
    record = single[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(record), start, 0)
    assert code(single[:start] + record * 2 + tail) == "archive_damaged"


def test_overlapping_entries_of_different_names_are_refused() -> None:
    inner = archive({"b.txt": b"y" * 50}, zipfile.ZIP_STORED)
    local = inner[: inner.index(b"PK\x01\x02")]
    outer = archive({"a.txt": local}, zipfile.ZIP_STORED)
    start, end = outer.index(b"PK\x01\x02"), outer.index(b"PK\x05\x06")
    second = inner[inner.index(b"PK\x01\x02") : inner.index(b"PK\x05\x06")]
    second = second[:42] + struct.pack("<L", outer.index(local, 1)) + second[46:]
    records = outer[start:end] + second
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(records), start, 0)
    assert code(outer[:start] + records + tail) == "hidden_content"


@pytest.mark.parametrize("prefix", [b"#!/bin/sh\n", picture("PNG"), b"PK\x03\x04"])
def test_data_before_the_archive_is_refused(prefix: bytes) -> None:
    out = io.BytesIO(prefix)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("a.txt", "x")
    assert code(out.getvalue()) == "hidden_content"


def test_data_behind_the_archive_is_refused() -> None:
    assert code(archive({"a.txt": "x"}) + b"tail") == "archive_damaged"


def test_data_behind_a_packed_entry_is_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"x") + packer.flush() + b"hidden"
    content = archive({"a.txt": packed}, zipfile.ZIP_STORED)
    for header, method, crc, size in ((b"PK\x01\x02", 10, 16, 24), (b"PK\x03\x04", 8, 14, 22)):
        content = changed(content, header, method, b"\x08\0")
        content = changed(content, header, crc, struct.pack("<L", zlib.crc32(b"x")))
        content = changed(content, header, size, struct.pack("<L", 1))
    assert code(content) == "hidden_content"
