from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.processes import engine
from miz.processes.engine import Entered
from miz.processes.errors import NoWayForward

from .drawing import DESK, catch, draw, node
from .driving import MONDAY, begin, do, hear, names

WORK = node("userTask", "work", {"data.decision": "yes | no"})
GATE = node("exclusiveGateway", "gate")
PARALLEL = (
    node("parallelGateway", "split"),
    node("userTask", "left", {"data.first": "text"}),
    node("userTask", "right", {"data.second": "text"}),
    node("parallelGateway", "join"),
)
FORK = "start>split split>left split>right left>join right>join"
FIELDS = {"left": "first", "right": "second"}


@pytest.mark.parametrize("order", [("left", "right"), ("right", "left")])
def test_parallel_branches_wait_for_each_other_and_keep_both_results(order):
    process, progress = begin(draw(*PARALLEL, WORK, roads=f"{FORK} join>work work>end"))
    assert names(progress) == ["left", "right"]
    for name in order:
        progress = do(process, progress, name, **{FIELDS[name]: name})
    assert names(progress) == ["work"]
    assert progress.data == {"first": "left", "second": "right"}
    assert do(process, progress, decision="yes").done


def test_parallel_branches_may_go_round_again():
    roads = f"{FORK} join>work work>gate gate>merge merge>split gate>end"
    roads = roads.replace("start>split", "start>merge")
    conditions = {"gate>merge": "decision == 'no'", "gate>end": "decision == 'yes'"}
    merge = node("exclusiveGateway", "merge")
    xml = draw(*PARALLEL, WORK, GATE, merge, roads=roads, conditions=conditions)
    process, progress = begin(xml)
    for decision in ("no", "no", "yes"):
        progress = _both_branches(process, progress)
        progress = do(process, progress, decision=decision)
    assert progress.done


def test_a_join_that_waits_for_a_road_not_taken_is_an_error():
    roads = "start>work work>gate gate>left gate>right left>join right>join join>end"
    conditions = {"gate>left": "decision == 'yes'", "gate>right": "decision == 'no'"}
    xml = draw(*PARALLEL[1:], WORK, GATE, roads=roads, conditions=conditions)
    process, progress = begin(xml)
    progress = do(process, progress, "work", decision="yes")
    with pytest.raises(NoWayForward):
        do(process, progress, first="x")


def _both_branches(process, progress):
    for name, field in FIELDS.items():
        progress = do(process, progress, name, **{field: "x"})
    return progress


def test_branches_that_end_apart_end_the_instance_together():
    nodes = PARALLEL[:3]
    process, progress = begin(
        draw(*nodes, roads="start>split split>left split>right left>end right>end")
    )
    progress = do(process, progress, "left", first="a")
    assert not progress.done
    assert names(progress) == ["right"]
    progress = do(process, progress, "right", second="b")
    assert progress.done
    assert progress.entered == (Entered("end", "closed", None),)


def test_one_message_goes_to_the_oldest_that_waits_for_it():
    nodes = (
        PARALLEL[0],
        PARALLEL[3],
        catch("one", "ping", {"data.n": "integer"}),
        catch("two", "ping"),
    )
    roads = "start>split split>one split>two one>join two>join join>end"
    process, progress = begin(draw(*nodes, roads=roads))
    assert [task.message for task in progress.waiting] == ["ping", "ping"]
    progress = hear(process, progress, "ping", n=7)
    assert (names(progress), progress.data) == (["two"], {"n": 7})
    assert hear(process, progress, "ping").done


def test_threads_share_a_process_without_changing_it():
    process = engine.load(DESK.read_bytes())
    roads = ["ask", "answer", "reject"] * 40
    alone = [_one_round(process, decision) for decision in roads]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda decision: _one_round(process, decision), roads))
    assert together == alone


def _one_round(process: engine.Process, decision: str) -> tuple[object, ...]:
    begun = engine.start(process, {}, engine.clock(MONDAY))
    done = do(process, begun, decision=decision)
    message = "citizen_reply" if decision == "ask" else "objection"
    return begun, done, engine.receive(process, done.state, message, {})
