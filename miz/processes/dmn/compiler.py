"""Turns the elements of a DMN document into nodes, and says what is wrong with them.

Names are resolved here: an expression sees the values its decision requires, and nothing else. So
whatever has no finding can be decided without ever meeting an unknown name, type or function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lxml import etree

from miz.processes.errors import Finding

from . import grammar
from .cells import OperatorTest, Tests, ValueTest
from .errors import Unreadable
from .kinds import ANY, BASIC, Type
from .nodes import Conform, Invoke, Literal, Node, Run
from .reader import finding, part, parts, tag, text
from .scope import Scope
from .tables import AGGREGATIONS, POLICIES, Column, Output, Rule, Table
from .tokens import spaced
from .values import Value, kind

N = TypeVar("N", bound=Node)
_NULL: Node = Literal(None)
_RANKED = {"PRIORITY", "OUTPUT ORDER"}


@dataclass
class Compiler:
    """Compiles one element after the other, collecting findings as it goes."""

    findings: list[Finding] = field(default_factory=list)
    types: Mapping[str, Type] = field(default_factory=dict)

    def refuse(self, node: etree._Element, code: str, reason: str) -> None:
        self.findings.append(finding(node, code, reason))

    # Types

    def type_of(self, node: etree._Element | None) -> Type:
        """The type an element's `typeRef` names."""
        reference = node.get("typeRef") if node is not None else None
        if node is None or not reference:
            return ANY
        return self.type_named(node, reference)

    def type_named(self, node: etree._Element, reference: str) -> Type:
        found = self.types.get(reference) or BASIC.get(reference)
        if found is None and ":" in reference:
            # DMN 1.1 writes names with a prefix: feel:number, tns:Applicant
            local = reference.partition(":")[2]
            found = self.types.get(local) or BASIC.get(local)
        if found is None:
            self.refuse(node, "type", f"این نوع تعریف نشده است: {reference}")
        return found or ANY

    # Expressions

    def expression(self, node: etree._Element, scope: Scope) -> Node:
        source = text(node)
        if source in {"", "-"}:
            self.refuse(node, "empty", "عبارت خالی است؛ برای هیچ، null بنویسید.")
            return _NULL
        found = self._read(node, lambda: grammar.expression(source, scope), _NULL)
        return self.conformed(node, found)

    def tests(self, node: etree._Element | None, scope: Scope) -> Tests:
        if node is None:
            return Tests()
        return self._read(node, lambda: grammar.unary_tests(text(node), scope), Tests())

    def _read(self, node: etree._Element, read: Callable[[], N], otherwise: N) -> N:
        try:
            return read()
        except Unreadable as error:
            self.refuse(node, error.code, error.reason)
            return otherwise

    def conformed(self, node: etree._Element, found: Node) -> Node:
        wanted = self.type_of(node)
        return found if wanted is ANY else Conform(found, wanted.conform)

    # Logic

    def logic(self, node: etree._Element, scope: Scope) -> Node:
        """Of a decision or a business knowledge model, whichever way it is written."""
        found = parts(node, "literalExpression", "decisionTable", "invocation")
        if len(found) != 1:
            self.refuse(node, "logic", "باید درست یک عبارت، جدول یا فراخوانی داشته باشد.")
            return _NULL
        match tag(found[0]):
            case "literalExpression":
                return self.expression(found[0], scope)
            case "invocation":
                return self.invocation(found[0], scope)
        return self.table(found[0], scope)

    def invocation(self, node: etree._Element, scope: Scope) -> Node:
        called = part(node, "literalExpression")
        knowledge = scope.knowledge.get(spaced(text(called)))
        if knowledge is None:
            self.refuse(node, "function", "آنچه فراخوانده می‌شود در نیازمندی‌ها نیامده است.")
            return _NULL
        given = {
            spaced(_name(part(binding, "parameter"))): self.bound(binding, scope)
            for binding in parts(node, "binding")
        }
        if not given.keys() <= set(knowledge.parameters):
            self.refuse(node, "arguments", f"این تابع چنین ورودی‌ای ندارد: {knowledge.name}")
        arguments = tuple(given.get(name, _NULL) for name in knowledge.parameters)
        return self.conformed(node, Invoke(knowledge, arguments))

    def bound(self, binding: etree._Element, scope: Scope) -> Node:
        inner = part(binding, "literalExpression")
        return self.expression(inner, scope) if inner is not None else _NULL

    # Tables

    def table(self, node: etree._Element, scope: Scope) -> Node:
        policy = node.get("hitPolicy", "UNIQUE")
        aggregation = node.get("aggregation", "")
        counted = aggregation == "COUNT"
        outputs = tuple(self.output(each, scope, counted) for each in parts(node, "output"))
        columns = tuple(self.column(each, scope) for each in parts(node, "input"))
        rules = tuple(self.rule(each, scope, columns, outputs) for each in parts(node, "rule"))
        table = Table(columns, outputs, rules, policy, aggregation)
        self.check_table(node, table)
        wanted = result_type(self.type_of(node), table.listed, len(outputs))
        return table if wanted is ANY else Conform(table, wanted.conform)

    def check_table(self, node: etree._Element, table: Table) -> None:
        names = [output.name for output in table.outputs]
        if table.policy not in POLICIES or table.aggregation not in AGGREGATIONS:
            self.refuse(node, "policy", "این سیاست برخورد پذیرفته نیست.")
        if not names:
            self.refuse(node, "outputs", "جدول خروجی ندارد.")
        if len(names) > 1 and (len(set(names)) < len(names) or "" in names):
            self.refuse(node, "outputs", "هر خروجی جدول باید نامی جدا داشته باشد.")
        if table.aggregation and (table.policy != "COLLECT" or len(names) > 1):
            self.refuse(node, "policy", "جمع‌بندی تنها با COLLECT و یک خروجی معنا دارد.")
        if table.policy in _RANKED and not any(output.order for output in table.outputs):
            self.refuse(node, "policy", "این سیاست برخورد فهرست مقدارهای خروجی می‌خواهد.")
        if table.policy in _RANKED and any(
            output.allowed.items and not output.order for output in table.outputs
        ):
            self.refuse(node, "policy", "مقدارهای خروجی باید یک‌به‌یک نوشته شده باشند.")

    def column(self, node: etree._Element, scope: Scope) -> Column:
        inner = part(node, "inputExpression")
        if inner is None:
            self.refuse(node, "empty", "ستون ورودی عبارت ندارد.")
        source = text(inner)
        read = _NULL if inner is None else self._plain(inner, scope)
        label = node.get("label") or source
        expected = self.tests(part(node, "inputValues"), scope)
        return Column(label, read, self.type_of(inner), expected)

    def _plain(self, node: etree._Element, scope: Scope) -> Node:
        """Without making it conform: a column says what is wrong with its value itself."""
        return self._read(node, lambda: grammar.expression(text(node), scope), _NULL)

    def output(self, node: etree._Element, scope: Scope, counted: bool) -> Output:
        default, values = part(node, "defaultOutputEntry"), part(node, "outputValues")
        wanted = ANY if counted else self.type_of(node)
        declared = wanted.allowed[0] if wanted.allowed else Tests()
        allowed = declared if values is None else self.tests(values, scope)
        return Output(
            name=spaced(node.get("name", "")),
            type=wanted,
            allowed=allowed,
            order=_order(allowed),
            default=None if default is None else self.expression(default, scope),
        )

    def rule(
        self,
        node: etree._Element,
        scope: Scope,
        columns: tuple[Column, ...],
        outputs: tuple[Output, ...],
    ) -> Rule:
        tests, entries = parts(node, "inputEntry"), parts(node, "outputEntry")
        if len(tests) != len(columns) or len(entries) != len(outputs):
            self.refuse(node, "cells", "شمار خانه‌های قاعده با ستون‌های جدول یکی نیست.")
        made = tuple(self.expression(each, scope) for each in entries)
        for entry, value, output in zip(entries, made, outputs, strict=False):
            self.check_output(entry, value, output)
        cells = tuple(self.tests(each, scope) for each in tests)
        for test, cell, column in zip(tests, cells, columns, strict=False):
            self.check_cell(test, cell, column)
        return Rule(cells, made)

    def check_cell(self, node: etree._Element, cell: Tests, column: Column) -> None:
        """A constant of another kind than the column's could never be met."""
        wanted = (column.type.element or column.type).kind
        items = (item for item in cell.items if isinstance(item, OperatorTest | ValueTest))
        given = {kind(item.node.constant) for item in items if isinstance(item.node, Literal)}
        if wanted not in {"any", "context", "list"} and given - {wanted, "null"}:
            self.refuse(node, "cell", f"این مقدار از نوع ستون ({column.type.name}) نیست.")

    def check_output(self, node: etree._Element, made: Node, output: Output) -> None:
        """What can be known of a constant before any data come."""
        if not isinstance(made, Literal) or made.constant is None:
            return
        if output.type.conform(made.constant) is None:
            self.refuse(node, "output", f"این خروجی از نوع {output.type.name} نیست.")
        elif output.order and not output.allowed.met(Run({}, input=made.constant)):
            self.refuse(node, "output", "این خروجی در فهرست مقدارهای خروجی نیست.")


def _order(allowed: Tests) -> tuple[Value, ...]:
    """The declared output values, if they are values and not ranges or conditions."""
    nodes = [item.node for item in allowed.items if isinstance(item, ValueTest)]
    found = tuple(node.constant for node in nodes if isinstance(node, Literal))
    return found if len(found) == len(allowed.items) and not allowed.negated else ()


def result_type(declared: Type, listed: bool, outputs: int) -> Type:
    """The type of a table's result, where older models declare less than that.

    One basic type for several outputs says nothing of their structure; and the type of a table
    that lists its hits may be written for each of them.
    """
    if outputs > 1 and declared.kind not in {"context", "list"}:
        return ANY
    if listed and declared.kind not in {"list", "any"}:
        return Type(declared.name, "list", element=declared)
    return declared


def _name(node: etree._Element | None) -> str:
    return node.get("name", "") if node is not None else ""
