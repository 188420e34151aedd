import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miz.documents.errors import Refusal
from miz.documents.uploads import EXTENSIONS, MAX_BYTES, UploadRefused, check
from tests.documents.files import archive, old_workbook, pdf, picture, workbook

SAMPLES = {
    "jpg": picture("JPEG"),
    "jpeg": picture("JPEG", progressive=True),
    "png": picture("PNG"),
    "pdf": pdf(),
    "zip": archive({"نامه.txt": "سلام"}),
    "xls": old_workbook("Workbook"),
    "xlsx": workbook(),
}


def code(name: str, content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check(name, content)
    return refused.value.code


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_listed_kind_is_accepted_as_it_is(extension: str) -> None:
    accepted = check(f"مدرک.{extension}", SAMPLES[extension])
    assert accepted.extension == extension
    assert accepted.content == SAMPLES[extension]
    assert "/" in accepted.media_type


def test_jpg_and_jpeg_are_one_kind() -> None:
    assert check("a.jpg", SAMPLES["jpeg"]).media_type == check("a.jpeg", SAMPLES["jpg"]).media_type


def test_the_case_of_the_extension_does_not_matter() -> None:
    assert check("SCAN.PNG", SAMPLES["png"]).extension == "png"


@pytest.mark.parametrize("named", EXTENSIONS)
@pytest.mark.parametrize("content", EXTENSIONS)
def test_the_extension_must_agree_with_the_content(named: str, content: str) -> None:
    if (
        check(f"a.{content}", SAMPLES[content]).media_type
        == check(f"a.{named}", SAMPLES[named]).media_type
    ):
        return
    assert code(f"a.{named}", SAMPLES[content]) == "type_mismatch"


@pytest.mark.parametrize(
    "name", ["a.exe", "a.png.exe", "a", "", "a.", "a.svg", "a.docx", "a.png\u200f.html"]
)
def test_a_kind_that_is_not_listed_is_refused(name: str) -> None:
    assert code(name, SAMPLES["png"]) == "type_refused"


@pytest.mark.parametrize("name", ["pdf", "PDF", ".pdf", "a/pdf", "pdf."])
def test_a_name_without_an_extension_is_refused(name: str) -> None:
    assert code(name, SAMPLES["pdf"]) == "type_refused"


def test_a_renamed_program_is_refused() -> None:
    assert code("نامه.pdf", b"MZ\x90\x00" + bytes(2000)) == "type_mismatch"


def test_an_empty_file_is_refused() -> None:
    assert code("a.png", b"") == "empty"


def test_300_kilobytes_are_accepted_and_one_byte_more_is_refused() -> None:
    padded = pdf(extra=b"/Note (" + b"x" * (MAX_BYTES - 500) + b")")
    padded += b"\n" * (MAX_BYTES - len(padded))
    assert len(padded) == 307_200
    assert check("a.pdf", padded).content == padded
    assert code("a.pdf", padded + b"\n") == "too_large"


def test_the_kept_name_is_clean() -> None:
    accepted = check("..\\..\\etc/گذر\u200cنامه\u202e\r\n.pdf", SAMPLES["pdf"])
    assert accepted.name == "گذر\u200cنامه.pdf"
    assert unicodedata.is_normalized("NFC", accepted.name)


def test_the_refusal_is_a_persian_sentence_that_says_what_to_do() -> None:
    for refusal in Refusal:
        message = str(UploadRefused(refusal))
        assert message.endswith(("بفرستید.", "بفرستید"))
        assert not set(message) & set("يك0123456789")


@settings(deadline=None)
@given(st.sampled_from(EXTENSIONS), st.binary(max_size=400))
def test_random_bytes_raise_nothing_but_a_refusal(extension: str, content: bytes) -> None:
    assert code(f"a.{extension}", content)


@settings(deadline=None)
@given(st.data())
def test_random_bytes_behind_a_true_beginning_raise_nothing_but_a_refusal(
    data: st.DataObject,
) -> None:
    extension = data.draw(st.sampled_from(EXTENSIONS))
    head = SAMPLES[extension][: data.draw(st.integers(4, 600))]
    try_to_check(extension, head + data.draw(st.binary(max_size=200)))


@settings(deadline=None)
@given(st.data())
def test_a_changed_file_raises_nothing_but_a_refusal(data: st.DataObject) -> None:
    extension = data.draw(st.sampled_from(EXTENSIONS))
    content = bytearray(SAMPLES[extension])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    try_to_check(extension, bytes(content))


def try_to_check(extension: str, content: bytes) -> None:
    with suppress(UploadRefused):
        check(f"a.{extension}", content)
