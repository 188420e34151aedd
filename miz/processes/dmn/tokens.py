"""Cuts FEEL into tokens. The names in scope are known here, for a name may have spaces in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from .errors import Unreadable

MAX_SOURCE = 2_000
MAX_TOKENS = 500

_NOT_OURS = frozenset(
    {"for", "some", "every", "return", "satisfies", "function", "instance", "external"}
)
KEYWORDS = _NOT_OURS | {
    "true", "false", "null", "and", "or", "if", "then", "else", "between", "in", "not"
}  # fmt: skip
# What FEEL lets a name start with, and what may follow; Persian letters and ZWNJ are among them.
_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_IDENTIFIER = re.compile(f"[{_START}][{_PART}]*")
_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"((?:[^"\\\n\r]|\\.)*)"')
_OPERATOR = re.compile(r"\.\.|\*\*|<=|>=|!=|[-+*/=<>()\[\],.?@]")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Token:
    """`kind` is one of: number, string, name, function, keyword, operator, end."""

    kind: str
    text: str


def spaced(name: str) -> str:
    """A name as it is compared: any run of blanks is one space."""
    return " ".join(name.split())


def can_be_name(name: str) -> bool:
    """Whether expressions can say it."""
    first = _IDENTIFIER.match(name)
    return first is not None and '"' not in name and spaced(name) not in KEYWORDS


@dataclass(frozen=True)
class Words:
    """The words of a scope: its names, the components of its contexts, the functions."""

    names: frozenset[str]
    components: frozenset[str]
    functions: frozenset[str]
    # A value without a type may have components nobody declared.
    untyped: bool = False
    patterns: dict[str, re.Pattern[str]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        patterns = {
            "name": _longest(self.names),
            "component": _longest(self.components),
            "function": _longest(self.functions, after=r"(?=\s*\()"),
        }
        object.__setattr__(self, "patterns", patterns)


@lru_cache(maxsize=512)
def _longest(words: frozenset[str], after: str = "") -> re.Pattern[str]:
    if not words:
        return _NOTHING
    ordered = sorted(words, key=len, reverse=True)
    parts = (r"\s+".join(map(re.escape, word.split())) for word in ordered)
    # A simple end: the whole class of name characters takes milliseconds to compile.
    return (
        re.compile(rf"(?:{'|'.join(parts)})(?![\w\u200C\u200D\u0300-\u036F]){after}")
        if ordered
        else _NOTHING
    )


def tokens(source: str, words: Words) -> list[Token]:
    """Raises Unreadable. The last token is of kind "end"."""
    if len(source) > MAX_SOURCE:
        raise Unreadable("length", f"عبارت بلندتر از {_persian(MAX_SOURCE)} نویسه است.")
    found = list(_cut(source, words))
    if len(found) > MAX_TOKENS:
        raise Unreadable("length", f"عبارت بیش از {_persian(MAX_TOKENS)} جزء دارد.")
    return [*found, Token("end", "")]


def _persian(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def _cut(source: str, words: Words) -> Iterator[Token]:
    position, after_dot = 0, False
    while position < len(source):
        if blank := _BLANK.match(source, position):
            position = blank.end()
            continue
        token, position = _next(source, position, words, after_dot)
        after_dot = token == Token("operator", ".")
        yield token


def _next(source: str, position: int, words: Words, after_dot: bool) -> tuple[Token, int]:
    if found := _IDENTIFIER.match(source, position):
        return _word(source, found, words, after_dot)
    if found := _NUMBER.match(source, position):
        if _IDENTIFIER.match(source, found.end()):
            raise Unreadable("number", f"عدد درست نیست: {source[position : found.end() + 1]}")
        return Token("number", found[0]), found.end()
    if found := _STRING.match(source, position):
        return Token("string", _unescaped(found[1])), found.end()
    if source[position] in "{}":
        raise Unreadable("feel", "این بخش از FEEL پذیرفته نیست: ساختار ({)")
    if found := _OPERATOR.match(source, position):
        return Token("operator", found[0]), found.end()
    raise Unreadable("syntax", f"این نویسه در عبارت جایی ندارد: {source[position]}")


def _word(source: str, found: re.Match[str], words: Words, after_dot: bool) -> tuple[Token, int]:
    if after_dot:
        return _component(source, found, words)
    candidates = [
        (match.end(), kind, match[0])
        for kind in ("name", "function")
        if (match := words.patterns[kind].match(source, found.start()))
    ]
    if candidates:
        # The longest wins; of two equal ones the function, for it is being called here.
        end, kind, text = max(candidates, key=lambda match: (match[0], match[1] == "function"))
        if end >= found.end():
            return Token(kind, spaced(text)), end
    if found[0] in _NOT_OURS:
        raise Unreadable("feel", f"این بخش از FEEL پذیرفته نیست: {found[0]}")
    if found[0] in KEYWORDS:
        return Token("keyword", found[0]), found.end()
    raise _unknown(source, found)


def _component(source: str, found: re.Match[str], words: Words) -> tuple[Token, int]:
    known = words.patterns["component"].match(source, found.start())
    if known:
        return Token("name", spaced(known[0])), known.end()
    if words.untyped:
        return Token("name", found[0]), found.end()
    raise Unreadable("component", f"چنین جزئی تعریف نشده است: {found[0]}")


def _unknown(source: str, found: re.Match[str]) -> Unreadable:
    if re.compile(r"\s*\(").match(source, found.end()):
        return Unreadable("function", f"این تابع پذیرفته نیست: {found[0]}")
    return Unreadable("name", f"این نام ناشناخته است یا در نیازمندی‌ها نیامده است: {found[0]}")


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(_character, text)
    # A pair of \u escapes may write one character of the upper planes.
    try:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise Unreadable("string", "نویسه‌ی متن درست نیست.") from error


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    if code in _ESCAPES:
        return _ESCAPES[code]
    number = int(code[1:], 16) if code[0] in "uU" and len(code) > 1 else 0
    if not 0 < number <= 0x10FFFF:
        raise Unreadable("string", f"این نویسه‌ی گریز پذیرفته نیست: {escape[0]}")
    return chr(number)
