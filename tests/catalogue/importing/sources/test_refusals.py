"""Files that no form can be read from: each is refused in words of its own, without a traceback."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from miz.catalogue.importing import sources
from miz.catalogue.importing.sources import errors, old_word
from miz.documents.papers import render_pdf
from tests.catalogue.importing import papers


def refusal(content: bytes) -> type[Exception]:
    with pytest.raises(sources.SourceRefused) as refused:
        sources.from_bytes(content)
    return refused.type


@pytest.mark.parametrize("content", [b"", b" \n\r\n\t ", papers.docx(""), b"<html></html>"])
def test_a_file_without_text_is_empty(content: bytes) -> None:
    assert refusal(content) is errors.EmptyFile


def test_a_huge_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(errors.TooLarge):
        sources.read(path)


def test_a_path_that_is_no_file_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.txt"):
        with pytest.raises(errors.MissingFile):
            sources.read(path)


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\0"])
def test_a_picture_is_told_from_a_form(head: bytes) -> None:
    assert refusal(head + b"rest") is errors.PictureOnly


def test_a_docx_with_a_password_is_locked() -> None:
    assert refusal(papers.compound("EncryptionInfo", "EncryptedPackage")) is errors.Locked


def test_a_doc_with_a_password_is_locked() -> None:
    content = bytearray(papers.compound("WordDocument").ljust(4096, b"\0"))
    content[512 + 116 : 512 + 120] = (2).to_bytes(4, "little")  # the text starts in sector 2
    content[3 * 512 + 11] = 0x01
    assert refusal(bytes(content)) is errors.Locked


def test_an_odt_with_a_password_is_locked() -> None:
    locked = papers.odt("<text:p>متن</text:p>", manifest="<manifest:encryption-data/>")
    assert refusal(locked) is errors.Locked


@pytest.mark.parametrize(
    "content",
    [
        papers.zipped({"xl/workbook.xml": "<a/>", "[Content_Types].xml": "<a/>"}),
        papers.compound("Workbook"),
        bytes(range(1, 256)) * 8,
    ],
)
def test_other_formats_are_unknown(content: bytes) -> None:
    assert refusal(content) is errors.UnknownFormat


@pytest.mark.parametrize(
    "content",
    [
        papers.docx(papers.paragraph(papers.run("متن")))[:-30],
        papers.zipped({"word/document.xml": "<w:document"}),
        papers.zipped({"word/document.xml": "<document/>"}),
        b"%PDF-1.7\nnothing of a PDF follows",
    ],
)
def test_a_broken_file_is_told(content: bytes) -> None:
    assert refusal(content) is errors.Broken


def test_entities_are_refused_unread() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
    body = papers.paragraph(papers.run("&b;"))
    assert refusal(papers.docx(body, bomb)) is errors.UnsafeContent


def test_an_outside_entity_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("راز")
    head = f"<!DOCTYPE a [<!ENTITY a SYSTEM '{secret.as_uri()}'>]>"
    assert refusal(papers.docx(papers.paragraph(papers.run("&a;")), head)) is errors.UnsafeContent


def test_a_zip_bomb_is_too_heavy() -> None:
    bomb = papers.zipped({"word/document.xml": b" " * (30 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refusal(bomb) is errors.TooHeavy


@pytest.mark.parametrize(
    "body",
    ["<w:p/>" * 450_000, "<w:sdt><w:sdtContent>" * 100 + "</w:sdtContent></w:sdt>" * 100],
    ids=["many", "deep"],
)
def test_too_many_or_too_deep_elements_are_too_heavy(body: str) -> None:
    assert refusal(papers.docx(body)) is errors.TooHeavy


def test_a_pdf_of_pictures_is_told() -> None:
    out = io.BytesIO()
    Image.new("RGB", (90, 90), "gray").save(out, "PDF")
    assert refusal(out.getvalue()) is errors.PictureOnly


def test_a_pdf_of_empty_pages_is_empty() -> None:
    assert refusal(render_pdf("<p></p>")) is errors.EmptyFile


def test_a_pdf_that_ends_early_is_broken() -> None:
    whole = render_pdf("<p dir=rtl>عنوان خدمت</p>")
    assert refusal(whole[: len(whole) // 3]) is errors.Broken
    assert refusal(whole[:-40]) is errors.Broken


def test_a_pdf_of_more_pages_than_forms_have_is_too_heavy() -> None:
    writer = PdfWriter()
    for _ in range(61):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    assert refusal(out.getvalue()) is errors.TooHeavy


def test_a_pdf_with_a_password_is_locked_and_one_with_an_owners_is_read() -> None:
    for user, owner in (("secret", "secret"), ("", "owner")):
        writer = PdfWriter(clone_from=io.BytesIO(render_pdf("<p dir=rtl>عنوان خدمت</p>")))
        writer.encrypt(user, owner, algorithm="AES-256")
        out = io.BytesIO()
        writer.write(out)
        if user:
            assert refusal(out.getvalue()) is errors.Locked
        else:
            assert sources.from_bytes(out.getvalue()).lines[0].text == "عنوان خدمت"


def test_a_doc_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_word, "_NAMES", ("no-such-office",))
    for content in (papers.compound("WordDocument"), b"{\\rtf1 text}"):
        assert refusal(content) is errors.ConverterMissing


def test_a_doc_is_read_by_the_office_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(papers.docx(papers.paragraph(papers.run("عنوان خدمت"))))
    _install_office(tmp_path, f'cp {made} "$PWD/form.docx"', monkeypatch)
    source = sources.from_bytes(b"{\\rtf1 text}")
    assert (source.format, source.extractor) == ("doc", "libreoffice")
    assert [line.text for line in source.lines] == ["عنوان خدمت"]


def test_a_doc_that_the_office_program_cannot_read_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install_office(tmp_path, "exit 0", monkeypatch)
    assert refusal(b"{\\rtf1 text}") is errors.Broken


def test_an_office_program_that_hangs_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install_office(tmp_path, "sleep 60 & sleep 60", monkeypatch)
    monkeypatch.setattr(old_word, "SECONDS", 0.2)
    assert refusal(b"{\\rtf1 text}") is errors.TooHeavy


def test_every_refusal_has_its_own_words() -> None:
    kinds = sources.SourceRefused.__subclasses__()
    said = {str(kind()) for kind in kinds}
    assert len(said) == len(kinds)
    assert not any(letter in words for words in said for letter in "يك0123456789")


def _install_office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_text_of_many_more_letters_than_forms_have_is_too_heavy():
    assert refusal(("شرح خدمت: بررسی پرونده\n" * 70_000).encode()) is errors.TooHeavy
