import pytest

from miz.processes import engine, scenario
from miz.processes.scenario import ScenarioRefused

from .drawing import draw, node

XML = draw(node("userTask", "work", {"data.amount": "integer"}), roads="start>work work>end")


def differences(text: str) -> list[str]:
    return scenario.run(engine.load(XML), scenario.parse(text))


def test_a_scenario_that_holds_has_no_differences():
    steps = "[{complete: work, with: {amount: 5}, expect: {data: {amount: 5}, done: true}}]"
    assert differences(f"expect: {{waiting: [work], state: received}}\nsteps: {steps}") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("expect: {waiting: []}", "start: waiting is ['work'], expected []"),
        ("expect: {state: closed}", "state is received"),
        ("start: {more: 1}", "start:"),
        ("event: nowhere", "start:"),
        ("steps: [{complete: nobody}]", "TaskNotWaiting"),
        ("steps: [{receive: ping}]", "MessageNotAwaited"),
        ("steps: [{complete: work}]", "DataRefused"),
        ("steps: [{complete: work, with: {amount: 1}, refused: TaskNotWaiting}]", "not refused"),
        ("steps: [{complete: nobody, refused: DataRefused}]", "TaskNotWaiting"),
    ],
)
def test_what_goes_otherwise_is_told(text, told):
    [line] = differences(text)
    assert told in line


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "7", "a: [", "unheard: 1", "at: yesterday", "at: 2026-11-22", "at: 2026-99-99",
        "at: 2026-11-22T08:00:00", "steps: 7", "steps: [7]", "steps: [{}]", "steps: [{wait: soon}]",
        "steps: [{complete: a, receive: b}]", "steps: [{complete: [a]}]", "steps: [{jump: a}]",
        "start: 7", "event: [a]", "expect: {colour: 1}", "expect: {waiting: work}",
        "steps: [{complete: a, with: 7}]", "[" * 5000, "!!python/object:os.system {}",
        "1: 2", "expect: {1: 2}", "{a: 1}: 2",
    ],
)  # fmt: skip
def test_a_scenario_that_cannot_be_read_is_refused(text):
    with pytest.raises(ScenarioRefused):
        scenario.parse(text)
