"""Reads BPMN XML into the records of `diagram`, letting through only what is on the whitelist.

The XML is hostile until shown otherwise: one encoding, at most 1 MB, no DOCTYPE (so no entities),
no network. Every element, its children and its attributes are on the list below or are refused.
The picture (BPMN DI) is never executed: moving a shape cannot change what a process does.
"""

from collections.abc import Iterator

from lxml import etree

from .diagram import NODES, Diagram, Element, Event, Flow, Loop
from .errors import Finding, ProcessRefused

MAX_BYTES = 1_000_000
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
NOWHERE = "?"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PICTURE = {
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
}

_NOTES = {"textAnnotation", "association", "group"}
_ABOUT = {"documentation", "extensionElements"}
_NODE = _ABOUT | {"incoming", "outgoing"}
_DATA = {"dataInputAssociation", "dataOutputAssociation", "property"}
_SCOPE = {"laneSet", "sequenceFlow", "dataObject", "dataObjectReference"} | NODES | _NOTES
_LOOP = {"multiInstanceLoopCharacteristics"}
_ACTIVITY = _NODE | _DATA | _LOOP
_ACTIVITY_ATTRIBUTES = {"default", "startQuantity", "completionQuantity", "isForCompensation"}
_CATCH = {f"{kind}EventDefinition" for kind in ("message", "timer", "signal")}
_DEFINITION = {
    f"{kind}EventDefinition": kind
    for kind in ("message", "timer", "signal", "error", "escalation", "link", "terminate")
}
# tag: (attributes besides id and name, children)
_ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "definitions": (
        {"targetNamespace", "exporter", "exporterVersion", "expressionLanguage", "typeLanguage"},
        {"collaboration", "process", "message", "signal", "error", "escalation", "itemDefinition"}
        | _ABOUT,
    ),
    "collaboration": ({"isClosed"}, {"participant", "messageFlow"} | _ABOUT | _NOTES),
    "participant": ({"processRef"}, _ABOUT),
    "messageFlow": ({"sourceRef", "targetRef", "messageRef"}, _ABOUT),
    "process": ({"isExecutable", "processType", "isClosed"}, _SCOPE | _ABOUT | {"property"}),
    "subProcess": (
        {"triggeredByEvent"} | _ACTIVITY_ATTRIBUTES,
        _ACTIVITY | (_SCOPE - {"laneSet"}),
    ),
    "callActivity": ({"calledElement"} | _ACTIVITY_ATTRIBUTES, _ACTIVITY),
    "laneSet": (set(), {"lane"} | _ABOUT),
    "lane": (set(), {"flowNodeRef"} | _ABOUT),
    "flowNodeRef": (set(), set()),
    "message": ({"itemRef"}, _ABOUT),
    "signal": ({"structureRef"}, _ABOUT),
    "error": ({"errorCode", "structureRef"}, _ABOUT),
    "escalation": ({"escalationCode", "structureRef"}, _ABOUT),
    "itemDefinition": ({"structureRef", "isCollection", "itemKind"}, _ABOUT),
    "startEvent": (
        {"isInterrupting", "parallelMultiple"},
        _NODE | _CATCH | {"errorEventDefinition", "escalationEventDefinition"} | _DATA,
    ),
    "endEvent": (
        set(),
        _NODE
        | {f"{k}EventDefinition" for k in ("message", "signal", "error", "escalation", "terminate")}
        | _DATA,
    ),
    "intermediateThrowEvent": (
        set(),
        _NODE
        | {f"{k}EventDefinition" for k in ("message", "signal", "escalation", "link")}
        | _DATA,
    ),
    "intermediateCatchEvent": (
        {"parallelMultiple"},
        _NODE | _CATCH | {"linkEventDefinition"} | _DATA,
    ),
    "boundaryEvent": (
        {"attachedToRef", "cancelActivity", "parallelMultiple"},
        _NODE | _CATCH | {"errorEventDefinition", "escalationEventDefinition"} | _DATA,
    ),
    "messageEventDefinition": ({"messageRef"}, _ABOUT),
    "signalEventDefinition": ({"signalRef"}, _ABOUT),
    "errorEventDefinition": ({"errorRef"}, _ABOUT),
    "escalationEventDefinition": ({"escalationRef"}, _ABOUT),
    "terminateEventDefinition": (set(), _ABOUT),
    "linkEventDefinition": (set(), {"source", "target"} | _ABOUT),
    "source": (set(), set()),
    "target": (set(), set()),
    "timerEventDefinition": (set(), {"timeDate", "timeDuration", "timeCycle"} | _ABOUT),
    "timeDate": ({XSI_TYPE}, set()),
    "timeDuration": ({XSI_TYPE}, set()),
    "timeCycle": ({XSI_TYPE}, set()),
    "userTask": ({"implementation"} | _ACTIVITY_ATTRIBUTES, _ACTIVITY),
    "manualTask": (_ACTIVITY_ATTRIBUTES, _ACTIVITY),
    "receiveTask": ({"messageRef", "implementation", "instantiate"} | _ACTIVITY_ATTRIBUTES,
                    _ACTIVITY),
    "sendTask": ({"messageRef", "implementation"} | _ACTIVITY_ATTRIBUTES, _ACTIVITY),
    "serviceTask": ({"implementation"} | _ACTIVITY_ATTRIBUTES, _ACTIVITY),
    "businessRuleTask": ({"implementation"} | _ACTIVITY_ATTRIBUTES, _ACTIVITY),
    "scriptTask": ({"scriptFormat"} | _ACTIVITY_ATTRIBUTES, _ACTIVITY | {"script"}),
    "script": (set(), set()),
    "multiInstanceLoopCharacteristics": (
        {"isSequential"},
        {"loopCardinality", "loopDataInputRef", "loopDataOutputRef", "inputDataItem",
         "outputDataItem", "completionCondition"} | _ABOUT,
    ),
    "loopCardinality": ({XSI_TYPE}, set()),
    "completionCondition": ({XSI_TYPE}, set()),
    "loopDataInputRef": (set(), set()),
    "loopDataOutputRef": (set(), set()),
    "inputDataItem": (set(), set()),
    "outputDataItem": (set(), set()),
    "dataObject": ({"isCollection", "itemSubjectRef"}, _ABOUT),
    "dataObjectReference": ({"dataObjectRef", "itemSubjectRef"}, _ABOUT),
    "dataInputAssociation": (set(), {"sourceRef", "targetRef"} | _ABOUT),
    "dataOutputAssociation": (set(), {"sourceRef", "targetRef"} | _ABOUT),
    "property": (set(), _ABOUT),
    "sourceRef": (set(), set()),
    "targetRef": (set(), set()),
    "exclusiveGateway": ({"default", "gatewayDirection"}, _NODE),
    "inclusiveGateway": ({"default", "gatewayDirection"}, _NODE),
    "parallelGateway": ({"gatewayDirection"}, _NODE),
    "eventBasedGateway": ({"gatewayDirection", "instantiate", "eventGatewayType"}, _NODE),
    "sequenceFlow": ({"sourceRef", "targetRef", "isImmediate"}, _ABOUT | {"conditionExpression"}),
    "conditionExpression": ({XSI_TYPE, "language"}, set()),
    "incoming": (set(), set()),
    "outgoing": (set(), set()),
    "documentation": ({"textFormat"}, set()),
    "extensionElements": (set(), {f"{{{SPIFF}}}properties"}),
    "textAnnotation": ({"textFormat"}, {"text"} | _ABOUT),
    "text": (set(), set()),
    "group": ({"categoryValueRef"}, _ABOUT),
    "association": ({"sourceRef", "targetRef", "associationDirection"}, _ABOUT),
    f"{{{SPIFF}}}properties": (set(), {f"{{{SPIFF}}}property"}),
    f"{{{SPIFF}}}property": ({"value"}, set()),
}  # fmt: skip
# Attributes that change what happens: only their harmless value passes.
_ONLY = {
    "isForCompensation": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "parallelMultiple": "false",
    "instantiate": "false",
    "eventGatewayType": "Exclusive",
    "isImmediate": "true",
}


_TIMES = {"timeDate", "timeDuration", "timeCycle"}
_BOOLEANS = {
    "cancelActivity", "isInterrupting", "triggeredByEvent", "isSequential", "isExecutable",
}  # fmt: skip
_MANY = {
    "collaboration", "process", "message", "signal", "error", "escalation", "itemDefinition",
    "participant", "messageFlow", "laneSet", "lane", "flowNodeRef", "sequenceFlow", "dataObject",
    "dataObjectReference", "incoming", "outgoing", "documentation", "source", "sourceRef",
    f"{{{SPIFF}}}property",
} | NODES | _NOTES | _DATA | set(_DEFINITION)  # fmt: skip


def parse(xml: bytes, refused: type[ProcessRefused] = ProcessRefused) -> etree._Element:
    """The root of a harmless XML document, or `refused` with its finding."""
    if len(xml) > MAX_BYTES:
        raise refused([Finding("size", None, None, "حجم پرونده بیش از یک مگابایت است.")])
    # Before parsing, so that no parser ever sees it; UTF-8 is forced, so it cannot hide.
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise refused([Finding("doctype", None, 1, "DOCTYPE و ENTITY پذیرفته نیست.")])
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
        raise refused([finding]) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused([Finding("doctype", None, 1, "DOCTYPE و ENTITY پذیرفته نیست.")])
    return root


def unknown(root: etree._Element) -> Iterator[Finding]:
    """A finding for every element or attribute that is not on the whitelist."""
    if _tag(root) != "definitions":
        yield Finding("element", None, root.sourceline, f"ریشه باید definitions باشد: {root.tag}")
        return
    todo = [root]
    while todo:
        node = todo.pop(0)
        yield from _unknown_attributes(node)
        yield from _repeated(node)
        for child in node:
            if _tag(child) in _ALLOWED[_tag(node)][1]:
                todo.append(child)
            elif not (node is root and _is_picture(child)):
                reason = f"این جزء پذیرفته نیست: {etree.QName(child).localname}"
                yield Finding("element", _owner(child), child.sourceline, reason)


def _unknown_attributes(node: etree._Element) -> Iterator[Finding]:
    allowed = _ALLOWED[_tag(node)][0] | {"id", "name"}
    for name, value in node.attrib.items():
        spelt = name not in _BOOLEANS or value in {"true", "false"}
        if str(name) not in allowed or _ONLY.get(str(name), value) != value or not spelt:
            reason = f"این ویژگی پذیرفته نیست: {name!s}"
            yield Finding("attribute", _owner(node), node.sourceline, reason)


def _repeated(node: etree._Element) -> Iterator[Finding]:
    """Of two timers, scripts or properties of one name, one would be silently left out."""
    seen: set[str] = set()
    for child in node:
        tag = _tag(child)
        key = f"{tag} {child.get('name')}" if tag == f"{{{SPIFF}}}property" else tag
        if key in seen and (tag not in _MANY or key != tag):
            reason = f"این جزء تکراری است: {child.get('name') or etree.QName(child).localname}"
            yield Finding("repeated", _owner(child), child.sourceline, reason)
        seen.add(key)


def read(root: etree._Element) -> Diagram:
    """The records of a document in which `unknown` found nothing.

    Raises ProcessRefused unless there is exactly one process.
    """
    processes = root.findall(f"{{{BPMN}}}process")
    if len(processes) != 1:
        raise ProcessRefused([Finding("process", None, None, "باید دقیقاً یک فرایند باشد.")])
    process, lanes = processes[0], _lanes(processes[0])
    nodes = [node for node in process.iter(f"{{{BPMN}}}*") if _tag(node) in NODES]
    elements = {node.get("id", ""): _element(node, root, lanes) for node in nodes}
    return Diagram(
        id=process.get("id", ""),
        name=process.get("name", ""),
        line=process.sourceline,
        executable=process.get("isExecutable") == "true",
        properties=_properties(process),
        elements=elements,
        flows=tuple(_flow(node) for node in process.iter(f"{{{BPMN}}}sequenceFlow")),
        objects=_objects(process),
        strays=tuple(ref for ref in lanes if ref not in elements),
    )


def _element(node: etree._Element, root: etree._Element, lanes: dict[str, str]) -> Element:
    parent = node.getparent()
    interrupting = (node.get("cancelActivity", "true"), node.get("isInterrupting", "true"))
    return Element(
        id=node.get("id", ""),
        tag=_tag(node),
        name=node.get("name", ""),
        line=node.sourceline,
        scope=parent.get("id", "") if parent is not None else "",
        properties=_properties(node),
        lane=_lane(node, lanes),
        event=_event(node, root),
        default=node.get("default"),
        script=node.findtext(f"{{{BPMN}}}script"),
        attached_to=node.get("attachedToRef", ""),
        interrupting="false" not in interrupting,
        by_event=node.get("triggeredByEvent") == "true",
        called=node.get("calledElement", ""),
        loop=_loop(node),
        objects=_objects(node) if _tag(node) == "subProcess" else (),
    )


def _lane(node: etree._Element, lanes: dict[str, str]) -> str | None:
    """Its own lane, or that of the sub-process it lies in."""
    owners = (node, *node.iterancestors())
    return next((lanes[own.get("id")] for own in owners if own.get("id") in lanes), None)


def _event(node: etree._Element, root: etree._Element) -> Event:
    definitions = [child for child in node if _tag(child) in _DEFINITION]
    if not definitions:
        message = _named("message", node.get("messageRef"), root)
        return Event("message", message, definitions=1) if message else Event()
    first = definitions[0]
    kind = _DEFINITION[_tag(first)]
    name = first.get("name", "") if kind == "link" else _named(kind, first.get(f"{kind}Ref"), root)
    return Event(kind, name, _timer(first), len(definitions))


def _named(kind: str, reference: str | None, root: etree._Element) -> str:
    """The name of a message or signal, the code of an error or escalation.

    Empty without a reference; what refers to nothing gives NOWHERE, which is no name.
    """
    if not reference:
        return ""
    found = root.iterfind(f"{{{BPMN}}}{kind}")
    declared = next((each for each in found if each.get("id") == reference), None)
    if declared is None:
        return NOWHERE
    code = declared.get("errorCode") or declared.get("escalationCode")
    return str(code or declared.get("name") or NOWHERE)


def _timer(definition: etree._Element) -> tuple[str, str] | None:
    times = [child for child in definition if _tag(child) in _TIMES]
    if len(times) != 1:
        return None
    return _tag(times[0]).removeprefix("time").lower(), (times[0].text or "").strip()


def _loop(node: etree._Element) -> Loop | None:
    found = node.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if found is None:
        return None

    def text(tag: str) -> str:
        return (found.findtext(f"{{{BPMN}}}{tag}") or "").strip()

    def name(tag: str) -> str:
        item = found.find(f"{{{BPMN}}}{tag}")
        return "" if item is None else item.get("name") or item.get("id", "")

    return Loop(
        sequential=found.get("isSequential") == "true",
        cardinality=text("loopCardinality"),
        collection=text("loopDataInputRef"),
        item=name("inputDataItem"),
        output=text("loopDataOutputRef"),
        output_item=name("outputDataItem"),
        until=text("completionCondition"),
    )


def _objects(scope: etree._Element) -> tuple[str, ...]:
    """The names of the data objects that live as long as the scope."""
    objects = scope.findall(f"{{{BPMN}}}dataObject")
    return tuple(each.get("name") or each.get("id", "") for each in objects)


def _flow(node: etree._Element) -> Flow:
    condition = node.findtext(f"{{{BPMN}}}conditionExpression")
    parent = node.getparent()
    return Flow(
        node.get("id", ""),
        node.get("sourceRef", ""),
        node.get("targetRef", ""),
        condition,
        node.sourceline,
        parent.get("id", "") if parent is not None else "",
        node.get("name", ""),
    )


def _lanes(process: etree._Element) -> dict[str, str]:
    """Element id to lane id, which is the code of the role."""
    lanes = process.iterfind(f".//{{{BPMN}}}lane")
    refs = ((lane, ref) for lane in lanes for ref in lane.iterfind(f"{{{BPMN}}}flowNodeRef"))
    return {(ref.text or "").strip(): lane.get("id", "") for lane, ref in refs}


def _properties(node: etree._Element) -> dict[str, str]:
    path = f"{{{BPMN}}}extensionElements/{{{SPIFF}}}properties/{{{SPIFF}}}property"
    return {p.get("name", ""): p.get("value", "") for p in node.iterfind(path)}


def _tag(node: etree._Element) -> str:
    """BPMN tags by their local name, all others in full."""
    return str(node.tag).removeprefix(f"{{{BPMN}}}")


def _owner(node: etree._Element) -> str | None:
    """The id of the nearest element that has one, to tell the author where."""
    owners = (node, *node.iterancestors())
    return next((owner.get("id") for owner in owners if owner.get("id")), None)


def _is_picture(node: etree._Element) -> bool:
    return all(etree.QName(inner).namespace in _PICTURE for inner in node.iter())
