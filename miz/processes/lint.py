"""What a process must be before it may be published: rules over a diagram, each yields findings.

What is not known to work is refused, with the element, its line and a reason for the author;
nothing that an author drew is silently ignored.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Set
from graphlib import CycleError, TopologicalSorter

from lxml import etree

from . import diagram as diagrams
from . import reader, timers
from .diagram import Diagram, Element
from .dmn import Rules
from .errors import Finding, ProcessRefused
from .lint_data import CODE, at, data_fields, outside, written
from .lint_properties import properties
from .process import STAGE, Process, declared

STATES = (
    "received",
    "in_review",
    "waiting_for_citizen",
    "answered",
    "rejected",
    "objected",
    "closed",
)
MAX_BRANCHES = 64
_RESTS = frozenset({"userTask", "manualTask", "receiveTask", "eventBasedGateway", "callActivity"})
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


def lint(xml: bytes, rules: Rules | None = None, called: Collection[Process] = ()) -> list[Finding]:
    """Everything that is wrong with a process; an empty list means `engine.load` accepts it."""
    try:
        check(xml, rules, called)
    except ProcessRefused as refused:
        return refused.findings
    return []


def check(xml: bytes, rules: Rules | None = None, called: Collection[Process] = ()) -> Diagram:
    """The diagram of a process without findings, or ProcessRefused."""
    root = reader.parse(xml)
    findings = [*reader.unknown(root), *_ids(root)]
    if findings:
        raise ProcessRefused(findings)
    diagram = reader.read(root)
    # Rules about roads and expressions assume that every flow has two ends.
    findings = [*_flows(diagram), *properties(diagram), *_stray(diagram)]
    findings = findings or [*_found(diagram), *outside(diagram, rules, called)]
    if findings:
        raise ProcessRefused(findings)
    return diagram


def _found(diagram: Diagram) -> Iterator[Finding]:
    for rule in _RULES:
        yield from rule(diagram)


def _ids(root: etree._Element) -> Iterator[Finding]:
    named = [node for node in root.iter(f"{{{reader.BPMN}}}*") if node.get("id") is not None]
    counts = Counter(node.get("id") for node in named)
    for node in named:
        name = node.get("id")
        if not _ID.fullmatch(name) or counts[name] > 1:
            yield Finding("id", name, node.sourceline, "این شناسه نادرست یا تکراری است.")


def _flows(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        if not element.id:
            yield at(element, "id", "این جزء شناسه ندارد.")
    for flow in diagram.flows:
        if not flow.id:
            reason = "پیکانی که از این جزء می‌آید شناسه ندارد."
            yield Finding("id", flow.source, flow.line, reason)
        ends = [diagram.elements.get(name) for name in (flow.source, flow.target)]
        if any(end is None or end.scope != flow.scope for end in ends):
            yield at(flow, "flow", "این پیکان به جایی نمی‌رسد یا از مرز زیرفرایند می‌گذرد.")


def _stray(diagram: Diagram) -> Iterator[Finding]:
    for stray in diagram.strays:
        yield Finding("lane", stray, None, "نقش به جزئی اشاره می‌کند که در فرایند نیست.")
    if not diagram.executable or not CODE.fullmatch(diagram.id):
        yield at(diagram, "process", "فرایند باید اجرایی باشد و شناسه‌اش از حروف کوچک لاتین باشد.")


# --- scopes and roads


def _ends(diagram: Diagram) -> Iterator[Finding]:
    elements = diagram.members(diagram.id)
    ends = [element for element in elements if element.tag == "endEvent"]
    starts = diagram.starts(diagram.id)
    beginnings = {"none", "message", "timer", "signal"}
    for start in starts:
        if start.event.kind not in beginnings:
            yield at(start, "ends", "فرایند با خطا یا ارجاع به بالا آغاز نمی‌شود.")
    if sum(start.event.kind == "none" for start in starts) != 1 or not ends:
        yield at(diagram, "ends", "فرایند باید یک آغاز ساده و دست‌کم یک پایان داشته باشد.")
    for element in (*starts, *ends):
        if "state" not in element.properties:
            yield at(element, "milestone", "آغاز و پایان فرایند باید وضعیت درخواست را بگویند.")


def _scopes(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        if element.tag == "subProcess":
            yield from _scope(diagram, element)
    for element in diagram.elements.values():
        owner = diagram.elements.get(element.scope)
        plain = owner is not None and not owner.by_event
        if plain and element.tag == "startEvent" and element.event.kind != "none":
            yield at(element, "ends", "آغاز زیرفرایند ساده نمی‌تواند رویداد داشته باشد.")


def _scope(diagram: Diagram, scope: Element) -> Iterator[Finding]:
    starts = diagram.starts(scope.id)
    ends = [e for e in diagram.members(scope.id) if e.tag == "endEvent"]
    if len(starts) != 1 or not ends:
        yield at(scope, "ends", "زیرفرایند باید یک آغاز و دست‌کم یک پایان داشته باشد.")
    if not scope.by_event:
        return
    if any(start.event.kind == "none" for start in starts) or scope.loop:
        yield at(scope, "event_scope", "زیرفرایند رویدادی با یک رویداد آغاز می‌شود، بی تکرار.")
    if diagram.into(scope.id) or diagram.out_of(scope.id) or diagram.boundaries(scope.id):
        yield at(scope, "event_scope", "زیرفرایند رویدادی پیکان و رویداد مرزی ندارد.")


def _unreachable(diagram: Diagram) -> Iterator[Finding]:
    for scope in diagram.scopes:
        seen = {name for start in diagram.starts(scope) for name in diagram.reach(start.id)}
        for element in diagram.members(scope):
            if element.id not in seen and not element.by_event:
                yield at(element, "unreachable", "هیچ راهی به این جزء نمی‌رسد.")


def _degrees(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        if element.by_event:
            continue
        inward, outward = len(diagram.into(element.id)), len(diagram.out_of(element.id))
        link = element.event.kind == "link"
        final = element.tag == "endEvent" or (link and element.tag == "intermediateThrowEvent")
        if final != (outward == 0):
            yield at(element, "dead_end", "راه در اینجا به پایان نمی‌رسد.")
        if inward and (element.tag in {"startEvent", "boundaryEvent"} or (link and not final)):
            yield at(element, "ends", "پیکانی نباید به این رویداد برسد.")
        if outward > 1 and element.tag not in diagrams.GATEWAYS:
            yield at(element, "split", "تنها درگاه‌ها می‌توانند چند راه خروجی داشته باشند.")


def _conditions(diagram: Diagram) -> Iterator[Finding]:
    for flow in diagram.flows:
        source = diagram.elements[flow.source]
        gateway = source.tag in {"exclusiveGateway", "inclusiveGateway"}
        choosing = gateway and len(diagram.out_of(source.id)) > 1
        default = source.default == flow.id
        if (flow.condition is not None) != (choosing and not default):
            yield at(flow, "condition", "هر راه درگاه انتخاب، جز راه پیش‌فرض، یک شرط دارد.")
    for element in diagram.elements.values():
        flows = {flow.id for flow in diagram.out_of(element.id)}
        if element.default is not None and element.default not in flows:
            yield at(element, "condition", "راه پیش‌فرض از این درگاه بیرون نمی‌رود.")


def _lanes(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        waits = element.tag in diagrams.PEOPLE | {"receiveTask"}
        if waits and not CODE.fullmatch(element.lane or ""):
            yield at(element, "lane", "معلوم نیست این کار با کدام نقش است.")


# --- events


def _events(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        event, tag = element.event, element.tag
        if event.definitions > 1:
            yield at(element, "event", "هر رویداد تنها یک تعریف دارد.")
        if event.kind in {"message", "signal"} and not CODE.fullmatch(event.name):
            yield at(element, "message", "نام پیام یا نشانی که این جزء با آن کار دارد معلوم نیست.")
        if event.kind in {"error", "escalation"}:
            yield from _code(element)
        if event.kind == "timer":
            yield from _timer(element, diagram)
        needs = {"intermediateCatchEvent", "boundaryEvent", "receiveTask", "sendTask"}
        if event.kind == "none" and tag in needs:
            yield at(element, "message", "رویدادی که این جزء با آن کار دارد معلوم نیست.")


def _code(element: Element) -> Iterator[Finding]:
    thrown = element.tag in {"endEvent", "intermediateThrowEvent"}
    if (thrown or element.event.name) and not CODE.fullmatch(element.event.name):
        yield at(element, "error", "کد این خطا یا ارجاع به بالا معلوم نیست.")
    if element.event.kind == "error" and not element.interrupting:
        yield at(element, "error", "رویداد خطا همیشه کار را متوقف می‌کند.")


def _timer(element: Element, diagram: Diagram) -> Iterator[Finding]:
    try:
        timers.check(*(element.event.timer or ("duration", "")))
    except ValueError:
        yield at(element, "timer", "زمان این رویداد خوانده نمی‌شود.")
    kind, begins = (element.event.timer or ("", ""))[0], element in diagram.starts(diagram.id)
    once = element.interrupting or element.tag == "intermediateCatchEvent"
    if kind == "cycle" and once and not begins:
        yield at(element, "timer", "زمان‌سنج تکرارشونده تنها برای رویدادی است که متوقف نمی‌کند.")


def _boundaries(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        if element.tag == "boundaryEvent":
            host = diagram.elements.get(element.attached_to)
            activity = host is not None and host.tag in diagrams.ACTIVITIES
            if not activity or host is None or host.scope != element.scope:
                yield at(element, "boundary", "این رویداد مرزی به کاری چسبیده نیست.")


def _gateways(diagram: Diagram) -> Iterator[Finding]:
    for gateway in diagram.elements.values():
        if gateway.tag == "eventBasedGateway":
            yield from _awaited_together(diagram, gateway)


def _awaited_together(diagram: Diagram, gateway: Element) -> Iterator[Finding]:
    """The first of them that happens wins, so they must be its own and all different."""
    events = [diagram.elements[flow.target] for flow in diagram.out_of(gateway.id)]
    news = [(e.event.kind, e.event.name or e.id) for e in events]
    shared = any(len(diagram.into(e.id)) > 1 or diagram.boundaries(e.id) or e.loop for e in events)
    wrong = any(
        event.tag not in {"intermediateCatchEvent", "receiveTask"} or event.event.kind == "link"
        for event in events
    )
    if len(set(news)) < len(news) or shared or wrong:
        yield at(gateway, "event_gateway", "هر راه این درگاه باید رویداد جداگانه‌ای داشته باشد.")


def _links(diagram: Diagram) -> Iterator[Finding]:
    links = [e for e in diagram.elements.values() if e.event.kind == "link"]
    ends = Counter((e.scope, e.event.name) for e in links if e.tag == "intermediateCatchEvent")
    thrown = {(e.scope, e.event.name) for e in links if e.tag == "intermediateThrowEvent"}
    for element in links:
        place = (element.scope, element.event.name)
        if not element.event.name or ends[place] != 1 or place not in thrown:
            yield at(element, "link", "هر پیوند یک نام، یک مقصد و دست‌کم یک مبدأ دارد.")


def _instances(diagram: Diagram) -> Iterator[Finding]:
    brought_in = (field for group in data_fields(diagram).values() for field in group)
    lists = {field.name for field in brought_in if field.many}
    for element in diagram.elements.values():
        loop = element.loop
        if loop is None:
            continue
        counted = bool(loop.cardinality) != bool(loop.collection)
        paired = bool(loop.output) == bool(loop.output_item)
        if not counted or not paired or not CODE.fullmatch(loop.collection or "one"):
            yield at(element, "loop", "تکرار این کار به شمار یا فهرستی نیاز دارد.")
        if loop.output_item in lists:
            yield at(element, "loop", "نتیجه‌ی هر تکرار نمی‌تواند خود فهرست باشد.")


# --- milestones


def _milestones(diagram: Diagram) -> Iterator[Finding]:
    codes = dict(declared(diagram.properties, STAGE))
    for code, title in codes.items():
        if not CODE.fullmatch(code) or not title.strip():
            yield at(diagram, "milestone", f"تعریف مرحله درست نیست: {code}")
    used = {element.properties.get("stage") for element in diagram.elements.values()}
    for code in codes.keys() - used:
        yield at(diagram, "milestone", f"هیچ جزئی به این مرحله نمی‌رسد: {code}")
    for element in diagram.elements.values():
        stage, state = element.properties.get("stage"), element.properties.get("state")
        if stage is not None and stage not in codes:
            yield at(element, "milestone", "این مرحله در فهرست مرحله‌های فرایند نیست.")
        if state is not None and state not in STATES:
            yield at(element, "milestone", "این وضعیت شناخته نیست.")


# --- what would never end


def _loops(diagram: Diagram) -> Iterator[Finding]:
    """A loop in which nobody is waited for would spin for ever; one with no choice never ends."""
    elements = diagram.elements.values()
    automatic = {element.id for element in elements if not _rests(diagram, element)}
    for element in _loop(diagram, automatic):
        yield at(element, "loop", "این حلقه در انتظار هیچ‌کس نمی‌ماند و پایان ندارد.")
    choosing = {element.id for element in elements if _chooses(diagram, element)}
    for element in _loop(diagram, diagram.elements.keys() - choosing):
        yield at(element, "loop", "از این حلقه هیچ راه خروجی نیست.")


def _rests(diagram: Diagram, element: Element) -> bool:
    """Whether a token surely waits at an element before it goes on."""
    if element.tag == "intermediateCatchEvent":
        moment = element.event.timer is not None and element.event.timer[0] == "date"
        return element.event.kind != "link" and not moment
    if element.tag == "subProcess" and not element.by_event:
        start = diagram.start(element.id)
        members = diagram.members(element.id)
        rests = frozenset(e.id for e in members if _rests(diagram, e))
        reachable = diagram.reach(start.id, rests) if start else set()
        return not any(diagram.elements[name].tag == "endEvent" for name in reachable)
    return element.tag in _RESTS


def _chooses(diagram: Diagram, element: Element) -> bool:
    choice = element.tag in {"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"}
    breaks = any(boundary.interrupting for boundary in diagram.boundaries(element.id))
    return breaks or (choice and len(diagram.out_of(element.id)) > 1)


def _loop(diagram: Diagram, among: Set[str]) -> list[Element]:
    """One element of a loop that never leaves `among`, if there is such a loop."""
    graph = {name: set(diagram.next_of(name)) & among for name in among}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [diagram.elements[error.args[1][0]]]
    return []


def _branches(diagram: Diagram) -> Iterator[Finding]:
    """Splits one after another multiply: thirty of them would make a billion tokens."""
    many = {"parallelGateway", "inclusiveGateway"}
    splits = (e for e in diagram.elements.values() if e.tag in many)
    if math.prod(max(1, len(diagram.out_of(split.id))) for split in splits) > MAX_BRANCHES:
        yield at(diagram, "branches", "شاخه‌های موازی این فرایند بیش از اندازه است.")


_RULES = (
    _ends,
    _scopes,
    _unreachable,
    _degrees,
    _conditions,
    _lanes,
    _events,
    _boundaries,
    _gateways,
    _links,
    _instances,
    _milestones,
    written,
    _loops,
    _branches,
)
