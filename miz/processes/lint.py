"""What a process must be before it may be published: rules over a diagram, each yields findings.

The engine ignores some of BPMN in silence (compensation) and runs some of it in surprising ways;
so what is not known to work is refused, with the element, its line and a reason for the author.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Set
from functools import partial
from graphlib import CycleError, TopologicalSorter

from lxml import etree

from . import diagram as diagrams
from . import expressions, fields, steps
from .diagram import BPMN, Diagram, Element, Flow
from .errors import ExpressionRefused, Finding, ProcessRefused

STATES = (
    "received",
    "in_review",
    "waiting_for_citizen",
    "answered",
    "rejected",
    "objected",
    "closed",
)
STAGE = "stage."
MAX_BRANCHES = 64
WAITING = diagrams.TASKS | {"eventBasedGateway", "intermediateCatchEvent"}
_MILESTONES = diagrams.TASKS | diagrams.EVENTS
_WITH_DATA = frozenset({"userTask", "receiveTask", "intermediateCatchEvent", "serviceTask"})
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")
# Names the engine gives to its own nodes: an element called Start would be taken for one of them.
_RESERVED = frozenset({"Start", "End", "Root"})


def lint(xml: bytes) -> list[Finding]:
    """Everything that is wrong with a process; an empty list means `engine.load` accepts it."""
    try:
        check(xml)
    except ProcessRefused as refused:
        return refused.findings
    return []


def check(xml: bytes) -> Diagram:
    """The diagram of a process without findings, or ProcessRefused."""
    root = diagrams.parse(xml)
    findings = [*diagrams.unknown(root), *_ids(root)]
    if findings:
        raise ProcessRefused(findings)
    diagram = diagrams.read(root)
    # Rules about roads and expressions assume that every flow has two ends.
    findings = [*_flows(diagram), *_properties(diagram), *_stray(diagram)]
    findings = findings or [finding for rule in _RULES for finding in rule(diagram)]
    if findings:
        raise ProcessRefused(findings)
    return diagram


def _at(where: Element | Flow | Diagram, code: str, reason: str) -> Finding:
    return Finding(code, where.id or None, where.line, reason)


def _ids(root: etree._Element) -> Iterator[Finding]:
    named = [node for node in root.iter(f"{{{BPMN}}}*") if node.get("id") is not None]
    counts = Counter(node.get("id") for node in named)
    for node in named:
        name = node.get("id")
        if not _ID.fullmatch(name) or name in _RESERVED or counts[name] > 1:
            yield Finding("id", name, node.sourceline, "این شناسه نادرست یا تکراری است.")


def _flows(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        if not element.id:
            yield _at(element, "id", "این جزء شناسه ندارد.")
    for flow in diagram.flows:
        if not {flow.source, flow.target} <= diagram.elements.keys():
            yield _at(flow, "flow", "این پیکان به جایی نمی‌رسد یا از جایی نمی‌آید.")


def _stray(diagram: Diagram) -> Iterator[Finding]:
    for stray in diagram.strays:
        yield Finding("lane", stray, None, "نقش به جزئی اشاره می‌کند که در فرایند نیست.")
    if not diagram.executable or not _CODE.fullmatch(diagram.id):
        yield _at(diagram, "process", "فرایند باید اجرایی باشد و شناسه‌اش از حروف کوچک لاتین باشد.")


def _properties(diagram: Diagram) -> Iterator[Finding]:
    carriers: list[Diagram | Element] = [diagram, *diagram.elements.values()]
    for where in carriers:
        for name in where.properties:
            if not _property_belongs(name, None if isinstance(where, Diagram) else where.tag):
                yield _at(where, "property", f"این ویژگی اینجا پذیرفته نیست: {name}")
        for name, value in declared(where.properties, fields.PREFIX):
            try:
                fields.parse(name, value)
            except ValueError:
                yield _at(where, "data", f"تعریف داده درست نیست: {name} = {value}")


def _property_belongs(name: str, tag: str | None) -> bool:
    """Whether a property may stand on an element of that tag, or on the process (None)."""
    if name.startswith(fields.PREFIX):
        return tag is None or tag in _WITH_DATA
    if name.startswith(STAGE):
        return tag is None
    if name in {"state", "stage"}:
        return tag in _MILESTONES
    return name == "step" and tag == "serviceTask"


def declared(properties: dict[str, str], prefix: str) -> list[tuple[str, str]]:
    """(name, value) of the properties that start with `prefix`, in the author's order."""
    pairs = properties.items()
    return [(name.removeprefix(prefix), value) for name, value in pairs if name.startswith(prefix)]


def _ends(diagram: Diagram) -> Iterator[Finding]:
    elements = diagram.elements.values()
    starts = [element for element in elements if element.tag == "startEvent"]
    ends = [element for element in elements if element.tag == "endEvent"]
    if len(starts) != 1 or not ends:
        yield _at(diagram, "ends", "فرایند باید یک آغاز و دست‌کم یک پایان داشته باشد.")
    for element in (*starts, *ends):
        if "state" not in element.properties:
            yield _at(element, "milestone", "آغاز و پایان فرایند باید وضعیت درخواست را بگویند.")
    for start in starts:
        for lost in diagram.elements.keys() - diagram.reach(start.id):
            yield _at(diagram.elements[lost], "unreachable", "هیچ راهی به این جزء نمی‌رسد.")


def _degrees(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        inward, outward = len(diagram.into(element.id)), len(diagram.out_of(element.id))
        if (element.tag == "endEvent") != (outward == 0):
            yield _at(element, "dead_end", "راه در اینجا به پایان نمی‌رسد.")
        if element.tag == "startEvent" and inward:
            yield _at(element, "ends", "پیکانی نباید به آغاز فرایند برگردد.")
        if outward > 1 and element.tag not in diagrams.GATEWAYS:
            yield _at(element, "split", "تنها درگاه‌ها می‌توانند چند راه خروجی داشته باشند.")
        if inward > 1 and outward > 1 and element.tag == "parallelGateway":
            yield _at(element, "split", "یک درگاه موازی نمی‌تواند هم راه‌ها را جمع کند و هم بگشاید.")


def _conditions(diagram: Diagram) -> Iterator[Finding]:
    for flow in diagram.flows:
        source = diagram.elements[flow.source]
        choosing = source.tag == "exclusiveGateway" and len(diagram.out_of(source.id)) > 1
        default = source.default == flow.id
        if (flow.condition is not None) != (choosing and not default):
            yield _at(flow, "condition", "هر راه درگاه انتخاب، جز راه پیش‌فرض، یک شرط دارد.")
    for element in diagram.elements.values():
        flows = {flow.id for flow in diagram.out_of(element.id)}
        if element.default is not None and element.default not in flows:
            yield _at(element, "condition", "راه پیش‌فرض از این درگاه بیرون نمی‌رود.")


def _lanes(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        if element.tag in diagrams.TASKS and not _CODE.fullmatch(element.lane or ""):
            yield _at(element, "lane", "معلوم نیست این کار با کدام نقش است.")


def _messages(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        listens = element.tag in {"receiveTask", "intermediateCatchEvent"}
        if listens and not _CODE.fullmatch(element.message or ""):
            yield _at(element, "message", "پیامی که این جزء در انتظار آن است معلوم نیست.")
        if element.tag == "eventBasedGateway":
            yield from _awaited_together(diagram, element)


def _awaited_together(diagram: Diagram, gateway: Element) -> Iterator[Finding]:
    """The engine moves the events into the gateway, so they must be its own and all different."""
    events = [diagram.elements[flow.target] for flow in diagram.out_of(gateway.id)]
    repeated = len({event.message for event in events}) < len(events)
    shared = any(len(diagram.into(event.id)) > 1 for event in events)
    if repeated or shared or any(event.tag != "intermediateCatchEvent" for event in events):
        yield _at(gateway, "event_gateway", "هر راه این درگاه باید رویداد پیام جداگانه داشته باشد.")


def _milestones(diagram: Diagram) -> Iterator[Finding]:
    codes = dict(declared(diagram.properties, STAGE))
    for code, title in codes.items():
        if not _CODE.fullmatch(code) or not title.strip():
            yield _at(diagram, "milestone", f"تعریف مرحله درست نیست: {code}")
    used = {element.properties.get("stage") for element in diagram.elements.values()}
    for code in codes.keys() - used:
        yield _at(diagram, "milestone", f"هیچ جزئی به این مرحله نمی‌رسد: {code}")
    for element in diagram.elements.values():
        stage, state = element.properties.get("stage"), element.properties.get("state")
        if stage is not None and stage not in codes:
            yield _at(element, "milestone", "این مرحله در فهرست مرحله‌های فرایند نیست.")
        if state is not None and state not in STATES:
            yield _at(element, "milestone", "این وضعیت شناخته نیست.")


def _steps(diagram: Diagram) -> Iterator[Finding]:
    for element in diagram.elements.values():
        if element.tag == "serviceTask" and not steps.known(element.properties.get("step", "")):
            yield _at(element, "step", "چنین گامی ثبت نشده است.")


def data_fields(diagram: Diagram) -> dict[str, tuple[fields.Field, ...]]:
    """Element id to what it may bring in; the process's own id stands for the start."""
    carriers: list[Diagram | Element] = [diagram, *diagram.elements.values()]
    return {
        where.id: tuple(fields.parse(*pair) for pair in declared(where.properties, fields.PREFIX))
        for where in carriers
    }


def _assigned(diagram: Diagram) -> set[str]:
    """The names that scripts write; a script outside the language has its own finding."""
    scripts = [element.script or "" for element in diagram.elements.values()]
    lines = (line.partition("=")[0].strip() for script in scripts for line in script.splitlines())
    return set(filter(None, lines))


def data_names(diagram: Diagram) -> frozenset[str]:
    """Every name that an expression of this process may read."""
    brought_in = {field.name for group in data_fields(diagram).values() for field in group}
    return frozenset(brought_in | _assigned(diagram))


def _expressions(diagram: Diagram) -> Iterator[Finding]:
    known, spellings = data_names(diagram), _choices(diagram)
    for flow in diagram.flows:
        if flow.condition is not None:
            sentence = partial(_at, flow, "expression")
            yield from map(sentence, _mistakes(flow.condition, known, spellings))
    for element in diagram.elements.values():
        if element.tag == "scriptTask":
            yield from _script(element, known, spellings)


def _script(
    element: Element, known: frozenset[str], spellings: dict[str, set[str]]
) -> Iterator[Finding]:
    try:
        lines = expressions.assignments(element.script or "")
    except ExpressionRefused:
        yield _at(element, "script", "هر سطر اسکریپت تنها می‌تواند «نام = عبارت» باشد.")
        return
    for _, source in lines:
        for mistake in _mistakes(source, known, spellings):
            yield _at(element, "script", mistake)


def _mistakes(source: str, known: frozenset[str], spellings: dict[str, set[str]]) -> Iterator[str]:
    try:
        read = expressions.names(source)
    except ExpressionRefused as refused:
        yield str(refused)
        return
    if read - known:
        yield f"این نام‌ها در داده‌های فرایند نیستند: {', '.join(sorted(read - known))}"
    for name, text in expressions.compared(source):
        if name in spellings and text not in spellings[name]:
            yield f"«{text}» از گزینه‌های {name} نیست."


def _choices(diagram: Diagram) -> dict[str, set[str]]:
    """The words a name may hold, for names that hold nothing but declared choices."""
    brought_in = [field for group in data_fields(diagram).values() for field in group]
    loose = {field.name for field in brought_in if field.type != "choice"} | _assigned(diagram)
    found: dict[str, set[str]] = {}
    for field in brought_in:
        if field.name not in loose:
            found.setdefault(field.name, set()).update(field.choices)
    return found


def _loops(diagram: Diagram) -> Iterator[Finding]:
    """A loop in which nobody is waited for would spin for ever; one with no choice never ends."""
    elements = diagram.elements.values()
    automatic = {element.id for element in elements if element.tag not in WAITING}
    for element in _loop(diagram, automatic):
        yield _at(element, "loop", "این حلقه در انتظار هیچ‌کس نمی‌ماند و پایان ندارد.")
    choosing = {element.id for element in elements if _chooses(diagram, element)}
    for element in _loop(diagram, diagram.elements.keys() - choosing):
        yield _at(element, "loop", "از این حلقه هیچ راه خروجی نیست.")


def _chooses(diagram: Diagram, element: Element) -> bool:
    choice = element.tag in {"exclusiveGateway", "eventBasedGateway"}
    return choice and len(diagram.out_of(element.id)) > 1


def _loop(diagram: Diagram, among: Set[str]) -> list[Element]:
    """One element of a loop that never leaves `among`, if there is such a loop."""
    graph = {name: {flow.target for flow in diagram.out_of(name)} & among for name in among}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [diagram.elements[error.args[1][0]]]
    return []


def _branches(diagram: Diagram) -> Iterator[Finding]:
    """Splits one after another multiply: thirty of them would make a billion tokens."""
    splits = (e for e in diagram.elements.values() if e.tag == "parallelGateway")
    if math.prod(max(1, len(diagram.out_of(split.id))) for split in splits) > MAX_BRANCHES:
        yield _at(diagram, "branches", "شاخه‌های موازی این فرایند بیش از اندازه است.")


_RULES = (
    _ends,
    _degrees,
    _conditions,
    _lanes,
    _messages,
    _milestones,
    _steps,
    _expressions,
    _loops,
    _branches,
)
