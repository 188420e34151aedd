import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader

from miz.catalogue import printing
from miz.catalogue.forms.process import FORM as PROCESS
from miz.catalogue.forms.service import FORM as SERVICE
from miz.catalogue.forms.shapes import Choice, Form, Ticks
from miz.catalogue.importing.forms import read_forms
from miz.catalogue.importing.readings import record
from miz.catalogue.importing.sources import Source, from_bytes, from_text
from miz.catalogue.models import ServiceVersion
from miz.catalogue.printing import html, layout, readback

from .records import of_form

SERVICES = Path(__file__).parents[3] / "services"
PACKAGES = sorted(SERVICES.glob("*/*/service.yaml"))
VERSION = ServiceVersion(
    number=3,
    digest="0123456789abcdef" * 4,
    published_at=datetime(2026, 11, 1, tzinfo=UTC),
    identity={"agency_name": "سازمان حج و زیارت"},
)
# Each example is a whole form of some two hundred values.
FEW = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])


def imported(content: bytes) -> dict[str, Any]:
    [found] = read_forms(from_bytes(content))
    assert all(reading.confidence == 1 for _, reading in found.readings())
    return record(found)


def assert_same(back: dict[str, Any], printed: dict[str, Any]) -> None:
    """Names the fields that differ: a whole record is too long to look through."""
    differ = {key: (printed[key], back[key]) for key in printed if printed[key] != back[key]}
    assert differ == {}
    assert back.keys() == printed.keys()


def page(paper: printing.Paper) -> str:
    return html.draw(paper, name="form", styles=())


def parts_of(docx: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(docx)).read(name).decode()


def counted_anew(source: Source) -> Source:
    """The same cells with their columns numbered one after the other, as programs that save a Word
    file again number them."""
    used: dict[int | None, list[int]] = {}
    for line in source.lines:
        columns = used.setdefault(line.place.table, [])
        if line.place.cell and line.place.cell not in columns:
            columns.append(line.place.cell)
    numbers = {table: sorted(columns) for table, columns in used.items()}
    lines = [
        replace(line, place=replace(line.place, cell=numbers[table].index(line.place.cell) + 1))
        if (table := line.place.table) and line.place.cell
        else line
        for line in source.lines
    ]
    return replace(source, lines=lines)


def told(form: Form, source: dict[str, Any]) -> dict[str, Any]:
    return {key: source.get(key, field.shape.empty()) for key, field in form.fields.items()}


def loaded(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


@FEW
@given(of_form(SERVICE))
def test_a_printed_word_file_of_a_service_gives_the_same_record(service: dict[str, Any]) -> None:
    assert_same(imported(printing.service_docx(service, VERSION)), service)


@FEW
@given(of_form(PROCESS))
def test_a_printed_word_file_of_a_process_gives_the_same_record(process: dict[str, Any]) -> None:
    assert_same(imported(printing.process_docx(process, VERSION)), process)


@FEW
@given(of_form(SERVICE))
def test_a_printed_page_of_a_service_gives_the_same_record(service: dict[str, Any]) -> None:
    assert_same(imported(page(layout.service(service, None)).encode()), service)


@FEW
@given(of_form(PROCESS))
def test_a_printed_page_of_a_process_gives_the_same_record(process: dict[str, Any]) -> None:
    assert_same(imported(page(layout.process(process, None)).encode()), process)


@FEW
@given(of_form(SERVICE))
def test_columns_that_another_program_counts_anew_are_found(service: dict[str, Any]) -> None:
    source = from_bytes(printing.service_docx(service, VERSION))
    assert_same(record(readback.read(counted_anew(source))), service)


@FEW
@given(of_form(PROCESS))
def test_columns_of_a_process_that_are_counted_anew_are_found(process: dict[str, Any]) -> None:
    source = from_bytes(printing.process_docx(process, VERSION))
    assert_same(record(readback.read(counted_anew(source))), process)


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt", "docx"])
def test_a_word_file_that_libreoffice_saved_again_gives_the_same_record(
    kind: str, tmp_path: Path
) -> None:
    service = loaded(SERVICES / "prisons/visits/service.yaml")
    printed = tmp_path / "form.docx"
    printed.write_bytes(printing.service_docx(service, VERSION))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "again",
         printed], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    again = (tmp_path / "again" / f"form.{kind}").read_bytes()
    assert_same(imported(again), told(SERVICE, service))


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_every_package_comes_back_from_its_print(path: Path) -> None:
    service = loaded(path)
    assert_same(imported(printing.service_docx(service, VERSION)), told(SERVICE, service))


def test_the_process_form_comes_back_without_what_no_paper_shows() -> None:
    process = loaded(SERVICES / "hajj/password-recovery/process.yaml")
    back = imported(printing.process_docx(process, VERSION))
    for control in process["controls"]:
        del control["measure"]
        control["acceptance"] = control["acceptance"]["text"]
    assert_same(back, told(PROCESS, process))


def test_all_boxes_are_drawn_and_unknown_is_neither_yes_nor_no() -> None:
    service = SERVICE.empty() | {"nature": "sovereign"}
    service["level"] |= {"national": True, "urban": False}
    text = re.sub("<[^>]*>", "", page(layout.service(service, None)))
    assert "☑ ملی" in text
    assert "☐ شهری" in text
    assert "☐؟ استانی" in text
    assert "☑ حاکمیتی" in text
    assert "☐ تصدی‌گری" in text
    for field in SERVICE.fields.values():
        if isinstance(field.shape, Choice | Ticks):
            assert all(option.label in text for option in field.shape.options), field.key


def test_a_box_that_somebody_ticks_in_word_is_read() -> None:
    docx = printing.service_docx(SERVICE.empty(), None)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "word/document.xml":
                before = '<w:alias w:val="ملی"/><w14:checkbox><w14:checked w14:val="0"/>'.encode()
                assert before in content
                content = content.replace(before, before.replace(b'"0"', b'"1"'), 1)
            new.writestr(member, content)
    level = imported(out.getvalue())["level"]
    assert level == {"national": True} | dict.fromkeys(list(level)[1:])


def test_what_was_understood_is_said_only_where_the_words_do_not_say_it() -> None:
    service = SERVICE.empty()
    service["average_duration"] = {"raw": "سه روز کاری", "value": 3, "unit": "working_day"}
    assert "مقدار:" not in page(layout.service(service, None))
    service["average_duration"]["value"] = 4
    assert "مقدار:" in page(layout.service(service, None))


@pytest.mark.parametrize("raw", ["۳ بار در", "3 بار در", "سالی ۳ بار", None])
def test_how_often_is_said_once_and_comes_back(raw: str | None) -> None:
    service = SERVICE.empty()
    service["frequency"] |= {"raw": raw, "times": 3}
    text = re.sub("<[^>]*>", "", page(layout.service(service, None)))
    assert len(re.findall("[3۳] بار در", text)) == 1
    assert_same(imported(printing.service_docx(service, None)), service)


def test_a_list_of_a_form_in_another_layout_is_no_print_of_ours() -> None:
    assert readback.read(from_text("عنوان خدمت: بیمه\nشناسه خدمت: 19011332000")) is None
    other = printing.service_docx(SERVICE.empty(), None)
    whole = from_bytes(other)
    cut = type(whole)(whole.lines[:20], whole.format, whole.extractor)
    assert readback.read(cut) is None


def test_the_paper_names_version_and_hash_and_a_draft_says_so() -> None:
    service = SERVICE.empty() | {"agency_name": "سازمان حج", "service_code": "19011332000"}
    published, draft = (page(layout.service(service, version)) for version in (VERSION, None))
    assert "نسخهٔ ۳" in published
    assert VERSION.digest in published
    assert "۱۹۰۱۱۳۳۲۰۰۰" in published
    assert layout.DRAFT in draft
    assert layout.DRAFT not in published


def test_markup_in_a_record_is_text_on_the_page() -> None:
    service = SERVICE.empty() | {"title": "<script>alert(1)</script>"}
    assert "<script" not in page(layout.service(service, None))


def test_the_page_tells_its_headings_and_its_language() -> None:
    text = page(layout.service(SERVICE.empty(), None))
    assert '<html lang="fa" dir="rtl">' in text
    assert {'scope="rowgroup"', 'scope="row"', 'scope="col"'} <= set(
        re.findall(r'scope="\w+"', text)
    )
    assert 'aria-label="نامعلوم"' in text


def test_the_word_file_is_right_to_left_with_boxes_to_tick_and_a_font_to_fall_back_on() -> None:
    docx = printing.service_docx(loaded(PACKAGES[0]), VERSION)
    body = parts_of(docx, "word/document.xml")
    assert body.count("<w:bidiVisual/>") == body.count("<w:tbl>") == 11
    assert body.count("<w:bidi/>") == body.count("<w:p>") + 1
    assert body.count("<w14:checkbox>") == body.count("☐") + body.count("☑") > 90
    assert 'w:altName w:val="Tahoma"' in parts_of(docx, "word/fontTable.xml")
    assert VERSION.digest in parts_of(docx, "word/footer1.xml")


def test_the_pdf_has_its_boxes_page_numbers_and_hash() -> None:
    service = loaded(SERVICES / "hajj/desk/service.yaml")
    sheets = PdfReader(io.BytesIO(printing.service_pdf(service, VERSION))).pages
    texts = [sheet.extract_text() for sheet in sheets]
    assert all(VERSION.digest in text for text in texts)
    assert "☑" in texts[0]
    assert "☐" in texts[0]
    assert round(float(sheets[0].mediabox.width)) == 595


def test_a_page_with_one_answer_of_the_portal_comes_back() -> None:
    service = SERVICE.empty() | {"faq": [{"question": "هزینه دارد؟", "answer": "خیر"}]}
    assert_same(imported(printing.service_docx(service, None)), service)
