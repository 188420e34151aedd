"""`miz catalogue`: what is written where, and what is said of a file that is none."""

import json
from pathlib import Path

import pytest
import yaml

from miz.catalogue import queries
from miz.config.catalogue import export, take

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("form", "name", "begins"),
    [
        ("cpsv-ap", "a.ttl", "@prefix"),
        ("cpsv-ap", "a.jsonld", "{"),
        ("cpsv-ap", "a.txt", "{"),
        ("dcat", "a.TTL", "@prefix"),
        ("json", "a.json", "{"),
        ("csv", "a.csv", "\ufeffcode,"),
    ],
)
def test_a_file_is_written_in_the_syntax_of_its_ending(
    tmp_path: Path, form: str, name: str, begins: str
) -> None:
    assert export(form, tmp_path / name, "") == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_syntax_may_be_said(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert export("dcat", path, "turtle") == 0
    assert path.read_text().startswith("@prefix")


def test_without_a_file_it_goes_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    assert export("json", None, "") == 0
    told = json.loads(capfd.readouterr().out)
    assert len(told["services"]) == queries.published_services().count()


def test_a_file_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export("csv", tmp_path / "nowhere/a.csv", "") == 1
    assert "a.csv" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "syntax"), [("all.ttl", ""), ("all.txt", "jsonld"), ("all", "turtle")]
)
def test_what_was_exported_is_taken_in_as_packages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, syntax: str
) -> None:
    file = tmp_path / name
    export("cpsv-ap", file, syntax)
    assert take(file, tmp_path / "taken", as_json=True) == 0
    records = {record["slug"]: record for record in json.loads(capsys.readouterr().out)}
    for service in queries.published_services():
        written = tmp_path / "taken" / service.slug / "service.yaml"
        record = yaml.safe_load(written.read_text(encoding="utf-8"))
        assert record == records[service.slug]
        assert record["title"] == service.title


def test_a_package_that_is_there_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.jsonld"
    export("cpsv-ap", file, "")
    assert take(file, tmp_path / "taken", as_json=False) == 0
    before = {path: path.read_bytes() for path in tmp_path.glob("taken/*/*")}
    assert before
    assert take(file, tmp_path / "taken", as_json=False) == 1
    assert {path: path.read_bytes() for path in tmp_path.glob("taken/*/*")} == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", b"not turtle"),
        ("a.ttl", b"\xff\xfe"),
        ("a.ttl", b""),
        ("a.pdf", b"%PDF"),
        ("a.jsonld", b"{"),
        ("none.ttl", None),
    ],
)
def test_what_is_no_cpsv_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert take(tmp_path / name, None, as_json=False) == 1
    told = capsys.readouterr().out
    assert name in told
    assert "Traceback" not in told
