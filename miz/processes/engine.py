"""The public face of processes: load, start, complete, receive, fire, retry, skip, migrate.

All are pure: bytes and plain values in, a `Progress` out; nothing is stored here and nothing is
sent. The caller keeps `Progress.state` with the case and hands it back with the next event, under
its own lock. The whole process (its XML, its rules, the processes it calls) is needed each time;
`load` keeps it parsed.

An author marks milestones on elements with the properties `state` (what the case becomes when a
token comes to the element) and `stage` (where the citizen sees herself). The stages and their
titles are properties `stage.CODE` of the process, in the order of the list she sees.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from miz.lib.working_time import WorkingCalendar

from . import fields as _fields
from . import lint as _lint
from . import lint_data
from . import outcomes as _outcomes
from . import process as _process
from .diagram import PEOPLE, Element
from .dmn import load as load_rules
from .ears import Listening
from .errors import (
    DataRefused,
    MessageNotAwaited,
    NoWayForward,
    ProcessError,
    StateRefused,
    StepFailed,
    TaskNotWaiting,
)
from .expressions import Value as Value
from .fields import Field as Field
from .instance import Instance
from .lint import STATES as STATES
from .lint import lint as lint
from .outcomes import DONE as DONE
from .outcomes import Outcome as Outcome
from .process import Process as Process
from .process import Stage as Stage
from .timers import Clock as Clock
from .tokens import ROOT, Rest, Status, Token, freeze, thaw
from .tree import Move

_KINDS = {"userTask": "user", "manualTask": "manual"}


@dataclass(frozen=True)
class WaitingTask:
    """What an instance waits for. `id` is unique within the instance and never used again.

    `kind` is user, manual (a person), receive (news: `message`), or failed (a step that went
    wrong: `error` says how). `due` are the working days that a person has. `to` says where a task
    that began in this run goes: {unit, skill, share}, what its author gave of these.
    """

    id: str
    name: str
    title: str
    lane: str | None
    kind: str
    state: str | None
    stage: str | None
    message: str | None
    error: str = ""
    item: Value = None
    due: int | None = None
    to: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Entered:
    """A milestone that a token came to; `promise` are the working days to the next answer."""

    element: str
    state: str | None
    stage: str | None
    promise: int | None = None


@dataclass(frozen=True)
class Failure:
    """A step that failed in this run: `retry` when another try may help."""

    task: str
    element: str
    reason: str
    retry: bool


@dataclass(frozen=True)
class Progress:
    """Where an instance is after one event; `state` is what to store (JSON in UTF-8).

    `due_at` is when to call `fire`. `sent` are the messages that were thrown, (name, element).
    `heard` is the element that got the news of `receive`.
    """

    state: bytes
    waiting: tuple[WaitingTask, ...]
    entered: tuple[Entered, ...]
    data: dict[str, Value]
    done: bool
    calls: tuple[str, ...]
    sent: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]
    moves: tuple[Move, ...]
    due_at: datetime | None
    heard: str = ""


@lru_cache(maxsize=128)
def load(xml: bytes, rules: bytes = b"", called: tuple[Process, ...] = ()) -> Process:
    """Checks and parses a process, once for the same bytes; ProcessRefused with its findings.

    `rules` is the DMN of its package, `called` are the processes its call activities name.
    """
    book = load_rules(rules) if rules else None
    diagram = _lint.check(xml, book, called)
    inner = {each.id: each for process in called for each in (process, *process.called.values())}
    return Process(
        id=diagram.id,
        name=diagram.name,
        diagram=diagram,
        stages=_process.stages(diagram),
        fields=lint_data.data_fields(diagram),
        names=lint_data.data_names(diagram),
        rules=book,
        called=inner,
    )


def load_whole(process: str, rules: str, called: Iterable[Mapping[str, str]]) -> Process:
    """A process with those it calls, [{process, rules}], what they call themselves first."""
    inner: tuple[Process, ...] = ()
    for each in called:
        inner = (*inner, load(each["process"].encode(), each["rules"].encode(), inner))
    return load(process.encode(), rules.encode(), inner)


def thrown(process: Process) -> tuple[tuple[str, str], ...]:
    """The messages that a process and those it calls may send, (name, element)."""
    senders = ("sendTask", "endEvent", "intermediateThrowEvent")
    return tuple(
        (element.event.name, element.id)
        for each in _whole(process)
        for element in each.diagram.elements.values()
        if element.tag in senders and element.event.kind == "message"
    )


def stages(process: Process) -> tuple[Stage, ...]:
    """The citizen's list of milestones, in the order the author gave."""
    return process.stages


def fields(process: Process, element: str | None = None) -> tuple[Field, ...]:
    """What may be given at the start, or to the task, message or step of that element."""
    element = element or process.id
    return next((each.fields[element] for each in _whole(process) if element in each.fields), ())


def outcomes(process: Process, element: str) -> tuple[Outcome, ...]:
    """What a person may make of the task of that element; nothing for an unknown one."""
    found = _element(process, element)
    return _outcomes.of(found, fields(process, element)) if found else ()


def entry(process: Process, element: str) -> str | None:
    """The kind of the words that come with the news that an element hears."""
    found = _element(process, element)
    return _outcomes.entry(found) if found else None


def _element(process: Process, element: str) -> Element | None:
    found = (each.diagram.elements.get(element) for each in _whole(process))
    return next(filter(None, found), None)


def _whole(process: Process) -> tuple[Process, ...]:
    return (process, *process.called.values())


def clock(now: datetime | None = None, calendar: WorkingCalendar | None = None) -> Clock:
    """The clock of a call: now, and the working calendar of the organisation."""
    return Clock(now or datetime.now(tz=UTC), calendar or _default_calendar())


@lru_cache(maxsize=1)
def _default_calendar() -> WorkingCalendar:
    return WorkingCalendar()


def start(
    process: Process,
    data: Mapping[str, object],
    at: Clock | None = None,
    *,
    event: str | None = None,
) -> Progress:
    """A new instance, run up to where it waits; DataRefused for undeclared data.

    `event` is the id of a start event that news has reached; without it the process begins at its
    plain start. The data is what the process and that event declare. Equal data and clock give an
    equal Progress, ids included.
    """
    diagram = process.diagram
    begin = diagram.elements.get(event) if event else diagram.start(diagram.id)
    if begin is None or begin not in diagram.starts(diagram.id):
        raise NoWayForward(event or "start")
    run = Instance(process, at or clock(), Rest(process.id, ROOT, ()))
    declared = (*process.fields[process.id], *process.fields[begin.id])
    run.begin(begin, _fields.check(declared, data))
    return _progress(run)


def complete(
    process: Process,
    state: bytes,
    task: str,
    data: Mapping[str, object],
    at: Clock | None = None,
) -> Progress:
    """Goes on after a person did a task; TaskNotWaiting if that task is not waiting."""
    run = _resume(process, state, at)
    token = _token(run, task, Status.WAITING)
    element = run.element(token)
    if element is None or element.tag not in PEOPLE:
        raise TaskNotWaiting(task)
    run.complete(token, _fields.answered(run.owner(token).fields[element.id], data))
    return _progress(run)


def receive(
    process: Process,
    state: bytes,
    message: str,
    data: Mapping[str, object],
    at: Clock | None = None,
) -> Progress:
    """Goes on after a message came, which the oldest that waits for it gets.

    MessageNotAwaited if nothing does.
    """
    run = _resume(process, state, at)
    heard = _who(run, "message", message)
    if heard is None:
        raise MessageNotAwaited(message)
    declared = run.owner(heard.token).fields[heard.element.id]
    run.deliver(heard, _fields.answered(declared, data))
    return replace(_progress(run), heard=heard.element.id)


def signal(process: Process, state: bytes, name: str, at: Clock | None = None) -> Progress:
    """Goes on after a signal, which everything gets that listens; nobody need."""
    run = _resume(process, state, at)
    run.hear_signal(name)
    return _progress(run)


def fire(process: Process, state: bytes, at: Clock | None = None) -> Progress:
    """Goes on with every timer that is due by the clock; what was missed fires once."""
    run = _resume(process, state, at)
    run.fire()
    return _progress(run)


def retry(process: Process, state: bytes, task: str, at: Clock | None = None) -> Progress:
    """Tries a failed step once more; TaskNotWaiting if it has not failed."""
    run = _resume(process, state, at)
    run.retry(_token(run, task, Status.FAILED))
    return _progress(run)


def skip(
    process: Process,
    state: bytes,
    task: str,
    data: Mapping[str, object],
    at: Clock | None = None,
    *,
    flow: str = "",
) -> Progress:
    """Goes on behind a failed step as if it had run and brought `data`.

    A gateway is left by one of its flows, `flow`; NoWayForward when it is not one of them.
    """
    run = _resume(process, state, at)
    token = _token(run, task, Status.FAILED)
    ways = {each.id: each for each in run.diagram(token).out_of(token.element)}
    if flow and flow not in ways:
        raise NoWayForward(flow)
    if flow:
        run.take(token, ways[flow])
    else:
        run.complete(token, _fields.answered(run.owner(token).fields[token.element], data))
    return _progress(run)


def repair(
    process: Process, state: bytes, data: Mapping[str, Value], at: Clock | None = None
) -> Progress:
    """Puts values into the data of an instance; DataRefused for names the process has not."""
    if unknown := sorted(data.keys() - process.names):
        raise DataRefused(" ".join(f"+{name}" for name in unknown))
    run = _resume(process, state, at)
    if run.done:
        raise StateRefused(process.id)
    run.write(run.tokens[ROOT], {**data})
    return _progress(run)


def look(process: Process, state: bytes, at: Clock | None = None) -> Progress:
    """Where an instance is; nothing happens."""
    return _progress(_resume(process, state, at))


# --- pieces


def _resume(process: Process, state: bytes, at: Clock | None) -> Instance:
    rest = thaw(state)
    if rest.process != process.id:
        raise StateRefused(process.id)
    return Instance(process, at or clock(), rest)


def _token(run: Instance, task: str, status: Status) -> Token:
    element, _, number = task.rpartition(".")
    plain = number.isascii() and number.isdecimal() and len(number) < 10
    token = run.tokens.get(int(number)) if plain else None
    if token is None or token.element != element or token.status != status:
        raise TaskNotWaiting(task)
    return token


def _who(run: Instance, kind: str, name: str) -> Listening | None:
    wanted = (kind, name)
    return next(
        (h for h in run.listening() if (h.element.event.kind, h.element.event.name) == wanted),
        None,
    )


def _progress(run: Instance) -> Progress:
    if run.stuck():
        raise NoWayForward("a join waits for a branch that will never come")
    root = run.tokens.get(ROOT)
    data = root.local if root else run.last
    return Progress(
        state=freeze(run.process.id, run.following, run.all()),
        waiting=_waiting(run),
        entered=_entered(run),
        data={name: value for name, value in data.items() if value is not None},
        done=run.done,
        calls=tuple(run.calls),
        sent=tuple(run.sent),
        failures=tuple(_failure(run, *each) for each in run.failures.items()),
        moves=tuple(run.moves),
        due_at=run.earliest(),
    )


def _waiting(run: Instance) -> tuple[WaitingTask, ...]:
    """Tokens as tasks; a gateway that waits for one of several messages is one task for each."""
    found: list[WaitingTask] = []
    for token in run.all():
        element = run.element(token)
        if element is None or token.status not in (Status.WAITING, Status.FAILED):
            continue
        if token.status == Status.FAILED:
            found.append(_task(run, token, element, "failed"))
        elif element.tag == "eventBasedGateway":
            flows = run.diagram(token).out_of(element.id)
            events = [run.diagram(token).elements[flow.target] for flow in flows]
            found += [_task(run, token, event, "receive") for event in events]
        else:
            found.append(_task(run, token, element, _KINDS.get(element.tag, "receive")))
    return tuple(found)


def _task(run: Instance, token: Token, element: Element, kind: str) -> WaitingTask:
    loop = element.loop
    return WaitingTask(
        id=f"{element.id}.{token.number}",
        name=element.id,
        title=element.name,
        lane=element.lane,
        kind=kind,
        state=element.properties.get("state"),
        stage=element.properties.get("stage"),
        message=element.message,
        error=token.error,
        item=token.local.get(loop.item) if loop and loop.item else None,
        due=_days(element, "due"),
        to=run.addressed.get(token.number, {}),
    )


def _entered(run: Instance) -> tuple[Entered, ...]:
    """Milestones of the instance's own process and of those it calls, in order.

    That a called process begins and ends says nothing about the case that called it.
    """
    moves = [move for move in run.moves if move.what == "entered"]
    met = ((move, run.diagram(move)) for move in moves)
    came = [d.elements[m.element] for m, d in met if not (m.process and d.is_rim(m.element))]
    marks = [
        Entered(e.id, e.properties.get("state"), e.properties.get("stage"), _days(e, "promise"))
        for e in came
    ]
    return tuple(mark for mark in marks if mark.state or mark.stage or mark.promise)


def _days(element: Element, name: str) -> int | None:
    given = element.properties.get(name)
    return int(given) if given else None


def _failure(run: Instance, number: int, error: ProcessError) -> Failure:
    token = run.failed[number]
    retry = isinstance(error, StepFailed) and error.retry
    return Failure(f"{token.element}.{number}", token.element, token.error, retry)
