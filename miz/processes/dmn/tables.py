"""Decision tables and their hit policies.

A hit policy that the data break (two hits of a UNIQUE table, two different ones of ANY, ...) is an
error of the decision, never a silent pick. A table without a hit answers its default outputs; else
null, an empty list for COLLECT, zero for COUNT.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .cells import Tests
from .errors import Undecided
from .functions import total
from .kinds import Type
from .nodes import Node, Part, Run
from .values import Value, equal

Result = Callable[["Table", list[Value]], Value]


def _expected(tests: Tests, run: Run, value: Value) -> bool:
    """Whether a value, or each of a list, is among the ones the column declares."""
    return all(
        tests.met(run.about(item)) for item in (value if isinstance(value, list) else [value])
    )


@dataclass(frozen=True)
class Column(Node):
    label: str
    expression: Node
    type: Type
    expected: Tests

    def value(self, run: Run) -> Value:
        found = run.value(self.expression)
        if found is None:
            return None
        taken = self.type.conform(found)
        if taken is None:
            raise Undecided("input", f"ورودی «{self.label}» از نوع {self.type.name} نیست.")
        if not _expected(self.expected, run, taken):
            raise Undecided("input", f"ورودی «{self.label}» بیرون از مقدارهای مجاز است.")
        return taken


@dataclass(frozen=True)
class Output(Part):
    """`order` are the declared output values, the most important first; empty when none are."""

    name: str
    type: Type
    allowed: Tests
    order: tuple[Value, ...]
    default: Node | None

    def check(self, run: Run, value: Value) -> Value:
        if value is None:
            return None
        taken = self.type.conform(value)
        if taken is None:
            raise Undecided("output", f"خروجی «{self.name}» از نوع {self.type.name} نیست.")
        if not _expected(self.allowed, run, taken):
            raise Undecided("output", f"خروجی «{self.name}» بیرون از مقدارهای مجاز است.")
        return taken

    def place(self, value: Value) -> int:
        """How far down the declared values it stands; null comes last."""
        places = (at for at, each in enumerate(self.order) if equal(each, value) is True)
        return next(places, len(self.order))


@dataclass(frozen=True)
class Rule(Part):
    tests: tuple[Tests, ...]
    outputs: tuple[Node, ...]

    def hit(self, runs: list[Run]) -> bool:
        """Given one run for each column, in which `?` is its value."""
        return all(tests.met(run) for tests, run in zip(self.tests, runs, strict=True))


@dataclass(frozen=True)
class Table(Node):
    columns: tuple[Column, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    policy: str
    aggregation: str

    @property
    def listed(self) -> bool:
        """Whether it answers all its hits, and not one of them."""
        return self.policy in _LISTED or (self.policy == "COLLECT" and not self.aggregation)

    def value(self, run: Run) -> Value:
        runs = [run.about(column.value(run)) for column in self.columns]
        hits = [rule for rule in self.rules if rule.hit(runs)]
        if self.policy == "UNIQUE" and len(hits) > 1:
            raise Undecided("unique", "بیش از یک قاعده برقرار است؛ جدول تنها یکی را می‌پذیرد.")
        hits = hits[:1] if self.policy == "FIRST" else hits
        if not hits:
            return self._without_hit(run)
        return _RESULTS[self.policy](self, [self._result(run, rule) for rule in hits])

    def _result(self, run: Run, rule: Rule) -> Value:
        found = [
            output.check(run, run.value(entry))
            for output, entry in zip(self.outputs, rule.outputs, strict=True)
        ]
        return self._joined(found)

    def _joined(self, values: list[Value]) -> Value:
        if len(values) == 1:
            return values[0]
        return dict(zip((output.name for output in self.outputs), values, strict=True))

    def _without_hit(self, run: Run) -> Value:
        if any(output.default for output in self.outputs):
            defaults = [(each, each.default) for each in self.outputs]
            return self._joined(
                [each.check(run, run.value(node)) if node else None for each, node in defaults]
            )
        if self.policy == "COLLECT":
            return [] if self.listed else Decimal(0) if self.aggregation == "COUNT" else None
        return None

    def rank(self, result: Value) -> tuple[int, ...]:
        """Sorts results as their output values are ordered; columns without any do not count."""
        parts = [result]
        if isinstance(result, dict) and len(self.outputs) > 1:
            parts = [result[each.name] for each in self.outputs]
        return tuple(
            output.place(part)
            for output, part in zip(self.outputs, parts, strict=True)
            if output.order
        )


def _only(table: Table, results: list[Value]) -> Value:
    return results[0]


def _same(table: Table, results: list[Value]) -> Value:
    if not all(equal(result, results[0]) is True for result in results):
        raise Undecided("any", "قاعده‌های برقرار به یک نتیجه نمی‌رسند.")
    return results[0]


def _highest(table: Table, results: list[Value]) -> Value:
    best = min(map(table.rank, results))
    leaders = [result for result in results if table.rank(result) == best]
    if not all(equal(result, leaders[0]) is True for result in leaders):
        raise Undecided("priority", "دو نتیجه‌ی متفاوت اولویت برابر دارند.")
    return leaders[0]


def _all(table: Table, results: list[Value]) -> Value:
    return results


def _ordered(table: Table, results: list[Value]) -> Value:
    return sorted(results, key=table.rank)


def _collected(table: Table, results: list[Value]) -> Value:
    if not table.aggregation:
        return results
    if table.aggregation == "COUNT":
        return Decimal(len(results))
    if not all(isinstance(result, Decimal) for result in results):
        raise Undecided("collect", "نتیجه‌ها عدد نیستند و نمی‌توان آن‌ها را جمع‌بندی کرد.")
    found = total(table.aggregation.lower(), results)
    if found is None:
        raise Undecided("collect", "جمع‌بندی نتیجه‌ها بیش از اندازه بزرگ شد.")
    return found


_RESULTS: Mapping[str, Result] = {
    "UNIQUE": _only,
    "FIRST": _only,
    "ANY": _same,
    "PRIORITY": _highest,
    "RULE ORDER": _all,
    "OUTPUT ORDER": _ordered,
    "COLLECT": _collected,
}
_LISTED = {"RULE ORDER", "OUTPUT ORDER"}
POLICIES = frozenset(_RESULTS)
AGGREGATIONS = frozenset({"", "SUM", "COUNT", "MIN", "MAX"})
