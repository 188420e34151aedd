"""Models as other tools draw them: each loads or is refused with findings, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from miz.processes import engine, lint
from miz.processes.errors import ProcessError, ProcessRefused

from .drawing import DESK, NAMESPACES, boundary, catch, draw, news, node, repeated, scope, timer
from .driving import do
from .test_elements import FOLDER, MODELS

WORK = node("userTask", "work")
ROADS = "start>work work>end"
TWO_POOLS = (
    '<collaboration id="c"><participant id="p1" processRef="small"/>'
    '<participant id="p2" name="black box"/>'
    '<messageFlow id="mf" sourceRef="work" targetRef="p2"/></collaboration>'
)
NOTES = (
    '<textAnnotation id="note"><text>a remark</text></textAnnotation>'
    '<association id="line" sourceRef="work" targetRef="note"/>'
    '<group id="box" categoryValueRef="cv"/>'
)


def with_root(xml: bytes, more: str) -> bytes:
    return xml.replace(b"<process", more.encode() + b"<process", 1)


def seen(*nodes: str, roads: str = ROADS, **more: str) -> bytes:
    return draw(WORK, *nodes, roads=roads, **more)


# What the reference models of the MIWG are made of, by their numbers.
MODELS_OF_OTHERS = {
    "A.1 plain tasks": seen(node("task", "a")),
    "A.2 gateways": seen(
        node("exclusiveGateway", "g", default="g_end"), roads="start>work work>g g>work g>end",
        conditions={"g>work": "1 == 2"},
    ),
    "A.3 sub-process with boundaries": seen(
        scope("inner", node("userTask", "ask"), roads="inner_begin>ask ask>inner_done"),
        boundary("edge", "inner", timer("P1D")), boundary("hurt", "inner", news("error", "ping")),
        roads="start>work work>inner inner>end edge>end hurt>end",
    ),
    "A.4 collapsed sub-process": seen(node("subProcess", "a"), roads="start>work work>a a>end"),
    "A.4 pools and lanes": with_root(seen(), TWO_POOLS),
    "B.1 many participants and flows": with_root(seen(), TWO_POOLS.replace(
        "</coll", '<participant id="p3" processRef="other"/></coll')),
    "B.2 every event": seen(
        node("intermediateThrowEvent", "a", {}, news("compensate")), catch("b", "ping"),
        roads="start>work work>a a>b b>end",
    ),
    "B.2 ad hoc": seen(node("adHocSubProcess", "a", {}, WORK.replace("work", "w2"))),
    "B.2 transaction": seen(node("transaction", "a")),
    "B.2 loop marker": seen(node("userTask", "a", {}, "<standardLoopCharacteristics/>"),
                            roads="start>work work>a a>end"),
    "B.2 multi-instance": seen(node("userTask", "a", {}, repeated()), lane="work a",
                               roads="start>work work>a a>end"),
    "B.2 complex gateway": seen(node("complexGateway", "g"), roads="start>work work>g g>end"),
    "B.2 parallel multiple": seen(node("boundaryEvent", "m", {}, news("signal", "ping"),
                                       attachedToRef="work", parallelMultiple="true")),
    "C.1 data": seen(
        '<dataObject id="d"/><dataObjectReference id="r" dataObjectRef="d"/>' + NOTES),
    "C.2 data stores": seen('<dataStoreReference id="s" dataStoreRef="x"/>'),
    "C.3 call": seen(node("callActivity", "c", calledElement="x"), roads="start>work work>c c>end"),
    "C.4 event sub-process": seen(
        scope("inner", node("userTask", "ask"), roads="inner_begin>ask ask>inner_done",
              start=news("message", "ping"), interrupting="false", triggeredByEvent="true")),
    "C.5 conditional event": seen(
        node("intermediateCatchEvent", "a", {}, "<conditionalEventDefinition/>")),
    "C.6 forms of a vendor": seen(
        node("userTask", "a", {}, '<extensionElements><v:form xmlns:v="urn:v"/>'
             "</extensionElements>")),
    "C.7 global task": with_root(seen(), '<globalUserTask id="g"/>'),
    "C.8 rules": seen(node("businessRuleTask", "a", {"decision": "d"}),
                      roads="start>work work>a a>end"),
    "C.9 conversation": with_root(seen(), '<collaboration id="c"><conversation id="x"/>'
                                  "</collaboration>"),
    "two processes": seen().replace(b"</definitions>", b'<process id="b"/></definitions>'),
    "choreography": f'<definitions {NAMESPACES}><choreography id="c"/></definitions>'.encode(),
    "not executable": seen().replace(b'isExecutable="true"', b""),
    "no process": f"<definitions {NAMESPACES}/>".encode(),
    "another root": b"<html><body/></html>",
    "another namespace": seen().replace(b"BPMN/20100524/MODEL", b"BPMN/20080501"),
}  # fmt: skip
ACCEPTED = {
    "B.1 many participants and flows",
    "A.2 gateways", "A.3 sub-process with boundaries", "A.4 pools and lanes", "B.2 multi-instance",
    "C.1 data", "C.4 event sub-process",
}  # fmt: skip
NAMED = {
    "A.1 plain tasks": "task",
    "B.2 every event": "compensateEventDefinition",
    "B.2 ad hoc": "adHocSubProcess",
    "B.2 transaction": "transaction",
    "B.2 loop marker": "standardLoopCharacteristics",
    "B.2 complex gateway": "complexGateway",
    "B.2 parallel multiple": "parallelMultiple",
    "C.2 data stores": "dataStoreReference",
    "C.5 conditional event": "conditionalEventDefinition",
    "C.7 global task": "globalUserTask",
    "C.9 conversation": "conversation",
}


@pytest.mark.parametrize("name", MODELS_OF_OTHERS)
def test_a_model_of_another_tool_loads_or_is_refused_with_reasons(name):
    findings = lint.lint(MODELS_OF_OTHERS[name])
    assert (findings == []) == (name in ACCEPTED)
    assert all(finding.code and finding.reason for finding in findings)
    if name in ACCEPTED:
        process = engine.load(MODELS_OF_OTHERS[name])
        assert engine.start(process, {}).waiting


@pytest.mark.parametrize("name", NAMED)
def test_what_is_not_supported_is_named_with_its_place(name):
    findings = lint.lint(MODELS_OF_OTHERS[name])
    assert any(NAMED[name] in finding.reason and finding.line for finding in findings)


@pytest.mark.parametrize(
    "attribute", ['isForCompensation="true"', 'startQuantity="2"', 'instantiate="true"']
)
def test_an_attribute_that_changes_what_happens_is_refused(attribute):
    task = f'<receiveTask id="a" messageRef="message_ping" {attribute}/>'
    found = lint.lint(draw(task, roads="start>a a>end", lane="a"))
    assert [(f.code, f.element) for f in found] == [("attribute", "a")]


SOURCES = [DESK, *MODELS]
TREES = [file.read_bytes() for file in SOURCES]


def mutated(data: st.DataObject) -> bytes:
    """A model with one to four elements or attributes dropped, doubled, moved or renamed."""
    root = etree.fromstring(data.draw(st.sampled_from(TREES)))
    for _ in range(data.draw(st.integers(1, 4))):
        nodes = [node for node in root.iter("*") if node is not root]
        target = data.draw(st.sampled_from(nodes)) if nodes else root
        data.draw(st.sampled_from(MUTATIONS))(data, target, root)
    return etree.tostring(root)


def _drop(data, node, root):
    if node.getparent() is not None:
        node.getparent().remove(node)


def _double(data, node, root):
    copy = etree.fromstring(etree.tostring(node))
    (root if node.getparent() is None else node.getparent()).append(copy)


def _move(data, node, root):
    others = [each for each in root.iter("*") if node not in (each, *each.iterancestors())]
    data.draw(st.sampled_from(others or [root])).append(node) if node is not root else None


def _rename(data, node, root):
    tags = sorted({str(each.tag) for each in root.iter("*")})
    node.tag = data.draw(st.sampled_from(tags))


def _spoil(data, node, root):
    names = sorted(node.attrib) or ["id"]
    words = st.sampled_from(["", "start", "end", "work", "true", "0", "x y", "٣", "message_ping"])
    node.set(data.draw(st.sampled_from(names)), data.draw(words))


def _forget(data, node, root):
    for name in sorted(node.attrib)[:1]:
        del node.attrib[name]


def _rewrite(data, node, root):
    node.text = data.draw(st.sampled_from(["", "1", "a = a", "P1D", "work", "1 == 1", "a.b"]))


MUTATIONS = [_drop, _double, _move, _rename, _spoil, _forget, _rewrite]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_spoilt_model_is_refused_or_runs_and_never_breaks_the_engine(data):
    try:
        process = engine.load(mutated(data))
    except ProcessRefused:
        return
    given_data = {f.name: _some(f) for f in engine.fields(process) if f.required}
    try:
        progress = engine.start(process, given_data)
        assert progress.done or progress.waiting
        for task in progress.waiting:
            if task.kind in ("user", "manual") and not engine.fields(process, task.name):
                do(process, progress, task.name)
    except ProcessError:
        pass


def _some(field):
    kinds = {"text": "PT1H", "integer": 1, "number": 1, "boolean": True}
    value = kinds.get(field.type) or field.choices[0]
    return [value] if field.many else value


def test_the_models_of_the_elements_are_mutated_too():
    assert len(TREES) > 30
    assert FOLDER.is_dir()
