import pytest

from miz.documents.errors import UploadRefused
from miz.documents.formats.pdf import check
from tests.documents.files import archive, pdf


def code(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check(content)
    return refused.value.code


@pytest.mark.parametrize("version", [b"1.0", b"1.4", b"1.7", b"2.0"])
def test_known_versions_are_accepted(version: bytes) -> None:
    check(pdf(version=version))


@pytest.mark.parametrize("version", [b"1.8", b"3.0", b"", b"1.", b"1.75"])
def test_unknown_versions_are_refused(version: bytes) -> None:
    assert code(pdf(version=version)) == "pdf_damaged"


def test_a_pdf_without_an_end_is_refused() -> None:
    assert code(pdf()[:-8]) == "pdf_damaged"


def test_blank_padding_behind_the_end_is_tolerated() -> None:
    check(pdf() + b"\r\n\0\0")


@pytest.mark.parametrize("payload", [b"<script>", archive({"a": "b"}), b"MZ"])
def test_nothing_else_may_follow_the_end(payload: bytes) -> None:
    assert code(pdf() + payload) == "hidden_content"


def test_an_archive_inside_is_found() -> None:
    assert code(pdf(extra=b"/X (" + archive({"a": "b"}) + b")")) == "hidden_content"


@pytest.mark.parametrize(
    "names",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        b"/OpenAction << /S /J#61vaScr#69pt /JS (app.alert(1)) >>",
        b"/OpenAction << /S/Launch/F (cmd.exe) >>",
        b"/Names << /EmbeddedFiles 9 0 R >>",
        b"/Type/EmbeddedFile",
        b"/Subtype /RichMedia",
    ],
)
def test_a_pdf_that_acts_or_carries_files_is_refused(names: bytes) -> None:
    assert code(pdf(extra=names)) == "pdf_active"


def test_a_name_that_only_begins_alike_is_harmless() -> None:
    check(pdf(extra=b"/Launcher (x) /JavaScripts (y) /EncryptMetadata true"))


def test_a_locked_pdf_is_refused() -> None:
    assert code(pdf(trailer=b"/Encrypt 9 0 R")) == "pdf_locked"
