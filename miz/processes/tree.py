"""The tokens of one instance as a tree: who is inside whom, and what data is seen from where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .diagram import Diagram, Element
from .errors import StateRefused
from .expressions import Value
from .process import Process
from .timers import Clock
from .tokens import Rest, Status, Token


@dataclass(frozen=True)
class Move:
    """One thing that happened; `what` is entered, left, cancelled, fired or failed. `process` is
    the called process it happened in, empty in the instance's own."""

    what: str
    element: str
    token: int
    process: str = ""


class Tree:
    def __init__(self, process: Process, clock: Clock, rest: Rest) -> None:
        """Raises StateRefused when the tokens do not fit the process."""
        self.process = process
        self.clock = clock
        self.following = rest.following
        self.tokens: dict[int, Token] = {}
        self.moves: list[Move] = []
        self._inside: dict[int, dict[int, None]] = {}
        for token in sorted(rest.tokens, key=lambda token: token.number):
            self._add(token)
        self._refuse_strangers(rest)

    def _refuse_strangers(self, rest: Rest) -> None:
        once = len(self.tokens) == len(rest.tokens)
        if rest.process != self.process.id or not once or not all(map(self._fits, rest.tokens)):
            raise StateRefused(self.process.id)

    def _fits(self, token: Token) -> bool:
        """Whatever holds a token is older than it, so the tree has no ring."""
        inside = token.parent == 0 or token.parent in self.tokens
        aged = token.parent < token.number < self.following
        known = not token.process or token.process in self.process.called
        rests = token.status != Status.MOVING
        return inside and aged and known and rests and self._is_somewhere(token)

    def _is_somewhere(self, token: Token) -> bool:
        diagram = self.diagram(token)
        return token.element == diagram.id or token.element in diagram.elements

    @property
    def done(self) -> bool:
        return not self.tokens

    def all(self) -> list[Token]:
        """The oldest first, as they were made."""
        return list(self.tokens.values())

    def owner(self, token: Token | Move) -> Process:
        """The process a token moves in: the instance's own or a called one."""
        return self.process.called[token.process] if token.process else self.process

    def diagram(self, token: Token | Move) -> Diagram:
        return self.owner(token).diagram

    def is_root(self, token: Token) -> bool:
        return token.element == self.diagram(token).id

    def element(self, token: Token) -> Element | None:
        """Where a token is; None for the root of a process."""
        return self.diagram(token).elements.get(token.element)

    def data(self, token: Token) -> dict[str, Value]:
        """What an expression at a token may read: every name of its process."""
        merged: dict[str, Value] = dict.fromkeys(self.owner(token).names)
        for each in reversed(list(self._spaces(token))):
            merged |= {name: value for name, value in each.local.items() if name[0] != "_"}
        return merged

    def write(self, token: Token, data: Mapping[str, Value]) -> None:
        """Each name goes where it lives, else into the process."""
        spaces = list(self._spaces(token))
        for name, value in data.items():
            home = next((space for space in spaces if name in space.local), spaces[-1])
            home.local[name] = value

    def _new(self, element: str, parent: Token | None, process: str | None = None) -> Token:
        inherited = parent.process if parent else ""
        token = Token(
            self.following,
            element,
            parent.number if parent else 0,
            Status.MOVING,
            process=inherited if process is None else process,
        )
        self.following += 1
        self._add(token)
        return token

    def _add(self, token: Token) -> None:
        self.tokens[token.number] = token
        self._inside.setdefault(token.parent, {})[token.number] = None

    def _remove(self, token: Token) -> None:
        del self.tokens[token.number]
        del self._inside[token.parent][token.number]

    def _children(self, token: Token) -> list[Token]:
        return [self.tokens[number] for number in self._inside.get(token.number, ())]

    def _empty(self, token: Token) -> None:
        """Ends all that is inside a token."""
        for child in self._children(token):
            self._cancel(child)

    def _cancel(self, token: Token) -> None:
        """Ends a token and all inside it, without a word to the scope around."""
        todo = [token]
        while todo:
            each = todo.pop()
            todo += self._children(each)
            self._remove(each)
            self.moves.append(self._move("cancelled", each))

    def _alive(self, token: Token) -> bool:
        return self.tokens.get(token.number) is token

    def _spaces(self, token: Token) -> Iterator[Token]:
        """The token and those around it, out to the root of its process."""
        yield token
        while not self.is_root(token):
            token = self.tokens[token.parent]
            yield token

    def _at(self, token: Token) -> Element:
        return self.diagram(token).elements[token.element]

    def _is_loop(self, token: Token) -> bool:
        element = self.element(token)
        return bool(element and element.loop and not token.body)

    def _move(self, what: str, token: Token, element: str = "") -> Move:
        return Move(what, element or token.element, token.number, token.process)
