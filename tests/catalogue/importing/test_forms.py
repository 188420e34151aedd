"""Whole files: the documents as they circulate, and forms in many other layouts."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from miz.catalogue.importing import forms, readings, report, sources
from miz.catalogue.importing.report import Report
from tests.catalogue.importing import made_forms, office_forms

STABILITY = "عنوان خدمت: پایداری اسناد\nشناسه خدمت: 17041325104\nنوع مخاطبین: همه"
HERE = Path(__file__).parent
DOCUMENTS, SYNTHETIC = (
    sorted(path for path in (HERE / folder).iterdir() if path.suffix != ".yaml")
    for folder in ("documents", "synthetic")
)
PRECISION, RECALL = 0.99, 0.98


def report_of(path: Path) -> Report:
    wanted = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    return report.compare(forms.read_forms(sources.read(path)), wanted)


def read(text: str, titles: Mapping[str, list[str]] = MappingProxyType({})) -> readings.Found:
    (found,) = forms.read_forms(sources.from_text(text), titles)
    return found


def test_the_documents_are_read_as_a_person_reads_them():
    total = Report()
    for path in DOCUMENTS:
        total.add(report_of(path))
    assert total.total.precision >= PRECISION, total.misses
    assert total.total.recall >= RECALL, total.misses


@pytest.mark.parametrize("path", SYNTHETIC, ids=lambda path: path.stem)
def test_a_form_in_another_layout_is_read_whole(path: Path):
    assert report_of(path).misses == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", made_forms.LAYOUTS)
def test_a_form_made_by_code_is_read_whole(name: str, seed: int):
    record = made_forms.record(seed)
    content = made_forms.LAYOUTS[name](record)
    found = forms.read_forms(sources.from_bytes(content))
    assert report.compare(found, [made_forms.told(name, record)]).misses == []


@pytest.mark.parametrize("name", office_forms.OFFICE)
def test_a_form_of_an_office_program_is_read_whole(name: str):
    record = made_forms.record(0)
    found = forms.read_forms(sources.from_bytes(office_forms.OFFICE[name](record)))
    assert report.compare(found, [record]).misses == []


def test_words_of_a_damaged_file_are_never_sure():
    (path,) = (one for one in DOCUMENTS if one.name.startswith("A"))
    (form,) = forms.read_forms(sources.read(path))
    for key in ("title", "description", "required_documents", "projects"):
        assert form.fields[key].confidence < readings.SURE, key
        assert form.fields[key].reason, key


def test_the_title_of_a_section_before_a_label_leaves_it_sure():
    agency = read("عنوان خدمت: صدور\nارائه دهنده خدمت نام دستگاه اجرایی: سازمان\nنوع خدمت: G2C")
    assert agency.fields["agency_name"].value == "سازمان"
    assert agency.fields["agency_name"].confidence == 1.0


def test_a_label_that_counts_in_toman_or_thousands_tells_the_sum():
    form = "عنوان خدمت: صدور\nنوع مخاطبین: همه\nهزینه ({}): ۴۵۰۰"
    for unit, rial in (("تومان", 45_000), ("هزار ریال", 4_500_000), ("ریال", 4_500)):
        assert read(form.format(unit)).fields["fees"].value[0]["amount_rial"] == rial


def test_seven_forms_of_one_file_are_seven():
    (path,) = (one for one in DOCUMENTS if one.name.startswith("E"))
    found = forms.read_forms(sources.read(path))
    assert [one.fields["title"].value for one in found] == [
        "آموزش زندانیان (حرفه آموزی- کلاسیک)",
        "اشتغال زندانیان",
        "خدمات حمایتی",
        "مبادله زندانیان",
        "ملاقات زندانیان با خانواده",
        "پذیرش و نگهداری زندانیان",
        "خدمات قضایی زندانیان",
    ]


def test_lost_ticks_are_unknown_and_say_why():
    (path,) = (one for one in DOCUMENTS if one.name.startswith("E"))
    for form in forms.read_forms(sources.read(path)):
        level = form.fields["level"]
        assert set(level.value.values()) == {None}
        assert level.confidence < readings.SURE
        assert level.reason is not None


def test_every_key_of_the_record_is_read_with_place_and_confidence():
    told = readings.as_json(
        read("عنوان خدمت: صدور کارت\nشناسه خدمت: ۱۳۰۵۲۶۹۷۰۰۰\nنوع مخاطبین: همه")
    )
    assert told.keys() - {"kind"} == readings.FORMS["service"].fields.keys()
    assert told["service_code"] == {
        "value": "13052697000",
        "raw": "۱۳۰۵۲۶۹۷۰۰۰",
        "place": {"line": 2, "page": None, "table": None, "row": None, "cell": None},
        "confidence": 1.0,
        "reason": None,
    }
    assert told["stages"].keys() == {"information", "request", "production", "delivery"}


def test_a_code_that_is_none_is_told():
    code = read("عنوان خدمت: الف ب\nشناسه: 42\nنوع مخاطبین: همه").fields["service_code"]
    assert code.value is None
    assert code.raw == "42"
    assert code.reason is not None


def test_a_code_of_another_title_is_flagged_and_kept():
    found = read(STABILITY, {"17041325104": ["ابطال سند ودیعه گذاری"]})
    code = found.fields["service_code"]
    assert code.value == "17041325104"
    assert code.confidence < readings.SURE
    assert "ابطال سند ودیعه گذاری" in (code.reason or "")


def test_a_code_of_the_same_title_is_not_flagged():
    found = read(STABILITY, {"17041325104": ["پايداري اسناد"]})
    assert found.fields["service_code"].reason is None


def test_a_value_outside_the_lists_is_kept_and_told():
    kind = read("عنوان خدمت: روادید\nنوع خدمت: کنسولی\nنوع مخاطبین: همه").fields["service_type"]
    assert set(kind.value.values()) == {None}
    assert kind.raw == "کنسولی"
    assert "کنسولی" in (kind.reason or "")


@pytest.mark.parametrize(
    "text",
    ["", "سلام", "سلام و احترام\nاین یک نامه است.", "هزینه سفر زیاد است.\n" * 40, ":\n-\n|||\n"],
)
def test_what_is_no_form_is_said(text: str):
    with pytest.raises(readings.NotAForm) as caught:
        forms.read_forms(sources.from_text(text))
    assert "شناسنامه" in str(caught.value)


WORDS = st.sampled_from(
    ["عنوان خدمت", "شناسه خدمت", "نوع خدمت", ":", "\n", " ", "\t", "|", "☑", "☐", "R", "o", "ملی",
     "سطح خدمت", "۱-", "نام فرایند", "کد فرایند", "تعاریف و اصطلاحات", "/", "هزینه", "تومان", "یک",
     "میلیون", "و نیم", "در مرحله درخواست خدمت", "سایر", "غیرالکترونیکی", "\u00a0", "(", ")", "٣",
     "ارتباط خدمت با سایر دستگاه های دیگر", "نام دستگاه دیگر", "تواتر", "بار در", "؟", "۱/۰", "5/"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join)))
def test_no_text_breaks_the_reading(text: str):
    try:
        found = forms.read_forms(sources.from_text(text))
    except readings.NotAForm:
        return
    for form in found:
        assert all(0 <= reading.confidence <= 1 for _, reading in form.readings())
        assert readings.record(form).keys() == readings.FORMS[form.kind].fields.keys()
