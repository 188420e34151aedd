"""Declared types: what data are taken, and what is refused."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from miz.processes.dmn import Months, RulesFailed, jsonable, lint, load

from .tables import attributes, decision, literal, model, needs, source, text


def item(
    name: str,
    inner: str = "",
    *,
    base: str = "",
    many: bool = False,
    allowed: str = "",
    tag: str = "itemDefinition",
) -> str:
    known = attributes({"name": name, "isCollection": "true" if many else ""})
    kind = f"<typeRef>{base}</typeRef>" if base else ""
    values = text("allowedValues", allowed) if allowed else ""
    return f"<{tag}{known}>{kind}{values}{inner}</{tag}>"


TYPES = (
    item("وضعیت", base="string", allowed='"شاغل", "بیکار"')
    + item("سن", base="number", allowed="[0..150]")
    + item("فهرست", base="وضعیت", many=True)
    + item(
        "متقاضی",
        item("سن", base="سن", tag="itemComponent")
        + item("تاریخ تولد", base="date", tag="itemComponent")
        + item("شغل‌ها", base="string", many=True, tag="itemComponent"),
    )
)


def echo(type_: str, value: object) -> object:
    xml = model(TYPES, source("x", type_), decision("همان", literal("x"), needs(["x"])))
    return load(xml).decide("همان", {"x": value})


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("string", "سلام", "سلام"),
        ("number", 1, Decimal(1)),
        ("number", 0.1, Decimal("0.1")),
        ("number", "12.50", Decimal("12.50")),
        ("number", Decimal("1.1"), Decimal("1.1")),
        ("boolean", True, True),
        ("date", "2024-03-20", date(2024, 3, 20)),
        ("date", date(2024, 3, 20), date(2024, 3, 20)),
        ("time", "08:30:00", time(8, 30)),
        ("dateTime", "2024-03-20T08:30:00Z", datetime(2024, 3, 20, 8, 30, tzinfo=UTC)),
        ("date and time", "2024-03-20T08:30:00Z", datetime(2024, 3, 20, 8, 30, tzinfo=UTC)),
        ("dayTimeDuration", "P1DT2H", timedelta(days=1, hours=2)),
        ("days and time duration", timedelta(1), timedelta(1)),
        ("yearMonthDuration", "P1Y", Months(12)),
        ("feel:number", 3, Decimal(3)),
        ("وضعیت", "شاغل", "شاغل"),
        ("tns:سن", 150, Decimal(150)),
        ("فهرست", ["شاغل", "بیکار"], ["شاغل", "بیکار"]),
        ("Any", {"a": [1, 0.1, None]}, {"a": [Decimal(1), Decimal("0.1"), None]}),
        ("", [True], [True]),
        ("number", None, None),
        ("وضعیت", None, None),
        (
            "متقاضی",
            {"سن": 30, "تاریخ تولد": "1994-03-20", "ناشناخته": 1},
            {"سن": Decimal(30), "تاریخ تولد": date(1994, 3, 20), "شغل‌ها": None},
        ),
    ],
)
def test_a_value_is_read_by_its_declared_type(type_: str, value: object, expected: object) -> None:
    found = echo(type_, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("string", 1),
        ("string", "آ" * 10_001),
        ("number", True),
        ("number", "ده"),
        ("number", "۱۲"),
        ("number", ""),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", Decimal("NaN")),
        ("number", "1" * 35),
        pytest.param("number", 10**1000, id="long"),
        ("number", "1e999999999"),
        ("boolean", "true"),
        ("boolean", 1),
        ("date", "2024-02-30"),
        ("date", "1403/01/01"),
        ("date", "2024-03-20T00:00:00"),
        ("date", datetime(2024, 3, 20, tzinfo=UTC)),
        ("time", "8:30"),
        ("dateTime", "2024-03-20"),
        ("dayTimeDuration", "P1Y"),
        ("yearMonthDuration", "P1D"),
        ("وضعیت", "بازنشسته"),
        ("سن", 151),
        ("فهرست", "شاغل"),
        ("فهرست", ["شاغل", "بازنشسته"]),
        ("فهرست", ["شاغل"] * 1_001),
        ("متقاضی", [1]),
        ("متقاضی", {"سن": -1}),
        ("متقاضی", {"شغل‌ها": [1]}),
        ("Any", object()),
        ("Any", {"a": {1, 2}}),
    ],
)
def test_a_value_of_another_type_is_an_error_that_does_not_repeat_it(
    type_: str, value: object
) -> None:
    with pytest.raises(RulesFailed) as failed:
        echo(type_, value)
    assert failed.value.code == "input"
    assert "بازنشسته" not in str(failed.value)


def test_a_value_nested_without_end_is_refused() -> None:
    value: list[object] = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(RulesFailed):
        echo("Any", value)


def test_components_have_names_with_spaces() -> None:
    person = {"سن": 30, "تاریخ تولد": "1994-03-20"}
    logic = literal("متقاضی . تاریخ تولد.year + متقاضی.سن")
    xml = model(TYPES, source("متقاضی", "متقاضی"), decision("سال", logic, needs(["متقاضی"])))
    assert load(xml).decide("سال", {"متقاضی": person}) == 2024


def test_a_component_that_is_not_declared_is_refused() -> None:
    logic = literal("متقاضی.قد")
    xml = model(TYPES, source("متقاضی", "متقاضی"), decision("سال", logic, needs(["متقاضی"])))
    assert [finding.code for finding in lint(xml)] == ["component"]


@pytest.mark.parametrize(
    "types",
    [
        item("الف", base="الف"),
        item("الف", base="ب") + item("ب", item("درون", base="الف", tag="itemComponent")),
        item("الف", base="ناشناخته"),
        item("الف", base="string", allowed="for x in y return x"),
    ],
)
def test_types_that_cannot_be_right_are_refused(types: str) -> None:
    assert lint(model(types, decision("d", literal("1"))))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.0"), 1),
        (Decimal("0.1"), 0.1),
        ([Months(-14), timedelta(hours=36)], ["-P1Y2M", "P1DT12H"]),
        ({"a": date(2024, 3, 20)}, {"a": "2024-03-20"}),
        (datetime(2024, 3, 20, tzinfo=UTC), "2024-03-20T00:00:00Z"),
        (timedelta(), "PT0S"),
        (Months(0), "P0M"),
        (None, None),
    ],
)
def test_a_value_is_printed_as_json_takes_it(value: object, expected: object) -> None:
    assert jsonable(value) == expected
