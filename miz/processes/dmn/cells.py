"""What the cells of a table are made of: unary tests, each about `?`."""

from dataclasses import dataclass

from .nodes import Node, Run
from .values import Range, Value, compare, either, equal, opposite


@dataclass(frozen=True)
class OperatorTest(Node):
    """`>= 18`."""

    operator: str
    node: Node

    def value(self, run: Run) -> Value:
        return compare(self.operator, run.input, run.value(self.node))


@dataclass(frozen=True)
class ValueTest(Node):
    """`"low"`, `[1..5]`, a name, or an expression about `?`.

    `condition` says that the expression is a question (`? > 5`, `contains(?, "a")`), which must
    be true, and not a value that the input must equal.
    """

    node: Node
    condition: bool

    def value(self, run: Run) -> Value:
        found = run.value(self.node)
        if self.condition and (found is None or isinstance(found, bool)):
            return found
        return _meets(run.input, found)


def _meets(value: Value, wanted: Value) -> bool | None:
    if isinstance(wanted, Range):
        return wanted.contains(value)
    if not isinstance(wanted, list):
        return equal(value, wanted)
    found: bool | None = equal(value, wanted) if isinstance(value, list) else False
    for item in wanted:
        found = either(found, _meets(value, item))
    return found


@dataclass(frozen=True)
class Tests(Node):
    """A cell of a table. No items stand for `-`, which is always met."""

    items: tuple[Node, ...] = ()
    negated: bool = False

    def value(self, run: Run) -> Value:
        if not self.items:
            return True
        found: bool | None = False
        for item in self.items:
            found = either(found, run.value(item))
        return opposite(found) if self.negated else found

    def met(self, run: Run) -> bool:
        run.budget.spend(1)
        return self.value(run) is True


@dataclass(frozen=True)
class In(Node):
    node: Node
    tests: Tests

    def value(self, run: Run) -> Value:
        return self.tests.value(run.about(run.value(self.node)))
