"""A BPMN document as plain records: elements, flows, and the scopes they lie in.

A scope is a process or a sub-process. Tokens move inside one scope; whatever looks for "the
others" (joins, terminate, error, escalation) looks along scopes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

PEOPLE = frozenset({"userTask", "manualTask"})
AUTOMATIC = frozenset({"serviceTask", "scriptTask", "businessRuleTask", "sendTask"})
TASKS = PEOPLE | AUTOMATIC | {"receiveTask"}
ACTIVITIES = TASKS | {"subProcess", "callActivity"}
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
)
NODES = ACTIVITIES | EVENTS | GATEWAYS


@dataclass(frozen=True)
class Event:
    """What an event stands for. `kind` is none, message, timer, signal, error, escalation, link
    or terminate; `name` is that of the message, signal or link or the code of the error, empty
    where any error or escalation is meant; `timer` is (date, duration or cycle; its text).
    `definitions` counts what the author wrote: more than one is refused."""

    kind: str = "none"
    name: str = ""
    timer: tuple[str, str] | None = None
    definitions: int = 0


NOTHING = Event()


@dataclass(frozen=True)
class Loop:
    """Multi-instance: as many instances as `cardinality` says or `collection` has items. Each has
    its item under the name `item`; what it leaves under `output_item` is collected in `output`.
    `until` ends the whole early."""

    sequential: bool
    cardinality: str = ""
    collection: str = ""
    item: str = ""
    output: str = ""
    output_item: str = ""
    until: str = ""


@dataclass(frozen=True)
class Element:
    """A node of the diagram; `scope` is the id of the process or sub-process it lies in."""

    id: str
    tag: str
    name: str
    line: int | None
    scope: str
    properties: Mapping[str, str]
    lane: str | None = None
    event: Event = NOTHING
    default: str | None = None
    script: str | None = None
    attached_to: str = ""
    interrupting: bool = True
    by_event: bool = False
    called: str = ""
    loop: Loop | None = None
    objects: tuple[str, ...] = ()

    @property
    def message(self) -> str | None:
        return self.event.name if self.event.kind == "message" else None


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str | None
    line: int | None
    scope: str
    name: str = ""


@dataclass(frozen=True)
class Diagram:
    """One process as its author drew it; `objects` are the data objects of the process itself."""

    id: str
    name: str
    line: int | None
    executable: bool
    properties: Mapping[str, str]
    elements: Mapping[str, Element]
    flows: tuple[Flow, ...]
    objects: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    called: frozenset[str] = field(default=frozenset())

    @cached_property
    def _out(self) -> dict[str, list[Flow]]:
        return _by(self.flows, "source")

    @cached_property
    def _in(self) -> dict[str, list[Flow]]:
        return _by(self.flows, "target")

    @cached_property
    def _members(self) -> dict[str, list[Element]]:
        return _by(self.elements.values(), "scope")

    @cached_property
    def _attached(self) -> dict[str, list[Element]]:
        boundaries = (e for e in self.elements.values() if e.tag == "boundaryEvent")
        return _by(boundaries, "attached_to")

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The process itself and every sub-process in it."""
        inner = (e.id for e in self.elements.values() if e.tag == "subProcess")
        return (self.id, *inner)

    def out_of(self, element: str) -> list[Flow]:
        return self._out.get(element, [])

    def into(self, element: str) -> list[Flow]:
        return self._in.get(element, [])

    def boundaries(self, activity: str) -> list[Element]:
        return self._attached.get(activity, [])

    def members(self, scope: str) -> list[Element]:
        """What lies directly in a scope."""
        return self._members.get(scope, [])

    def starts(self, scope: str) -> list[Element]:
        return [e for e in self.members(scope) if e.tag == "startEvent"]

    def start(self, scope: str) -> Element | None:
        """Where a token begins when the scope is entered by the way and not by news."""
        return next((e for e in self.starts(scope) if e.event.kind == "none"), None)

    def is_rim(self, element: str) -> bool:
        """Whether the process itself begins or ends there."""
        here = self.elements[element]
        return here.scope == self.id and here.tag in {"startEvent", "endEvent"}

    @cached_property
    def _event_scopes(self) -> dict[str, list[tuple[Element, Element]]]:
        handlers = [e for e in self.elements.values() if e.by_event]
        found: dict[str, list[tuple[Element, Element]]] = {}
        for each in handlers:
            found.setdefault(each.scope, []).extend((each, s) for s in self.starts(each.id))
        return found

    def event_scopes(self, scope: str) -> list[tuple[Element, Element]]:
        """The event sub-processes of a scope, each with its start."""
        return self._event_scopes.get(scope, [])

    def link(self, name: str, scope: str) -> Element | None:
        """Where a thrown link goes on."""
        catches = (e for e in self.members(scope) if e.tag == "intermediateCatchEvent")
        return next((e for e in catches if (e.event.kind, e.event.name) == ("link", name)), None)

    def next_of(self, element: str) -> list[str]:
        """Where a token at an element may come next within its scope, in one move."""
        here = self.elements[element]
        found = [flow.target for flow in self.out_of(element)]
        found += [boundary.id for boundary in self.boundaries(element)]
        if here.tag == "intermediateThrowEvent" and here.event.kind == "link":
            target = self.link(here.event.name, here.scope)
            found += [target.id] if target else []
        return found

    def reach(self, start: str, closed: frozenset[str] = frozenset()) -> set[str]:
        """What can be reached from `start` (itself included) when `closed` cannot be passed."""
        seen, todo = set[str](), [start]
        while todo:
            element = todo.pop()
            if element not in seen and element not in closed:
                seen.add(element)
                todo += self.next_of(element)
        return seen


def _by(items: Iterable[Any], key: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(getattr(item, key), []).append(item)
    return found
