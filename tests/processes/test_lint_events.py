"""What the linter says of events, scopes, loops and calls: each rule refuses what it should."""

import pytest

from miz.processes import engine
from miz.processes.lint import lint

from .drawing import (
    boundary,
    catch,
    draw,
    for_each,
    news,
    node,
    repeated,
    scope,
    simple,
    timer,
)

WORK = node("userTask", "work")
ROADS = "start>work work>end"
INSIDE = "inner_begin>ask ask>inner_done"
ASK = node("userTask", "ask")


def codes(xml: bytes) -> set[str]:
    findings = lint(xml)
    assert all(finding.reason and finding.element for finding in findings)
    return {finding.code for finding in findings}


def waiting(definition: str, **properties: str) -> bytes:
    event = node("intermediateCatchEvent", "wait", properties, definition)
    return draw(event, roads="start>wait wait>end")


def throwing(definition: str) -> bytes:
    return draw(node("intermediateThrowEvent", "tell", {}, definition), roads="start>tell tell>end")


def beside(definition: str, *, interrupting: bool = True, host: str = "work") -> bytes:
    event = boundary("edge", host, definition, interrupting=interrupting)
    return draw(WORK, event, ASK, roads=f"{ROADS} edge>ask ask>end")


def holding(inner: str) -> bytes:
    return draw(WORK, inner, roads=ROADS)


def on_event(definition: str, *nodes: str, **changes: str) -> str:
    attributes = {"triggeredByEvent": "true", "interrupting": "true"} | changes
    return scope("inner", ASK, *nodes, roads=INSIDE, start=definition, **attributes)


@pytest.mark.parametrize(
    "xml",
    [
        waiting(timer("PT1H"), clock="working"),
        waiting(news("signal", "ping")),
        throwing(news("escalation", "ping")),
        beside(news("error")),
        beside(timer("R3/PT24H", "Cycle"), interrupting=False),
        holding(on_event(news("escalation"), interrupting="false")),
        draw(scope("inner", ASK, roads=INSIDE), roads="start>inner inner>end"),
        draw(node("userTask", "work", {}, repeated("3")), roads=ROADS),
    ],
)
def test_what_is_supported_is_clean(xml):
    assert codes(xml) == set()


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        (news("message"), "message"),
        (news("signal"), "message"),
        (news("message", "lost"), "message"),
        (news("message", "ping").replace("message_ping", "signal_ping"), "message"),
        ("", "message"),
        (timer("soon"), "expression"),
        (timer("P1Y"), "timer"),
        (timer("PT0S"), "timer"),
        (timer("P99999D"), "timer"),
        (timer("-P1D"), "timer"),
        (timer(""), "timer"),
        (timer("2026-13-01", "Date"), "timer"),
        (timer("0001-01-01", "Date"), "timer"),
        (timer("PT1H", "Date"), "timer"),
        (timer("R3/PT1H", "Cycle"), "timer"),
        ("<timerEventDefinition/>", "timer"),
        (timer("P1D").replace("</timerE", "<timeDate>2026-11-22</timeDate></timerE"), "timer"),
        (timer("P1D").replace("</timerE", "<timeDuration>P2D</timeDuration></timerE"), "repeated"),
        (timer("P1D") + news("signal", "ping"), "event"),
        (news("message", "ping") + news("message", "pong"), "event"),
    ],
)
def test_an_event_that_says_nothing_clear_is_refused(definition, code):
    assert code in codes(waiting(definition))


@pytest.mark.parametrize("text", ["R0/PT1H", "R3/PT59S", "R/P", "R3", "PT1H", "R99999/P1D"])
def test_a_cycle_that_is_none_is_refused(text):
    assert codes(beside(timer(text, "Cycle"), interrupting=False)) == {"timer"}


def test_a_cycle_repeats_only_what_interrupts_nothing():
    assert codes(beside(timer("R3/PT24H", "Cycle"))) == {"timer"}


@pytest.mark.parametrize(
    "definition", [news("error", "lost"), news("escalation", "lost"), news("error", "ping*")]
)
def test_a_code_that_is_not_declared_catches_nothing_and_is_refused(definition):
    assert codes(beside(definition)) == {"error"}


def test_what_is_thrown_has_a_code():
    assert codes(throwing(news("escalation"))) == {"error"}
    end = node("endEvent", "broken", {"state": "rejected"}, news("error"))
    assert codes(draw(WORK, end, roads="start>work work>broken")) >= {"error"}


def test_an_error_always_interrupts():
    assert codes(beside(news("error", "ping"), interrupting=False)) == {"error"}


@pytest.mark.parametrize("host", ["start", "edge", "nowhere", ""])
def test_a_boundary_event_is_attached_to_an_activity(host):
    assert codes(beside(timer("P1D"), host=host)) >= {"boundary"}


def test_a_boundary_event_lies_in_the_scope_of_its_activity():
    inner = scope(
        "inner", ASK, boundary("edge", "work", timer("P1D")), roads=f"{INSIDE} edge>inner_done"
    )
    assert codes(draw(WORK, inner, roads="start>work work>inner inner>end")) >= {"boundary"}


def test_no_road_crosses_the_edge_of_a_scope():
    inner = scope("inner", ASK, roads=INSIDE)
    assert codes(draw(WORK, inner, roads=f"{ROADS} work>ask")) == {"flow"}
    crossing = scope("inner", ASK, roads=f"{INSIDE} ask>work")
    assert codes(draw(WORK, crossing, roads="start>work work>inner inner>end")) == {"flow"}


def test_a_road_has_an_id():
    assert codes(simple().replace(b'sequenceFlow id="start_work"', b"sequenceFlow")) == {"id"}


def test_a_plain_scope_has_one_plain_start():
    inner = scope("inner", ASK, roads=INSIDE, start=timer("P1D"), interrupting="true")
    assert codes(draw(inner, roads="start>inner inner>end")) >= {"ends"}
    two = scope("inner", ASK, node("startEvent", "other"), roads=f"{INSIDE} other>inner_done")
    assert codes(draw(two, roads="start>inner inner>end")) == {"ends"}


def test_a_scope_that_begins_with_an_event_has_no_road_no_boundary_and_no_loop():
    plain = scope("inner", ASK, roads=INSIDE, triggeredByEvent="true")
    assert codes(holding(plain)) == {"event_scope"}
    ping = on_event(news("message", "ping"))
    assert codes(draw(WORK, ping, roads=f"{ROADS} work>inner")) >= {"event_scope"}
    edge = boundary("edge", "inner", timer("P1D"))
    assert codes(draw(WORK, ping, edge, roads=f"{ROADS} edge>end")) >= {"event_scope"}
    looped = ping.replace("<startEvent", repeated() + "<startEvent", 1)
    assert codes(holding(looped)) >= {"event_scope"}


@pytest.mark.parametrize("definition", [news("error", "ping"), news("escalation", "ping")])
def test_a_process_does_not_begin_with_an_error(definition):
    second = node("startEvent", "other", {"state": "received"}, definition)
    assert codes(draw(WORK, second, ASK, roads=f"{ROADS} other>ask ask>end")) == {"ends"}


def test_data_of_a_plain_start_stands_at_the_process():
    xml = simple().replace(
        b'<spiffworkflow:property name="state" value="received"/>',
        b'<spiffworkflow:property name="data.a" value="text"/>',
        1,
    )
    assert "property" in codes(xml)


@pytest.mark.parametrize(
    ("thrown", "caught"),
    [("a", ""), ("", "a"), ("a", "b"), ("", "")],
)
def test_a_link_has_two_ends_of_one_name(thrown, caught):
    away = node("intermediateThrowEvent", "away", {}, f'<linkEventDefinition name="{thrown}"/>')
    back = node("intermediateCatchEvent", "back", {}, f'<linkEventDefinition name="{caught}"/>')
    assert "link" in codes(draw(away, back, roads="start>away back>end"))


def test_a_link_has_one_target():
    away = node("intermediateThrowEvent", "away", {}, news("link", "page"))
    backs = [node("intermediateCatchEvent", n, {}, news("link", "page")) for n in ("one", "two")]
    assert "link" in codes(draw(away, *backs, roads="start>away one>end two>end"))


@pytest.mark.parametrize(
    "loop",
    [
        "<multiInstanceLoopCharacteristics/>",
        repeated("3").replace("</multi", "<loopDataInputRef>names</loopDataInputRef></multi"),
        for_each("names", "name", "found"),
        for_each("names", "name").replace("</multi", '<outputDataItem name="x"/></multi'),
    ],
)
def test_a_loop_that_is_not_complete_is_refused(loop):
    xml = draw(node("userTask", "work", {}, loop), roads=ROADS, properties={"data.names": "text[]"})
    assert codes(xml) == {"loop"}


def test_a_loop_over_nothing_known_is_refused():
    assert codes(draw(node("userTask", "work", {}, for_each("names", "one")), roads=ROADS)) == {
        "expression"
    }


def test_a_result_that_is_itself_a_list_is_refused():
    loop = for_each("names", "one", "found", "parts")
    work = node("userTask", "work", {"data.parts": "text[]"}, loop)
    assert codes(draw(work, roads=ROADS, properties={"data.names": "text[]"})) == {"loop"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'triggeredByEvent="true"', b'triggeredByEvent="1"', "attribute"),
        (b'isInterrupting="true"', b'isInterrupting="0"', "attribute"),
        (b'isExecutable="true"', b'isExecutable="1"', "attribute"),
    ],
)
def test_a_yes_or_no_is_spelt_in_one_way(old, new, code):
    xml = holding(on_event(news("message", "ping")))
    assert old in xml
    assert code in codes(xml.replace(old, new))


def test_of_two_properties_of_one_name_none_is_left_out_silently():
    row = b'<spiffworkflow:property name="state" value="received"/>'
    assert codes(simple().replace(row, row + row, 1)) == {"repeated"}


def test_of_two_scripts_none_is_left_out_silently():
    task = node("scriptTask", "sum", {}, "<script>a = 1</script><script>b = 2</script>")
    assert codes(draw(task, roads="start>sum sum>end")) == {"repeated"}


def test_an_event_behind_a_gateway_has_no_boundary_of_its_own():
    ask = node("receiveTask", "ask", messageRef="message_ping")
    nodes = (node("eventBasedGateway", "either"), ask, catch("two", "pong"))
    roads = "start>either either>ask either>two ask>end two>end"
    assert codes(draw(*nodes, roads=roads)) == set()
    edge = boundary("edge", "ask", timer("P1D"))
    assert codes(draw(*nodes, edge, roads=f"{roads} edge>end")) == {"event_gateway"}


def test_a_loop_that_waits_for_a_moment_of_the_past_is_refused():
    def looped(definition: str) -> bytes:
        gates = [node("exclusiveGateway", name) for name in ("merge", "gate")]
        event = node("intermediateCatchEvent", "wait", {}, definition)
        roads = "start>merge merge>wait wait>gate gate>merge gate>end"
        conditions = {"gate>merge": "1 == 1", "gate>end": "1 == 2"}
        return draw(*gates, event, roads=roads, conditions=conditions)

    assert codes(looped(timer("P1D"))) == set()
    assert codes(looped(timer("2026-01-01", "Date"))) == {"loop"}


def test_a_called_process_must_be_there_and_get_what_it_needs():
    inner = engine.load(
        draw(WORK, roads=ROADS, properties={"data.amount": "integer"}).replace(
            b'id="small"', b'id="inner_one"'
        )
    )

    def calling(**properties: str) -> set[str]:
        given = {name.replace("_", ".", 1): value for name, value in properties.items()}
        call = node("callActivity", "call", given, calledElement="inner_one")
        return {f.code for f in lint(draw(call, roads="start>call call>end"), None, [inner])}

    assert calling(in_amount="1 + 1", out_found="amount") == set()
    assert calling() == {"called"}
    assert calling(in_amount="1", in_other="2") == {"called"}
    assert calling(in_amount="1", out_found="unheard") == {"called"}
    assert calling(in_amount="unheard") == {"expression"}
    lonely = node("callActivity", "call", calledElement="nobody")
    assert codes(draw(lonely, roads="start>call call>end")) == {"called"}


def test_a_process_does_not_call_itself_under_its_own_id():
    small = engine.load(simple())
    call = node("callActivity", "call", calledElement="small")
    found = lint(draw(call, roads="start>call call>end"), None, [small])
    assert {finding.code for finding in found} == {"called"}
