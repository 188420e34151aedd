import pytest

from miz.documents.errors import UploadRefused
from miz.documents.formats.sheets import check_xls, check_xlsx
from tests.documents.files import CONTENT_TYPES, SHEET, archive, old_workbook, workbook

PLAIN = {"[Content_Types].xml": CONTENT_TYPES.format(more=""), "xl/workbook.xml": "<workbook/>"}


def code(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check_xlsx(content)
    return refused.value.code


def xls_code(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check_xls(content)
    return refused.value.code


def test_a_workbook_is_accepted() -> None:
    check_xlsx(workbook())


@pytest.mark.parametrize("missing", PLAIN)
def test_an_archive_without_the_parts_of_a_workbook_is_refused(missing: str) -> None:
    entries = {name: data for name, data in PLAIN.items() if name != missing}
    assert code(archive({"a.txt": "x", **entries})) == "type_mismatch"


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "xl/VBAPROJECT.BIN",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/activeX/activeX1.xml",
        "xl/macrosheets/sheet1.xml",
    ],
)
def test_active_parts_are_refused(part: str) -> None:
    assert code(workbook(**{part: "x"})) == "sheet_active"


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-office.v&#98;aProject",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
    ],
)
def test_active_parts_under_harmless_names_are_refused(kind: str) -> None:
    hidden = f'<Override PartName="/xl/harmless.bin" ContentType="{kind}"/>'
    assert code(workbook(more_types=hidden)) == "sheet_active"


def test_the_rules_of_archives_hold_for_workbooks() -> None:
    assert code(workbook(**{"xl/media/a.zip": "x"})) == "archive_nested"
    assert code(b"MZ" + workbook()) == "archive_damaged"


def test_a_small_workbook_that_drowns_its_reader_is_refused() -> None:
    cells = '<c t="n"><v>1</v></c>' * 600_000
    bomb = workbook(**{SHEET: f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"})
    assert len(bomb) < 62_000
    assert code(bomb) == "archive_too_large"


def test_a_huge_list_of_parts_is_refused_before_it_is_parsed() -> None:
    assert code(workbook(more_types="<Default/>" * 30_000)) == "sheet_too_large"


def test_a_part_of_more_than_ten_megabytes_is_refused() -> None:
    text = "".join(f"<c><v>{n * 7919 % 99991}</v></c>" for n in range(600_000))[: 10 * 2**20 + 1]
    assert code(workbook(**{SHEET: text})) == "sheet_too_large"


def test_a_sheet_of_a_kilobyte_that_claims_a_million_rows_is_refused() -> None:
    claim = '<worksheet><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'
    bomb = workbook(**{SHEET: claim})
    assert len(bomb) < 1_400
    assert code(bomb) == "sheet_too_large"


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>',
        " " * 65_530 + "<!DOCTYPE a><worksheet/>",
        "<!DOCTYPE a><worksheet/>".encode("utf-16"),
    ],
)
def test_entities_are_refused_wherever_they_stand(xml: str | bytes) -> None:
    assert code(workbook(**{SHEET: xml})) == "sheet_damaged"


def test_broken_content_types_are_refused() -> None:
    assert code(workbook(more_types="<Override")) == "sheet_damaged"


@pytest.mark.parametrize("stream", ["Workbook", "Book", "WORKBOOK"])
def test_an_old_workbook_is_accepted(stream: str) -> None:
    check_xls(old_workbook(stream))


def test_another_old_office_document_is_refused() -> None:
    assert xls_code(old_workbook("WordDocument")) == "type_mismatch"
    assert xls_code(old_workbook("MyWorkbook", "Workbooks")) == "type_mismatch"


def test_an_old_workbook_with_macros_is_refused() -> None:
    assert xls_code(old_workbook("Workbook", "_VBA_PROJECT_CUR")) == "sheet_active"


def test_an_old_workbook_with_an_archive_inside_is_refused() -> None:
    assert xls_code(old_workbook("Workbook") + archive({"a": "b"})) == "hidden_content"


def test_implausible_sectors_are_refused() -> None:
    content = bytearray(old_workbook("Workbook"))
    content[30] = 31
    assert xls_code(bytes(content)) == "sheet_damaged"
