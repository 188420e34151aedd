import time

import pytest
from lxml import etree

from miz.processes import engine
from miz.processes.errors import ProcessRefused
from miz.processes.reader import MAX_BYTES

from .drawing import DESK, draw, node, simple


def refused(xml: bytes) -> set[str]:
    with pytest.raises(ProcessRefused) as caught:
        engine.load(xml)
    return {finding.code for finding in caught.value.findings}


def with_doctype(doctype: str, text: str) -> bytes:
    return f"<!DOCTYPE definitions [{doctype}]>".encode() + simple().replace(
        b"<userTask", f"<documentation>{text}</documentation><userTask".encode(), 1
    )


def test_a_billion_laughs_are_refused_at_once():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    started = time.perf_counter()
    assert refused(with_doctype(f'<!ENTITY l0 "ha">{laughs}', "&l9;")) == {"doctype"}
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "doctype",
    [
        "",
        '<!ENTITY secret SYSTEM "file:///etc/passwd">',
        '<!ENTITY secret SYSTEM "http://127.0.0.1:1/">',
        '<!ENTITY % outside SYSTEM "http://127.0.0.1:1/x.dtd"> %outside;',
        '<!ENTITY secret "harmless">',
    ],
)
def test_any_doctype_is_refused(doctype):
    assert refused(with_doctype(doctype, "text")) == {"doctype"}


def test_a_plain_parser_would_have_expanded_the_entity():
    root = etree.fromstring(with_doctype('<!ENTITY secret "harmless">', "&secret;"))
    assert "harmless" in "".join(root.itertext())


def test_an_outside_doctype_is_refused():
    assert refused(b'<!DOCTYPE definitions SYSTEM "x.dtd">' + simple()) == {"doctype"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "utf-32"])
def test_a_doctype_cannot_hide_in_another_encoding(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + with_doctype("", "text").decode()
    assert refused(text.encode(encoding)) <= {"xml", "doctype"}


def test_an_undeclared_entity_is_refused():
    assert refused(simple().replace(b"<userTask", b"&secret;<userTask", 1)) == {"xml"}


@pytest.mark.parametrize("xml", [b"", b"no xml", b"<a><b></a>", b"<a>" * 5000, b"\xff\xfe\x00"])
def test_broken_xml_is_refused(xml):
    assert refused(xml) == {"xml"}


def test_more_than_a_megabyte_is_refused():
    assert refused(simple() + b" " * MAX_BYTES) == {"size"}


@pytest.mark.parametrize(
    "foreign",
    [
        node("transaction", "inner"),
        node("adHocSubProcess", "inner"),
        node("complexGateway", "inner"),
        node("task", "inner"),
        node("globalTask", "inner"),
        node("dataStoreReference", "inner"),
        node("dataInput", "inner"),
        node("subChoreography", "inner"),
        node("boundaryEvent", "inner", {}, "<cancelEventDefinition/>", attachedToRef="work"),
        node("boundaryEvent", "inner", {}, "<compensateEventDefinition/>", attachedToRef="work"),
        node("endEvent", "inner", inner="<cancelEventDefinition/>"),
        node("startEvent", "inner", inner="<conditionalEventDefinition/>"),
        node("intermediateThrowEvent", "inner", inner="<compensateEventDefinition/>"),
        node("intermediateCatchEvent", "inner", inner="<conditionalEventDefinition/>"),
        node("userTask", "inner", inner="<standardLoopCharacteristics/>"),
        node("userTask", "inner", inner="<userTask id='deep'/>"),
        node("userTask", "inner", inner="<x:any xmlns:x='urn:other'/>"),
        node(
            "userTask",
            "inner",
            inner="<extensionElements><spiffworkflow:preScript>x = 1"
            "</spiffworkflow:preScript></extensionElements>",
        ),
        node(
            "serviceTask",
            "inner",
            inner="<extensionElements><spiffworkflow:serviceTaskOperator id='http/Get'/>"
            "</extensionElements>",
        ),
        node("extensionElements", "inner", inner="<x:any xmlns:x='urn:other'/>"),
        "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>",
    ],
)
def test_an_element_that_is_not_on_the_list_is_refused_with_its_place(foreign):
    with pytest.raises(ProcessRefused) as caught:
        engine.load(draw(node("userTask", "work"), foreign, roads="start>work work>end"))
    found = [finding for finding in caught.value.findings if finding.code == "element"]
    assert found
    assert all(finding.line and finding.reason and finding.element for finding in found)


def test_an_import_of_another_file_is_refused():
    imported = b'<import importType="x" location="http://127.0.0.1/a.bpmn" namespace="urn:a"/>'
    assert refused(simple().replace(b"<process", imported + b"<process", 1)) == {"element"}


@pytest.mark.parametrize(
    "attributes",
    [
        {"isForCompensation": "true"},
        {"startQuantity": "9"},
        {"completionQuantity": "2"},
        {"cancelActivity": "true"},
        {"onclick": "x"},
    ],
)
def test_an_attribute_that_is_not_on_the_list_is_refused(attributes):
    xml = draw(node("userTask", "work", **attributes), roads="start>work work>end")
    assert refused(xml) == {"attribute"}


@pytest.mark.parametrize("name", ["small.join", "a b", "1", "", "کار", "work", "small"])
def test_an_id_that_is_not_plain_or_comes_twice_is_refused(name):
    xml = draw(node("userTask", "work"), node("manualTask", name), roads="start>work work>end")
    assert refused(xml) == {"id"}


def test_two_processes_in_one_file_are_refused():
    second = b'<process id="second" isExecutable="true"/></definitions>'
    assert refused(simple().replace(b"</definitions>", second)) == {"process"}


def test_moving_a_shape_changes_nothing():
    moved = DESK.read_bytes().replace(b'y="520"', b'y="9"').replace(b'y="120"', b'y="990"')
    before, after = engine.load(DESK.read_bytes()), engine.load(moved)
    assert before.diagram.elements.keys() == after.diagram.elements.keys()
    orders = [[(flow.source, flow.target) for flow in p.diagram.flows] for p in (before, after)]
    assert orders[0] == orders[1]
