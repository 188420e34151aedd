"""`miz forms import`: readings, a report, and a message instead of a traceback."""

import json
import shutil
from pathlib import Path

import pytest

from miz.config import forms

HERE = Path("tests/catalogue/importing")
FORM = HERE / "synthetic" / "01-label-colon-value.txt"


def test_json_is_a_list_of_forms(capsys: pytest.CaptureFixture[str]):
    assert forms.run(FORM, as_json=True) == 0
    (form,) = json.loads(capsys.readouterr().out)
    assert form["kind"] == "service"
    assert form["title"]["value"] == "صدور پروانه بهره‌برداری چاه آب"
    assert form["stages"]["request"].keys() == {"value", "raw", "place", "confidence", "reason"}


def test_the_report_tells_precision_and_recall(capsys: pytest.CaptureFixture[str]):
    assert forms.compare(FORM, FORM.with_suffix(".yaml"), as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"]["precision"] == told["total"]["recall"] == 1.0
    assert told["fields"]["title"]["right"] == 1


def test_a_file_that_is_no_form_gets_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    letter = tmp_path / "letter.txt"
    letter.write_text("با سلام و احترام", encoding="utf-8")
    assert forms.run(letter, as_json=False) == 1
    assert "پیدا نشد" in capsys.readouterr().out


def test_a_file_that_is_not_there_gets_a_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert forms.run(tmp_path / "none.docx", as_json=True) == 1
    assert "error" in json.loads(capsys.readouterr().out)


def test_expected_records_that_are_none_get_a_message(tmp_path: Path):
    wrong = tmp_path / "expected.yaml"
    wrong.write_text("- one\n- two\n", encoding="utf-8")
    assert forms.compare(FORM, wrong, as_json=False) == 1


def test_the_records_of_a_form_are_looked_for_beside_it_and_among_the_known_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    elsewhere = tmp_path / FORM.name
    shutil.copy(FORM, elsewhere)
    for file in (FORM, elsewhere):
        assert forms.compare(file, None, as_json=True) == 0
        assert json.loads(capsys.readouterr().out)["total"]["recall"] == 1.0
    elsewhere.with_suffix(".yaml").write_text("title: خدمتی دیگر\n", encoding="utf-8")
    assert forms.compare(elsewhere, None, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["total"]["recall"] < 1


def test_a_form_without_records_gets_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    strange = tmp_path / "strange.txt"
    shutil.copy(FORM, strange)
    assert forms.compare(strange, None, as_json=False) == 1
    assert "strange.yaml" in capsys.readouterr().out


def test_a_code_that_a_package_has_is_flagged(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    form = tmp_path / "form.txt"
    form.write_text(
        "عنوان خدمت: خدمتی دیگر\nشناسه خدمت: 19011332000\nنوع مخاطبین: همه", encoding="utf-8"
    )
    forms.run(form, as_json=True)
    (told,) = json.loads(capsys.readouterr().out)
    assert told["service_code"]["value"] == "19011332000"
    assert "بیمه" in told["service_code"]["reason"]
