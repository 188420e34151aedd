"""Reads BPMN XML into plain records, letting through only what is on the whitelist.

The XML is hostile until shown otherwise: one encoding, at most 1 MB, no DOCTYPE (so no entities),
no network. Every element, its children and its attributes are on the list below or are refused.
The picture (BPMN DI) is never executed: moving a shape cannot change what a process does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from .errors import Finding, ProcessRefused

MAX_BYTES = 1_000_000
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PICTURE = {
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
}

TASKS = frozenset({"userTask", "manualTask", "receiveTask"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway"})
AUTOMATIC = frozenset({"serviceTask", "scriptTask"})
NODES = TASKS | EVENTS | GATEWAYS | AUTOMATIC

_NOTES = {"textAnnotation", "association"}
_ABOUT = {"documentation", "extensionElements"}
_NODE = _ABOUT | {"incoming", "outgoing"}
# tag: (attributes besides id and name, children)
_ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "definitions": (
        {"targetNamespace", "exporter", "exporterVersion"},
        {"collaboration", "process", "message"},
    ),
    "collaboration": (set(), {"participant"} | _ABOUT | _NOTES),
    "participant": ({"processRef"}, _ABOUT),
    "process": ({"isExecutable"}, {"laneSet", "sequenceFlow"} | NODES | _ABOUT | _NOTES),
    "laneSet": (set(), {"lane"} | _ABOUT),
    "lane": (set(), {"flowNodeRef"} | _ABOUT),
    "flowNodeRef": (set(), set()),
    "message": (set(), _ABOUT),
    "startEvent": (set(), _NODE),
    "endEvent": (set(), _NODE),
    "intermediateThrowEvent": (set(), _NODE),
    "intermediateCatchEvent": (set(), _NODE | {"messageEventDefinition"}),
    "messageEventDefinition": ({"messageRef"}, _ABOUT),
    "userTask": (set(), _NODE),
    "manualTask": (set(), _NODE),
    "receiveTask": ({"messageRef"}, _NODE),
    "serviceTask": (set(), _NODE),
    "scriptTask": ({"scriptFormat"}, _NODE | {"script"}),
    "script": (set(), set()),
    "exclusiveGateway": ({"default", "gatewayDirection"}, _NODE),
    "parallelGateway": ({"gatewayDirection"}, _NODE),
    "eventBasedGateway": ({"gatewayDirection"}, _NODE),
    "sequenceFlow": ({"sourceRef", "targetRef"}, _ABOUT | {"conditionExpression"}),
    "conditionExpression": ({XSI_TYPE}, set()),
    "incoming": (set(), set()),
    "outgoing": (set(), set()),
    "documentation": (set(), set()),
    "extensionElements": (set(), {f"{{{SPIFF}}}properties"}),
    "textAnnotation": (set(), {"text"} | _ABOUT),
    "text": (set(), set()),
    "association": ({"sourceRef", "targetRef", "associationDirection"}, _ABOUT),
    f"{{{SPIFF}}}properties": (set(), {f"{{{SPIFF}}}property"}),
    f"{{{SPIFF}}}property": ({"value"}, set()),
}


@dataclass(frozen=True)
class Element:
    """A node of the diagram: a task, an event or a gateway."""

    id: str
    tag: str
    name: str
    line: int | None
    properties: dict[str, str]
    lane: str | None = None
    message: str | None = None
    default: str | None = None
    script: str | None = None


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str | None
    line: int | None


@dataclass(frozen=True)
class Diagram:
    """One process as its author drew it; `root` is its XML without the picture."""

    id: str
    name: str
    line: int | None
    executable: bool
    properties: dict[str, str]
    elements: dict[str, Element]
    flows: tuple[Flow, ...]
    strays: tuple[str, ...]
    root: etree._Element = field(repr=False)

    def out_of(self, element: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == element]

    def into(self, element: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.target == element]

    def reach(self, start: str, closed: frozenset[str] = frozenset()) -> set[str]:
        """What can be reached from `start` (itself included) when `closed` cannot be passed."""
        seen, todo = set[str](), [start]
        while todo:
            element = todo.pop()
            if element not in seen and element not in closed:
                seen.add(element)
                todo += [flow.target for flow in self.out_of(element)]
        return seen


def parse(xml: bytes) -> etree._Element:
    """The root of a harmless XML document, or ProcessRefused."""
    if len(xml) > MAX_BYTES:
        raise ProcessRefused([Finding("size", None, None, "حجم پرونده بیش از یک مگابایت است.")])
    # Before parsing, so that no parser ever sees it; UTF-8 is forced, so it cannot hide.
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ProcessRefused([Finding("doctype", None, 1, "DOCTYPE و ENTITY پذیرفته نیست.")])
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        finding = Finding("xml", None, error.lineno, "XML درست نیست.")
        raise ProcessRefused([finding]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ProcessRefused([Finding("doctype", None, 1, "DOCTYPE و ENTITY پذیرفته نیست.")])
    return root


def _tag(node: etree._Element) -> str:
    """BPMN tags by their local name, all others in full."""
    return str(node.tag).removeprefix(f"{{{BPMN}}}")


def _owner(node: etree._Element) -> str | None:
    """The id of the nearest element that has one, to tell the author where."""
    owners = (node, *node.iterancestors())
    return next((owner.get("id") for owner in owners if owner.get("id")), None)


def unknown(root: etree._Element) -> Iterator[Finding]:
    """A finding for every element or attribute that is not on the whitelist."""
    if _tag(root) != "definitions":
        yield Finding("element", None, root.sourceline, f"ریشه باید definitions باشد: {root.tag}")
        return
    todo = [root]
    while todo:
        node = todo.pop(0)
        yield from _unknown_attributes(node)
        for child in node:
            if _tag(child) in _ALLOWED[_tag(node)][1]:
                todo.append(child)
            elif not (node is root and _is_picture(child)):
                reason = f"این جزء پذیرفته نیست: {etree.QName(child).localname}"
                yield Finding("element", _owner(child), child.sourceline, reason)


def _unknown_attributes(node: etree._Element) -> Iterator[Finding]:
    for name in node.attrib:
        if str(name) not in _ALLOWED[_tag(node)][0] | {"id", "name"}:
            reason = f"این ویژگی پذیرفته نیست: {name!s}"
            yield Finding("attribute", _owner(node), node.sourceline, reason)


def _is_picture(node: etree._Element) -> bool:
    return all(etree.QName(inner).namespace in _PICTURE for inner in node.iter())


def read(root: etree._Element) -> Diagram:
    """The records of a document in which `unknown` found nothing.

    Raises ProcessRefused unless there is exactly one process.
    """
    for picture in [child for child in root if _is_picture(child)]:
        root.remove(picture)
    processes = root.findall(f"{{{BPMN}}}process")
    if len(processes) != 1:
        raise ProcessRefused([Finding("process", None, None, "باید دقیقاً یک فرایند باشد.")])
    process = processes[0]
    nodes = [node for node in process if _tag(node) in NODES]
    elements = {node.get("id", ""): _element(node, root) for node in nodes}
    return Diagram(
        id=process.get("id", ""),
        name=process.get("name", ""),
        line=process.sourceline,
        executable=process.get("isExecutable") == "true",
        properties=_properties(process),
        elements=elements,
        flows=tuple(_flow(node) for node in process.findall(f"{{{BPMN}}}sequenceFlow")),
        strays=tuple(ref for ref in _lanes(process) if ref not in elements),
        root=root,
    )


def _element(node: etree._Element, root: etree._Element) -> Element:
    return Element(
        id=node.get("id", ""),
        tag=_tag(node),
        name=node.get("name", ""),
        line=node.sourceline,
        properties=_properties(node),
        lane=_lanes(node.getparent()).get(node.get("id", "")),
        message=_message(node, root),
        default=node.get("default"),
        script=node.findtext(f"{{{BPMN}}}script"),
    )


def _flow(node: etree._Element) -> Flow:
    condition = node.findtext(f"{{{BPMN}}}conditionExpression")
    source, target = node.get("sourceRef", ""), node.get("targetRef", "")
    return Flow(node.get("id", ""), source, target, condition, node.sourceline)


def _lanes(process: etree._Element) -> dict[str, str]:
    """Element id to lane id, which is the code of the role."""
    lanes = process.iterfind(f".//{{{BPMN}}}lane")
    return {(ref.text or "").strip(): lane.get("id", "") for lane in lanes for ref in _refs(lane)}


def _refs(lane: etree._Element) -> list[etree._Element]:
    return list(lane.iterfind(f"{{{BPMN}}}flowNodeRef"))


def _message(node: etree._Element, root: etree._Element) -> str | None:
    """The name of the message that a receive task or a catch event waits for."""
    definition = node.find(f"{{{BPMN}}}messageEventDefinition")
    wanted = (node if definition is None else definition).get("messageRef")
    messages = root.iterfind(f"{{{BPMN}}}message")
    return next((m.get("name") for m in messages if wanted and m.get("id") == wanted), None)


def _properties(node: etree._Element) -> dict[str, str]:
    path = f"{{{BPMN}}}extensionElements/{{{SPIFF}}}properties/{{{SPIFF}}}property"
    return {p.get("name", ""): p.get("value", "") for p in node.iterfind(path)}
