"""Walks through the tokens of an expression."""

from collections.abc import Sequence

from .errors import Unreadable
from .tokens import Token


class Cursor:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def sees(self, *texts: str) -> bool:
        return self.next.kind in {"operator", "keyword"} and self.next.text in texts

    def accept(self, *texts: str) -> bool:
        if self.sees(*texts):
            self.position += 1
            return True
        return False

    def expect(self, *texts: str) -> str:
        if not self.sees(*texts):
            raise self.unexpected(f"به جای آن باید {' یا '.join(texts)} بیاید.")
        return self.take().text

    def unexpected(self, instead: str = "") -> Unreadable:
        token = self.next
        if token.kind == "end":
            return Unreadable("syntax", f"عبارت ناتمام است. {instead}".strip())
        if token == Token("operator", "["):
            return Unreadable("feel", "این بخش از FEEL پذیرفته نیست: گزینش از فهرست ([)")
        if token.kind == "keyword":
            return Unreadable("feel", f"این بخش از FEEL در اینجا پذیرفته نیست: {token.text}")
        return Unreadable("syntax", f"«{token.text}» در اینجا جایی ندارد. {instead}".strip())
