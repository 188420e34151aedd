import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.processes import engine
from miz.processes.engine import Entered
from miz.processes.errors import (
    DataRefused,
    ExpressionFailed,
    MessageNotAwaited,
    NoWayForward,
    StateRefused,
    StepFailed,
    TaskNotWaiting,
)
from miz.processes.steps import step

from .drawing import DESK, catch, draw, node, simple

FORM = {"data.decision": "yes | no", "data.amount": "integer?", "data.note": "text?"}
WORK = node("userTask", "work", FORM)
GATE = node("exclusiveGateway", "gate")
PARALLEL = (
    node("parallelGateway", "split"),
    node("userTask", "left", {"data.first": "text"}),
    node("userTask", "right", {"data.second": "text"}),
    node("parallelGateway", "join"),
)
FORK = "start>split split>left split>right left>join right>join"
TIMES_RUN: list[str] = []


@step("double")
def double(data):
    TIMES_RUN.append("double")
    return {"doubled": (data.get("amount") or 0) * 2}


@step("overreach")
def overreach(data):
    return {"decision": "yes"}


def ids(progress: engine.Progress) -> list[str]:
    return [task.id for task in progress.waiting]


def begin(xml: bytes, **data: object) -> tuple[engine.Process, engine.Progress]:
    process = engine.load(xml)
    return process, engine.start(process, data)


def test_the_same_bytes_are_parsed_once():
    assert engine.load(simple()) is engine.load(bytes(bytearray(simple())))


def test_a_start_waits_at_the_first_task():
    progress = begin(DESK.read_bytes())[1]
    [task] = progress.waiting
    assert (task.id, task.name, task.title) == ("review.1", "review", "بررسی درخواست")
    assert (task.lane, task.kind, task.message) == ("clerk", "user", None)
    assert (task.state, task.stage) == ("in_review", "review")
    assert progress.entered == (
        Entered("received", "received", "received"),
        Entered("review", "in_review", "review"),
    )
    assert not progress.done


def test_equal_starts_are_equal_and_do_not_share_their_data():
    process, first = begin(draw(WORK, roads="start>work work>end", properties=FORM), decision="no")
    first.data["decision"] = "spoilt"
    second = engine.start(process, {"decision": "no"})
    assert second.data == {"decision": "no"}
    assert second.state == first.state


def test_a_remembered_start_keeps_kinds_of_numbers_apart():
    xml = draw(
        node("userTask", "work"), roads="start>work work>end", properties={"data.n": "number"}
    )
    process = engine.load(xml)
    found = [engine.start(process, {"n": n}).data["n"] for n in (1, 1.0, 1)]
    assert [type(n) for n in found] == [int, float, int]


def test_the_state_is_plain_json_that_survives_a_round_trip():
    process, progress = begin(DESK.read_bytes())
    again = json.dumps(json.loads(progress.state)).encode()
    assert engine.complete(process, again, "review.1", {"decision": "ask"}) == engine.complete(
        process, progress.state, "review.1", {"decision": "ask"}
    )


def test_the_state_stays_small_however_long_a_case_goes_round():
    process, progress = begin(DESK.read_bytes())
    for _ in range(300):
        progress = engine.complete(process, progress.state, ids(progress)[0], {"decision": "ask"})
        progress = engine.receive(process, progress.state, "citizen_reply", {})
    assert ids(progress) == ["review.601"]
    assert len(progress.state) < 200


def test_the_same_event_on_the_same_state_gives_the_same_answer():
    process, progress = begin(DESK.read_bytes())
    answers = [
        engine.complete(process, progress.state, "review.1", {"decision": "reject"}) for _ in "12"
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "task", ["review.2", "review", "work.1", "received.1", "", "review.1.1", "review.-1", "close.1"]
)
def test_a_task_that_does_not_wait_is_refused(task):
    process, progress = begin(DESK.read_bytes())
    with pytest.raises(TaskNotWaiting):
        engine.complete(process, progress.state, task, {"decision": "ask"})


def test_a_task_cannot_be_done_twice():
    process, progress = begin(DESK.read_bytes())
    later = engine.complete(process, progress.state, "review.1", {"decision": "ask"})
    with pytest.raises(TaskNotWaiting):
        engine.complete(process, later.state, "review.1", {"decision": "ask"})
    with pytest.raises(TaskNotWaiting):
        engine.complete(process, later.state, ids(later)[0], {})


@pytest.mark.parametrize("message", ["citizen_reply", "close", "objection", "unheard", ""])
def test_a_message_nobody_waits_for_is_refused(message):
    process, progress = begin(DESK.read_bytes())
    with pytest.raises(MessageNotAwaited):
        engine.receive(process, progress.state, message, {})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"decision": None},
        {"decision": "maybe"},
        {"decision": ["yes"]},
        {"decision": True},
        {"decision": "yes", "extra": 1},
        {"decision": "yes", "__class__": 1},
        {"decision": "yes", "amount": "3"},
        {"decision": "yes", "amount": True},
        {"decision": "yes", "amount": 3.0},
        {"decision": "yes", "amount": 10**19},
        {"decision": "yes", "note": "x" * 501},
        {"decision": "yes", "note": "nul\x00"},
        {"decision": "yes", "note": "\ud800"},
        {"decision": "yes", "note": {"a": 1}},
    ],
)
def test_data_that_is_not_declared_or_of_another_type_is_refused(data):
    process, progress = begin(draw(WORK, roads="start>work work>end"))
    with pytest.raises(DataRefused):
        engine.complete(process, progress.state, "work.1", data)


def test_data_is_refused_without_repeating_its_value():
    process, progress = begin(draw(WORK, roads="start>work work>end"))
    with pytest.raises(DataRefused) as caught:
        engine.complete(process, progress.state, "work.1", {"decision": "yes", "note": 4512})
    assert "note" in str(caught.value)
    assert "4512" not in str(caught.value)


def test_a_start_and_a_message_take_only_their_own_fields():
    process, progress = begin(DESK.read_bytes())
    with pytest.raises(DataRefused):
        engine.start(process, {"decision": "ask"})
    asked = engine.complete(process, progress.state, "review.1", {"decision": "ask"})
    with pytest.raises(DataRefused):
        engine.receive(process, asked.state, "citizen_reply", {"decision": "answer"})


def test_fields_tell_what_a_form_must_ask():
    process = engine.load(DESK.read_bytes())
    [field] = engine.fields(process, "review")
    assert (field.name, field.choices, field.required) == (
        "decision",
        ("ask", "answer", "reject"),
        True,
    )
    assert engine.fields(process) == ()


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"process":"small","next":2,"tokens":[[1,"nowhere","start"]],"data":{}}',
        b'{"process":"small","next":2,"tokens":[[1,"work","nowhere"]],"data":{}}',
        b'{"process":"other","next":2,"tokens":[[1,"work","start"]],"data":{}}',
        b'{"process":"small","next":2,"tokens":[[1,"work"]],"data":{}}',
        b"\x80\x04\x95",
    ],
)
def test_a_state_that_is_damaged_or_of_another_process_is_refused(state):
    process = engine.load(simple())
    with pytest.raises(StateRefused):
        engine.complete(process, state, "work.1", {})


def test_a_script_and_a_condition_use_the_data():
    inner = "<script>fee = amount * 2\nlate = fee &gt; 10</script>"
    nodes = (
        WORK,
        GATE,
        node("scriptTask", "sum", inner=inner),
        node("endEvent", "dear", {"state": "rejected"}),
    )
    roads = "start>work work>sum sum>gate gate>end gate>dear"
    process, progress = begin(
        draw(*nodes, roads=roads, conditions={"gate>end": "not late", "gate>dear": "late"})
    )
    cheap = engine.complete(process, progress.state, "work.1", {"decision": "yes", "amount": 5})
    dear = engine.complete(process, progress.state, "work.1", {"decision": "yes", "amount": 6})
    assert (cheap.data["fee"], cheap.data["late"], cheap.entered[-1].state) == (10, False, "closed")
    assert dear.entered == (Entered("dear", "rejected", None),)
    with pytest.raises(ExpressionFailed):
        engine.complete(process, progress.state, "work.1", {"decision": "yes"})


def test_a_gateway_with_no_true_road_is_an_error_and_not_a_lost_case():
    conditions = {"gate>end": "amount == 1", "gate>work": "amount == 2"}
    process, progress = begin(
        draw(WORK, GATE, roads="start>work work>gate gate>end gate>work", conditions=conditions)
    )
    with pytest.raises(NoWayForward, match="gate"):
        engine.complete(process, progress.state, "work.1", {"decision": "yes", "amount": 3})


def test_a_step_gets_the_data_and_returns_what_its_task_declares():
    service = node("serviceTask", "call", {"step": "double", "data.doubled": "integer"})
    process, progress = begin(draw(WORK, service, roads="start>work work>call call>end"))
    done = engine.complete(process, progress.state, "work.1", {"decision": "yes", "amount": 21})
    assert done.data["doubled"] == 42
    assert done.calls == ("double",)
    assert done.done


def test_a_step_that_returns_more_than_declared_fails():
    service = node("serviceTask", "call", {"step": "overreach"})
    process = engine.load(draw(WORK, service, roads="start>call call>work work>end"))
    with pytest.raises(StepFailed):
        engine.start(process, {})


def test_a_start_that_runs_a_step_is_never_remembered():
    service = node("serviceTask", "call", {"step": "double", "data.doubled": "integer"})
    process = engine.load(draw(WORK, service, roads="start>call call>work work>end"))
    TIMES_RUN.clear()
    assert [engine.start(process, {}).calls for _ in "123"] == [("double",)] * 3
    assert TIMES_RUN == ["double"] * 3


def test_two_steps_may_not_share_a_name():
    with pytest.raises(ValueError, match="double"):
        step("double")(lambda data: {})


@pytest.mark.parametrize("order", [("left", "right"), ("right", "left")])
def test_parallel_branches_wait_for_each_other_and_keep_both_results(order):
    process, progress = begin(draw(*PARALLEL, WORK, roads=f"{FORK} join>work work>end"))
    assert ids(progress) == ["left.1", "right.2"]
    for name in order:
        task = next(task.id for task in progress.waiting if task.name == name)
        field = "first" if name == "left" else "second"
        progress = engine.complete(process, progress.state, task, {field: name})
    assert [task.name for task in progress.waiting] == ["work"]
    assert progress.data == {"first": "left", "second": "right"}
    assert engine.complete(process, progress.state, ids(progress)[0], {"decision": "yes"}).done


def test_parallel_branches_may_go_round_again():
    roads = f"{FORK} join>work work>gate gate>merge merge>split gate>end"
    roads = roads.replace("start>split", "start>merge")
    conditions = {"gate>merge": "decision == 'no'", "gate>end": "decision == 'yes'"}
    merge = node("exclusiveGateway", "merge")
    xml = draw(*PARALLEL, WORK, GATE, merge, roads=roads, conditions=conditions)
    process, progress = begin(xml)
    for decision in ("no", "no", "yes"):
        progress = _both_branches(process, progress)
        progress = engine.complete(
            process, progress.state, ids(progress)[0], {"decision": decision}
        )
    assert progress.done


def test_an_optional_answer_left_out_forgets_the_earlier_one():
    conditions = {"gate>end": "decision == 'yes'", "gate>work": "decision == 'no'"}
    xml = draw(WORK, GATE, roads="start>work work>gate gate>end gate>work", conditions=conditions)
    process, progress = begin(xml)
    progress = engine.complete(process, progress.state, "work.1", {"decision": "no", "amount": 3})
    assert progress.data == {"decision": "no", "amount": 3}
    progress = engine.complete(process, progress.state, "work.2", {"decision": "no"})
    assert progress.data == {"decision": "no"}


def test_a_join_that_waits_for_a_road_not_taken_is_an_error():
    roads = "start>work work>gate gate>left gate>right left>join right>join join>end"
    conditions = {"gate>left": "decision == 'yes'", "gate>right": "decision == 'no'"}
    xml = draw(*PARALLEL[1:], WORK, GATE, roads=roads, conditions=conditions)
    process, progress = begin(xml)
    progress = engine.complete(process, progress.state, "work.1", {"decision": "yes"})
    with pytest.raises(NoWayForward):
        engine.complete(process, progress.state, ids(progress)[0], {"first": "x"})


def _both_branches(process, progress):
    for name, field in (("left", "first"), ("right", "second")):
        task = next(task.id for task in progress.waiting if task.name == name)
        progress = engine.complete(process, progress.state, task, {field: "x"})
    return progress


def test_branches_that_end_apart_end_the_instance_together():
    nodes = PARALLEL[:3]
    process, progress = begin(
        draw(*nodes, roads="start>split split>left split>right left>end right>end")
    )
    progress = engine.complete(process, progress.state, "left.1", {"first": "a"})
    assert not progress.done
    assert ids(progress) == ["right.2"]
    progress = engine.complete(process, progress.state, "right.2", {"second": "b"})
    assert progress.done
    assert progress.entered == (Entered("end", "closed", None),)


def test_one_message_reaches_every_branch_that_waits_for_it():
    nodes = (
        PARALLEL[0],
        PARALLEL[3],
        catch("one", "ping", {"data.n": "integer"}),
        catch("two", "ping"),
    )
    roads = "start>split split>one split>two one>join two>join join>end"
    process, progress = begin(draw(*nodes, roads=roads))
    assert [task.message for task in progress.waiting] == ["ping", "ping"]
    progress = engine.receive(process, progress.state, "ping", {"n": 7})
    assert progress.done
    assert progress.data == {"n": 7}


def test_threads_share_a_process_without_changing_it():
    process = engine.load(DESK.read_bytes())
    before = _wiring(process)
    roads = ["ask", "answer", "reject"] * 40
    alone = [_one_round(process, decision) for decision in roads]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda decision: _one_round(process, decision), roads))
    assert together == alone
    assert _wiring(process) == before


def _one_round(process: engine.Process, decision: str) -> tuple[object, ...]:
    begun = engine._begin(process, {})
    done = engine.complete(process, begun.state, "review.1", {"decision": decision})
    message = "citizen_reply" if decision == "ask" else "objection"
    return begun, done, engine.receive(process, done.state, message, {})


def _wiring(process: engine.Process) -> dict[str, dict[str, str]]:
    """Everything that a spec remembers, events without subscribers included."""
    specs = process.spec.task_specs
    parts = (
        (name, part, value) for name, spec in specs.items() for part, value in vars(spec).items()
    )
    found: dict[str, dict[str, str]] = {name: {} for name in specs}
    for name, part, value in parts:
        inner = vars(value) if part.endswith(("_event", "_definition")) else value
        found[name][part] = str(inner)
    return found
