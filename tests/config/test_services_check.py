"""`miz services check`: what it prints, and when it refuses."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from miz.config import services


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two agencies of ours, to be spoilt."""
    for agency in ("hajj", "prisons"):
        shutil.copytree(Path(settings.SERVICES) / agency, tmp_path / agency)
    monkeypatch.setattr(settings, "SERVICES", tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def write(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_packages_of_the_house_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert services.run("check", as_json=True) == 0
    answer = told(capsys)
    assert answer["findings"] == answer["warnings"] == []
    assert answer["packages"] == len([*Path(settings.SERVICES).glob("*/*/service.yaml")])
    assert answer["scenarios"] == len([*Path(settings.SERVICES).glob("*/*/scenarios/*.yaml")])


def test_a_finding_names_package_file_line_and_code(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root / "prisons" / "visits"
    write(folder / "service.yaml", "kind: information", "kind: shop")
    assert services.run("check", as_json=True) == 1
    [finding] = told(capsys)["findings"]
    line = (folder / "service.yaml").read_text(encoding="utf-8").partition("kind:")[0].count("\n")
    assert (finding["package"], finding["file"]) == (str(folder), "service.yaml")
    assert (finding["line"], finding["code"]) == (line + 1, "option")
    assert finding["finding"].startswith(f"{folder}/service.yaml:{line + 1}: kind is one of desk")
    assert services.run("check", as_json=False) == 1
    lines = capsys.readouterr().out.splitlines()
    assert finding["finding"] in lines
    assert lines[-1].endswith(", 1 refused")


def test_a_warning_refuses_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "prisons" / "visits" / "service.yaml"
    write(file, "service_code: null", 'service_code: "123"')
    assert services.run("check", as_json=True) == 0
    answer = told(capsys)
    assert answer["findings"] == []
    assert [str(file) in warning for warning in answer["warnings"]] == [True]
    assert services.run("check", as_json=False) == 0
    assert f"warning: {file}:" in capsys.readouterr().out


def test_two_titles_of_one_identifier_are_both_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("visits", "support"):
        file = root / "prisons" / name / "service.yaml"
        write(file, "service_code: null", 'service_code: "19011332999"')
    assert services.run("check", as_json=True) == 0
    warnings = told(capsys)["warnings"]
    assert len(warnings) == 2
    for warning in warnings:
        assert "ملاقات زندانیان با خانواده" in warning
        assert "خدمات حمایتی" in warning


def test_files_that_cannot_be_read_are_told_too(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "prisons" / "organisation.yaml").write_bytes(b"\xff\xfe")
    (root / "hajj" / "desk" / "topics.yaml").write_bytes(b"\xff\xfe")
    write(root / "hajj" / "organisation.yaml", "short_name:", "shortname:")
    assert services.run("check", as_json=True) == 1
    found = {(f["file"], f["code"]) for f in told(capsys)["findings"]}
    assert {("organisation.yaml", "encoding"), ("topics.yaml", "encoding")} <= found
    assert {("organisation.yaml", "missing"), ("organisation.yaml", "unknown_key")} <= found
