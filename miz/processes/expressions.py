"""The closed expression language of processes: conditions of flows, `name = expression` scripts.

An expression sees the process data and nothing else. Two fences: our own whitelist of syntax
(no attribute, no subscript, no call but the five below, no power, no shift), then simpleeval
with the same nodes and operators. Every value stays a small scalar, so no expression can cost
more than microseconds: text up to 500 characters, integers up to 10**18, 500 characters of source.
"""

# simpleeval's functions have no types.
# mypy: disable-error-code="no-untyped-call"

import ast
import math
import operator
import re
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from simpleeval import EvalWithCompoundTypes, InvalidExpression

from .errors import ExpressionFailed, ExpressionRefused

Scalar = str | int | float | bool | None
Value = Scalar | list[Scalar]

MAX_SOURCE = 500
MAX_DEPTH = 25
MAX_LINES = 20
MAX_TEXT = 500
MAX_INTEGER = 10**18
MAX_DIGITS = 10

_ASSIGNMENT = re.compile(r"([a-z][a-z0-9_]{0,40})\s*=(?!=)\s*(\S.*)")


def _round(number: float, digits: int = 0) -> float:
    # round(5, -10**9) builds a number of a billion digits
    if abs(digits) > MAX_DIGITS:
        raise ValueError("digits")
    return round(number, digits) if digits else round(number)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "len": len,
    "max": max,
    "min": min,
    "round": _round,
}


def scalar(value: object) -> Scalar:
    """The value itself if it is a small scalar, else ValueError."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= MAX_INTEGER:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return value
    raise ValueError(f"not a small scalar: {type(value).__name__}")


def _numeric(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Scalar]:
    """Numbers only: "%999999999d" % 1 and "a" * 10**9 are bombs in Python."""

    def guarded(left: Any, right: Any) -> Scalar:
        if isinstance(left, int | float) and isinstance(right, int | float):
            return scalar(function(left, right))
        raise TypeError("numbers only")

    return guarded


def _add(left: Any, right: Any) -> Scalar:
    if isinstance(left, str) and isinstance(right, str):
        return scalar(left + right)
    return _numeric(operator.add)(left, right)


def _contains(item: Any, container: Any) -> bool:
    return item in container


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _add,
    ast.Sub: _numeric(operator.sub),
    ast.Mult: _numeric(operator.mul),
    ast.Div: _numeric(operator.truediv),
    ast.FloorDiv: _numeric(operator.floordiv),
    ast.Mod: _numeric(operator.mod),
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: _contains,
    ast.NotIn: lambda item, container: item not in container,
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_NODES: tuple[type[ast.AST], ...] = (
    ast.BinOp,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.IfExp,
    ast.Name,
    ast.Tuple,
    ast.UnaryOp,
)
_SYNTAX = (*_NODES, *_OPERATORS, ast.And, ast.Or, ast.Load)


def _evaluator() -> EvalWithCompoundTypes:
    evaluator = EvalWithCompoundTypes(operators=_OPERATORS, functions={}, allowed_attrs={})
    evaluator.functions = FUNCTIONS
    evaluator.nodes = {node: evaluator.nodes[node] for node in _NODES}
    return evaluator


# One evaluator under a lock: making one enters warnings.catch_warnings, which is not thread-safe.
_EVALUATOR = _evaluator()
_LOCK = threading.Lock()


def _check_node(node: ast.AST) -> None:
    if not isinstance(node, _SYNTAX):
        raise ExpressionRefused(type(node).__name__)
    if isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
        if not known or node.keywords:
            raise ExpressionRefused(ast.unparse(node.func))
    if isinstance(node, ast.Constant):
        try:
            scalar(node.value)
        except ValueError as error:
            raise ExpressionRefused(str(error)) from error


def _check_tree(tree: ast.AST) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ExpressionRefused("too deep")
        for node in level:
            _check_node(node)
        level = [child for node in level for child in ast.iter_child_nodes(node)]


@lru_cache(maxsize=2048)
def parse(source: str) -> ast.expr:
    """The checked tree of an expression; ExpressionRefused for anything outside the language."""
    source = source.strip()
    if not source or len(source) > MAX_SOURCE or "\\" in source:
        raise ExpressionRefused("empty, too long or with a backslash")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionRefused(source) from error
    _check_tree(tree)
    return tree


def names(source: str) -> frozenset[str]:
    """The data names an expression reads."""
    tree = parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return frozenset(node.id for node in found if id(node) not in called)


def compared(source: str) -> list[tuple[str, str]]:
    """(name, text) for every `name == "text"` and `name != "text"`, to catch misspelt choices."""
    pairs = []
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            left, right = node.left, node.comparators[0]
            if isinstance(left, ast.Name) and isinstance(right, ast.Constant):
                pairs.append((left.id, right.value))
    return [(name, value) for name, value in pairs if isinstance(value, str)]


def evaluate(source: str, data: Mapping[str, Value]) -> Scalar:
    """The value of an expression over `data`.

    Raises ExpressionRefused (not in the language) or ExpressionFailed (unknown name, wrong types,
    a result that is no small scalar).
    """
    tree = parse(source)
    try:
        with _LOCK:
            _EVALUATOR.names = data
            result = _EVALUATOR.eval(source, previously_parsed=tree)
        return scalar(result)
    except (InvalidExpression, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise ExpressionFailed(source) from error


def value(source: str, data: Mapping[str, Value]) -> Value:
    """As `evaluate`; a name alone may also stand for a list."""
    tree = parse(source)
    if isinstance(tree, ast.Name) and isinstance(data.get(tree.id), list):
        return data[tree.id]
    return evaluate(source, data)


def condition(source: str, data: Mapping[str, Value]) -> bool:
    """As `evaluate`, but the answer must be true or false: `decision` alone is a mistake."""
    result = evaluate(source, data)
    if not isinstance(result, bool):
        raise ExpressionFailed(source)
    return result


@lru_cache(maxsize=512)
def assignments(script: str) -> tuple[tuple[str, str], ...]:
    """The (name, expression) lines of a script, or ExpressionRefused."""
    lines = [line.strip() for line in script.splitlines() if line.strip()]
    if not 0 < len(lines) <= MAX_LINES:
        raise ExpressionRefused("1 to 20 lines")
    matches = [_ASSIGNMENT.fullmatch(line) for line in lines]
    pairs = [(match[1], match[2]) for match in matches if match]
    if len(pairs) != len(lines) or any(name in FUNCTIONS for name, _ in pairs):
        raise ExpressionRefused(script[:MAX_SOURCE])
    for _, source in pairs:
        parse(source)
    return tuple(pairs)
