"""The same form in the formats that agencies send, with its tables and its ticked boxes."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document

from miz.catalogue.importing import sources
from miz.catalogue.importing.sources import Line, Place
from miz.documents.papers import render_pdf
from tests.catalogue.importing import papers
from tests.catalogue.importing.papers import paragraph, run

TEXT = "عنوان خدمت: صدور پروانه\n\nنوع مخاطبین: متقاضیان"


def texts(content: bytes) -> list[str]:
    return [line.text for line in sources.from_bytes(content).lines]


def cells(lines: Sequence[Line]) -> list[tuple[int | None, int | None, int | None, str]]:
    return [(li.place.table, li.place.row, li.place.cell, li.text) for li in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_files_are_read_in_any_encoding(encoding: str) -> None:
    assert texts(TEXT.encode(encoding)) == ["عنوان خدمت: صدور پروانه", "نوع مخاطبین: متقاضیان"]


def test_text_of_old_windows_is_read() -> None:
    arabic = TEXT.replace("ی", "ي").replace("ک", "ك")
    assert texts(arabic.encode("windows-1256"))[1] == "نوع مخاطبین: متقاضیان"


def test_empty_lines_count_and_are_left_out() -> None:
    lines = sources.from_text(TEXT).lines
    assert [line.place for line in lines] == [Place(1), Place(3)]


def test_what_stood_there_is_kept_beside_what_is_read() -> None:
    (line,) = sources.from_text(" علت مراجعه حضوري -16").lines
    assert (line.text, line.raw) == ("16- علت مراجعه حضوری", " علت مراجعه حضوري -16")


def test_the_content_tells_the_format_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(papers.docx(paragraph(run("عنوان خدمت"))))
    assert sources.read(path).format == "docx"


def test_tables_of_word_keep_rows_and_columns() -> None:
    document = Document()
    table = document.add_table(3, 3)
    for row, words in zip(
        table.rows, (("الف", "ب", "ج"), ("د", "", "ر"), ("س", "ش", "ص")), strict=True
    ):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(0, 0).merge(table.cell(0, 1))
    inner = table.cell(2, 2).add_table(1, 1)
    inner.cell(0, 0).text = "درون"
    out = io.BytesIO()
    document.save(out)
    assert cells(sources.from_bytes(out.getvalue()).lines) == [
        (1, 1, 1, "الف"),
        (1, 1, 1, "ب"),
        (1, 1, 3, "ج"),
        (1, 2, 1, "د"),
        (1, 2, 3, "ر"),
        (1, 3, 1, "س"),
        (1, 3, 2, "ش"),
        (1, 3, 3, "ص"),
        (2, 1, 1, "درون"),
    ]


def control(checked: str, shown: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox>'
        "</w:sdtPr>"
        f"<w:sdtContent>{run(shown)}</w:sdtContent></w:sdt>"
    )


def field(state: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>'
        f"<w:checkBox>{state}</w:checkBox></w:ffData>"
        "</w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>"
    )


@pytest.mark.parametrize(
    ("box", "sign"),
    [
        (control("1", "☒"), "☑"),
        (control("0", "☐"), "☐"),
        (field('<w:default w:val="0"/><w:checked/>'), "☑"),
        (field('<w:default w:val="1"/><w:checked w:val="0"/>'), "☐"),
        (field('<w:default w:val="1"/>'), "☑"),
        (field(""), "☐"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        (run("R", "Wingdings 2"), "☑"),
        (run("\xa3", "Wingdings 2"), "☐"),
        (run("\uf0fe"), "☑"),
        (run("☒"), "☒"),
        (run("R"), "R"),
    ],
)
def test_boxes_of_word_show_their_state(box: str, sign: str) -> None:
    assert texts(papers.docx(paragraph(box, run(" ملی")))) == [f"{sign} ملی"]


def test_word_tells_what_a_reader_sees() -> None:
    deleted = (
        "<w:del><w:r><w:delText>قدیم</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('قدیم')}</w:moveFrom>"
    )
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        f"{paragraph(run('در جعبه'))}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        f"{paragraph(run('در جعبه'))}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    breaks = "<w:r><w:t>یک</w:t><w:br/><w:t>دو</w:t><w:tab/><w:t>سه</w:t></w:r>"
    body = paragraph(run("متن"), deleted, box) + paragraph(f"<w:ins>{breaks}</w:ins>")
    assert texts(papers.docx(body)) == ["متن", "در جعبه", "یک", "دو\tسه"]


def test_odt_keeps_tables_and_boxes() -> None:
    style = (
        '<style:style style:name="T1"><style:text-properties style:font-name="Wingdings 2"/>'
        "</style:style>"
    )
    body = (
        '<office:forms><form:form><form:checkbox form:id="c1" form:current-state="checked"/>'
        '<form:checkbox form:id="c2"/></form:form></office:forms>'
        "<text:tracked-changes><text:p>قدیم</text:p></text:tracked-changes>"
        "<table:table><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>سطح'
        '<text:s text:c="3"/>خدمت</text:p>'
        "</table:table-cell><table:covered-table-cell/>"
        '<table:table-cell><text:p><text:span text:style-name="T1">R</text:span> ملی</text:p>'
        '<text:p><draw:control draw:control="c1"/> شهری '
        '<draw:control draw:control="c2"/> روستایی</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    assert cells(sources.from_bytes(papers.odt(body, styles=style)).lines) == [
        (1, 1, 1, "سطح   خدمت"),
        (1, 1, 3, "☑ ملی"),
        (1, 1, 3, "☑ شهری ☐ روستایی"),
    ]


def test_web_pages_keep_merged_cells_and_boxes() -> None:
    page = """<!DOCTYPE html><html><head><title>نه</title><style>p{}</style></head><body>
    <h1>شناسنامه
      خدمت</h1><script>var a</script><div>یک<br>دو<p hidden>نه</p><p>سه&nbsp;&nbsp;چهار</p></div>
    <table><tr><th rowspan=2>مشخصات</th><td>نوع</td><td><input type=checkbox checked> ملی
      <input type="checkbox"> شهری</td></tr><tr><td colspan=2>شرح<table><tr><td>درون</td></tr>
      </table>پس</td></tr></table><p>نام: <input value="سامانه"></p></body></html>"""
    assert cells(sources.from_bytes(page.encode()).lines) == [
        (None, None, None, "شناسنامه خدمت"),
        (None, None, None, "یک"),
        (None, None, None, "دو"),
        (None, None, None, "سه\u00a0\u00a0چهار"),
        (1, 1, 1, "مشخصات"),
        (1, 1, 2, "نوع"),
        (1, 1, 3, "☑ ملی ☐ شهری"),
        (1, 2, 2, "شرح"),
        (2, 1, 1, "درون"),
        (1, 2, 2, "پس"),
        (None, None, None, "نام: سامانه"),
    ]


def test_a_page_that_lies_about_its_encoding_is_read() -> None:
    page = "<html><meta charset=utf-8><body><p>نوع خدمت و هزينه آن</p></body></html>"
    assert texts(page.encode("windows-1256")) == ["نوع خدمت و هزینه آن"]


STYLE = """<style>@font-face{font-family:V;src:url(asset:vazirmatn.woff2)}
body{font:11pt V}td{border:1px solid}table{border-collapse:collapse;width:100%}</style>"""


def test_a_pdf_keeps_the_order_of_reading_and_the_cells_of_tables() -> None:
    description = "این خدمت به منظور پاسخگویی به درخواست متقاضیان ارائه می شود " * 3
    page = f"""<html lang=fa dir=rtl>{STYLE}<p>فرم شناسنامه خدمت (ضمیمه ۱)</p>
    <table><tr><td rowspan=3 style="width:3cm">مشخصات خدمت</td><td style="width:3cm">شرح خدمت</td>
    <td>{description}</td></tr>
    <tr><td>نوع خدمت</td>
    <td>خدمت به شهروندان (G2C) با ۱۲ مدرک و ۲۵۰,۰۰۰ ریال</td></tr>
    <tr><td>شناسه خدمت</td><td>19011332000 در https://x.ir/a?x=12 تا ۱۳۹۷/۱۱/۱۶</td></tr>
    </table><p>نام دستگاه اجرایی: سازمان بیمه</p></html>"""
    source = sources.from_bytes(render_pdf(page))
    lines = source.lines
    assert source.extractor == "pdfminer"
    assert cells(lines)[0] == (None, None, None, "فرم شناسنامه خدمت (ضمیمه ۱)")
    told = [line.text for line in lines if (line.place.row, line.place.cell) == (1, 3)]
    assert " ".join(told) == description.strip()
    assert (1, 1, 1, "مشخصات خدمت") in cells(lines)
    assert cells(lines)[-5:] == [
        (1, 2, 2, "نوع خدمت"),
        (1, 2, 3, "خدمت به شهروندان (G2C) با ۱۲ مدرک و ۲۵۰,۰۰۰ ریال"),
        (1, 3, 2, "شناسه خدمت"),
        (1, 3, 3, "19011332000 در https://x.ir/a?x=12 تا ۱۳۹۷/۱۱/۱۶"),
        (None, None, None, "نام دستگاه اجرایی: سازمان بیمه"),
    ]
    assert {line.place.page for line in lines} == {1}


def test_columns_without_lines_are_parted_by_a_gap() -> None:
    page = f"""<html dir=rtl>{STYLE}<div style="display:flex">
    <span style="width:6cm">شرح خدمت</span>
    <span>صدور پروانه</span></div></html>"""
    assert texts(render_pdf(page)) == ["شرح خدمت   صدور پروانه"]
