"""Decisions at the terminal."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from miz.processes import command

from .dmn.tables import decision, expression, literal, model, source


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.dmn"
    path.write_bytes(expression("مبلغ * 1.1", {"مبلغ": 0}, مبلغ="number"))
    return path


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def type_in(lines: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines), "utf-8"))

    return type_in


def test_an_answer_is_printed_with_exact_numbers(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = '{"مبلغ": 12345678901234567890.12}'
    assert command.decide(file, "answer", data, as_json=True) == 0
    assert capsys.readouterr().out == '{"decision": "answer", "result": 13580246791358024679.132}\n'


def test_an_answer_alone_is_printed_without_its_decision(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.decide(file, "answer", '{"مبلغ": 10}', as_json=False) == 0
    assert capsys.readouterr().out == "11\n"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("answer", '{"مبلغ": "پنهان"}', "input"),
        ("answer", '{"مبلغ": NaN}', "json"),
        ("answer", '{"مبلغ": 1e99999999999999999999}', "json"),
        ("answer", "[1]", "json"),
        ("answer", "[" * 100_000, "json"),
        ("answer", "پنهان", "json"),
        ("دیگر", "{}", "decision"),
    ],
)
def test_a_failure_is_told_without_the_data(
    file: Path, capsys: pytest.CaptureFixture[str], name: str, data: str, code: str
) -> None:
    assert command.decide(file, name, data, as_json=True) == 2
    printed = capsys.readouterr().out
    assert json.loads(printed)["code"] == code
    assert "پنهان" not in printed


def test_many_lines_are_answered_one_by_one(
    file: Path, capsys: pytest.CaptureFixture[str], type_in: Callable[[bytes], None]
) -> None:
    type_in('{"decision": "answer", "data": {"مبلغ": 10}}\n\nنه\n{"decision": "answer"}\n'.encode())
    assert command.decide_lines(file) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert answers[0] == {"decision": "answer", "result": 11}
    assert answers[1]["code"] == "json"
    assert answers[2] == {"decision": "answer", "result": None}


def test_lines_that_are_not_text_do_not_end_the_work(
    file: Path, capsys: pytest.CaptureFixture[str], type_in: Callable[[bytes], None]
) -> None:
    type_in(b'\xff\xfe\n{"decision": "\\ud800"}\n{"decision": 7}\n{"decision": "answer"}\n')
    assert command.decide_lines(file) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each.get("code", "") for each in answers] == ["json", "decision", "decision", ""]


@pytest.mark.parametrize("content", [b"<x/>", b"", model(source("x"), decision("d", literal("y")))])
def test_a_refused_file_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "bad.dmn"
    path.write_bytes(content)
    assert command.decide(path, "d", "{}", as_json=True) == 1
    assert command.decide_lines(path) == 1
    assert "پذیرفته" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.decide(tmp_path / "none.dmn", "d", "{}", as_json=True) == 1
    assert "خوانده نشد" in capsys.readouterr().out
