"""How Persian office prose reads: the words of the forms and of a page of ordinary sentences.

Two questions are answered by it: which of several readings of one line is the best (`score`), and
how much of a text is words at all (`share_known`). The words and labels of the forms come from
their descriptions; `prose.txt` adds ordinary sentences, for the little words and the order of
words, which labels do not teach.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from miz.catalogue.forms import process, service
from miz.catalogue.forms.shapes import Choice, Field, Form, Group, Option, Rows, Ticks
from miz.lib.persian import for_matching

_PROSE: Final = Path(__file__).with_name("prose.txt")
FORMS: Final = (service.FORM, process.FORM)

_PLURALS: Final = ("ها", "های", "هایی")
_PLURAL: Final = re.compile("های?ی?$")
_ENUMERATOR: Final = re.compile(r"^\s*[^\W\d_][)–-]\s+")  # «ک) …»
_SHORTEST: Final = 4  # letters of a phrase that is looked for inside a line
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_JOINED: Final = re.compile(r"\bن?می \w|\w (?:ها|های|هایی|تر|ترین)\b")  # `for_matching` does it
_OPENING, _CLOSING = "([«", ")]»"
_LOOSE_BRACKET: Final = re.compile(r"[(\[]\s|\s[)\]]")  # with the space on its inner side
# Lines are wrapped anywhere, so these words at an edge tell only half of what a pair tells.
_SELDOM_FIRST: Final = frozenset(
    re.findall(r"\w+", "است باشد شود گردد کند نماید هستند باشند گیرد ها های ای")
)
_SELDOM_LAST: Final = frozenset(re.findall(r"\w+", "از به در با بر که این می توسط هر"))
_NEVER_FIRST: Final = re.compile(r"\s*(?:[،؛:,;!؟)\]»]|\.(?!\s*\.))")

_UNKNOWN, _PAIR, _EDGE, _BRACKET, _NUMBER_LAST, _GLUED = 1.0, 0.6, 1.2, 1.0, 1.5, 0.5
_FULL_STOP_FIRST: Final = re.compile(r"\s*\.(?!\s*\.)")
_NUMBER_AT_END: Final = re.compile(r"\D-\d{1,2}\s*$")
_NUMBER_GLUED: Final = re.compile(r"\d[^\W\d_A-Za-z]")


def squashed(text: str) -> str:
    """Letters and digits alone, folded: what is equal here is the same words, however glued."""
    return "".join(map(_squashed, text))


def places(text: str) -> list[int]:
    """For each character of `squashed(text)` the place in `text` that it came from."""
    return [place for place, char in enumerate(text) for _ in _squashed(char)]


@cache
def _squashed(char: str) -> str:
    return "".join(_WORD.findall(for_matching(char))).replace("آ", "ا")


@cache
def phrases() -> dict[str, str]:
    """Every label and option of the forms as printed, by its squashed letters."""
    return {squashed(text): text for text in _phrases() if len(squashed(text)) >= _SHORTEST}


@cache
def labels() -> tuple[str, ...]:
    """Squashed, longest first: what stands before a value, and «سایر», which one follows too."""
    found = {squashed(text) for form in FORMS for text in (*_labels(form), *_open_options(form))}
    return tuple(sorted((one for one in found if len(one) >= _SHORTEST), key=len, reverse=True))


def is_word(text: str) -> bool:
    return _is_known(for_matching(text))


def _is_known(word: str) -> bool:
    """Also in the plural: «شرکتهای» is known where «شرکت» is."""
    return word in _words() or (word.endswith(_PLURALS) and _PLURAL.sub("", word) in _words())


def known(text: str) -> int:
    """How many of the words are known."""
    return sum(map(_is_known, words(text)))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words, folded; numbers are left out."""
    # Tokens are few and recur, and folding is most of what reading a file costs.
    folded = " ".join(map(_folded, text.split()))
    return tuple(_LETTERS.findall(for_matching(folded) if _JOINED.search(folded) else folded))


@lru_cache(maxsize=1 << 14)
def _folded(token: str) -> str:
    return for_matching(token)


def share_known(text: str) -> float:
    """How many of the words are known, 0 to 1; of a text without words 0."""
    found = words(text)
    return sum(map(_is_known, found)) / len(found) if found else 0.0


def score(text: str, opened: int = 0) -> float:
    """How well a line reads; only good for comparing readings of the same line.

    Known words and their order, the order of letters in the unknown ones, brackets that close
    (`opened` stand open from the line before), and edges on which a line may begin and end.
    """
    text = _ENUMERATOR.sub("", text)
    found = words(text)
    strange = sum(_strangeness(word) for word in found if not _is_known(word))
    return _PAIR * order(text) - _UNKNOWN * strange - _edges(text) - _brackets(text, opened)


def order(text: str) -> float:
    """Evidence that the words stand in order; below 0 that they stand in reverse."""
    found = words(text)
    told = sum(
        ((one, other) in _pairs()) - ((other, one) in _pairs()) for one, other in pairwise(found)
    )
    told -= 2 * bool(_FULL_STOP_FIRST.match(text))
    edges = bool(found) and (found[0] in _SELDOM_FIRST) + (found[-1] in _SELDOM_LAST)
    return told - edges / 2


def reading_of(texts: Iterable[str]) -> float:
    """How well whole lines read, a word: for choosing between extractors."""
    lines = list(texts)
    known = sum(_is_known(word) for line in lines for word in words(line))
    placed = sum(map(order, lines))
    return known + placed


def _edges(text: str) -> float:
    """Marks and numbers where a line cannot have them."""
    wrong = _NUMBER_LAST * bool(_NUMBER_AT_END.search(text))
    wrong += _GLUED * len(_NUMBER_GLUED.findall(text))
    return wrong + _EDGE * bool(_NEVER_FIRST.match(text))


def left_open(text: str) -> int:
    """How many brackets the line leaves open."""
    return max(0, sum(char in _OPENING for char in text) - sum(char in _CLOSING for char in text))


def _brackets(text: str, opened: int) -> float:
    """What opens and does not close counts less, for the next line may close it."""
    open_, wrong = opened, 0.0
    for char in text:
        if char in _OPENING:
            open_ += 1
        elif char in _CLOSING:
            wrong += open_ == 0
            open_ = max(0, open_ - 1)
    wrong += len(_LOOSE_BRACKET.findall(text)) * 3 / 10
    return _BRACKET * (wrong + open_ * 3 / 4)


@cache
def _strangeness(word: str) -> float:
    """0.5 for an unknown word whose letters follow each other as in known ones, to 1.5."""
    runs = list(_runs(word))
    return 0.5 + sum(run not in _known_runs() for run in runs) / len(runs)


def _runs(word: str) -> Iterator[str]:
    """Three letters each, with the ends of the word."""
    framed = f"^{word}$"
    return (framed[start : start + 3] for start in range(len(framed) - 2))


@cache
def _words() -> frozenset[str]:
    return frozenset(word for text in _texts() for word in words(text))


@cache
def _known_runs() -> frozenset[str]:
    return frozenset(run for word in _words() for run in _runs(word))


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    pairs = (pair for text in _texts() for pair in pairwise(words(text)))
    return frozenset(pair for pair in pairs if "و" not in pair)  # it stands beside any word


@cache
def _texts() -> tuple[str, ...]:
    prose = re.split(r"[.،؛\n]", _PROSE.read_text("utf-8"))
    return (*prose, *_phrases())


def _phrases() -> Iterator[str]:
    for form in FORMS:
        yield form.title
        yield from _labels(form)
        yield from _options(form)


def _labels(form: Form) -> Iterator[str]:
    for section in form.sections:
        yield from (section.title, *section.synonyms)
        for field in _fields(section.fields):
            yield from (field.label, *field.synonyms)


def _options(form: Form) -> Iterator[str]:
    for field in _fields(tuple(form.fields.values())):
        match field.shape:
            case Choice(options) | Ticks(options):
                yield from _words_of(options)


def _open_options(form: Form) -> Iterator[str]:
    for field in _fields(tuple(form.fields.values())):
        if isinstance(field.shape, Ticks):
            yield from _words_of(tuple(o for o in field.shape.options if o.key == "other"))


def _words_of(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        yield from (option.label, *option.synonyms)


def _fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        match field.shape:
            case Group(inner) | Rows(inner):
                yield from _fields(inner)
