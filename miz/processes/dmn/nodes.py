"""What a parsed expression is made of. Every node knows its value in a run, and nothing else.

The tree is all there is: no name reaches beyond the run, no node calls what is not in `functions`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from . import temporal
from .arithmetic import calculate, negative
from .errors import Undecided
from .values import Range, Value, both, compare, either, weight

MAX_STEPS = 250_000


class Part:
    """A piece of the tree: what `depth` walks through."""


class Node(Part, ABC):
    @abstractmethod
    def value(self, run: "Run") -> Value:
        """Raises Undecided."""


@dataclass
class Budget:
    """What one decision may cost, with all it requires: rules that call rules grow fast."""

    left: int = MAX_STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise Undecided("limit", "محاسبه بیش از اندازه طولانی شد.")


@dataclass(frozen=True)
class Run:
    """The names an expression sees, and what `?` is."""

    names: Mapping[str, Value]
    budget: Budget = field(default_factory=Budget)
    input: Value = None

    def about(self, value: Value) -> "Run":
        """The same run with another `?`."""
        return Run(self.names, self.budget, value)

    def value(self, node: Node) -> Value:
        found = node.value(self)
        self.budget.spend(weight(found))
        return found


@dataclass(frozen=True)
class Literal(Node):
    constant: Value

    def value(self, run: Run) -> Value:
        return self.constant


@dataclass(frozen=True)
class Name(Node):
    name: str

    def value(self, run: Run) -> Value:
        return run.names[self.name]


@dataclass(frozen=True)
class Input(Node):
    """`?`, the value a unary test is about."""

    def value(self, run: Run) -> Value:
        return run.input


@dataclass(frozen=True)
class ListOf(Node):
    items: tuple[Node, ...]

    def value(self, run: Run) -> Value:
        return [run.value(item) for item in self.items]


@dataclass(frozen=True)
class RangeOf(Node):
    low: Node
    high: Node
    low_open: bool
    high_open: bool

    def value(self, run: Run) -> Value:
        return Range(run.value(self.low), run.value(self.high), self.low_open, self.high_open)


@dataclass(frozen=True)
class Negative(Node):
    node: Node

    def value(self, run: Run) -> Value:
        return negative(run.value(self.node))


@dataclass(frozen=True)
class Chain(Node):
    """`a + b - c`: operators of one rank, from left to right (`**` too, as FEEL has it)."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def value(self, run: Run) -> Value:
        found = run.value(self.first)
        for operator, node in self.rest:
            found = calculate(operator, found, run.value(node))
            run.budget.spend(weight(found))
        return found


@dataclass(frozen=True)
class Compare(Node):
    operator: str
    left: Node
    right: Node

    def value(self, run: Run) -> Value:
        return compare(self.operator, run.value(self.left), run.value(self.right))


@dataclass(frozen=True)
class Between(Node):
    node: Node
    low: Node
    high: Node

    def value(self, run: Run) -> Value:
        return Range(run.value(self.low), run.value(self.high)).contains(run.value(self.node))


@dataclass(frozen=True)
class All(Node):
    """`a and b`; all operands are taken, so that the order of writing costs nothing."""

    items: tuple[Node, ...]

    def value(self, run: Run) -> Value:
        found: bool | None = True
        for item in self.items:
            found = both(found, run.value(item))
        return found


@dataclass(frozen=True)
class Some(Node):
    """`a or b`."""

    items: tuple[Node, ...]

    def value(self, run: Run) -> Value:
        found: bool | None = False
        for item in self.items:
            found = either(found, run.value(item))
        return found


@dataclass(frozen=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node

    def value(self, run: Run) -> Value:
        return run.value(self.then if run.value(self.condition) is True else self.otherwise)


@dataclass(frozen=True)
class Path(Node):
    """`loan.amount`: a component of a context (of each, in a list) or a property of a date."""

    node: Node
    names: tuple[str, ...]

    def value(self, run: Run) -> Value:
        found = run.value(self.node)
        for name in self.names:
            found = _component(found, name)
        return found


def _component(value: Value, name: str) -> Value:
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [_component(item, name) for item in value]
    return temporal.part(value, name)


@dataclass(frozen=True)
class Call(Node):
    name: str
    function: Callable[..., Value]
    arguments: tuple[Node, ...]

    def value(self, run: Run) -> Value:
        return self.function(*(run.value(argument) for argument in self.arguments))


@dataclass(frozen=True)
class Knowledge(Node):
    """A business knowledge model: a function that sees its parameters alone."""

    name: str
    parameters: tuple[str, ...]
    conform: tuple[Callable[[Value], Value], ...]
    body: Node
    depth: int

    def value(self, run: Run) -> Value:
        return run.value(self.body)


@dataclass(frozen=True)
class Invoke(Node):
    knowledge: Knowledge
    arguments: tuple[Node, ...]

    def value(self, run: Run) -> Value:
        values = [run.value(argument) for argument in self.arguments]
        taken = [take(value) for take, value in zip(self.knowledge.conform, values, strict=True)]
        names = dict(zip(self.knowledge.parameters, taken, strict=True))
        return Run(names, run.budget).value(self.knowledge)


@dataclass(frozen=True)
class Conform(Node):
    """A value that must be of a declared type, else null."""

    node: Node
    take: Callable[[Value], Value]

    def value(self, run: Run) -> Value:
        return self.take(run.value(self.node))


def depth(node: Part) -> int:
    """How many nodes lie below one another, those of called knowledge models included."""
    # A model knows its own: counted anew at each call, a few models would take forever.
    if isinstance(node, Knowledge):
        return node.depth
    return 1 + max(map(depth, _children(vars(node).values())), default=0)


def _children(parts: Iterable[object]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Part):
            yield part
        elif isinstance(part, tuple):
            yield from _children(part)
