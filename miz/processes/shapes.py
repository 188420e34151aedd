"""The geometry of a BPMN picture: every shape and edge as outlines (SVG paths) and places of words.

Lengths are whole pixels of the author's plane.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .diagram import ACTIVITIES, EVENTS, GATEWAYS, PEOPLE

HEADER = 30  # the strip of a pool or lane that bears its name
LABEL = (100, 28)  # of a name whose place the author did not give
MARGIN = 12
MARK = 16
_CONTAINERS = {"participant": 0, "lane": 1}
_MARKS = {
    **dict.fromkeys(PEOPLE, "person"),
    **dict.fromkeys(("sendTask", "receiveTask"), "message"),
    **dict.fromkeys(("serviceTask", "scriptTask", "businessRuleTask"), "gear"),
    "exclusiveGateway": "cross",
    "parallelGateway": "plus",
    "inclusiveGateway": "ring",
    "eventBasedGateway": "pentagon",
}


class Box(NamedTuple):
    x: int
    y: int
    width: int
    height: int


class Point(NamedTuple):
    x: int
    y: int


BADGE = Box(0, 0, 92, 30)  # the mark over the present place, with the air under it


@dataclass(frozen=True)
class Shape:
    """`kind` is pool, lane, scope (an open sub-process), task, event or gateway.

    `path` is its outline and `inner` a second one. `words` is where its name stands, `turned` when
    it is read along the side. `mark` names the small sign at `mark_at`. `style` adds end, thrown,
    dashed or thick.
    """

    element: str
    kind: str
    name: str
    box: Box
    path: str
    inner: str
    words: Box
    turned: bool
    mark: str
    mark_at: Box
    style: str
    layer: int

    @property
    def badge(self) -> Point:
        """Where a word over the shape begins."""
        return Point(self.box.x + (self.box.width - BADGE.width) // 2, self.box.y - BADGE.height)

    @property
    def tick(self) -> Point:
        """Where a small round sign on the corner begins."""
        return Point(self.box.x + self.box.width - 12, self.box.y - 6)


@dataclass(frozen=True)
class Edge:
    """`kind` is sequenceFlow or messageFlow."""

    kind: str
    name: str
    path: str
    points: tuple[Point, ...]
    words: Box


def shape(
    *,
    tag: str,
    element: str,
    name: str,
    box: Box,
    label: Box | None,
    event: str,
    breaks: bool,
    upright: bool,
    closed: bool,
    host: Box | None,
) -> Shape:
    """`event` is what an event stands for, `breaks` whether it interrupts; `upright` are pools
    whose name is on top, `closed` a sub-process whose inside is not drawn; `host` is what a
    boundary event sits on."""
    kind = _kind(tag, closed)
    mark = event or ("gear" if kind == "scope" else _MARKS.get(tag, ""))
    double = tag in {"intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"}
    return Shape(
        element=element,
        kind=kind,
        name=name,
        box=box,
        path=_outline(kind, box),
        inner=_outline(kind, _shrunk(box, 3)) if double else _divider(kind, box, upright),
        words=_beside(box, host) if host and not label else _words(kind, box, label, upright),
        turned=tag in _CONTAINERS and not upright,
        mark="" if kind == "scope" else mark,
        mark_at=_mark_at(kind, box),
        style=_style(tag, breaks),
        layer=_CONTAINERS.get(tag, 2 if kind == "scope" else 3),
    )


def edge(tag: str, name: str, points: Sequence[Point], label: Box | None) -> Edge:
    middle = points[len(points) // 2]
    before = points[len(points) // 2 - 1]
    centre = Point((middle.x + before.x) // 2, (middle.y + before.y) // 2)
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    return Edge(tag, name, path, tuple(points), _wide(label) if label else _centred(centre, LABEL))


def around(shapes: Iterable[Shape], edges: Iterable[Edge]) -> Box:
    """What holds all of it, with room for marks; an empty box around nothing."""
    boxes = [box for each in shapes for box in (each.box, each.words)]
    if not boxes:
        return Box(0, 0, 0, 0)
    points = [point for each in edges for point in each.points]
    left = min([*(box.x for box in boxes), *(p.x for p in points)]) - MARGIN
    top = min([*(box.y for box in boxes), *(p.y for p in points)]) - BADGE.height
    right = max([*(box.x + box.width for box in boxes), *(p.x for p in points)]) + MARGIN
    bottom = max([*(box.y + box.height for box in boxes), *(p.y for p in points)]) + MARGIN
    return Box(left, top, right - left, bottom - top)


def _kind(tag: str, closed: bool) -> str:
    if tag == "subProcess" and not closed:
        return "scope"
    kinds = (("task", ACTIVITIES), ("event", EVENTS), ("gateway", GATEWAYS))
    found = next((kind for kind, tags in kinds if tag in tags), "")
    return found or ("pool" if tag == "participant" else "lane")


def _style(tag: str, breaks: bool) -> str:
    if tag == "endEvent":
        return "end"
    if tag == "callActivity":
        return "thick"
    if tag in ("intermediateThrowEvent", "sendTask"):
        return "thrown"
    return "" if breaks else "dashed"


def _outline(kind: str, box: Box) -> str:
    x, y, width, height = box
    if kind == "gateway":
        half, middle = width // 2, height // 2
        return f"M{x + half} {y}l{half} {middle}l-{half} {middle}l-{half} -{middle}z"
    if kind in ("pool", "lane"):
        return f"M{x} {y}h{width}v{height}h-{width}z"
    return _rounded(box, min(width, height) / 2 if kind == "event" else 10)


def _rounded(box: Box, radius: float) -> str:
    """A box with round corners; a circle when they meet."""
    x, y, width, height = box
    r = f"{min(radius, width / 2, height / 2):g}"
    across, down = f"{width - 2 * float(r):g}", f"{height - 2 * float(r):g}"
    corner = f"a{r} {r} 0 0 1"
    return (
        f"M{x + float(r):g} {y}h{across}{corner} {r} {r}v{down}{corner} -{r} {r}"
        f"h-{across}{corner} -{r} -{r}v-{down}{corner} {r} -{r}z"
    )


def _divider(kind: str, box: Box, upright: bool) -> str:
    """Between the name of a pool and its lanes."""
    if kind != "pool":
        return ""
    x, y, width, height = box
    return f"M{x} {y + HEADER}h{width}" if upright else f"M{x + HEADER} {y}v{height}"


def _words(kind: str, box: Box, label: Box | None, upright: bool) -> Box:
    x, y, width, height = box
    if kind in ("pool", "lane"):
        return Box(x, y, width, HEADER) if upright else Box(x, y, HEADER, height)
    if kind in ("event", "gateway"):
        below = Point(x + width // 2, y + height + 2 + LABEL[1] // 2)
        return _wide(label) if label else _centred(below, LABEL)
    return Box(x, y, width, HEADER) if kind == "scope" else _shrunk(box, 3)


def _beside(box: Box, host: Box) -> Box:
    """Clear of the host: over or under the corner that a boundary event makes with it."""
    over = 2 * box.y + box.height < 2 * host.y + host.height
    y = box.y - LABEL[1] // 2 if over else box.y + box.height - LABEL[1] // 2
    return Box(box.x + box.width + 2, y, *LABEL)


def _mark_at(kind: str, box: Box) -> Box:
    x, y, width, height = box
    if kind == "task":
        return Box(x + 6, y + 5, MARK, MARK)
    centre = Point(x + width // 2, y + height // 2)
    side = MARK + 4 if kind == "gateway" else MARK
    return _centred(centre, (side, side))


def _wide(label: Box) -> Box:
    """The author's place with room for words: modelers measure with other letters than ours."""
    wider = max(LABEL[0] - label.width, 0)
    return Box(label.x - wider // 2, label.y, label.width + wider, label.height)


def _centred(centre: Point, size: tuple[int, int]) -> Box:
    width, height = size
    return Box(centre.x - width // 2, centre.y - height // 2, width, height)


def _shrunk(box: Box, by: int) -> Box:
    x, y, width, height = box
    return Box(x + by, y + by, max(width - 2 * by, 1), max(height - 2 * by, 1))
