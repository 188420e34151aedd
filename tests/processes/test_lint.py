import pytest

from miz.processes.lint import lint
from miz.processes.steps import step

from .drawing import catch, draw, node, simple

CHOICE = {"data.decision": "yes | no", "data.amount": "integer?"}
WORK = node("userTask", "work", CHOICE)
GATE = node("exclusiveGateway", "gate")
SPLIT = "start>work work>gate gate>end gate>work"


def codes(xml: bytes) -> set[str]:
    return {finding.code for finding in lint(xml)}


def gated(condition: str) -> bytes:
    conditions = {"gate>end": condition, "gate>work": "not paid"}
    properties = {"data.paid": "boolean?"}
    return draw(WORK, GATE, roads=SPLIT, conditions=conditions, properties=properties)


def scripted(script: str) -> bytes:
    inner = f"<script>{script}</script>"
    return draw(WORK, node("scriptTask", "sum", inner=inner), roads="start>work work>sum sum>end")


def test_small_sound_processes_are_clean():
    assert codes(simple()) == set()
    assert codes(gated("decision == 'yes' and amount > 3")) == set()
    assert codes(scripted("fee = amount * 2")) == set()


def test_a_finding_names_the_element_and_its_line():
    [finding] = lint(simple().replace(b"<userTask", b"\n\n<userTask").replace(b"clerk", b"Clerk"))
    assert (finding.code, finding.element, finding.line) == ("lane", "work", 3)
    assert finding.reason


def test_a_user_task_without_a_lane_is_refused():
    assert codes(draw(WORK, roads="start>work work>end", lane="")) == {"lane"}


def test_a_lane_that_names_a_stranger_is_refused():
    xml = simple().replace(b"<flowNodeRef>work<", b"<flowNodeRef>stranger<")
    assert codes(xml) == {"lane"}


def test_a_flow_to_nowhere_is_refused():
    assert codes(draw(WORK, roads="start>work work>end work>nowhere")) == {"flow"}
    assert codes(draw(WORK, roads="start>work work>end nowhere>work")) == {"flow"}


def test_an_element_no_road_leads_to_is_refused():
    xml = draw(WORK, node("userTask", "ask"), roads="start>work work>end ask>end")
    assert codes(xml) == {"unreachable"}


def test_a_dead_end_is_refused():
    xml = draw(WORK, GATE, node("userTask", "ask"), roads="start>work work>gate gate>end gate>ask")
    assert "dead_end" in codes(xml)


def test_only_a_gateway_may_split():
    assert "split" in codes(
        draw(WORK, node("userTask", "ask"), roads="start>work work>end work>ask ask>end")
    )


def test_a_parallel_gateway_may_join_and_split():
    both = node("parallelGateway", "both")
    roads = "start>work work>gate gate>both gate>ask ask>both both>left both>right"
    nodes = (WORK, GATE, both, *(node("manualTask", n) for n in ("ask", "left", "right")))
    conditions = {"gate>both": "decision == 'yes'", "gate>ask": "decision == 'no'"}
    xml = draw(*nodes, roads=f"{roads} left>end right>end", conditions=conditions)
    assert codes(xml) == set()


def test_two_starts_are_refused():
    second = node("startEvent", "again", {"state": "received"})
    assert "ends" in codes(draw(WORK, second, roads="start>work again>work work>end"))


def test_the_start_and_the_ends_must_say_the_state():
    assert codes(simple().replace(b'value="closed"', b'value="unheard"')) == {"milestone"}
    silent = node("endEvent", "silent")
    conditions = {"gate>end": "decision == 'yes'", "gate>silent": "decision == 'no'"}
    roads = "start>work work>gate gate>end gate>silent"
    assert codes(draw(WORK, GATE, silent, roads=roads, conditions=conditions)) == {"milestone"}


def test_a_stage_must_be_listed_and_a_listed_stage_reached():
    staged = node("userTask", "work", {"stage": "doing"})
    roads = "start>work work>end"
    assert codes(draw(staged, roads=roads)) == {"milestone"}
    assert codes(draw(staged, roads=roads, properties={"stage.doing": "بررسی"})) == set()
    both = {"stage.doing": "بررسی", "stage.never": "هرگز"}
    assert codes(draw(staged, roads=roads, properties=both)) == {"milestone"}


def test_every_road_out_of_a_choice_but_the_default_needs_a_condition():
    assert codes(draw(WORK, GATE, roads=SPLIT)) == {"condition"}
    conditions = {"gate>work": "decision == 'no'"}
    default = node("exclusiveGateway", "gate", default="gate_end")
    assert codes(draw(WORK, default, roads=SPLIT, conditions=conditions)) == set()
    wrong = node("exclusiveGateway", "gate", default="start_work")
    assert "condition" in codes(draw(WORK, wrong, roads=SPLIT, conditions=conditions))


def test_a_condition_where_nothing_is_chosen_is_refused():
    xml = draw(WORK, roads="start>work work>end", conditions={"work>end": "decision == 'yes'"})
    assert codes(xml) == {"condition"}


@pytest.mark.parametrize(
    "condition",
    [
        "decision ==",
        "decision.upper() == 'YES'",
        "__import__('os')",
        "unheard == 1",
        "decision == 'yess'",
        "decision = 'yes'",
        "amount > " + "9" * 500,
    ],
)
def test_a_wrong_condition_is_refused(condition):
    assert codes(gated(condition)) == {"expression"}


@pytest.mark.parametrize(
    "script", ["import os", "fee = unheard + 1", "fee = amount.real", "fee += 1", ""]
)
def test_a_wrong_script_is_refused(script):
    assert codes(scripted(script)) == {"script"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("data.decision", "yes"),
        ("data.decision", "yes | Yes"),
        ("data.Decision", "text"),
        ("data.len", "text"),
        ("data.class", "text"),
        ("data.__x", "text"),
        ("data.note", "string"),
        ("data.note", ""),
    ],
)
def test_a_wrong_declaration_of_data_is_refused(name, value):
    assert codes(draw(node("userTask", "work", {name: value}), roads="start>work work>end")) == {
        "data"
    }


@pytest.mark.parametrize("name", ["script", "step", "stage.doing", "colour"])
def test_an_unknown_property_is_refused(name):
    xml = draw(node("userTask", "work", {name: "x"}), roads="start>work work>end")
    assert codes(xml) == {"property"}


def test_an_unknown_step_is_refused():
    @step("known_to_lint")
    def known(data):
        return {}

    def service(name):
        roads = "start>work work>call call>end"
        return draw(WORK, node("serviceTask", "call", {"step": name}), roads=roads)

    assert codes(service("known_to_lint")) == set()
    assert codes(service("os.system")) == {"step"}
    assert codes(
        draw(WORK, node("serviceTask", "call"), roads="start>work work>call call>end")
    ) == {"step"}


def test_a_receive_task_needs_a_message():
    task = node("receiveTask", "ask", messageRef="message_lost")
    assert codes(draw(task, roads="start>ask ask>end")) == {"message"}


def test_a_gateway_of_events_waits_for_different_messages_of_its_own():
    gate = node("eventBasedGateway", "either")
    roads = "start>either either>one either>two one>end two>end"
    assert codes(draw(gate, catch("one", "ping"), catch("two", "pong"), roads=roads)) == set()
    assert codes(draw(gate, catch("one", "ping"), catch("two", "ping"), roads=roads)) == {
        "event_gateway"
    }
    task = node("userTask", "work")
    assert codes(draw(gate, task, catch("two", "ping"), roads=roads.replace("one", "work"))) == {
        "event_gateway"
    }
    shared = f"{roads} one>two".replace(" one>end", "")
    assert "event_gateway" in codes(
        draw(gate, catch("one", "ping"), catch("two", "pong"), roads=shared)
    )


def test_a_loop_that_waits_for_nobody_is_refused():
    again = node("scriptTask", "again", inner="<script>amount = 1</script>")
    conditions = {"gate>again": "amount == 1", "gate>end": "amount != 1"}
    roads = "start>work work>gate gate>again again>gate gate>end"
    assert codes(draw(WORK, GATE, again, roads=roads, conditions=conditions)) == {"loop"}


def test_a_loop_without_a_way_out_is_refused():
    nodes = (WORK, node("exclusiveGateway", "merge"), node("parallelGateway", "split"))
    roads = "start>merge merge>split split>work split>end work>merge"
    assert codes(draw(*nodes, roads=roads)) == {"loop"}


def test_splits_that_multiply_are_refused():
    def doubled(times: int) -> bytes:
        numbers = range(times)
        merges = (node("exclusiveGateway", f"merge{n}") for n in numbers)
        splits = (node("parallelGateway", f"split{n}") for n in numbers)
        sides = (node("manualTask", f"{side}{n}") for side in ("a", "b") for n in numbers)
        roads = " ".join(
            f"merge{n}>split{n} split{n}>a{n} split{n}>b{n} a{n}>merge{n + 1} b{n}>merge{n + 1}"
            for n in numbers
        )
        last = node("exclusiveGateway", f"merge{times}")
        lane = " ".join(f"a{n} b{n}" for n in numbers)
        roads = f"start>merge0 {roads} merge{times}>end"
        return draw(*merges, *splits, *sides, last, roads=roads, lane=lane)

    assert codes(doubled(6)) == set()
    assert codes(doubled(7)) == {"branches"}


def test_a_process_that_is_not_executable_is_refused():
    assert codes(simple().replace(b'isExecutable="true"', b'isExecutable="false"')) == {"process"}


def test_a_title_belongs_to_data_that_is_declared_beside_it():
    titled = {"data.amount": "integer", "title.amount": "مبلغ"}
    assert lint(draw(node("userTask", "work", titled), roads="start>work work>end")) == []
    lost = {"title.amount": "مبلغ"}
    [finding] = lint(draw(node("userTask", "work", lost), roads="start>work work>end"))
    assert (finding.code, finding.element) == ("property", "work")
