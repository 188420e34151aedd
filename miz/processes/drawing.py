"""The drawing of a process for people: where its author put the shapes, and what they are called.

`draw` first makes a document that holds nothing else (no documentation, no properties, no
expressions, no notes), and reads all it gives from there. A process without a picture has steps
alone.
"""

import math
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from . import reader
from .diagram import NODES, Diagram, Flow
from .shapes import Box, Edge, Point, Shape, around, edge, shape
from .tokens import Status, Token, thaw

BPMN = reader.BPMN
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
PREFIXES = {None: BPMN, "bpmndi": DI, "dc": DC, "di": DD}
FARTHEST = 100_000  # of a coordinate, in pixels: what lies beyond is not drawn

_NAMED = frozenset({"id", "name"})
_FLOW = _NAMED | {"sourceRef", "targetRef"}
_NODE = _NAMED | {"attachedToRef", "cancelActivity", "isInterrupting", "triggeredByEvent"}
_KINDS = ("message", "timer", "signal", "error", "escalation", "link", "terminate")
_EVENTS = {f"{kind}EventDefinition": kind for kind in _KINDS}
_MODEL = {
    **dict.fromkeys(NODES, _NODE),
    **dict.fromkeys(_EVENTS, frozenset({"id"})),
    **dict.fromkeys(("process", "lane"), _NAMED),
    **dict.fromkeys(("sequenceFlow", "messageFlow"), _FLOW),
    **dict.fromkeys(("collaboration", "laneSet"), frozenset({"id"})),
    "definitions": frozenset({"id", "targetNamespace"}),
    "participant": _NAMED | {"processRef"},
    "flowNodeRef": frozenset[str](),
    "multiInstanceLoopCharacteristics": frozenset({"id", "isSequential"}),
}
_DRAWN = {"id", "bpmnElement"}
# Tag: the attributes that are for people, or say how to draw. All else is left out.
_KEPT: dict[str, frozenset[str]] = {f"{{{BPMN}}}{tag}": kept for tag, kept in _MODEL.items()} | {
    f"{{{DI}}}BPMNDiagram": frozenset({"id"}),
    f"{{{DI}}}BPMNPlane": frozenset(_DRAWN),
    f"{{{DI}}}BPMNShape": frozenset(_DRAWN | {"isHorizontal", "isExpanded", "isMarkerVisible"}),
    f"{{{DI}}}BPMNEdge": frozenset(_DRAWN),
    f"{{{DI}}}BPMNLabel": frozenset({"id"}),
    f"{{{DC}}}Bounds": frozenset(Box._fields),
    f"{{{DD}}}waypoint": frozenset(Point._fields),
}
_CHOICES = {"exclusiveGateway": "one", "eventBasedGateway": "one", "inclusiveGateway": "some"}


@dataclass(frozen=True)
class Way:
    """Where a step may lead: the name of what comes next, and what the author wrote at the way."""

    condition: str
    name: str


@dataclass(frozen=True)
class Step:
    """A named element in words: who does it (the name of its lane) and what may come next.

    `choice` is one, some or all of `ways`.
    """

    element: str
    name: str
    lane: str
    ways: tuple[Way, ...]
    choice: str


@dataclass(frozen=True)
class Drawing:
    """`xml` is BPMN for a viewer, `steps` says the same in words, in the order of the road.

    `frame` is what must be shown of the plane; without a picture there are no shapes in it.
    """

    name: str
    xml: str
    frame: Box
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]
    steps: tuple[Step, ...]

    @property
    def places(self) -> frozenset[str]:
        """The elements that a mark can stand at: those in the picture, else those in the words."""
        return frozenset(each.element for each in self.shapes or self.steps)


@lru_cache(maxsize=64)
def draw(xml: str) -> Drawing:
    """The drawing of a process that was published, so linted."""
    root = reader.parse(xml.encode())
    diagram = reader.read(root)
    bare = _bare(root)
    _forget_strangers(bare)
    known = {node.get("id", ""): node for node in bare.iter(f"{{{BPMN}}}*") if node.get("id")}
    shapes = sorted(_shapes(bare, known), key=lambda each: each.layer)
    edges = tuple(_edges(bare, known))
    return Drawing(
        name=diagram.name,
        xml=etree.tostring(bare, encoding="unicode"),
        frame=around(shapes, edges),
        shapes=tuple(shapes),
        edges=edges if shapes else (),
        steps=tuple(_steps(diagram, lanes(xml))),
    )


def lanes(xml: str) -> dict[str, str]:
    """The names of the lanes of a process by their ids."""
    found = reader.parse(xml.encode()).iter(f"{{{BPMN}}}lane")
    return {lane.get("id", ""): lane.get("name", "") for lane in found}


def present(state: bytes, places: Container[str]) -> frozenset[str]:
    """The `places` where an instance waits; what has none (inside a called process or a closed
    sub-process) waits at what holds it. StateRefused for a damaged state."""
    tokens = {token.number: token for token in thaw(state).tokens}
    waits = [t for t in tokens.values() if t.status in (Status.WAITING, Status.FAILED)]
    found = (_place(token, tokens, places) for token in waits)
    return frozenset(place for place in found if place)


def _place(token: Token, tokens: Mapping[int, Token], places: Container[str]) -> str:
    at: Token | None = token
    while at and (at.process or at.element not in places):
        at = tokens.get(at.parent)
    return at.element if at else ""


# --- the document for people


def _bare(node: etree._Element) -> etree._Element:
    """A copy with only what is kept, and no words but names."""
    kept = {k: v for k, v in node.attrib.items() if str(k) in _KEPT[str(node.tag)]}
    copy = etree.Element(node.tag, kept, nsmap=PREFIXES)
    if node.tag == f"{{{BPMN}}}flowNodeRef":
        copy.text = node.text
    copy.extend(_bare(child) for child in node if str(child.tag) in _KEPT)
    return copy


def _forget_strangers(bare: etree._Element) -> None:
    """Takes out of the picture what is not in the process any more: notes and data."""
    known = {node.get("id") for node in bare.iter(f"{{{BPMN}}}*")}
    for drawn in [*bare.iter(f"{{{DI}}}BPMNShape", f"{{{DI}}}BPMNEdge")]:
        parent = drawn.getparent()
        if drawn.get("bpmnElement") not in known and parent is not None:
            parent.remove(drawn)
    # A flow without its ends would stop a viewer.
    for flow in [*bare.iter(f"{{{BPMN}}}messageFlow")]:
        parent = flow.getparent()
        if not {flow.get("sourceRef"), flow.get("targetRef")} <= known and parent is not None:
            parent.remove(flow)


# --- the picture


def _shapes(bare: etree._Element, known: Mapping[str, etree._Element]) -> Iterator[Shape]:
    boxes = {each.get("bpmnElement", ""): _box(each) for each in _plane(bare, "BPMNShape")}
    for drawn in _plane(bare, "BPMNShape"):
        box = _box(drawn)
        node = known.get(drawn.get("bpmnElement", ""))
        if box is None or node is None:
            continue
        yield shape(
            tag=_tag(node),
            element=node.get("id", ""),
            name=node.get("name", ""),
            box=box,
            label=_label(drawn),
            event=_event(node),
            breaks="false" not in (node.get("cancelActivity"), node.get("isInterrupting")),
            upright=drawn.get("isHorizontal") == "false",
            closed=drawn.get("isExpanded") != "true",
            host=boxes.get(node.get("attachedToRef", "")),
        )


def _edges(bare: etree._Element, known: Mapping[str, etree._Element]) -> Iterator[Edge]:
    for drawn in _plane(bare, "BPMNEdge"):
        node = known.get(drawn.get("bpmnElement", ""))
        points = [_point(each) for each in drawn.iterfind(f"{{{DD}}}waypoint")]
        sure = [point for point in points if point]
        if node is not None and len(sure) == len(points) > 1:
            yield edge(_tag(node), node.get("name", ""), sure, _label(drawn))


def _plane(bare: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Of the first diagram: the others are the insides of closed sub-processes."""
    diagram = bare.find(f"{{{DI}}}BPMNDiagram")
    return iter(()) if diagram is None else diagram.iter(f"{{{DI}}}{tag}")


def _label(drawn: etree._Element) -> Box | None:
    label = drawn.find(f"{{{DI}}}BPMNLabel")
    return None if label is None else _box(label)


def _box(drawn: etree._Element) -> Box | None:
    bounds = drawn.find(f"{{{DC}}}Bounds")
    sides = [] if bounds is None else [_number(bounds, side) for side in Box._fields]
    sure = [side for side in sides if side is not None]
    whole = len(sure) == len(Box._fields) and min(sure[2:]) > 0
    return Box(*sure) if whole else None


def _point(drawn: etree._Element) -> Point | None:
    x, y = _number(drawn, "x"), _number(drawn, "y")
    return None if x is None or y is None else Point(x, y)


def _number(drawn: etree._Element, name: str) -> int | None:
    """The picture is not linted: whatever stands there becomes a whole number of pixels or none."""
    try:
        value = float(drawn.get(name, ""))
    except ValueError:
        return None
    return round(value) if math.isfinite(value) and abs(value) <= FARTHEST else None


def _event(node: etree._Element) -> str:
    tags = (_tag(child) for child in node)
    return next((_EVENTS[tag] for tag in tags if tag in _EVENTS), "")


def _tag(node: etree._Element) -> str:
    return str(etree.QName(node).localname)


# --- in words


def _steps(diagram: Diagram, names: Mapping[str, str]) -> Iterator[Step]:
    for name in _order(diagram):
        element = diagram.elements[name]
        if element.name:
            ways = tuple(dict.fromkeys(_ways(diagram, name)))
            choice = _CHOICES.get(element.tag, "all")
            lane = names.get(element.lane or "", "")
            yield Step(name, element.name, lane, ways, choice if len(ways) > 1 else "all")


def _order(diagram: Diagram) -> list[str]:
    """Every element once: along the road, then what no road reaches, and the ends at the end."""
    todo = [element.id for element in diagram.members(diagram.id) if element.tag == "startEvent"]
    seen: dict[str, None] = {}
    while todo:
        name = todo.pop(0)
        if name not in seen:
            seen[name] = None
            todo += [*diagram.next_of(name), *(start.id for start in diagram.starts(name))]
    order = [*seen, *(name for name in diagram.elements if name not in seen)]
    return sorted(order, key=lambda name: not diagram.next_of(name))


def _ways(diagram: Diagram, element: str) -> Iterator[Way]:
    """The ways out; what has no name is passed through."""
    todo: list[tuple[str, Flow]] = [(flow.name, flow) for flow in diagram.out_of(element)]
    seen: set[str] = set()
    while todo:
        condition, flow = todo.pop(0)
        if flow.id in seen:
            continue
        seen.add(flow.id)
        if name := diagram.elements[flow.target].name:
            yield Way(condition, name)
        else:
            todo += [(condition or more.name, more) for more in diagram.out_of(flow.target)]
    for boundary in diagram.boundaries(element):
        yield Way("", boundary.name or boundary.id)
