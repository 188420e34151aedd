"""What an element does that waits for nobody: scripts, steps, decisions, messages, and the data
that goes into a called process and comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from . import expressions, fields, steps
from .diagram import Element, Loop
from .errors import DataRefused, ExpressionFailed, StepFailed
from .expressions import Scalar, Value

if TYPE_CHECKING:
    from .process import Process

IN, OUT, INPUT, TO = "in.", "out.", "input.", "to."


@dataclass(frozen=True)
class Done:
    """What an element changed in the data, and whom it told: (message, element)."""

    data: Mapping[str, Value] = field(default_factory=dict)
    sent: tuple[tuple[str, str], ...] = ()
    calls: tuple[str, ...] = ()


def run(process: "Process", element: Element, data: Mapping[str, Value]) -> Done:
    """Raises StepFailed, RulesFailed, ExpressionFailed, or BusinessError of a step."""
    known = {name: value for name, value in data.items() if value is not None}
    if element.tag == "scriptTask":
        return Done(_assign(element.script or "", data))
    if element.tag == "serviceTask":
        name = element.properties["step"]
        result = steps.run(name, known)
        return Done(_declared(process, element, result, name), calls=(name,))
    if element.tag == "businessRuleTask":
        return Done(_decide(process, element, data))
    if element.tag == "sendTask":
        return Done(sent=((element.event.name, element.id),))
    return Done()


def _assign(script: str, data: Mapping[str, Value]) -> dict[str, Value]:
    seen, changed = dict(data), dict[str, Value]()
    for name, source in expressions.assignments(script):
        seen[name] = changed[name] = expressions.evaluate(source, seen)
    return changed


def _decide(process: "Process", element: Element, data: Mapping[str, Value]) -> dict[str, Value]:
    """What a decision of the package says, in the names the element declares.

    An input of the decision is the data of that name, or what `input.NAME` computes. A decision
    of one value goes into the one name that is declared.
    """
    decision, rules = element.properties["decision"], process.rules
    assert rules is not None  # noqa: S101 - the linter has found the decision in them
    wishes = {i.name: element.properties.get(INPUT + i.name) for i in rules.inputs(decision)}
    given = {
        name: expressions.value(source, data) if source else data.get(name)
        for name, source in wishes.items()
    }
    result = rules.decide(decision, given)
    if not isinstance(result, dict):
        result = {process.fields[element.id][0].name: result}
    plain = {name: _plain(value) for name, value in result.items()}
    return _declared(process, element, plain, decision)


def _plain(value: object) -> object:
    """As the data of a process holds it: whole numbers whole, moments and durations as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | str) else str(value)


def _declared(
    process: "Process", element: Element, result: Mapping[str, object], name: str
) -> dict[str, Value]:
    """Only what the element's own `data.*` properties say it may bring in."""
    declared = process.fields[element.id]
    try:
        return fields.answered(declared, result)
    except DataRefused as refused:
        raise StepFailed(f"{name} {refused.detail}") from refused


def instances(loop: Loop, data: Mapping[str, Value], most: int) -> list[Scalar]:
    """The items of a multi-instance activity; with a cardinality their numbers from 1."""
    if loop.collection:
        items = data.get(loop.collection)
        items = [] if items is None else items
        if not isinstance(items, list) or len(items) > most:
            raise ExpressionFailed(loop.collection)
        return list(items)
    count = expressions.evaluate(loop.cardinality, data)
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= most:
        raise ExpressionFailed(loop.cardinality)
    return list(range(1, count + 1))


def addressed(element: Element, data: Mapping[str, Value]) -> dict[str, Value]:
    """To whom a task goes: its `to.NAME` properties over the data."""
    return _mapped(element, TO, data)


def call(called: "Process", element: Element, data: Mapping[str, Value]) -> dict[str, Value]:
    """What a call activity gives its process: its `in.NAME` properties, as the called one takes
    them at its start. DataRefused when they do not fit."""
    return fields.check(called.fields[called.id], _mapped(element, IN, data))


def answer(element: Element, data: Mapping[str, Value]) -> dict[str, Value]:
    """What comes back from a called process: `out.NAME` over its data."""
    return _mapped(element, OUT, data)


def _mapped(element: Element, prefix: str, data: Mapping[str, Value]) -> dict[str, Value]:
    pairs = element.properties.items()
    return {
        name.removeprefix(prefix): expressions.value(source, data)
        for name, source in pairs
        if name.startswith(prefix)
    }
