"""What holds of every process that a package ships; its roads are in the package's scenarios."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from miz.lib.working_time import WorkingCalendar
from miz.processes import engine
from miz.processes.engine import Outcome, Process, Progress, WaitingTask
from miz.processes.lint import STATES

from .drawing import SHIPPED, shipped
from .driving import MONDAY

EACH = pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.name)
LANES = {"citizen", "clerk", "supervisor", "inspector", "unit"}
TOPICS = ["complaint", "criticism", "insurance-health", "systems", "other"]


@EACH
def test_everything_in_the_file_is_in_its_picture(file: Path) -> None:
    document = etree.parse(file)
    drawn = set(document.xpath("//@bpmnElement"))
    nodes = "//*[*[local-name()='incoming' or local-name()='outgoing']]/@id"
    for path in ("//*[@sourceRef]/@id", nodes, "//*[local-name()='lane']/@id"):
        wanted = document.xpath(path)
        assert wanted
        assert drawn.issuperset(wanted)


@EACH
def test_the_words_people_read_are_persian(file: Path) -> None:
    names = etree.parse(file).xpath("//*[local-name()='process']//@name[not(parent::*[@value])]")
    titles = [stage.title for stage in engine.stages(shipped(file))]
    assert all(re.fullmatch("[آ-ی\u200cئأ ]+", text) for text in (*names, *titles))
    assert not any(letter in text for text in (*names, *titles) for letter in "يكة")


@EACH
def test_every_outcome_has_a_persian_name_and_says_what_its_words_are(file: Path) -> None:
    process = shipped(file)
    for element in process.diagram.elements.values():
        if element.tag == "userTask":
            for outcome in engine.outcomes(process, element.id):
                assert not re.search("[a-z]", outcome.title + _labels(outcome))


def _labels(outcome: Outcome) -> str:
    choices = [field.said(choice) for field in outcome.fields for choice in field.choices]
    return " ".join([*(field.label for field in outcome.fields), *choices])


@EACH
def test_every_lane_is_somebody_we_know(file: Path) -> None:
    lanes = {element.lane for element in shipped(file).diagram.elements.values()}
    assert lanes <= LANES


@EACH
def test_the_citizen_sees_what_surely_comes(file: Path) -> None:
    found = {stage.code: stage.always for stage in engine.stages(shipped(file))}
    assert found["received"]
    assert found["closed"]
    assert not found["objection"]
    assert list(found)[-1] == "closed"


@settings(max_examples=150, deadline=None)
@given(
    file=st.sampled_from(SHIPPED),
    topic=st.sampled_from(TOPICS),
    choices=st.lists(st.integers(0, 7), max_size=14),
)
def test_a_random_walk_always_stands_somewhere_legal(
    file: Path, topic: str, choices: list[int]
) -> None:
    process = shipped(file)
    progress, objections = _begin(process, topic), 0
    for choice in choices:
        if progress.done:
            break
        task = progress.waiting[choice % len(progress.waiting)]
        objections += task.message == "objection"
        progress = _act(process, progress, task, choice)
    assert objections <= 1
    assert progress.done == (not progress.waiting)
    assert {mark.state for mark in progress.entered} <= {*STATES, None}
    assert not progress.failures
    assert len(progress.state) < 8192


def _begin(process: Process, topic: str) -> Progress:
    asked = {field.name for field in engine.fields(process)}
    data = {"main_topic": topic} if "main_topic" in asked else {}
    return engine.start(process, data, engine.clock(MONDAY))


def _act(process: Process, progress: Progress, task: WaitingTask, choice: int) -> Progress:
    if task.message:
        return engine.receive(process, progress.state, task.message, {}, engine.clock(MONDAY))
    if task.kind == "receive":
        assert progress.due_at is not None
        late = engine.clock(progress.due_at, WorkingCalendar())
        return engine.fire(process, progress.state, late)
    outcomes = engine.outcomes(process, task.name)
    chosen = outcomes[choice % len(outcomes)]
    data = {field.name: _value(field, choice) for field in chosen.fields} | chosen.data
    return engine.complete(process, progress.state, task.id, data, engine.clock(MONDAY))


def _value(field: engine.Field, choice: int) -> str:
    return field.choices[choice % len(field.choices)] if field.choices else "headquarters"
