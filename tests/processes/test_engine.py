import json
from dataclasses import replace

import pytest

from miz.processes import engine
from miz.processes.engine import Entered
from miz.processes.errors import (
    DataRefused,
    MessageNotAwaited,
    StateRefused,
    StepFailed,
    TaskNotWaiting,
)
from miz.processes.steps import step

from .drawing import DESK, draw, node, simple
from .driving import begin, do, names, task_of

FORM = {"data.decision": "yes | no", "data.amount": "integer?", "data.note": "text?"}
WORK = node("userTask", "work", FORM)
GATE = node("exclusiveGateway", "gate")
CALL = "start>call call>end"
TIMES_RUN: list[str] = []


@step("double")
def double(data):
    TIMES_RUN.append("double")
    return {"doubled": (data.get("amount") or 0) * 2}


@step("overreach")
def overreach(data):
    return {"decision": "yes"}


def test_the_same_bytes_are_parsed_once():
    assert engine.load(simple()) is engine.load(bytes(bytearray(simple())))


def test_a_start_waits_at_the_first_task():
    progress = begin(DESK.read_bytes())[1]
    [task] = progress.waiting
    assert (task.name, task.title) == ("review", "بررسی درخواست")
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
    assert do(process, replace(progress, state=again), "review", decision="ask") == do(
        process, progress, "review", decision="ask"
    )


def test_the_state_stays_small_however_long_a_case_goes_round():
    process, progress = begin(DESK.read_bytes())
    for _ in range(300):
        progress = do(process, progress, decision="ask")
        progress = engine.receive(process, progress.state, "citizen_reply", {})
    assert names(progress) == ["review"]
    assert len(progress.state) < 250


def test_the_same_event_on_the_same_state_gives_the_same_answer():
    process, progress = begin(DESK.read_bytes())
    answers = [do(process, progress, "review", decision="reject") for _ in "12"]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "task",
    [
        "review.999",
        "review.1",
        "review",
        "work.1",
        "received.1",
        "",
        "review.3.3",
        "review.-1",
        "review.٣",
        "hajj_desk.1",
        "review." + "9" * 5000,
    ],
)
def test_a_task_that_does_not_wait_is_refused(task):
    process, progress = begin(DESK.read_bytes())
    with pytest.raises(TaskNotWaiting):
        engine.complete(process, progress.state, task, {"decision": "ask"})


def test_a_task_cannot_be_done_twice():
    process, progress = begin(DESK.read_bytes())
    later = do(process, progress, "review", decision="ask")
    with pytest.raises(TaskNotWaiting):
        engine.complete(process, later.state, task_of(progress, "review"), {"decision": "ask"})
    with pytest.raises(TaskNotWaiting):
        engine.complete(process, later.state, task_of(later), {})


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
        engine.complete(process, progress.state, task_of(progress, "work"), data)


def test_data_is_refused_without_repeating_its_value():
    process, progress = begin(draw(WORK, roads="start>work work>end"))
    with pytest.raises(DataRefused) as caught:
        do(process, progress, "work", decision="yes", note=4512)
    assert "note" in str(caught.value)
    assert "4512" not in str(caught.value)


def test_a_start_and_a_message_take_only_their_own_fields():
    process, progress = begin(DESK.read_bytes())
    with pytest.raises(DataRefused):
        engine.start(process, {"decision": "ask"})
    asked = do(process, progress, "review", decision="ask")
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
        b'{"process":"other","next":1,"tokens":[]}',
        *(
            b'{"process":"small","next":3,"tokens":[{"id":1,"at":"small","in":0,"is":"open"},%s]}'
            % token
            for token in (
                b"7",
                b'{"id":2,"at":"nowhere","in":1}',
                b'{"id":2,"at":"work","in":1,"of":"other"}',
                b'{"id":2,"at":"work","in":1,"is":"dreaming"}',
                b'{"id":2,"at":"work","in":1,"is":"moving"}',
                b'{"id":2,"at":"work","in":1,"more":1}',
                b'{"id":2,"at":"work","in":2}',
                b'{"id":2,"at":"work","in":7}',
                b'{"id":1,"at":"work","in":0}',
                b'{"id":3,"at":"work","in":1}',
                b'{"id":[],"at":[],"in":1}',
            )
        ),
        b"\x80\x04\x95",
    ],
)
def test_a_state_that_is_damaged_or_of_another_process_is_refused(state):
    process = engine.load(simple())
    with pytest.raises(StateRefused):
        engine.look(process, state)


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
    cheap = do(process, progress, "work", decision="yes", amount=5)
    dear = do(process, progress, "work", decision="yes", amount=6)
    assert (cheap.data["fee"], cheap.data["late"], cheap.entered[-1].state) == (10, False, "closed")
    assert dear.entered == (Entered("dear", "rejected", None),)
    parked = do(process, progress, "work", decision="yes")
    assert names(parked) == ["!sum"]
    assert parked.failures[0].reason == "ExpressionFailed: amount * 2"


def test_an_instance_that_has_ended_takes_nothing_more():
    process, progress = begin(simple())
    ended = do(process, progress)
    assert (ended.done, ended.waiting, ended.due_at) == (True, (), None)
    with pytest.raises(TaskNotWaiting):
        engine.complete(process, ended.state, task_of(progress), {})
    with pytest.raises(StateRefused):
        engine.repair(process, ended.state, {})
    assert engine.fire(process, ended.state).done


def test_a_step_gets_the_data_and_returns_what_its_task_declares():
    service = node("serviceTask", "call", {"step": "double", "data.doubled": "integer"})
    process, progress = begin(draw(WORK, service, roads="start>work work>call call>end"))
    done = do(process, progress, "work", decision="yes", amount=21)
    assert done.data["doubled"] == 42
    assert done.calls == ("double",)
    assert done.done


def test_a_step_that_returns_more_than_declared_fails():
    service = node("serviceTask", "call", {"step": "overreach"})
    process = engine.load(draw(WORK, service, roads="start>call call>work work>end"))
    progress = engine.start(process, {})
    assert names(progress) == ["!call"]
    assert progress.failures[0].reason.startswith("StepFailed: overreach")
    assert names(engine.skip(process, progress.state, task_of(progress), {})) == ["work"]


@step("unsteady")
def unsteady(data):
    raise StepFailed("busy", retry=True)


@step("broken")
def broken(data):
    raise LookupError("کد ملی ۱۲۳")


def test_a_step_says_whether_another_try_may_help_and_never_what_it_saw():
    for name, again in (("unsteady", True), ("broken", False)):
        progress = begin(draw(node("serviceTask", "call", {"step": name}), roads=CALL))[1]
        assert [failure.retry for failure in progress.failures] == [again]
        assert "۱۲۳" not in progress.failures[0].reason + progress.state.decode()


def test_a_start_that_runs_a_step_is_never_remembered():
    service = node("serviceTask", "call", {"step": "double", "data.doubled": "integer"})
    process = engine.load(draw(WORK, service, roads="start>call call>work work>end"))
    TIMES_RUN.clear()
    assert [engine.start(process, {}).calls for _ in "123"] == [("double",)] * 3
    assert TIMES_RUN == ["double"] * 3


def test_two_steps_may_not_share_a_name():
    with pytest.raises(ValueError, match="double"):
        step("double")(lambda data: {})


def test_an_optional_answer_left_out_forgets_the_earlier_one():
    conditions = {"gate>end": "decision == 'yes'", "gate>work": "decision == 'no'"}
    xml = draw(WORK, GATE, roads="start>work work>gate gate>end gate>work", conditions=conditions)
    process, progress = begin(xml)
    progress = do(process, progress, "work", decision="no", amount=3)
    assert progress.data == {"decision": "no", "amount": 3}
    progress = do(process, progress, decision="no")
    assert progress.data == {"decision": "no"}
