"""What holds for all values."""

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from miz.processes.dmn.errors import Unreadable
from miz.processes.dmn.grammar import expression, unary_tests
from miz.processes.dmn.kinds import jsonable
from miz.processes.dmn.nodes import Node, Run
from miz.processes.dmn.numerals import plain, read_number
from miz.processes.dmn.scope import Scope
from miz.processes.dmn.temporal import iso, read_duration
from miz.processes.dmn.values import Months, Value

few = settings(max_examples=60, deadline=None)
numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=4)
RUN = Run({"a": Decimal(1), "نام بلند": "x", "if needed": None})
SCOPE = Scope(frozenset({"a", "نام بلند", "if needed"}), frozenset({"جزء"}), untyped=True)
WORDS = "a نام بلند if then else and or not in between null true needed جزء sum( date( contains("
SIGNS = '1 .5 "x" ( ) [ ] .. . , < <= > = != + - * / ** ? @ { } ; : \\ " // /*'
PIECES = st.sampled_from((*WORDS.split(), *SIGNS.split()))


def taken(read: Callable[[str, Scope], Node], source: str) -> str:
    """Why it was refused, or "read"; evaluates what was read."""
    try:
        RUN.value(read(source, SCOPE))
    except Unreadable as error:
        return error.reason
    return "read"


def value(source: str, **names: Value) -> Value:
    return Run(names).value(expression(source, Scope(frozenset(names))))


@few
@given(numbers, numbers)
def test_comparisons_agree_with_decimal(left: Decimal, right: Decimal) -> None:
    assert value("a < b", a=left, b=right) is (left < right)
    assert value("a >= b", a=left, b=right) is (left >= right)
    assert value("a = b", a=left, b=right) is (left == right)
    assert value("a != b", a=left, b=right) is (left != right)


@few
@given(numbers, numbers, numbers)
def test_ranges_agree_with_comparisons(low: Decimal, high: Decimal, number: Decimal) -> None:
    found = [
        unary_tests(cell, Scope(frozenset({"low", "high"}))).met(
            Run({"low": low, "high": high}, input=number)
        )
        for cell in ("[low..high]", "]low..high[", "not([low..high])")
    ]
    inside = low <= number <= high
    assert found == [inside, low < number < high, not inside]


@few
@given(numbers, numbers)
def test_sums_are_exact(left: Decimal, right: Decimal) -> None:
    assert value(f"{plain(left)} + {plain(right)}") == left + right
    assert value(f"({plain(left)}) - ({plain(right)})") == left - right


@few
@given(numbers)
def test_a_number_survives_being_written(number: Decimal) -> None:
    assert read_number(plain(number)) == number


@few
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_of_fifteen_digits_is_printed_exactly(number: Decimal) -> None:
    assert Decimal(repr(jsonable(number))) == number


@few
@given(st.integers(-(10**6), 10**6), st.timedeltas())
def test_a_duration_survives_being_written(count: int, length: object) -> None:
    assert read_duration(iso(Months(count))) == Months(count)
    assert read_duration(iso(length)) == length  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_any_heap_of_tokens_is_read_or_refused(pieces: list[str]) -> None:
    assert taken(expression, " ".join(pieces))
    assert taken(unary_tests, " ".join(pieces))


@few
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    assert taken(unary_tests, source)
