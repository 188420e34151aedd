"""Reads FEEL: literal expressions, and the unary tests of a table's cells.

A Pratt parser over `tokens`. What it does not know it refuses with Unreadable, saying what.
"""

from decimal import Decimal
from typing import TypeVar

from . import temporal
from .cells import In, OperatorTest, Tests, ValueTest
from .cursor import Cursor
from .errors import Unreadable
from .functions import FUNCTIONS, QUESTIONS
from .nodes import (
    All,
    Between,
    Call,
    Chain,
    Compare,
    If,
    Input,
    Invoke,
    ListOf,
    Literal,
    Name,
    Negative,
    Node,
    Path,
    RangeOf,
    Some,
    depth,
)
from .numerals import read_number
from .scope import Scope
from .tokens import Token, tokens
from .values import MAX_ITEMS

N = TypeVar("N", bound=Node)

MAX_NESTED = 40
MAX_DEPTH = 60

# How tightly an operator binds, from loosely to tightly.
_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _MINUS, _PATH = range(1, 9)
_RANKS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "in", "between"), _COMPARISON),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/"), _PRODUCT),
    "**": _POWER,
    ".": _PATH,
}
_TESTS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_CONSTANTS = {"true": True, "false": False, "null": None}


def expression(source: str, scope: Scope) -> Node:
    """A literal expression. Raises Unreadable."""
    parser = _Parser(source, scope)
    return parser.whole(parser.expression())


def unary_tests(source: str, scope: Scope) -> Tests:
    """A cell of conditions: `-` (or nothing), `not(...)`, or tests of which one must be met."""
    if source.strip() in {"", "-"}:
        return Tests()
    parser = _Parser(source, scope, about_input=True)
    return parser.whole(parser.cell())


class _Parser(Cursor):
    def __init__(self, source: str, scope: Scope, about_input: bool = False) -> None:
        super().__init__(tokens(source, scope.words))
        self.scope = scope
        self.nested = 0
        self.about_input = about_input
        self.questions = 0

    def whole(self, node: N) -> N:
        if self.next.kind != "end":
            raise self.unexpected()
        if depth(node) > MAX_DEPTH:
            raise Unreadable("depth", "عبارت بیش از اندازه تودرتو است.")
        return node

    # Unary tests

    def cell(self) -> Tests:
        negated = self.negation() if self.next == Token("keyword", "not") else None
        return negated or Tests(self.tests())

    def negation(self) -> Tests | None:
        """`not(...)` alone; when more follows, `not` is the function and all is read again."""
        self.take()
        self.expect("(")
        tests = self.tests()
        self.expect(")")
        if self.next.kind == "end":
            return Tests(tests, negated=True)
        self.position = self.questions = 0
        return None

    def tests(self) -> tuple[Node, ...]:
        found = [self.test()]
        while self.accept(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Node:
        if self.sees(*_TESTS):
            return OperatorTest(self.take().text, self.expression(_SUM))
        before = self.questions
        return self.value_test(self.expression(), before)

    def value_test(self, node: Node, before: int) -> ValueTest:
        asked = self.questions > before
        question = isinstance(node, Compare | Between | In | All | Some) or (
            isinstance(node, Call) and node.name in QUESTIONS
        )
        if isinstance(node, Call) and node.name == "not" and not asked:
            # As a function it would be null for most values, and the test never met.
            raise Unreadable("syntax", "not(...) باید به‌تنهایی در خانه بیاید.")
        return ValueTest(node, condition=question or asked)

    # Expressions

    def expression(self, rank: int = _OR) -> Node:
        self.nested += 1
        if self.nested > MAX_NESTED:
            raise Unreadable("depth", "عبارت بیش از اندازه تودرتو است.")
        node = self.operand()
        while rank <= (found := self.rank()):
            node = self.operation(node, found)
        self.nested -= 1
        return node

    def rank(self) -> int:
        return _RANKS.get(self.next.text, 0) if self.next.kind in {"operator", "keyword"} else 0

    def operation(self, left: Node, rank: int) -> Node:
        if rank == _OR:
            return Some(self.operands("or", left, rank))
        if rank == _AND:
            return All(self.operands("and", left, rank))
        if rank == _COMPARISON:
            return self.comparison(left)
        return self.path(left) if rank == _PATH else self.chain(left, rank)

    def chain(self, left: Node, rank: int) -> Chain:
        rest: list[tuple[str, Node]] = []
        while self.rank() == rank:
            rest.append((self.take().text, self.expression(rank + 1)))
        return Chain(left, tuple(rest))

    def operands(self, word: str, left: Node, rank: int) -> tuple[Node, ...]:
        items = [left]
        while self.accept(word):
            items.append(self.expression(rank + 1))
        return tuple(items)

    def comparison(self, left: Node) -> Node:
        operator = self.take().text
        if operator == "between":
            low = self.expression(_SUM)
            self.expect("and")
            return Between(left, low, self.expression(_SUM))
        if operator == "in":
            return In(left, Tests(self.membership()))
        right = self.expression(_SUM)
        if self.rank() == _COMPARISON:
            raise self.unexpected("دو مقایسه‌ی پیاپی پرانتز می‌خواهد.")
        return Compare(operator, left, right)

    def membership(self) -> tuple[Node, ...]:
        """What follows `in`: one test, or several in parentheses."""
        if not self.sees("("):
            test = self.test() if self.sees(*_TESTS) else self.expression(_SUM)
            return (test if isinstance(test, OperatorTest) else ValueTest(test, condition=False),)
        found = self.members()
        if self.rank() > _COMPARISON:
            raise self.unexpected("پس از این پرانتز محاسبه‌ای نمی‌آید.")
        return found

    def members(self) -> tuple[Node, ...]:
        self.take()
        before = self.questions
        first = self.test() if self.sees(*_TESTS) else self.expression()
        if self.sees(".."):
            return (ValueTest(self.range(first, open_=True), condition=False),)
        is_test = isinstance(first, OperatorTest)
        found = [first if is_test else self.value_test(first, before)]
        while self.accept(","):
            found.append(self.test())
        self.expect(")")
        return tuple(found)

    def path(self, node: Node) -> Node:
        names: list[str] = []
        while self.accept("."):
            if self.next.kind != "name":
                raise self.unexpected("پس از نقطه باید نام بیاید.")
            names.append(self.take().text)
        return Path(node, tuple(names))

    def operand(self) -> Node:
        token = self.next
        match token.kind:
            case "number":
                return Literal(self.number())
            case "string":
                return Literal(self.take().text)
            case "name":
                return Name(self.take().text)
            case "function":
                return self.call(self.take().text)
            case "keyword":
                return self.keyword()
            case "operator":
                return self.sign()
        raise self.unexpected()

    def number(self) -> Decimal:
        found = read_number(self.take().text)
        if found is None:
            raise Unreadable("number", "عدد بیش از اندازه بزرگ یا دقیق است.")
        return found

    def keyword(self) -> Node:
        word = self.next.text
        if word in _CONSTANTS:
            self.take()
            return Literal(_CONSTANTS[word])
        if word == "if":
            return self.condition()
        if word == "not":
            self.take()
            return self.call("not")
        raise self.unexpected()

    def condition(self) -> Node:
        self.take()
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return If(condition, then, self.expression())

    def sign(self) -> Node:
        match self.next.text:
            case "-":
                self.take()
                return self.minus()
            case "?":
                return self.question()
            case "@":
                return self.at()
            case "(" | "[" | "]":
                return self.bracket()
        raise self.unexpected()

    def minus(self) -> Node:
        """Binds more tightly than `**`: -3 ** 2 is 9."""
        node = self.expression(_MINUS)
        if isinstance(node, Literal) and isinstance(node.constant, Decimal):
            return Literal(node.constant.copy_negate())
        return Negative(node)

    def question(self) -> Node:
        if not self.about_input:
            raise Unreadable("input", "علامت ? تنها در خانه‌های شرط جدول معنا دارد.")
        self.take()
        self.questions += 1
        return Input()

    def at(self) -> Node:
        self.take()
        if self.next.kind != "string":
            raise self.unexpected("پس از @ باید متن بیاید.")
        value = temporal.read(self.take().text)
        if value is None:
            raise Unreadable("temporal", "متن پس از @ تاریخ، زمان یا مدت نیست.")
        return Literal(value)

    def bracket(self) -> Node:
        """`(a)`, `[a, b]`, or a range: `[a..b]`, `(a..b)`, `]a..b[`."""
        opening = self.take().text
        if opening == "[" and self.accept("]"):
            return ListOf(())
        first = self.expression()
        if self.sees(".."):
            return self.range(first, open_=opening != "[")
        if opening == "(":
            self.expect(")")
            return first
        if opening == "]":
            raise self.unexpected("پس از ] باید بازه بیاید.")
        return ListOf(self.items(first, "]"))

    def range(self, low: Node, open_: bool) -> RangeOf:
        self.expect("..")
        high = self.expression()
        return RangeOf(low, high, open_, self.expect("]", ")", "[") != "]")

    def items(self, first: Node, closing: str) -> tuple[Node, ...]:
        found = [first]
        while self.accept(","):
            found.append(self.expression())
        self.expect(closing)
        if len(found) > MAX_ITEMS:
            raise Unreadable("length", "فهرست بیش از اندازه بلند است.")
        return tuple(found)

    def call(self, name: str) -> Node:
        self.expect("(")
        arguments = () if self.accept(")") else self.items(self.expression(), ")")
        if knowledge := self.scope.knowledge.get(name):
            if len(arguments) != len(knowledge.parameters):
                raise self.arity(name)
            return Invoke(knowledge, arguments)
        function = FUNCTIONS[name]
        if not function.takes(len(arguments)):
            raise self.arity(name)
        return Call(name, function, arguments)

    @staticmethod
    def arity(name: str) -> Unreadable:
        return Unreadable("arguments", f"شمار ورودی‌های این تابع درست نیست: {name}")
