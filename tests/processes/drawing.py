"""Draws small diagrams for tests, and finds the ones the packages ship."""

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

PACKAGES = Path(__file__).parents[2] / "services"
DESK = PACKAGES / "hajj/desk/process.bpmn"
COMPLAINTS = PACKAGES / "hajj/complaints/process.bpmn"
NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
)
START = {"state": "received"}
END = {"state": "closed"}


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
    named = "".join(f'<message id="message_{m}" name="{m}"/>' for m in messages.split())
    return f"<definitions {NAMESPACES}>{process}</process>{named}</definitions>".encode()


def simple(**changes: str) -> bytes:
    """start > work > end, with one user task."""
    return draw(node("userTask", "work", **changes), roads="start>work work>end")
