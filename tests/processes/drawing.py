"""Draws small diagrams for tests, and finds the ones the packages ship."""

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from miz.processes import engine
from miz.processes.engine import Process

PACKAGES = Path(__file__).parents[2] / "services"
# A small desk: a review that asks, answers or rejects; one objection; closing.
DESK = Path(__file__).parent / "desk.bpmn"
SHIPPED = sorted(PACKAGES.glob("*/*/process.bpmn"))
NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)
START = {"state": "received"}
END = {"state": "closed"}


def shipped(file: Path) -> Process:
    """A process of a package, with its rules."""
    rules = file.parent / "rules.dmn"
    return engine.load(file.read_bytes(), rules.read_bytes() if rules.exists() else b"")


def extension(properties: Mapping[str, str]) -> str:
    rows = (
        f"<spiffworkflow:property name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in properties.items()
    )
    inner = f"<spiffworkflow:properties>{''.join(rows)}</spiffworkflow:properties>"
    return f"<extensionElements>{inner}</extensionElements>" if properties else ""


def node(
    tag: str, name: str, properties: Mapping[str, str] = {}, inner: str = "", **attributes: str
) -> str:
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<{tag} id="{name}"{given}>{extension(properties)}{inner}</{tag}>'


def catch(name: str, message: str, properties: Mapping[str, str] = {}) -> str:
    inner = f'<messageEventDefinition messageRef="message_{message}"/>'
    return node("intermediateCatchEvent", name, properties, inner)


def news(kind: str, name: str = "") -> str:
    """An event definition: of a message, signal, error, escalation, link or terminate."""
    if kind == "link":
        return f'<linkEventDefinition name="{name}"/>'
    reference = f' {kind}Ref="{kind}_{name}"' if name else ""
    return f"<{kind}EventDefinition{reference}/>"


def timer(text: str, kind: str = "Duration") -> str:
    return f"<timerEventDefinition><time{kind}>{text}</time{kind}></timerEventDefinition>"


def boundary(name: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    cancels = str(interrupting).lower()
    return node("boundaryEvent", name, {}, definition, attachedToRef=host, cancelActivity=cancels)


def repeated(cardinality: str = "3", *, sequential: bool = False, until: str = "") -> str:
    ended = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    inner = f"<loopCardinality>{escape(cardinality)}</loopCardinality>{ended}"
    return _instances(inner, sequential)


def for_each(collection: str, item: str, output: str = "", result: str = "") -> str:
    inner = f"<loopDataInputRef>{collection}</loopDataInputRef>"
    inner += f"<loopDataOutputRef>{output}</loopDataOutputRef>" if output else ""
    inner += f'<inputDataItem id="{item}_item" name="{item}"/>'
    inner += f'<outputDataItem id="{result}_result" name="{result}"/>' if result else ""
    return _instances(inner, sequential=False)


def _instances(inner: str, sequential: bool) -> str:
    tag = "multiInstanceLoopCharacteristics"
    return f'<{tag} isSequential="{str(sequential).lower()}">{inner}</{tag}>'


def scope(
    name: str,
    *nodes: str,
    roads: str,
    conditions: Mapping[str, str] = {},
    start: str = "",
    **attributes: str,
) -> str:
    """A sub-process; `NAME_begin` and `NAME_done` are drawn, `start` is what begins it."""
    interrupts = {"isInterrupting": attributes.pop("interrupting")} if start else {}
    begin = node("startEvent", f"{name}_begin", {}, start, **interrupts)
    body = "".join((begin, node("endEvent", f"{name}_done"), *nodes))
    inner = body + "".join(flow(road, conditions) for road in roads.split())
    return node("subProcess", name, {}, inner, **attributes)


def flow(road: str, conditions: Mapping[str, str]) -> str:
    source, _, target = road.partition(">")
    condition = conditions.get(road)
    inner = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" {ends}>{inner}</sequenceFlow>'


def draw(
    *nodes: str,
    roads: str,
    conditions: Mapping[str, str] = {},
    properties: Mapping[str, str] = {},
    lane: str = "work ask check left right",
    messages: str = "ping pong",
) -> bytes:
    """BPMN with a start and an end; `roads` are "source>target" pairs."""
    start, end = node("startEvent", "start", START), node("endEvent", "end", END)
    body = "".join((start, end, *nodes))
    refs = (f"<flowNodeRef>{n}</flowNodeRef>" for n in lane.split() if f'id="{n}"' in body)
    lanes = f'<laneSet id="lanes"><lane id="clerk">{"".join(refs)}</lane></laneSet>'
    flows = "".join(flow(road, conditions) for road in roads.split())
    process = f'<process id="small" isExecutable="true">{extension(properties)}{lanes}{body}{flows}'
    named = "".join(_declared(name) for name in messages.split())
    return f"<definitions {NAMESPACES}>{process}</process>{named}</definitions>".encode()


def _declared(name: str) -> str:
    kinds = ("message", "signal", "error", "escalation")
    return "".join(f'<{kind} id="{kind}_{name}" name="{name}"/>' for kind in kinds)


def simple(**changes: str) -> bytes:
    """start > work > end, with one user task."""
    return draw(node("userTask", "work", **changes), roads="start>work work>end")
