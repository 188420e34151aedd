"""`miz processes` at the terminal, as anybody with a model would use it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes.drawing import DESK, draw, node

SCENARIO = """
title: پاسخ
expect: {waiting: [review], state: in_review}
steps:
  - complete: review
    with: {decision: answer}
    expect: {state: answered, waiting: [objection, close]}
"""


def miz(*arguments: object) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-m", "miz", "processes", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stderr, run.stderr
    return run.returncode, run.stdout


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.bpmn"
    file.write_bytes(draw(node("complexGateway", "work"), roads="start>work work>end"))
    return file


def test_a_sound_process_has_no_findings():
    assert miz("lint", DESK) == (0, f"{DESK}: ok\n")


def test_what_is_refused_is_named_with_file_line_and_element(bad: Path):
    code, said = miz("lint", bad, DESK)
    assert code == 1
    assert said.startswith(f"{bad}:1: work: ")
    assert "complexGateway" in said


def test_findings_are_json_for_machines(bad: Path):
    code, said = miz("lint", bad, DESK, "--json")
    found = json.loads(said)
    assert (code, found[str(DESK)]) == (1, [])
    assert found[str(bad)][0]["element"] == "work"
    assert set(found[str(bad)][0]) == {"code", "element", "line", "reason"}


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path):
    code, said = miz("lint", tmp_path / "none.bpmn", "--json")
    assert (code, json.loads(said)[str(tmp_path / "none.bpmn")][0]["code"]) == (1, "file")


def test_decision_files_are_linted_too(tmp_path: Path):
    file = tmp_path / "rules.dmn"
    file.write_text('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>')
    assert miz("lint", file)[0] == 1


def test_a_scenario_that_holds_says_ok(tmp_path: Path):
    file = tmp_path / "answered.yaml"
    file.write_text(SCENARIO)
    assert miz("run", DESK, "--scenario", file) == (0, f"{file}: ok\n")


def test_a_scenario_that_does_not_hold_says_what_differs(tmp_path: Path):
    file = tmp_path / "wrong.yaml"
    file.write_text(SCENARIO.replace("state: answered", "state: rejected"))
    code, said = miz("run", DESK, "--scenario", file, "--json")
    assert code == 1
    assert "state is answered, expected rejected" in json.loads(said)[str(file)][0]


def test_nonsense_for_a_scenario_is_told(tmp_path: Path):
    file = tmp_path / "nonsense.yaml"
    file.write_text("steps: [{fly: home}]")
    assert miz("run", DESK, "--scenario", file)[0] == 1
