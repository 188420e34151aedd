"""Moves the tokens of one instance from rest to rest: what BPMN says happens, happens here.

A token comes to an element (`_enter`), does what the element is (`_act`), and leaves by its flows
(`_leave`). Whatever waits for nobody runs at once, in the order it became possible; nothing is
random and no clock is read, so equal states and equal news give equal results.

News (a message, a moment, a signal, an error, an escalation) goes to what listens: an element
that waits, a boundary event of an activity at work, an event sub-process of an open scope. All
of that follows from where the tokens are; nothing else is kept.
"""

from collections import deque
from collections.abc import Callable, Iterable

from . import expressions, work
from .diagram import PEOPLE, Element, Flow
from .ears import Ears, Listening
from .errors import NoWayForward, ProcessError
from .expressions import Scalar, Value
from .process import Process
from .steps import BusinessError
from .timers import Clock, Due
from .tokens import Rest, Status, Token

MAX_MOVES = 100_000
MAX_INSTANCES = 5_000
MAX_ROUNDS = 1_000
_REST = PEOPLE | {"receiveTask", "intermediateCatchEvent", "eventBasedGateway"}


class Instance(Ears):
    """One run, from rest to rest."""

    def __init__(self, process: Process, clock: Clock, rest: Rest) -> None:
        super().__init__(process, clock, rest)
        self.sent: list[tuple[str, str]] = []
        self.calls: list[str] = []
        self.failures: dict[int, ProcessError] = {}
        self.failed: dict[int, Token] = {}
        self.last: dict[str, Value] = {}
        self.addressed: dict[int, dict[str, Value]] = {}
        self._ready: deque[Callable[[], None]] = deque()

    # --- what the world may do

    def begin(self, start: Element, data: dict[str, Value]) -> None:
        """Starts an instance that has no tokens yet, at one of its start events."""
        root = self._new(self.process.id, None)
        root.local |= data
        self._open(root, self.process.diagram.objects)
        self._come(start, root, heard=True)
        self.settle()

    def complete(self, token: Token, data: dict[str, Value]) -> None:
        """Goes on behind an element that waited, or failed, with what came in."""
        self.write(token, data)
        self._empty(token)
        self._leave(token)
        self.settle()

    def deliver(self, heard: Listening, data: dict[str, Value]) -> None:
        self.write(heard.token, data)
        self._hear(heard)
        self.settle()

    def fire(self) -> None:
        """Runs every timer that is due, the earliest first; NoWayForward when that has no end."""
        for _ in range(MAX_ROUNDS):
            late = self._late()
            for heard in late:
                self._ring(heard)
            if not late:
                return
        raise NoWayForward("a loop of timers without rest")

    def retry(self, token: Token) -> None:
        """Tries a failed element once more; of a repeated activity only what comes next."""
        if self._is_loop(token) and "_made" in token.local:
            self._attempt(token, lambda: self._next_instance(token))
        else:
            self._empty(token)
            token.error, token.status = "", Status.MOVING
            self._ready.append(lambda: self._begin(token))
        self.settle()

    def take(self, token: Token, flow: Flow) -> None:
        """Sends a token that failed at a gateway along one of its flows."""
        self._go(token, [flow])
        self.settle()

    def hear_signal(self, name: str) -> None:
        self._signal(name)
        self.settle()

    def settle(self) -> None:
        """Runs everything that waits for nobody; NoWayForward when that has no end."""
        for _ in range(MAX_MOVES):
            if not self._ready:
                self._join_inclusive()
            if not self._ready:
                return
            self._ready.popleft()()
        raise NoWayForward("a loop without rest")

    # --- what there is to see

    def stuck(self) -> bool:
        """Whether tokens are left that nothing will ever move."""
        waits = any(token.status in (Status.WAITING, Status.FAILED) for token in self.all())
        return not self.done and not waits

    # --- coming and going

    def _come(
        self, element: Element, parent: Token, flow: str = "", *, heard: bool = False
    ) -> None:
        """A new token at an element; `heard` when its event has happened already."""
        token = self._new(element.id, parent)
        token.flow = flow
        self._ready.append(lambda: self._enter(token, heard=heard))

    def _enter(self, token: Token, *, heard: bool) -> None:
        if not self._alive(token):
            return
        self.moves.append(self._move("entered", token))
        if heard:
            self._leave(token)
        else:
            self._begin(token)

    def _begin(self, token: Token) -> None:
        if self._is_loop(token):
            self._attempt(token, lambda: self._begin_loop(token))
        else:
            self._act(token)

    def _act(self, token: Token) -> None:
        if not self._alive(token):
            return
        element = self._at(token)
        if element.tag in _REST and element.event.kind != "link":
            self._attempt(token, lambda: self._wait(token))
        elif element.tag == "subProcess":
            self._attempt(token, lambda: self._enter_scope(token, element))
        elif element.tag == "callActivity":
            self._attempt(token, lambda: self._call(token, element))
        elif element.tag == "endEvent" or element.tag == "intermediateThrowEvent":
            self._throw(token, element)
        elif element.tag in ("parallelGateway", "inclusiveGateway"):
            self._arrive(token, element)
        else:
            self._attempt(token, lambda: self._work(token, element))

    def _work(self, token: Token, element: Element) -> None:
        """What waits for nobody: choose, compute, decide, send."""
        if element.tag == "exclusiveGateway":
            self._go(token, self._chosen(token, element)[:1])
            return
        self._wait(token)
        try:
            done = work.run(self.owner(token), element, self.data(token))
        except BusinessError as error:
            self._raise("error", error.code, token)
            return
        self.write(token, done.data)
        self.sent += done.sent
        self.calls += done.calls
        self._leave(token)

    def _attempt(self, token: Token, action: Callable[[], None]) -> None:
        """What goes wrong here parks this token; the other branches go on."""
        try:
            action()
        except ProcessError as error:
            self._fail(token, error)

    def _fail(self, token: Token, error: ProcessError) -> None:
        token.status = Status.FAILED
        token.error = f"{type(error).__name__}: {error.detail}".rstrip(": ")
        self.failures[token.number], self.failed[token.number] = error, token
        self.moves.append(self._move("failed", token))

    def _wait(self, token: Token) -> None:
        element = self._at(token)
        if element.tag in PEOPLE:
            self.addressed[token.number] = work.addressed(element, self.data(token))
        token.status = Status.WAITING
        self._arm(token)

    def _leave(self, token: Token) -> None:
        self.moves.append(self._move("left", token))
        if token.body:
            self._end_instance(token)
        else:
            self._go(token, self.diagram(token).out_of(token.element))

    def _go(self, token: Token, flows: Iterable[Flow]) -> None:
        parent, elements = self.tokens[token.parent], self.diagram(token).elements
        self._remove(token)
        for flow in flows:
            self._come(elements[flow.target], parent, flow.id)
        self._end_scope(parent)

    # --- scopes

    def _open(self, token: Token, objects: Iterable[str]) -> None:
        token.status = Status.OPEN
        for name in objects:
            token.local.setdefault(name, None)
        self._arm(token)

    def _enter_scope(self, token: Token, element: Element) -> None:
        self._open(token, element.objects)
        for start in self.diagram(token).starts(element.id):
            self._come(start, token, heard=True)

    def _call(self, token: Token, element: Element) -> None:
        called = self.process.called[element.called]
        given = work.call(called, element, self.data(token))
        self._open(token, ())
        root = self._new(called.id, token, called.id)
        root.local |= given
        self._open(root, called.diagram.objects)
        start = called.diagram.start(called.id)
        if start is not None:
            self._come(start, root)

    def _end_scope(self, scope: Token) -> None:
        """Closes a scope when nothing is left inside, and what closes with it."""
        if not self._alive(scope) or self._inside.get(scope.number):
            return
        if not self.is_root(scope):
            if self._at(scope).by_event:
                self._remove(scope)
                self._end_scope(self.tokens[scope.parent])
            elif scope.status == Status.OPEN and not self._is_loop(scope):
                self._leave(scope)
            return
        self._remove(scope)
        if scope.parent:
            self._return(self.tokens[scope.parent], scope)
        else:
            self.last = scope.local

    def _return(self, call: Token, root: Token) -> None:
        """A called process has ended: what the author wants of its data comes back."""
        names = dict.fromkeys(self.owner(root).names) | root.local
        self._attempt(call, lambda: self._answered(call, names))

    def _answered(self, call: Token, names: dict[str, Value]) -> None:
        self.write(call, work.answer(self._at(call), names))
        self._leave(call)

    # --- gateways

    def _chosen(self, token: Token, element: Element) -> list[Flow]:
        """The flows whose condition holds, else the default; NoWayForward when there is none."""
        flows, data = self.diagram(token).out_of(element.id), self.data(token)
        if len(flows) == 1:
            return flows
        open_ways = [f for f in flows if f.condition and expressions.condition(f.condition, data)]
        default = [flow for flow in flows if flow.id == element.default]
        if not open_ways and not default:
            raise NoWayForward(element.id)
        return open_ways or default

    def _arrive(self, token: Token, element: Element) -> None:
        if token.flow and len(self.diagram(token).into(element.id)) > 1:
            token.status = Status.ARRIVED
            if element.tag == "parallelGateway":
                self._join(token, element)
        else:
            self._split(token, element)

    def _split(self, token: Token, element: Element) -> None:
        if element.tag == "parallelGateway":
            self._go(token, self.diagram(token).out_of(element.id))
        else:
            self._attempt(token, lambda: self._go(token, self._chosen(token, element)))

    def _join(self, token: Token, element: Element) -> None:
        arrived = self._arrived(token)
        if len(arrived) == len(self.diagram(token).into(element.id)):
            self._merge(arrived, element)

    def _arrived(self, token: Token) -> dict[str, Token]:
        """The first token of each flow that waits at the same join in the same scope."""
        found: dict[str, Token] = {}
        for each in self._children(self.tokens[token.parent]):
            if each.element == token.element and each.status == Status.ARRIVED:
                found.setdefault(each.flow, each)
        return found

    def _merge(self, arrived: dict[str, Token], element: Element) -> None:
        first, *others = arrived.values()
        for other in others:
            self._remove(other)
        first.flow = ""
        self._split(first, element)

    def _join_inclusive(self) -> None:
        """Opens the first inclusive join that no other token can still come to."""
        for token in self.all():
            if token.status != Status.ARRIVED:
                continue
            element = self._at(token)
            if element.tag == "inclusiveGateway" and not self._awaited(token, element):
                self._merge(self._arrived(token), element)
                return

    def _awaited(self, token: Token, element: Element) -> bool:
        """Whether a token of the scope may still come by a flow on which none has arrived.

        BPMN 2.0, 13.3.2: not counted is who could also come by a flow that has one already.
        """
        arrived, diagram = self._arrived(token), self.diagram(token)
        into = diagram.into(element.id)
        empty = {flow.source for flow in into if flow.id not in arrived}
        full = {flow.source for flow in into if flow.id in arrived}
        for other in self._children(self.tokens[token.parent]):
            if other.element != element.id:
                reach = diagram.reach(other.element, frozenset({element.id}))
                if reach & empty and not reach & full:
                    return True
        return False

    # --- multi-instance

    def _begin_loop(self, token: Token) -> None:
        loop = self._at(token).loop
        items = work.instances(loop, self.data(token), MAX_INSTANCES) if loop else []
        token.status = Status.OPEN
        self._arm(token)
        token.local |= {"_items": items, "_made": 0, "_ended": 0, "_results": [None] * len(items)}
        if not items:
            self._end_loop(token)
        for _ in items[:1] if loop and loop.sequential else items:
            self._instance(token)

    def _instance(self, host: Token) -> None:
        """One more instance of a multi-instance activity, with its own item and result."""
        loop, made = self._at(host).loop, _whole(host, "_made")
        assert loop is not None  # noqa: S101 - only hosts of a loop come here
        token = self._new(host.element, host)
        token.body = True
        token.local |= {"_index": made, "loop_counter": made + 1}
        if loop.output_item:
            token.local[loop.output_item] = None
        if loop.item:
            token.local[loop.item] = _row(host, "_items")[made]
        host.local["_made"] = made + 1
        self._ready.append(lambda: self._act(token))

    def _end_instance(self, token: Token) -> None:
        host = self.tokens[token.parent]
        loop = self._at(host).loop
        assert loop is not None  # noqa: S101 - only hosts of a loop have bodies
        if loop.output_item:
            result = token.local.get(loop.output_item)
            _row(host, "_results")[_whole(token, "_index")] = _scalar(result)
        self._remove(token)
        host.local["_ended"] = _whole(host, "_ended") + 1
        self._attempt(host, lambda: self._next_instance(host))

    def _next_instance(self, host: Token) -> None:
        loop = self._at(host).loop
        assert loop is not None  # noqa: S101 - only hosts of a loop come here
        ended = loop.until and expressions.condition(
            loop.until, self.data(host) | self._counts(host)
        )
        host.status, host.error = Status.OPEN, ""
        if ended:
            self._empty(host)
        elif loop.sequential and _whole(host, "_made") < len(_row(host, "_items")):
            self._instance(host)
        if not self._inside.get(host.number):
            self._end_loop(host)

    def _counts(self, host: Token) -> dict[str, Value]:
        return {
            "number_of_instances": len(_row(host, "_items")),
            "number_of_active_instances": len(self._children(host)),
            "number_of_completed_instances": _whole(host, "_ended"),
        }

    def _end_loop(self, host: Token) -> None:
        loop = self._at(host).loop
        if loop and loop.output:
            self.write(self.tokens[host.parent], {loop.output: _row(host, "_results")})
        self._leave(host)

    # --- throwing and hearing

    def _throw(self, token: Token, element: Element) -> None:
        kind, name = element.event.kind, element.event.name
        if kind == "message":
            self.sent.append((name, element.id))
        elif kind == "signal":
            self._signal(name)
        elif kind in ("error", "escalation"):
            self._raise(kind, name, token)
        elif kind == "terminate":
            self._terminate(token)
        elif kind == "link":
            self._jump(token, element)
            return
        if self._alive(token) and token.status != Status.FAILED:
            self._leave(token)

    def _signal(self, name: str) -> None:
        """To everything that listens now, as long as it still does when its turn comes."""
        for heard in [h for h in self.listening() if _is(h.element, "signal", name)]:
            still = self._alive(heard.token) and heard in list(self._listens(heard.token))
            if still:
                self._hear(heard)

    def _raise(self, kind: str, code: str, token: Token) -> None:
        """Goes outwards to the nearest scope that catches. Nobody need catch an escalation."""
        heard = self._catcher(kind, code, token)
        if heard:
            self._hear(heard)
        elif kind == "error":
            self._fail(token, NoWayForward(f"nobody catches the error {code}"))

    def _terminate(self, token: Token) -> None:
        for other in self._children(self.tokens[token.parent]):
            if other is not token:
                self._cancel(other)

    def _jump(self, token: Token, element: Element) -> None:
        target = self.diagram(token).link(element.event.name, element.scope)
        parent = self.tokens[token.parent]
        self._remove(token)
        if target is not None:
            self._come(target, parent, heard=True)

    def _hear(self, heard: Listening) -> None:
        token, element = heard.token, heard.element
        if element.id == token.element:
            self._leave(token)
        elif element.tag == "boundaryEvent":
            parent = self.tokens[token.parent]
            if element.interrupting:
                self._cancel(token)
            self._come(element, parent, heard=True)
        elif element.tag == "startEvent":
            self._handle(token, element)
        else:
            parent = self.tokens[token.parent]
            self._remove(token)
            self._come(element, parent, heard=True)

    def _handle(self, scope: Token, start: Element) -> None:
        """Opens an event sub-process in its scope."""
        if start.interrupting:
            self._empty(scope)
        handler = self._new(start.scope, scope)
        self.moves.append(self._move("entered", handler))
        self._attempt(handler, lambda: self._enter_scope(handler, self._at(handler)))

    # --- moments

    def _ring(self, heard: Listening) -> None:
        """One timer that is due, unless an earlier one has ended what it belongs to."""
        token, element = heard.token, heard.element
        if self._alive(token) and element.id in token.due and heard in self._listens(token):
            self._again(heard, Due.load(token.due[element.id]))
            self.moves.append(self._move("fired", token, element.id))
            self._hear(heard)
            self.settle()


def _is(element: Element, kind: str, name: str) -> bool:
    return (element.event.kind, element.event.name) == (kind, name)


def _whole(token: Token, name: str) -> int:
    number = token.local.get(name)
    return number if isinstance(number, int) else 0


def _row(token: Token, name: str) -> list[Scalar]:
    row = token.local.get(name)
    return row if isinstance(row, list) else []


def _scalar(value: Value) -> Scalar:
    return None if isinstance(value, list) else value
