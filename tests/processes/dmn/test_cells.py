"""The cells of a table: unary tests."""

import pytest

from .tables import cell

MET: list[tuple[str, object]] = [
    ("-", 1),
    ("-", None),
    ("", 1),
    ("1", 1.0),
    ('"الف"', "الف"),
    ('"الف", "ب"', "ب"),
    ("true", True),
    ("null", None),
    ("< 10", 9),
    ("<=10", 10),
    ("> 10, 5", 5),
    (">=10", 10),
    ("!= 10", 9),
    ("= 10", 10),
    ("[1..10]", 10),
    ("[1..10]", 1),
    ("]1..10[", 2),
    ("(1..10)", 9.99),
    ("[1..10[, [20..30]", 25),
    ("[-5..-1]", -3),
    ("-5", -5),
    ("not(1)", 2),
    ('not("الف", "ب")', "پ"),
    ('not("الف")', None),
    ("not([1..10], 20)", 15),
    ("not(< 5)", 5),
    ("not((1..5])", 1),
    ("not([1..5))", 5),
    ("not(]1..5[, [7..9])", 5),
    ("not(null)", 1),
    ("[1, 2, 3]", 2),
    ("? > 5 and ? < 9", 7),
    ("? = 7", 7),
    ('contains(?, "ا")', "دنیا"),
    ("not(? > 5)", 5),
    ("not(?) or ?", True),
    ("even(?)", 4),
    ("list contains(?, 2)", [1, 2]),
    ("count(?) > 1", [1, 2]),
    ("5 + 2", 7),
    ("1 < 2", "هرچه"),
]
UNMET: list[tuple[str, object]] = [
    ("1", 2),
    ("1", "1"),
    ("1", None),
    ("1", True),
    ("true", None),
    ("true", 1),
    ("false", None),
    ("null", 1),
    ("< 10", 10),
    ("< 10", None),
    ("< 10", "9"),
    (">= 10", None),
    ("[1..10]", 10.01),
    ("]1..10]", 1),
    ("[1..10)", 10),
    ("[10..1]", 5),
    ("[1..10]", None),
    ("not(1)", 1),
    ("not(1)", "یک"),
    ("not(< 5)", None),
    ("not((1..5])", 5),
    ("not([1..5))", 1),
    ("not([1..10], 20)", 20),
    ('not("الف", "ب")', "ب"),
    ("[1, 2, 3]", 4),
    ("? > 5 and ? < 9", None),
    ('contains(?, "ا")', None),
    ("even(?)", 3),
    ("1 > 2", False),
]


@pytest.mark.parametrize(("test", "value"), MET)
def test_a_cell_is_met(test: str, value: object) -> None:
    assert cell(test, value) is True


@pytest.mark.parametrize(("test", "value"), UNMET)
def test_a_cell_is_not_met(test: str, value: object) -> None:
    assert cell(test, value) is None


@pytest.mark.parametrize(
    ("test", "value", "type_"),
    [
        ('date("2024-03-20")', "2024-03-20", "date"),
        ('< date("2024-03-20")', "2024-03-19", "date"),
        ('[@"2024-03-20"..@"2025-03-20"]', "2024-12-01", "date"),
        ('>= time("08:00:00")', "08:00:00", "time"),
        ('> date and time("2024-03-20T00:00:00Z")', "2024-03-20T03:31:00+03:30", "dateTime"),
        ('<= duration("P30D")', "PT720H", "dayTimeDuration"),
        ('[duration("P1Y")..duration("P2Y")]', "P18M", "yearMonthDuration"),
        ("? - 1 >= 4", "5", "number"),
    ],
)
def test_a_cell_compares_values_of_declared_types(test: str, value: object, type_: str) -> None:
    assert cell(test, value, type_) is True
