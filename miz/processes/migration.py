"""Moving a running instance to another version of its process.

Every token must find its element again, of the same kind and in the same scope, under its own id
or under the one that `mapping` (old id: new id) gives. What cannot is told before anything moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .diagram import Diagram, Element
from .errors import MigrationRefused
from .process import Process
from .tokens import Status, Token, freeze, thaw

_ALIKE = {
    # A task that people do stays one, whichever of the two it was drawn as.
    "manualTask": "userTask",
}


@dataclass(frozen=True)
class Landing:
    """Where one token comes from and where it lands; `problem` is why it cannot, else empty."""

    element: str
    target: str
    problem: str = ""


def plan(
    old: Process, new: Process, state: bytes, mapping: Mapping[str, str] | None = None
) -> tuple[Landing, ...]:
    """Where each token would land. Problems: missing (needs a mapping), kind, scope, flow
    (it waits at a join and its way there is gone), called."""
    return tuple(_landing(old, new, token, mapping or {}) for token in thaw(state).tokens)


def migrate(
    old: Process, new: Process, state: bytes, mapping: Mapping[str, str] | None = None
) -> bytes:
    """The state of the instance in the new version; MigrationRefused names who cannot move."""
    mapping = mapping or {}
    problems = [each for each in plan(old, new, state, mapping) if each.problem]
    if problems:
        raise MigrationRefused(", ".join(f"{each.element}: {each.problem}" for each in problems))
    rest = thaw(state)
    tokens = [_moved(old, new, token, mapping) for token in rest.tokens]
    return freeze(new.id, rest.following, tokens)


def _landing(old: Process, new: Process, token: Token, mapping: Mapping[str, str]) -> Landing:
    if token.process:
        same = new.called.get(token.process) is old.called.get(token.process)
        return Landing(token.element, token.element, "" if same else "called")
    if token.element == old.id:
        return Landing(token.element, new.id)
    target = mapping.get(token.element, token.element)
    here, there = old.diagram.elements[token.element], new.diagram.elements.get(target)
    if there is None:
        return Landing(token.element, target, "missing")
    problem = _problem(old.diagram, here, new.diagram, there, mapping)
    if (
        not problem
        and token.status == Status.ARRIVED
        and not _flow(old, new, token, target, mapping)
    ):
        # At a join it would count for a branch that nobody knows.
        problem = "flow"
    return Landing(token.element, target, problem)


def _problem(
    old: Diagram, here: Element, new: Diagram, there: Element, mapping: Mapping[str, str]
) -> str:
    if _ALIKE.get(here.tag, here.tag) != _ALIKE.get(there.tag, there.tag):
        return "kind"
    if bool(here.loop) != bool(there.loop) or here.event.kind != there.event.kind:
        return "kind"
    scope = new.id if here.scope == old.id else mapping.get(here.scope, here.scope)
    return "" if there.scope == scope else "scope"


def _moved(old: Process, new: Process, token: Token, mapping: Mapping[str, str]) -> Token:
    """The token in the new version: a flow or timer that is there no more is forgotten."""
    if token.process:
        return token
    element = new.id if token.element == old.id else mapping.get(token.element, token.element)
    due = {mapping.get(name, name): moment for name, moment in token.due.items()}
    kept = {name: moment for name, moment in due.items() if name in new.diagram.elements}
    return replace(token, element=element, due=kept, flow=_flow(old, new, token, element, mapping))


def _flow(
    old: Process, new: Process, token: Token, element: str, mapping: Mapping[str, str]
) -> str:
    """The flow by which it came to a join: of the same id, or from the same element."""
    into = {flow.id: flow for flow in new.diagram.into(element)}
    if not token.flow or token.flow in into:
        return token.flow
    came = next((flow for flow in old.diagram.flows if flow.id == token.flow), None)
    source = mapping.get(came.source, came.source) if came else ""
    return next((flow.id for flow in into.values() if flow.source == source), "")
