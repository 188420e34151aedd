"""Rules are written by people we do not know: no Python is reachable, and nothing is endless."""

import ast
from pathlib import Path

import pytest

import miz.processes.dmn
from miz.processes.dmn import RulesFailed, RulesRefused, lint, load

from .tables import (
    answer,
    column,
    decision,
    expression,
    literal,
    model,
    needs,
    output,
    rule,
    source,
    table,
)
from .test_rules import function

PYTHON = [
    "__import__('os').system('id')",
    '__import__("os").system("id")',
    "eval('1')",
    'eval("1")',
    'exec("x = 1")',
    'open("/etc/passwd")',
    'compile("1", "", "eval")',
    "globals()",
    "locals()",
    "vars()",
    "dir()",
    'getattr("", "__class__")',
    '"".__class__',
    '"".__class__.__mro__[1].__subclasses__()',
    "().__class__.__bases__",
    "[].__class__",
    "{}.__class__",
    "(1).__class__",
    "1 .real",
    "1.__add__(2)",
    "true.__class__",
    "null.__doc__",
    'date("2020-01-01").__class__',
    'date("2020-01-01").today()',
    'date("2020-01-01").replace(1)',
    'duration("P1D").total_seconds()',
    '"{0.__class__}".format(1)',
    '"%s" % 1',
    'f"{1}"',
    "lambda: 0",
    "x := 1",
    "[x for x in [1]]",
    "for x in [1] return x",
    "some x in [1] satisfies x > 0",
    "every x in [1] satisfies x > 0",
    "function(x) x",
    'function() external {java: {class: "java.lang.Runtime"}}',
    "1 instance of number",
    "[1, 2][1]",
    "[1, 2][item > 1]",
    '{a: 1}.a',
    "import os",
    "print(1)",
    "self",
    "run",
    "run.names",
    "budget",
    "None",
    "True",
    "now()",
    "today()",
    'matches("aaaa", "(a+)+b")',
    'replace("a", "a", "b")',
    'split("a", "")',
    'get value({a: 1}, "a")',
    "sort([1], function(x, y) x < y)",
    "string join([1])",
    "random number()",
]  # fmt: skip
BROKEN = [
    "1 +",
    "(1",
    "1)",
    "[1..",
    "[1..2",
    "..",
    "a b",
    "1 2",
    '"open',
    '"\\q"',
    '"\\uD83D"',
    "'single'",
    "1 < 2 < 3",
    "1 in (1) + 2",
    "if true then 1",
    "between",
    "not",
    "not()",
    "max()",
    "abs(1, 2)",
    "@2020",
    '@"2020-13-45"',
    "@",
    "?",
    "-",
    "=1",
    "a.b",
    "1.a",
    "1e",
    "12a",
    "۱۲",
    "#",
    "$x",
    "1 ; 2",
    "1 & 2",
    "`ls`",
    "\x0b1\x0c",
    "1 // 2\n 3",
    "/* open",
]
BOMBS = [
    "(" * 500 + "1" + ")" * 500,
    "(" * 60 + "1" + ")" * 60,
    "[" * 60 + "]" * 60,
    "-" * 500 + "1",
    "not(" * 60 + "true" + ")" * 60,
    "if true then " * 60 + "1",
    "1 in (" * 60 + "1" + ")" * 60,
    "1" * 35,
    "1e1000",
    "1e999999999999",
    "0." + "1" * 40,
    '"' + "آ" * 3000 + '"',
    "1" + "+1" * 1500,
    "1" + "+1" * 600,
    "[" + "1," * 900 + "1]",
    "a" * 2001,
    "date(" * 41 + '"2020-01-01"' + ")" * 41,
]
CHEAP: list[tuple[str, object]] = [
    ("9 ** 9 ** 9 ** 9 ** 9", None),
    ("2 ** 1e30", None),
    ("0.5 ** 1e30", 0),
    ("(0-2) ** 1e30", None),
    ("1.0000000001 ** 1e30", None),
    ("1e900 * 1e900", None),
    ("-1e900 * 1e900", None),
    ("sqrt(1e900) > 1", True),
    ("modulo(1e900, 3)", None),
    ("modulo(3, 1e900)", 3),
    ("round up(1.5, 1e300)", None),
    ("round up(1.5, 998)", 1.5),
    ("round up(1.5, -998) > 1e900", True),
    ("floor(1e900) = 1e900", True),
    ("even(1e900)", None),
    ('substring("a", 1e900)', None),
    ('substring("abc", 1, 1e900)', "abc"),
    ('date("2020-01-01") + duration("P999999999Y")', None),
    ('date("2020-01-01") + duration("P999999999D")', None),
    ('date("2020-01-01") - duration("P999999999M")', None),
    ('duration("P999999999D") * 1e900', None),
    ('duration("P999999999D") + duration("P999999999D")', None),
    ('duration("P9Y") / 0', None),
    ('duration("P1Y") / 1e-900', None),
    ("date(1e900, 1, 1)", None),
    ("date(2020, 1.5, 1)", None),
    ("time(1, 1, 1e900)", None),
    ('number("1e999999999")', None),
    ('number("1,,,,1", ",", ".")', 11),
    ('date("٢٠٢٠-٠١-٠١")', None),
    ('date and time("2020-01-01T00:00:00@/etc/passwd")', None),
    ('date and time("2020-01-01T00:00:00@../../etc/passwd")', None),
]


@pytest.mark.parametrize("hostile", [*PYTHON, *BROKEN, *BOMBS])
def test_a_hostile_expression_is_refused(hostile: str) -> None:
    with pytest.raises(RulesRefused):
        load(expression(hostile) if hostile.isprintable() else _escaped(hostile))


def _escaped(source_: str) -> bytes:
    return expression(
        "".join(each if each.isprintable() or each == "\n" else " $ " for each in source_)
    )


@pytest.mark.parametrize("hostile", [*PYTHON, *BOMBS])
def test_a_hostile_cell_is_refused(hostile: str) -> None:
    logic = table([column("x")], [output()], [rule([hostile], ["1"])])
    assert lint(model(source("x", "string"), decision("d", logic, needs(["x"]))))


def test_a_negation_stands_alone_in_its_cell() -> None:
    logic = table([column("x")], [output()], [rule(['not("a"), "b"'], ["1"])])
    assert lint(model(source("x"), decision("d", logic, needs(["x"]))))


@pytest.mark.parametrize(("source_", "expected"), CHEAP)
def test_an_expression_beyond_all_bounds_costs_nothing(source_: str, expected: object) -> None:
    assert answer(source_) == expected


@pytest.mark.parametrize("name", ["__class__", "__dict__", "keys", "items", "get", "names"])
def test_a_component_is_data_and_never_an_attribute(name: str) -> None:
    for value in ({"a": 1}, [1], "متن", 1, True, None):
        assert answer(f"x.{name}", {"x": value}) in (None, [None])


def test_texts_cannot_grow_without_end() -> None:
    doubled = (
        decision(f"d{n + 1}", literal(f"d{n} + d{n}"), needs(decisions=[f"d{n}"]))
        for n in range(40)
    )
    xml = model(decision("d0", literal('"متن"')), *doubled)
    with pytest.raises(RulesFailed) as failed:
        load(xml).decide("d40", {})
    assert failed.value.code == "limit"


@pytest.mark.parametrize("form", ["[{0}, {0}]", "[{0}]"])
def test_lists_cannot_grow_without_end(form: str) -> None:
    chained = (
        decision(f"d{n + 1}", literal(form.format(f"d{n}")), needs(decisions=[f"d{n}"]))
        for n in range(60)
    )
    with pytest.raises(RulesFailed) as failed:
        load(model(decision("d0", literal("1")), *chained)).decide("d60", {})
    assert failed.value.code == "limit"


def test_functions_that_call_functions_cannot_run_without_end() -> None:
    parts = [function("f0", {"x": "number"}, literal("x + 1"))]
    for n in range(12):
        body = literal(" + ".join([f"f{n}(x)"] * 8))
        parts.append(function(f"f{n + 1}", {"x": "number"}, body, needs(models=[f"f{n}"])))
    xml = model(*parts, decision("d", literal("f12(1)"), needs(models=["f12"])))
    with pytest.raises(RulesFailed) as failed:
        load(xml).decide("d", {})
    assert failed.value.code == "limit"


def test_functions_cannot_be_stacked_without_end() -> None:
    parts = [function("f0", {"x": ""}, literal("x"))]
    for n in range(200):
        body = literal(f"f{n}(x)")
        parts.append(function(f"f{n + 1}", {"x": ""}, body, needs(models=[f"f{n}"])))
    assert "depth" in {finding.code for finding in lint(model(*parts))}


def test_a_long_chain_of_decisions_needs_no_deep_stack() -> None:
    chained = (
        decision(f"d{n + 1}", literal(f"d{n} + 1"), needs(decisions=[f"d{n}"])) for n in range(400)
    )
    assert load(model(decision("d0", literal("0")), *chained)).decide("d400", {}) == 400


@pytest.mark.parametrize("many", [30, 200, 400])
def test_types_cannot_be_nested_without_end(many: int) -> None:
    component = '<itemComponent name="a">'
    nested = component * min(many, 240) + "</itemComponent>" * min(many, 240)
    chained = "".join(
        f'<itemDefinition name="t{n}" isCollection="true"><typeRef>t{n - 1}</typeRef>'
        "</itemDefinition>"
        for n in range(1, many)
    )
    first = '<itemDefinition name="t0"><typeRef>string</typeRef></itemDefinition>'
    for types in (f'<itemDefinition name="t">{nested}</itemDefinition>', first + chained):
        assert "depth" in {each.code for each in lint(model(types, decision("d", literal("1"))))}


def test_a_document_of_too_many_parts_is_refused() -> None:
    xml = model(*(decision(f"d{n}", literal("1")) for n in range(501)))
    assert [finding.code for finding in lint(xml)] == ["length"]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "doctype"),
        (b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>', "doctype"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "doctype"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16"), "xml"),
        (b"<x>" * 300 + b"</x>" * 300, "xml"),
        (b"<x", "xml"),
        (b"", "xml"),
        (b"\x00" * 10, "xml"),
        (b" " * 1_000_001, "size"),
        (b"<definitions/>", "element"),
        (b"<html/>", "element"),
    ],
)
def test_hostile_xml_is_refused(xml: bytes, code: str) -> None:
    assert [finding.code for finding in lint(xml)] == [code]


def test_instructions_and_comments_inside_a_text_change_nothing() -> None:
    xml = model(decision("d", literal("1 + 1"))).replace(b"1 + 1", b"1 <?php x ?>+<!-- 5 --> 1")
    assert load(xml).decide("d", {}) == 2


def test_an_element_of_a_vendor_has_no_place_among_ours() -> None:
    script = '<script xmlns="urn:vendor">1</script>'
    assert [finding.code for finding in lint(model(decision("d", literal("1") + script)))] == [
        "element"
    ]


def test_the_code_of_rules_calls_nothing_that_runs_text() -> None:
    folder = Path(miz.processes.dmn.__file__).parent
    called = {
        node.id
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Name)
    }
    assert called.isdisjoint({"eval", "exec", "compile", "__import__", "globals", "open"})
