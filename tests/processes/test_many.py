"""Activities that are repeated: their items, their results, and a thousand of them."""

import time

import pytest

from miz.processes import engine
from miz.processes.errors import NoWayForward
from miz.processes.instance import MAX_INSTANCES

from .drawing import draw, for_each, node, repeated, scope
from .driving import begin, do, later, names, task_of

VOTE = {"data.vote": "integer"}
AFTER = node("userTask", "right")
ROADS = "start>work work>right right>end"
CITIES = {"data.cities": "text[]", "data.limit": "integer?"}


def many(loop: str, **properties: str) -> bytes:
    """start > work, repeated > right > end."""
    work = node("userTask", "work", VOTE | properties, loop)
    return draw(work, AFTER, roads=ROADS, properties=CITIES)


def test_a_thousand_parallel_tasks_are_each_done_within_milliseconds():
    process, progress = begin(many(repeated("1000")), cities=[])
    assert len({task.id for task in progress.waiting}) == 1000
    started = time.perf_counter()
    for _ in range(100):
        progress = do(process, progress, "work", vote=1)
    assert time.perf_counter() - started < 10
    assert names(progress) == ["work"] * 900


def test_a_thousand_tasks_one_after_another():
    process, progress = begin(many(repeated("1000", sequential=True)), cities=[])
    for _ in range(1000):
        assert names(progress) == ["work"]
        progress = do(process, progress, "work", vote=1)
    assert names(progress) == ["right"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_thousand_scripts_run_at_once(sequential):
    inner = "<script>total = total + loop_counter</script>"
    sums = node("scriptTask", "sum", {}, inner + repeated("1000", sequential=sequential))
    roads = "start>sum sum>work work>end"
    xml = draw(sums, node("userTask", "work"), roads=roads, properties={"data.total": "integer"})
    assert begin(xml, total=0)[1].data == {"total": 500_500}


def test_results_come_in_the_order_of_the_items_however_they_are_done():
    process, progress = begin(many(for_each("cities", "city", "votes", "vote")), cities=["a", "b"])
    assert [task.item for task in progress.waiting] == ["a", "b"]
    last = progress.waiting[-1].id
    progress = engine.complete(process, progress.state, last, {"vote": 2})
    progress = do(process, progress, "work", vote=1)
    assert progress.data == {"cities": ["a", "b"], "votes": [1, 2]}


def test_a_result_may_change_the_item_it_came_from():
    xml = many(for_each("cities", "city", "cities", "city"), **{"data.city": "text"})
    process, progress = begin(xml, cities=["a", "b"])
    assert [task.item for task in progress.waiting] == ["a", "b"]
    progress = do(process, progress, "work", vote=1, city="c")
    progress = do(process, progress, "work", vote=1, city="d")
    assert progress.data["cities"] == ["c", "d"]


def test_the_number_of_an_instance_is_not_the_authors_to_spoil():
    xml = many(for_each("cities", "loop_counter", "votes", "vote"))
    process, progress = begin(xml, cities=["999", "x"])
    for vote in (1, 2):
        progress = do(process, progress, "work", vote=vote)
    assert progress.data["votes"] == [1, 2]


def test_instances_that_were_not_needed_leave_no_result():
    xml = many(
        for_each("cities", "city", "votes", "vote").replace(
            "</multi",
            "<completionCondition>number_of_completed_instances * 2 &gt; "
            "number_of_instances</completionCondition></multi",
        )
    )
    process, progress = begin(xml, cities=["a", "b", "c"])
    for vote in (1, 2):
        progress = do(process, progress, "work", vote=vote)
    assert names(progress) == ["right"]
    assert progress.data["votes"] == [1, 2, None]


@pytest.mark.parametrize("count", [MAX_INSTANCES + 1, -1, 10**15])
def test_more_instances_than_anyone_can_do_park_the_activity(count):
    xml = many(repeated("limit"))
    process, progress = begin(xml, cities=[], limit=count)
    assert names(progress) == ["!work"]
    repaired = engine.repair(process, progress.state, {"limit": 2})
    tried = engine.retry(process, repaired.state, task_of(repaired))
    assert names(tried) == ["work", "work"]


def test_a_question_that_cannot_be_answered_loses_no_instance():
    process, progress = begin(many(repeated("3", until="vote > limit")), cities=[])
    progress = do(process, progress, "work", vote=1)
    assert names(progress) == ["!work", "work", "work"]
    host = task_of(progress)
    again = engine.retry(process, progress.state, host)
    assert names(again) == ["!work", "work", "work"]
    repaired = engine.repair(process, again.state, {"limit": 5})
    mended = engine.retry(process, repaired.state, host)
    assert names(mended) == ["work", "work"]
    assert names(do(process, mended, "work", vote=6)) == ["right"]


def test_skipping_a_repeated_activity_takes_its_instances_with_it():
    process, progress = begin(many(repeated("3", until="vote > limit")), cities=[])
    progress = do(process, progress, "work", vote=1)
    skipped = engine.skip(process, progress.state, task_of(progress), {"vote": 0})
    assert names(skipped) == ["right"]
    assert do(process, skipped).done


def test_a_sequence_goes_on_after_its_question_is_mended():
    xml = many(repeated("2", sequential=True, until="vote > limit"))
    process, progress = begin(xml, cities=[])
    progress = do(process, progress, "work", vote=1)
    assert names(progress) == ["!work"]
    repaired = engine.repair(process, progress.state, {"limit": 5})
    progress = engine.retry(process, repaired.state, task_of(repaired))
    assert names(progress) == ["work"]
    assert names(do(process, progress, "work", vote=1)) == ["right"]


def test_a_repetition_of_nobody_in_a_loop_is_stopped():
    gate = node("exclusiveGateway", "gate")
    roads = "start>again again>work work>gate gate>again gate>end"
    nodes = (node("exclusiveGateway", "again"), node("userTask", "work", {}, repeated("0")), gate)
    xml = draw(*nodes, roads=roads, conditions={"gate>again": "1 == 1", "gate>end": "1 == 2"})
    with pytest.raises(NoWayForward):
        begin(xml)


def test_a_thousand_clocks_ring_together():
    catch = node(
        "intermediateCatchEvent",
        "wait",
        {},
        "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>",
    )
    inner = scope("inner", catch, roads="inner_begin>wait wait>inner_done")
    inner = inner.replace("<startEvent", repeated("1000") + "<startEvent", 1)
    process, progress = begin(draw(inner, AFTER, roads="start>inner inner>right right>end"))
    assert len(progress.waiting) == 1000
    assert names(later(process, progress, days=2)) == ["right"]
