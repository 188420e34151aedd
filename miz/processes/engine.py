"""The public face of processes: load, start, complete, receive, stages, fields, lint.

All are pure: bytes and plain values in, a `Progress` out; nothing is stored here and nothing is
sent. The caller keeps `Progress.state` with the case and hands it back with the next event, under
its own lock. The whole process (its XML) is needed each time; `load` keeps it parsed.

An author marks milestones on elements with the properties `state` (what the case becomes when a
token comes to the element) and `stage` (where the citizen sees herself). The stages and their
titles are properties `stage.CODE` of the process, in the order of the list she sees.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from . import fields as _fields
from . import instance as _instance
from . import lint as _lint
from .diagram import Diagram, Element
from .errors import MessageNotAwaited, NoWayForward, StateRefused, TaskNotWaiting
from .expressions import Scalar
from .fields import Field
from .instance import Instance, Script, Token
from .lint import STATES as STATES
from .lint import lint as lint

_KINDS = {"userTask": "user", "manualTask": "manual"}
_WAITING_FOR_PEOPLE = frozenset(_KINDS.values())


@dataclass(frozen=True)
class Stage:
    """A milestone of the citizen's list. `always`: no road to an end goes around it, so it may be
    shown as coming; the others (more documents, objection) are shown once entered."""

    code: str
    title: str
    always: bool


@dataclass(frozen=True)
class WaitingTask:
    """What an instance waits for. `id` is unique within the instance and never used again."""

    id: str
    name: str
    title: str
    lane: str | None
    kind: str
    state: str | None
    stage: str | None
    message: str | None


@dataclass(frozen=True)
class Entered:
    """A milestone that a token came to."""

    element: str
    state: str | None
    stage: str | None


@dataclass(frozen=True)
class Progress:
    """Where an instance is after one event; `state` is what to store (JSON in UTF-8)."""

    state: bytes
    waiting: tuple[WaitingTask, ...]
    entered: tuple[Entered, ...]
    data: dict[str, Scalar]
    done: bool
    calls: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Process:
    """A linted, parsed process. Shared by threads: never changed after `load`."""

    id: str
    name: str
    diagram: Diagram = field(repr=False)
    stages: tuple[Stage, ...]
    fields: Mapping[str, tuple[Field, ...]] = field(repr=False)
    names: frozenset[str] = field(repr=False)
    step_names: Mapping[str, str] = field(repr=False)
    steps_at_start: bool
    spec: Any = field(repr=False)


@dataclass(frozen=True)
class _Rest:
    """An instance at rest, as stored."""

    following: int
    tokens: tuple[Token, ...]
    data: dict[str, Scalar]


@lru_cache(maxsize=128)
def load(xml: bytes) -> Process:
    """Checks and parses a process, once for the same bytes; ProcessRefused with its findings."""
    diagram = _lint.check(xml)
    elements = diagram.elements.values()
    return Process(
        id=diagram.id,
        name=diagram.name,
        diagram=diagram,
        stages=_stages(diagram),
        fields=_lint.data_fields(diagram),
        names=_lint.data_names(diagram),
        step_names={e.id: e.properties["step"] for e in elements if e.tag == "serviceTask"},
        steps_at_start=_steps_at_start(diagram),
        spec=_instance.parse_spec(diagram.root, diagram.id),
    )


def stages(process: Process) -> tuple[Stage, ...]:
    """The citizen's list of milestones, in the order the author gave."""
    return process.stages


def fields(process: Process, element: str | None = None) -> tuple[Field, ...]:
    """What may be given at the start, or to the task, message or step of that element."""
    return process.fields.get(element or process.id, ())


def start(process: Process, data: Mapping[str, object]) -> Progress:
    """A new instance, run up to the first tasks that wait; DataRefused for undeclared data.

    Equal data gives an equal Progress, ids included: nothing random or timed is in it.
    """
    given = _fields.check(fields(process), data)
    if process.steps_at_start:
        return _begin(process, given)
    progress = _begun(process, json.dumps(given))
    return replace(progress, data=dict(progress.data))


def complete(process: Process, state: bytes, task: str, data: Mapping[str, object]) -> Progress:
    """Goes on after a person did a task; TaskNotWaiting if that task is not waiting."""
    rest = _thaw(process, state)
    waiting = [w for w in _waiting(process, rest.tokens) if w.kind in _WAITING_FOR_PEOPLE]
    name = next((w.name for w in waiting if w.id == task), None)
    if name is None:
        raise TaskNotWaiting(task)
    given = _answered(fields(process, name), data)
    number = int(task.rpartition(".")[2])
    return _advance(process, rest, given, lambda run: run.complete(number))


def receive(process: Process, state: bytes, message: str, data: Mapping[str, object]) -> Progress:
    """Goes on after a message came; MessageNotAwaited if nothing waits for it."""
    rest = _thaw(process, state)
    awaiting = [w.name for w in _waiting(process, rest.tokens) if w.message == message]
    if not awaiting:
        raise MessageNotAwaited(message)
    declared = [declared for name in awaiting for declared in fields(process, name)]
    given = _answered(declared, data)
    return _advance(process, rest, given, lambda run: run.receive(message))


def _answered(declared: Iterable[Field], data: Mapping[str, object]) -> dict[str, Scalar]:
    """The checked answer; an optional field left out loses what an earlier round put there."""
    declared = tuple(declared)
    return {answer.name: None for answer in declared} | _fields.check(declared, data)


@lru_cache(maxsize=512)
def _begun(process: Process, data: str) -> Progress:
    """Starts without steps, remembered. Honest because no step ran, and ids are counted, not
    random; safe because the key is the exact JSON of the data (1, 1.0 and true stay apart) and
    the caller gets its own copy of the only mutable part."""
    return _begin(process, json.loads(data))


def _begin(process: Process, data: dict[str, Scalar]) -> Progress:
    run = Instance(process.spec, _script(process, data))
    run.settle()
    return _progress(process, run, 1)


def _advance(
    process: Process, rest: _Rest, data: dict[str, Scalar], event: Callable[[Instance], None]
) -> Progress:
    run = Instance(process.spec, _script(process, rest.data | data), rest.tokens)
    event(run)
    return _progress(process, run, rest.following)


def _script(process: Process, data: dict[str, Scalar]) -> Script:
    return Script(data, process.names, process.step_names, process.fields)


def _progress(process: Process, run: Instance, following: int) -> Progress:
    tokens, data = run.tokens(following), run.script.known()
    waiting = _waiting(process, tokens)
    if tokens and not waiting:
        raise NoWayForward("a join waits for a branch that will never come")
    following = max([following, *(token.number + 1 for token in tokens)])
    return Progress(
        state=_freeze(process, _Rest(following, tokens, data)),
        waiting=waiting,
        entered=_entered(process, run.reached()),
        data=data,
        done=not tokens,
        calls=tuple(run.script.calls),
    )


def _freeze(process: Process, rest: _Rest) -> bytes:
    tokens = [[token.number, token.element, token.came_from] for token in rest.tokens]
    stored = {"process": process.id, "next": rest.following, "tokens": tokens, "data": rest.data}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()


def _thaw(process: Process, state: bytes) -> _Rest:
    """The stored instance; StateRefused if it is damaged or belongs to another process."""
    try:
        stored = json.loads(state)
        tokens = tuple(Token(*token) for token in stored["tokens"])
        rest = _Rest(stored["next"], tokens, stored["data"])
    except (ValueError, LookupError, TypeError) as error:
        raise StateRefused from error
    named = {name for token in tokens for name in (token.element, token.came_from)}
    if stored.get("process") != process.id or not named <= process.spec.task_specs.keys():
        raise StateRefused(process.id)
    return rest


def _waiting(process: Process, tokens: tuple[Token, ...]) -> tuple[WaitingTask, ...]:
    """Tokens as tasks; a gateway that waits for one of several messages is one task for each."""
    found: list[WaitingTask] = []
    for token in tokens:
        element = process.diagram.elements.get(token.element)
        if element is None or element.tag == "parallelGateway":
            continue  # a join waits for its other branches, not for anybody
        found += [_waiting_task(target, token) for target in _awaited(process.diagram, element)]
    return tuple(found)


def _awaited(diagram: Diagram, element: Element) -> list[Element]:
    if element.tag != "eventBasedGateway":
        return [element]
    return [diagram.elements[flow.target] for flow in diagram.out_of(element.id)]


def _waiting_task(element: Element, token: Token) -> WaitingTask:
    return WaitingTask(
        id=f"{element.id}.{token.number}",
        name=element.id,
        title=element.name,
        lane=element.lane,
        kind=_KINDS.get(element.tag, "receive"),
        state=element.properties.get("state"),
        stage=element.properties.get("stage"),
        message=element.message,
    )


def _entered(process: Process, reached: list[str]) -> tuple[Entered, ...]:
    elements = [process.diagram.elements[n] for n in reached if n in process.diagram.elements]
    marks = [Entered(e.id, e.properties.get("state"), e.properties.get("stage")) for e in elements]
    return tuple(mark for mark in marks if mark.state or mark.stage)


def _stages(diagram: Diagram) -> tuple[Stage, ...]:
    listed = _lint.declared(diagram.properties, _lint.STAGE)
    return tuple(Stage(code, title.strip(), _unavoidable(diagram, code)) for code, title in listed)


def _unavoidable(diagram: Diagram, stage: str) -> bool:
    """Whether every road from the start to an end passes an element of that stage."""
    elements = diagram.elements.values()
    closed = frozenset(e.id for e in elements if e.properties.get("stage") == stage)
    reachable = diagram.reach(_first(diagram), closed)
    return not any(diagram.elements[name].tag == "endEvent" for name in reachable)


def _first(diagram: Diagram) -> str:
    return next(e.id for e in diagram.elements.values() if e.tag == "startEvent")


def _steps_at_start(diagram: Diagram) -> bool:
    """Whether a step may run before anything waits."""
    elements = diagram.elements.values()
    waiting = frozenset(e.id for e in elements if e.tag in _lint.WAITING)
    reachable = diagram.reach(_first(diagram), waiting)
    return any(diagram.elements[name].tag == "serviceTask" for name in reachable)
