import pytest

from miz.documents.errors import UploadRefused
from miz.documents.formats.images import check_jpeg, check_png
from tests.documents.files import archive, pdf, picture, png_chunk, png_claiming

PNG, JPEG = picture("PNG"), picture("JPEG")
END = b"\0\0\0\0IEND\xaeB\x60\x82"


def png_code(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check_png(content)
    return refused.value.code


def jpeg_code(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check_jpeg(content)
    return refused.value.code


@pytest.mark.parametrize("options", [{}, {"optimize": True}, {"dpi": (300, 300)}])
def test_pictures_as_programs_write_them_are_accepted(options: dict[str, object]) -> None:
    check_png(picture("PNG", **options))
    check_jpeg(picture("JPEG", progressive=True, **options))
    check_jpeg(picture("JPEG", restart_marker_blocks=1, **options))


def test_a_picture_of_169_megapixels_is_refused() -> None:
    bomb = png_claiming(13_000, 13_000)
    assert len(bomb) < 25_000
    assert png_code(bomb) == "image_too_large"


def test_forty_megapixels_are_the_limit() -> None:
    check_png(png_claiming(8_000, 5_000))
    assert png_code(png_claiming(8_000, 5_001)) == "image_too_large"


def test_a_very_long_thin_picture_is_refused() -> None:
    assert png_code(png_claiming(1, 20_001)) == "image_too_large"


def test_a_png_without_width_is_refused() -> None:
    assert png_code(png_claiming(0, 5)) == "image_damaged"


@pytest.mark.parametrize("payload", [archive({"a": "b"}), pdf(), b"\0", b"<html>"])
def test_nothing_may_follow_the_end_of_a_png(payload: bytes) -> None:
    assert png_code(PNG + payload) == "hidden_content"


@pytest.mark.parametrize("payload", [archive({"a": "b"}), pdf()])
def test_another_file_inside_a_png_chunk_is_found(payload: bytes) -> None:
    after_header = 8 + 25
    polyglot = PNG[:after_header] + png_chunk(b"prVt", payload) + PNG[after_header:]
    assert png_code(polyglot) == "hidden_content"


@pytest.mark.parametrize("cut", [8, 20, 33, 60, len(PNG) - 1])
def test_a_cut_png_is_refused(cut: int) -> None:
    assert png_code(PNG[:cut]) == "image_damaged"


def test_a_png_without_pixels_is_refused() -> None:
    assert png_code(PNG[:33] + END) == "image_damaged"


@pytest.mark.parametrize("cut", [3, 4, 20, len(JPEG) // 2, len(JPEG) - 1])
def test_a_cut_jpeg_is_refused(cut: int) -> None:
    assert jpeg_code(JPEG[:cut]) == "image_damaged"


def test_zeroes_behind_a_jpeg_are_tolerated_and_nothing_else() -> None:
    check_jpeg(JPEG + bytes(1024))
    assert jpeg_code(JPEG + bytes(1025)) == "hidden_content"
    assert jpeg_code(JPEG + b"\0x") == "hidden_content"


@pytest.mark.parametrize("payload", [archive({"a": "b"}), pdf(), JPEG])
def test_nothing_may_follow_the_end_of_a_jpeg(payload: bytes) -> None:
    assert jpeg_code(JPEG + payload) == "hidden_content"


@pytest.mark.parametrize("payload", [archive({"a": "b"}), pdf()])
def test_another_file_inside_a_jpeg_comment_is_found(payload: bytes) -> None:
    comment = b"\xff\xfe" + (len(payload) + 2).to_bytes(2, "big") + payload
    assert jpeg_code(JPEG[:2] + comment + JPEG[2:]) == "hidden_content"


def test_a_jpeg_claiming_65535_by_65535_is_refused() -> None:
    frame = JPEG.index(b"\xff\xc0")
    assert jpeg_code(JPEG[: frame + 5] + b"\xff" * 4 + JPEG[frame + 9 :]) == "image_too_large"


def test_a_jpeg_of_countless_scans_is_refused() -> None:
    scan = JPEG[JPEG.index(b"\xff\xda") : -2]
    assert jpeg_code(JPEG[:-2] + scan[:20] * 100 + JPEG[-2:]) == "image_damaged"
