"""A linted, parsed process, and the citizen's list of its milestones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .diagram import Diagram
from .dmn import Rules
from .fields import Field

STAGE = "stage."


@dataclass(frozen=True)
class Stage:
    """A milestone of the citizen's list. `always`: no road to an end goes around it, so it may be
    shown as coming; the others (more documents, objection) are shown once entered."""

    code: str
    title: str
    always: bool


@dataclass(frozen=True, eq=False)
class Process:
    """Shared by threads: never changed after it was loaded.

    `names` are what an expression may read, `called` the processes of its call activities by id.
    """

    id: str
    name: str
    diagram: Diagram = field(repr=False)
    stages: tuple[Stage, ...]
    fields: Mapping[str, tuple[Field, ...]] = field(repr=False)
    names: frozenset[str] = field(repr=False)
    rules: Rules | None = field(repr=False)
    called: Mapping[str, "Process"] = field(repr=False)


def stages(diagram: Diagram) -> tuple[Stage, ...]:
    listed = declared(diagram.properties, STAGE)
    return tuple(
        Stage(code, title.strip(), _unavoidable(diagram, diagram.id, code))
        for code, title in listed
    )


def declared(properties: Mapping[str, str], prefix: str) -> list[tuple[str, str]]:
    """(name, value) of the properties that start with `prefix`, in the author's order."""
    pairs = properties.items()
    return [(name.removeprefix(prefix), value) for name, value in pairs if name.startswith(prefix)]


def _unavoidable(diagram: Diagram, scope: str, stage: str) -> bool:
    """Whether every road from the start of a scope to an end passes an element of that stage."""
    start = diagram.start(scope)
    if start is None:
        return False
    closed = frozenset(
        e.id
        for e in diagram.members(scope)
        if e.properties.get("stage") == stage
        or (e.tag == "subProcess" and not e.by_event and _unavoidable(diagram, e.id, stage))
        # What goes on beside a task is no road of the case to its end.
        or (e.tag == "boundaryEvent" and not e.interrupting)
    )
    reachable = diagram.reach(start.id, closed)
    return not any(diagram.elements[name].tag == "endEvent" for name in reachable)
