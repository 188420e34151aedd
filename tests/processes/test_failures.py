"""What goes wrong parks one token and loses nothing; people retry, repair or skip it."""

import pytest

from miz.processes import engine
from miz.processes.errors import DataRefused, NoWayForward, TaskNotWaiting

from .drawing import boundary, draw, news, node, scope, simple, timer
from .driving import MONDAY, begin, do, hear, later, names, task_of

FORM = {"data.decision": "yes | no", "data.amount": "integer?"}
WORK = node("userTask", "work", FORM)
GATE = node("exclusiveGateway", "gate")


def stranded() -> tuple[engine.Process, engine.Progress]:
    """A gateway at which no condition holds."""
    conditions = {"gate>end": "amount == 1", "gate>work": "amount == 2"}
    xml = draw(WORK, GATE, roads="start>work work>gate gate>end gate>work", conditions=conditions)
    process, progress = begin(xml)
    return process, do(process, progress, decision="yes", amount=3)


def test_a_gateway_with_no_true_road_parks_its_token():
    process, progress = stranded()
    [failure], [task] = progress.failures, progress.waiting
    assert (failure.element, failure.reason, failure.retry) == ("gate", "NoWayForward: gate", False)
    assert (task.id, task.kind, task.error) == (failure.task, "failed", failure.reason)
    assert not progress.done
    assert engine.look(process, progress.state).waiting == progress.waiting


def test_a_parked_gateway_goes_on_once_the_data_is_repaired():
    process, progress = stranded()
    gate = task_of(progress, "gate")
    assert engine.retry(process, progress.state, gate).failures[0].element == "gate"
    repaired = engine.repair(process, progress.state, {"amount": 1})
    assert names(repaired) == ["!gate"]
    assert engine.retry(process, repaired.state, gate).done
    with pytest.raises(DataRefused):
        engine.repair(process, progress.state, {"unheard": 1})


def test_a_parked_gateway_is_left_by_the_flow_that_is_chosen_for_it():
    process, progress = stranded()
    gate = task_of(progress, "gate")
    assert engine.skip(process, progress.state, gate, {}, flow="gate_end").done
    again = engine.skip(process, progress.state, gate, {}, flow="gate_work")
    assert names(again) == ["work"]
    with pytest.raises(NoWayForward):
        engine.skip(process, progress.state, gate, {}, flow="start_work")


def test_only_what_failed_is_retried_or_skipped():
    process, progress = begin(simple())
    with pytest.raises(TaskNotWaiting):
        engine.retry(process, progress.state, task_of(progress))
    with pytest.raises(TaskNotWaiting):
        engine.skip(process, progress.state, task_of(progress), {})


def test_an_inclusive_gateway_that_failed_after_it_joined_goes_on_alone():
    nodes = (
        node("parallelGateway", "split"),
        node("userTask", "left"),
        node("userTask", "right"),
        node("inclusiveGateway", "join"),
        WORK,
    )
    roads = "start>split split>left split>right left>join right>join join>work join>end work>end"
    conditions = {"join>work": "amount == 1", "join>end": "amount == 2"}
    xml = draw(*nodes, roads=roads, conditions=conditions)
    process, progress = begin(xml)
    parked = do(process, do(process, progress, "left"), "right")
    assert names(parked) == ["!join"]
    repaired = engine.repair(process, parked.state, {"amount": 1})
    assert names(engine.retry(process, repaired.state, task_of(repaired))) == ["work"]


def test_a_scope_whose_clock_cannot_be_read_is_tried_again_whole():
    inner = scope("inner", WORK, roads="inner_begin>work work>inner_done")
    edge = boundary("edge", "inner", timer("pause"))
    xml = draw(
        inner, edge, roads="start>inner inner>end edge>end", properties={"data.pause": "text"}
    )
    process, progress = begin(xml, pause="soon")
    assert (names(progress), progress.due_at) == (["!inner"], None)
    repaired = engine.repair(process, progress.state, {"pause": "P1D"})
    at = engine.clock(MONDAY)
    again = engine.retry(process, repaired.state, task_of(repaired), at)
    assert names(again) == ["work"]
    assert later(process, again, days=1).done


def test_an_event_scope_whose_clock_cannot_be_read_is_tried_again():
    slow = scope(
        "slow",
        node("userTask", "left"),
        roads="slow_begin>left left>slow_done",
        start=timer("pause"),
        interrupting="true",
        triggeredByEvent="true",
    )
    begun = node("userTask", "ask")
    handler = scope(
        "inner",
        begun,
        slow,
        roads="inner_begin>ask ask>inner_done",
        start=news("message", "ping"),
        interrupting="true",
        triggeredByEvent="true",
    )
    xml = draw(WORK, handler, roads="start>work work>end", properties={"data.pause": "text"})
    process, progress = begin(xml, pause="soon")
    parked = hear(process, progress, "ping")
    assert names(parked) == ["!inner"]
    repaired = engine.repair(process, parked.state, {"pause": "P1D"})
    again = engine.retry(process, repaired.state, task_of(repaired), engine.clock(MONDAY))
    assert names(again) == ["ask"]
    assert names(later(process, again, days=1)) == ["left"]


def test_a_cycle_goes_on_as_it_began_whatever_becomes_of_the_data():
    edge = boundary("edge", "work", timer("pause", "Cycle"), interrupting=False)
    tell = node("manualTask", "ask")
    xml = draw(
        WORK,
        edge,
        tell,
        roads="start>work work>end edge>ask ask>end",
        properties={"data.pause": "text"},
    )
    process, progress = begin(xml, pause="R3/P1D")
    spoilt = engine.repair(process, progress.state, {"pause": "never"})
    assert names(later(process, spoilt, days=1)) == ["work", "ask"]


def test_a_moment_before_all_calendars_parks_and_does_not_break():
    catch = node("intermediateCatchEvent", "wait", {}, timer("pause", "Date"))
    xml = draw(catch, roads="start>wait wait>end", properties={"data.pause": "text"})
    assert names(begin(xml, pause="0001-01-01")[1]) == ["!wait"]


def test_a_clock_nobody_listens_to_wakes_nobody():
    slow = scope(
        "slow",
        node("userTask", "left"),
        roads="slow_begin>left left>slow_done",
        start=timer("P1D"),
        interrupting="false",
        triggeredByEvent="true",
    )
    stop = scope(
        "stop",
        node("userTask", "right"),
        roads="stop_begin>right right>stop_done",
        start=news("message", "ping"),
        interrupting="true",
        triggeredByEvent="true",
    )
    process, progress = begin(draw(WORK, slow, stop, roads="start>work work>end"))
    assert progress.due_at is not None
    assert hear(process, progress, "ping").due_at is None


def test_what_is_not_yet_entered_hears_nothing():
    nodes = (
        node("parallelGateway", "split"),
        node("intermediateThrowEvent", "tell", {}, news("signal", "ping")),
        node("intermediateCatchEvent", "wait", {}, news("signal", "ping")),
    )
    process, progress = begin(
        draw(*nodes, roads="start>split split>tell split>wait tell>end wait>end")
    )
    assert names(progress) == ["wait"]
    assert engine.signal(process, progress.state, "ping").done
