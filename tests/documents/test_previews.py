"""What staff see of an upload: pictures drawn anew, lists, and plain words when it will not do."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from miz.documents import limited, previews, redraw
from miz.documents.errors import FileBroken, FileTooHeavy, NoViewer
from miz.documents.formats import cells

from . import files

JPEG, PNG = "image/jpeg", "image/png"
SECRET = b"Rafsanjan 30.406"


def opened(picture: previews.Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image


def of_pages(count: int) -> bytes:
    kids = " ".join("3 0 R" for _ in range(count)).encode()
    whole = files.pdf()
    return whole.replace(b"[3 0 R] /Count 1", b"[%b] /Count %d" % (kids, count))


# --- images


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", JPEG), ("PNG", PNG)])
def test_an_image_is_drawn_anew_and_is_not_the_file_that_was_sent(
    kind: str, media_type: str
) -> None:
    sent = files.picture(kind, (90, 60), **({"compress_level": 1} if kind == "PNG" else {}))
    picture = previews.picture(media_type, sent, 1)
    assert picture.content != sent
    assert (picture.media_type, opened(picture).format) == (media_type, kind)
    assert opened(picture).size == (90, 60)


def test_what_a_photograph_tells_of_its_place_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    sent = files.picture("JPEG", exif=exif.tobytes(), comment=SECRET, icc_profile=SECRET)
    assert sent.count(SECRET) == 3
    assert SECRET not in previews.picture(JPEG, sent, 1).content


def test_words_hidden_in_a_png_are_left_behind() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    sent = files.picture("PNG", pnginfo=words)
    assert SECRET in sent
    assert SECRET not in previews.picture(PNG, sent, 1).content


def test_a_photograph_taken_upright_is_shown_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    sent = files.picture("JPEG", (90, 60), exif=exif.tobytes())
    assert opened(previews.picture(JPEG, sent, 1)).size == (60, 90)


def test_a_transparent_image_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(previews.picture(PNG, out.getvalue(), 1)).getpixel((4, 4)) == (255, 255, 255)


def test_a_large_image_is_made_smaller() -> None:
    longest = previews.LONGEST_SIDE
    picture = previews.picture(PNG, files.png_claiming(2 * longest, longest), 1)
    assert opened(picture).size == (longest, longest // 2)


def test_an_image_of_too_many_pixels_is_too_heavy() -> None:
    with pytest.raises(FileTooHeavy):
        previews.picture(PNG, files.png_claiming(7000, 7000), 1)


def test_an_image_whose_pixels_are_missing_is_broken() -> None:
    whole = files.picture("PNG")
    start = whole.index(b"IDAT") + 4
    with pytest.raises(FileBroken):
        previews.picture(PNG, whole[: start + 10] + bytes(len(whole) - start - 10), 1)


def test_the_drawing_program_takes_no_other_format() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "GIF")
    with pytest.raises(FileBroken):
        previews.picture(PNG, out.getvalue(), 1)


# --- pages


def test_a_page_of_a_pdf_becomes_a_picture() -> None:
    sent = of_pages(2)
    assert previews.of(previews.PDF, sent) == previews.Preview(pages=2)
    picture = previews.picture(previews.PDF, sent, 2)
    assert picture.media_type == JPEG
    assert opened(picture).size == (previews.LONGEST_SIDE, previews.LONGEST_SIDE)


def test_of_a_long_pdf_the_first_pages_are_shown() -> None:
    preview = previews.of(previews.PDF, of_pages(previews.MAX_PAGES + 1))
    assert (preview.pages, preview.more_pages) == (previews.MAX_PAGES, True)


def test_a_broken_pdf_is_said_to_be_broken() -> None:
    with pytest.raises(FileBroken, match="آسیب‌دیده"):
        previews.of(previews.PDF, b"%PDF-1.4\nnothing\n%%EOF\n")


def test_without_its_program_a_pdf_is_for_download(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(limited.ENVIRONMENT, "PATH", "")
    with pytest.raises(NoViewer):
        previews.of(previews.PDF, files.pdf())


# --- programs with limits


def test_a_program_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(FileTooHeavy):
        limited.run(["sleep", "60"], b"")
    assert time.monotonic() - began < 5


def python(code: str) -> bytes:
    return limited.run(["python3", "-I", "-c", code], b"")


def test_a_program_that_wants_too_much_memory_ends() -> None:
    with pytest.raises((FileTooHeavy, FileBroken)):
        python(f"x = bytes({limited.MEMORY}); print(len(x))")
    assert python("x = bytes(1000000); print(len(x))")  # the control: a modest one goes through


def test_a_program_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIZ_SECRET_KEY", SECRET.decode())
    assert SECRET not in python("import os; print(dict(os.environ))")


def test_a_program_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises((FileTooHeavy, FileBroken)):
        python(f"open({str(tmp_path / 'left')!r}, 'wb', 0).write(b'something'); print('done')")


def test_a_crash_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileTooHeavy):
        python("import os; os.abort()")


# --- lists


def test_an_archive_tells_the_names_and_sizes_of_its_files() -> None:
    sent = files.archive({"a.txt": b"12345", "رسید.pdf": b"1"})
    assert previews.of(previews.ZIP, sent).members == (("a.txt", 5), ("رسید.pdf", 1))


def test_a_broken_archive_is_said_to_be_broken() -> None:
    with pytest.raises(FileBroken):
        previews.of(previews.ZIP, b"PK\x03\x04 nothing")


def test_an_old_workbook_is_for_download() -> None:
    assert previews.of("application/vnd.ms-excel", b"") == previews.Preview()


def sheet(rows: str, strings: str = "") -> bytes:
    more: dict[str, Any] = {files.SHEET: f"<worksheet><sheetData>{rows}</sheetData></worksheet>"}
    if strings:
        more["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>"
    return files.workbook(**more)


def test_the_first_rows_of_a_workbook_are_told_as_text() -> None:
    sent = sheet(
        '<row><c r="A1" t="s"><v>1</v></c><c r="C1"><v>42.5</v></c></row>'
        '<row><c r="B2" t="inlineStr"><is><t>درون</t></is></c></row>',
        "<si><t>صفر</t></si><si><r><t>نام و </t></r><r><t>خانوادگی</t></r></si>",
    )
    assert previews.of(previews.XLSX, sent).rows == (
        ("نام و خانوادگی", "", "42.5"),
        ("", "درون", ""),
    )


def test_formulas_are_not_told_and_markup_stays_text() -> None:
    sent = sheet("<row><c><f>A1+A2</f><v>3</v></c><c t='str'><v>&lt;b&gt;</v></c></row>")
    assert previews.of(previews.XLSX, sent).rows == (("3", "<b>"),)


def test_a_string_that_is_not_there_is_an_empty_cell() -> None:
    rows = '<row><c t="s"><v>7</v></c><c t="s"><v>99999999999999</v></c></row>'
    assert previews.of(previews.XLSX, sheet(rows, "<si><t>الف</t></si>")).rows == (
        ("", "99999999999999"),
    )


def test_of_a_large_sheet_a_corner_is_read() -> None:
    row = "<row>" + f"<c t='str'><v>{'x' * 200}</v></c>" * 20 + "</row>"
    rows = previews.of(previews.XLSX, sheet(row * 100)).rows
    assert (len(rows), len(rows[0])) == (cells.MAX_ROWS, cells.MAX_COLUMNS)
    assert len(rows[0][0]) == cells.MAX_LENGTH


def test_a_sheet_that_breaks_off_is_broken() -> None:
    broken = files.workbook(**{files.SHEET: "<worksheet><sheetData><row>"})
    with pytest.raises(FileBroken):
        previews.of(previews.XLSX, broken)


def test_the_code_for_too_heavy_is_one_that_python_itself_never_gives() -> None:
    assert redraw.TOO_HEAVY not in (0, 1, 2)
