"""Every element of BPMN that works has a model in `elements` and scenarios that run it."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from lxml import etree

from miz.processes import engine, scenario
from miz.processes.diagram import NODES
from miz.processes.errors import StepFailed
from miz.processes.steps import BusinessError, step

from .driving import do, names

FOLDER = Path(__file__).parent / "elements"
MODELS = sorted(FOLDER.glob("*.bpmn"))
SCENARIOS = sorted(FOLDER.glob("*.yaml"))


@step("elements_double")
def double(data):
    if data["amount"] == 0:
        raise StepFailed("nothing to double")
    if data["amount"] > 1000:
        raise BusinessError("refused")
    return {"doubled": data["amount"] * 2}


def load(name: str) -> engine.Process:
    """A model with its rules and the processes it calls."""
    xml, rules = (FOLDER / f"{name}.bpmn").read_bytes(), FOLDER / f"{name}.dmn"
    called = etree.fromstring(xml).xpath("//@calledElement")
    inner = tuple(load(each) for each in called)
    return engine.load(xml, rules.read_bytes() if rules.exists() else b"", inner)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_scenario_goes_as_it_says(file):
    told = scenario.parse(file.read_text())
    assert scenario.run(load(file.stem.partition(".")[0]), told) == []


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
def test_every_model_has_a_scenario(file):
    assert list(FOLDER.glob(f"{file.stem}.*.yaml"))


def drawn() -> Iterator[tuple[str, str]]:
    """(tag, kind of event) of every node in the models."""
    for file in MODELS:
        for element in load(file.stem).diagram.elements.values():
            yield element.tag, element.event.kind


def test_every_element_is_in_some_model():
    assert {tag for tag, _ in drawn()} == NODES


def test_every_kind_of_event_is_in_some_model():
    found = set(drawn())
    wanted = {
        "startEvent": "none message timer signal error escalation",
        "endEvent": "none message signal error escalation terminate",
        "intermediateCatchEvent": "message timer signal link",
        "intermediateThrowEvent": "message signal escalation link",
        "boundaryEvent": "message timer signal error escalation",
    }
    events = {(tag, kind) for tag, kinds in wanted.items() for kind in kinds.split()}
    assert events - found == set()


@pytest.mark.parametrize("chosen", list(product([True, False], repeat=3)))
def test_an_inclusive_join_waits_for_exactly_the_roads_that_were_taken(chosen):
    process = load("inclusive")
    progress = engine.start(process, dict(zip("abc", chosen, strict=True)))
    roads = [road for road, taken in zip(("left", "middle", "right"), chosen, strict=True) if taken]
    roads = roads or ["prepare"]
    assert sorted(names(progress)) == sorted(roads)
    for number, road in enumerate(reversed(roads), 1):
        progress = do(process, progress, road, **({"more": False} if road == "left" else {}))
        assert (names(progress) == ["after"]) == (number == len(roads))


def test_a_lane_is_the_role_that_does_the_work():
    process = load("many_nested")
    progress = engine.start(process, {"cities": ["tabriz", "yazd"]})
    assert [task.lane for task in progress.waiting] == ["clerk", "clerk"]
