"""Rules of the linter about data: expressions, and what a process names but does not hold."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Set
from functools import partial

from . import expressions, fields, steps, timers, work
from .diagram import Diagram, Element, Flow
from .dmn import Rules
from .errors import ExpressionRefused, Finding
from .process import Process, declared

CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")
_LOOP_NAMES = {"loop_counter"}
_COUNTS = {
    "number_of_instances",
    "number_of_active_instances",
    "number_of_completed_instances",
}


def at(where: Element | Flow | Diagram, code: str, reason: str) -> Finding:
    """A finding about an element, a flow or the whole."""
    return Finding(code, where.id or None, where.line, reason)


def outside(
    diagram: Diagram, rules: Rules | None, called: Collection[Process]
) -> Iterator[Finding]:
    processes = {process.id: process for process in called}
    everyone = {each for process in called for each in (process, *process.called.values())}
    for name, count in Counter(process.id for process in everyone).items():
        if count > 1 or name == diagram.id:
            yield at(diagram, "called", f"دو فرایند با یک شناسه فراخوانده می‌شود: {name}")
    for element in diagram.elements.values():
        if element.tag == "serviceTask" and not steps.known(element.properties.get("step", "")):
            yield at(element, "step", "چنین گامی ثبت نشده است.")
        if element.tag == "businessRuleTask":
            yield from _decision(element, rules)
        if element.tag == "callActivity":
            yield from _call(element, processes)


def _decision(element: Element, rules: Rules | None) -> Iterator[Finding]:
    name = element.properties.get("decision", "")
    if rules is None or name not in rules.decisions:
        yield at(element, "decision", "چنین تصمیمی در قاعده‌های بسته نیست.")
        return
    results = {field.name for field in _fields_of(element)}
    outputs = set(rules.outputs(name))
    if (outputs and outputs != results) or (not outputs and len(results) != 1):
        yield at(element, "decision", "خروجی‌های این تصمیم با داده‌های اعلام‌شده یکی نیست.")
    inputs = {each.name for each in rules.inputs(name)}
    for unknown in {n for n, _ in declared(element.properties, work.INPUT)} - inputs:
        yield at(element, "decision", f"این تصمیم چنین ورودی‌ای ندارد: {unknown}")


def _call(element: Element, processes: dict[str, Process]) -> Iterator[Finding]:
    process = processes.get(element.called)
    if process is None:
        yield at(element, "called", f"فرایندی با این شناسه در دسترس نیست: {element.called}")
        return
    given = {name for name, _ in declared(element.properties, work.IN)}
    taken = {field.name: field.required for field in process.fields[process.id]}
    if given - taken.keys() or {name for name, needed in taken.items() if needed} - given:
        yield at(element, "called", "داده‌هایی که داده می‌شود با آغاز آن فرایند نمی‌خواند.")
    for _, source in declared(element.properties, work.OUT):
        for mistake in mistakes(source, process.names, {}):
            yield at(element, "called", mistake)


# --- data and expressions


def data_fields(diagram: Diagram) -> dict[str, tuple[fields.Field, ...]]:
    """Element id to what it may bring in; the process's own id stands for the start."""
    carriers: list[Diagram | Element] = [diagram, *diagram.elements.values()]
    return {where.id: _fields_of(where) for where in carriers}


def _fields_of(where: Diagram | Element) -> tuple[fields.Field, ...]:
    return tuple(fields.parse_all(where.properties))


def _assigned(diagram: Diagram) -> set[str]:
    """The names that scripts, loops and calls write; a bad script has its own finding."""
    elements = diagram.elements.values()
    lines = (line for element in elements for line in (element.script or "").splitlines())
    found = {line.partition("=")[0].strip() for line in lines}
    for element in elements:
        found |= {name for name, _ in declared(element.properties, work.OUT)}
        if loop := element.loop:
            found |= {loop.item, loop.output, loop.output_item, *_LOOP_NAMES}
    objects = {name for element in elements for name in element.objects}
    return set(filter(None, found)) | objects | set(diagram.objects)


def data_names(diagram: Diagram) -> frozenset[str]:
    """Every name that an expression of this process may read."""
    brought_in = {field.name for group in data_fields(diagram).values() for field in group}
    return frozenset(brought_in | _assigned(diagram))


def written(diagram: Diagram) -> Iterator[Finding]:
    known, spellings = data_names(diagram), _choices(diagram)
    for flow in diagram.flows:
        if flow.condition is not None:
            sentence = partial(at, flow, "expression")
            yield from map(sentence, mistakes(flow.condition, known, spellings))
    for element in diagram.elements.values():
        if element.tag == "scriptTask":
            yield from _script(element, known, spellings)
        for source, names in _sources(element, known):
            sentence = partial(at, element, "expression")
            yield from map(sentence, mistakes(source, names, spellings))
        for name in _named_by(element):
            if not fields.is_name(name):
                yield at(element, "data", f"نام این داده درست نیست: {name}")
    for name in diagram.objects:
        if not fields.is_name(name):
            yield at(diagram, "data", f"نام این داده درست نیست: {name}")


def _named_by(element: Element) -> Iterator[str]:
    """The names of data that an author makes at an element, besides declarations and scripts."""
    yield from element.objects
    yield from (name for name, _ in declared(element.properties, work.OUT))
    if loop := element.loop:
        yield from filter(None, (loop.item, loop.output, loop.output_item))


def _sources(element: Element, known: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Every other expression of an element, with the names it may read."""
    for prefix in (work.IN, work.INPUT, work.TO):
        yield from ((source, known) for _, source in declared(element.properties, prefix))
    if element.loop and (counted := element.loop.cardinality or element.loop.collection):
        yield counted, known
    if element.loop and element.loop.until:
        yield element.loop.until, known | _COUNTS
    timer = element.event.timer
    if timer and timers.NAME.fullmatch(timer[1]):
        yield timer[1], known


def _script(
    element: Element, known: frozenset[str], spellings: dict[str, set[str]]
) -> Iterator[Finding]:
    try:
        lines = expressions.assignments(element.script or "")
    except ExpressionRefused:
        yield at(element, "script", "هر سطر اسکریپت تنها می‌تواند «نام = عبارت» باشد.")
        return
    for _, source in lines:
        for mistake in mistakes(source, known, spellings):
            yield at(element, "script", mistake)


def mistakes(source: str, known: Set[str], spellings: dict[str, set[str]]) -> Iterator[str]:
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
