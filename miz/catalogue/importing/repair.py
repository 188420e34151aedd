"""Lines that came out of a file in the order of the eye are put into the order of reading.

Programs that take text out of PDFs follow the page from left to right, and Persian goes the other
way. What is left of a line then depends on the fonts: letters that came from a second font cut it
into pieces in reverse order, words or the pieces between gaps stand in reverse, values come before
their labels, brackets are mirrored. Each remedy is tried on each line, and its result is kept only
if it reads better than what was there (`lexicon.score`).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Final

from . import lexicon, turned

_LETTERS: Final = str.maketrans("يىك", "ییک")
_PRESENTATION: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_INVISIBLE: Final = re.compile(
    "[\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufe0e\ufe0f\ufeff\u00ad]"
)
_MIRROR: Final = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_NUMBER_FIRST: Final = re.compile(r"(?:\d{1,2}- )+")
_NUMBER_LAST: Final = re.compile(r"^(.*[^\d\s].*?)\s*-(\d{1,2})\s*$", re.DOTALL)
_LEFT_TO_RIGHT: Final = re.compile(r"[A-Za-z0-9۰-۹٠-٩]+(?:[./:@_,٫٬-]*[A-Za-z0-9۰-۹٠-٩]+)*")
# Letters that Arabic fonts lack, so that they come from a second font: the usual sets of them.
_SECOND_FONT: Final = tuple(
    re.compile(f"([{letters}]+)") for letters in ("ی", "ک", "یک", "گچپژ", "یکگچپژ")
)

_WORDS_AND_GAPS: Final = re.compile(r"(\s+|[()\[\]])")
_OPEN_SPACE: Final = re.compile(r"([(\[])\s+")
_CLOSE_SPACE: Final = re.compile(r"(\s+)([)\]])")
_HYPHEN: Final = re.compile(r"\s+-\s*(?!\d{1,2}\s*$)")
_MARK_ALONE: Final = re.compile(r"(\s+)([.:!]+)(?=[^\W\d_])")
_PIECES_AND_GAPS: Final = re.compile(r"([ \u00a0\t]{2,}|:)")
_DIVIDERS: Final = re.compile(r"([\u2190-\u2bff|\t\uf000-\uf0ff]|(?<![^\W_])[Ro](?![^\W_]))")
_MARKED: Final = re.compile(r"^([.:!]*)(.*?)([.:!]*)$", re.DOTALL)
_GLUED_NUMBER: Final = re.compile(r"^\s*([^\d:]+?)\s+(\d+)([^\W\d_A-Za-z][^\d:]*?)\s*$")

_TURNED_LIGATURE: Final = re.compile(r"[^\W\d_]+ال[^\W\d_]*")
_LETTERS_TOGETHER: Final = re.compile(r"[^\W\d_]+")
_WORD_AT_END: Final = re.compile(r"[^\W\d_]+$")
_WORD_AT_START: Final = re.compile(r"^[^\W\d_]+")
_GAP: Final = re.compile(r"[ \u00a0\t]{2,}")
_CUT: Final = re.compile(r"[():]")
_BRACKET: Final = re.compile(r"[()]")
_BRACKET_BEFORE: Final = re.compile(r"[()]\s*$")
_BRACKET_AFTER: Final = re.compile(r"^\s*[()]")

_ANAGRAM: Final = 8  # letters from which on the same letters are the same phrase
_BETTER: Final = 0.4  # by which a remedy has to read better
_REVERSE: Final = -1.5  # the order of words that is taken for reverse without a neighbour's word
_LONGEST: Final = 2_000  # letters; no line of a page has more, and remedies cost time
_NEIGHBOURS: Final = 2  # lines up and down that tell the order of one that tells nothing itself

Remedy = Callable[[str], str]


def lines(texts: Sequence[str]) -> list[str]:
    """Each line repaired where that reads better, else only its letters stored."""
    stored = [ligatures_turned(letters(text)) for text in texts]
    read = _with_neighbours(stored, _in_order(stored))
    read = [_phrases_joined(text) for text in read]
    if turned.is_turned(read):
        read = [turned.pieces_parted(turned.label_first(text)) for text in read]
    return _with_brackets(read)


def _in_order(texts: Sequence[str]) -> list[str]:
    read: list[str] = []
    for text in texts:
        read.append(_best(text, lexicon.left_open(read[-1]) if read else 0))
    return read


def _with_brackets(texts: Sequence[str]) -> list[str]:
    read: list[str] = []
    for text in texts:
        opened = lexicon.left_open(read[-1]) if read else 0
        twin = mirrored(text)
        better = lexicon.score(twin, opened) > lexicon.score(text, opened) + _BETTER
        read.append(twin if better else text)
    return read


@lru_cache(maxsize=1024)
def _best(text: str, opened: int) -> str:
    """The best of the text and what the remedies make of it."""
    if len(text) > _LONGEST or not lexicon.words(text):
        return text
    readings = [number_first(text)]
    readings += [reading for remedy in _PIECES if _knows_more(reading := remedy(text), text)]
    if lexicon.order(text) <= _REVERSE:
        readings.append(words_reversed(text))
    readings += [hyphens_reversed(text), number_between(text), torn_word_joined(text)]
    readings += [mirrored(reading) for reading in readings]
    scores = {reading: lexicon.score(reading, opened) for reading in readings}
    best = max(readings, key=scores.__getitem__)
    return best if scores[best] > lexicon.score(text, opened) + _BETTER else text


def _knows_more(reading: str, text: str) -> bool:
    """Letters are moved only for the sake of words that were none before."""
    return lexicon.known(reading) > lexicon.known(text)


def letters(text: str) -> str:
    """Persian ی and ک, plain letters for presentation forms, no invisible marks but ZWNJ."""
    plain = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", plain)).translate(_LETTERS)


def ligatures_turned(text: str) -> str:
    """«اطالعات» becomes «اطلاعات»: the sign for «لا» came out with its letters in reverse."""
    return _TURNED_LIGATURE.sub(_ligature, text)


def _ligature(found: re.Match[str]) -> str:
    word = found[0]
    cuts = (at.start() for at in re.finditer("ال", word) if not lexicon.is_word(word))
    read = (f"{word[:at]}لا{word[at + 2 :]}" for at in cuts)
    return next(filter(lexicon.is_word, read), word)


def mirrored(text: str) -> str:
    """Every bracket as its twin."""
    return text.translate(_MIRROR)


def number_first(text: str) -> str:
    """« …خدمت -12 -1» becomes «1- 12- خدمت…»."""
    numbers = ""
    while found := _NUMBER_LAST.match(text):
        text, numbers = found[1], f"{numbers}{found[2]}- "
    return numbers + text.strip() if numbers else text


def chunks_reversed(text: str, second_font: re.Pattern[str]) -> str:
    """Undoes a line of chunks in reverse order, letters inside each in their own order.

    A chunk ends on both sides of a letter of the second font, and at the first space after it.
    """
    number, rest = _number_and_rest(text)
    parts = second_font.split(rest)
    read = parts[-1]
    for letter, part in zip(parts[-2::-2], parts[-3::-2], strict=True):
        before, space, after = (part, " ", "") if _is_bracketed(part) else part.rpartition(" ")
        read += letter + after + (" " + before if space else "")
    return number + _spaced(read)


def words_reversed(text: str) -> str:
    """The words from the last to the first, gaps as wide as they were, marks on their side."""
    pieces = (_turned_word(piece) for piece in reversed(_WORDS_AND_GAPS.split(text.strip())))
    tidy = _OPEN_SPACE.sub(r"\1", _CLOSE_SPACE.sub(r"\2\1", "".join(pieces)))
    return _MARK_ALONE.sub(r"\2\1", tidy)


def hyphens_reversed(text: str) -> str:
    """The pieces between hyphens from the last to the first; a bracket that leads goes last."""
    if not _HYPHEN.search(text):
        return text
    number, rest = _number_and_rest(text)
    bracket = rest[:1] if rest[:1] in ")(" else ""
    return number + " - ".join(reversed(_HYPHEN.split(rest.removeprefix(bracket)))) + bracket


def number_between(text: str) -> str:
    """«دقیقه 1کمتر از» becomes «کمتر از 1 دقیقه»: a glued number parts two pieces."""
    return _GLUED_NUMBER.sub(r"\3 \2 \1", text)


def torn_word_joined(text: str) -> str:
    """«دمات بیمه ایخ ارائه» becomes «ارائه خدمات بیمه ای»: the head of the first word, glued behind
    another one, goes back to it, and what follows the head goes before."""
    number, bare = _number_and_rest(text)
    first = _WORD_AT_START.search(bare)
    if first is None or lexicon.is_word(first[0]):
        return text
    for found in _LETTERS_TOGETHER.finditer(bare, first.end()):
        for cut in range(found.start() + 2, found.end()):
            head, rest = bare[cut : found.end()], bare[found.start() : cut]
            if lexicon.is_word(head + first[0]) and lexicon.is_word(rest):
                behind = bare[found.end() :].strip()
                return f"{number}{behind} {head}{bare[:cut]}"
    return text


def letters_reversed(text: str) -> str:
    """The letters from the last to the first, numbers and Latin words as they were."""
    return _LEFT_TO_RIGHT.sub(lambda found: found[0][::-1], text.strip()[::-1])


def _chunks(second_font: re.Pattern[str]) -> Remedy:
    return lambda text: chunks_reversed(text, second_font)


_PIECES: Final[tuple[Remedy, ...]] = (*map(_chunks, _SECOND_FONT), letters_reversed)


def _number_and_rest(text: str) -> tuple[str, str]:
    """The number brought from the end, "12- " or nothing, and what it numbers."""
    first = number_first(text).strip()
    found = _NUMBER_FIRST.match(first) if first != text.strip() else None
    number = found[0] if found else ""
    return number, first.removeprefix(number)


def _is_bracketed(part: str) -> bool:
    bare = part.strip()
    return len(bare) > 2 and bare[0] in ")(" and bare[-1] in ")("


def _spaced(text: str) -> str:
    return re.sub(r" {2,}", " ", text).strip()


def _turned_word(word: str) -> str:
    """«.است» becomes «است.»: a mark stays with its word and changes its side."""
    return _MARKED.sub(r"\3\2\1", word)


def _with_neighbours(stored: Sequence[str], read: Sequence[str]) -> list[str]:
    """Also turns the words of lines that tell no order, between lines whose words were turned."""
    turned = [_is_reverse(*pair) for pair in zip(stored, read, strict=True)]
    undecided = [old == new and _tells_no_order(new) for old, new in zip(stored, read, strict=True)]
    return [
        words_reversed(text) if undecided[at] and _is_between(turned, at) else text
        for at, text in enumerate(read)
    ]


def _is_reverse(old: str, new: str) -> bool:
    return old != new and new in {words_reversed(old), mirrored(words_reversed(old))}


def _tells_no_order(text: str) -> bool:
    return lexicon.order(text) <= 0 and not text.rstrip().endswith(":")


def _is_between(turned: Sequence[bool], at: int) -> bool:
    above, below = turned[max(0, at - _NEIGHBOURS) : at], turned[at + 1 : at + 1 + _NEIGHBOURS]
    return any(above) and any(below)


@lru_cache(maxsize=1024)
def _phrases_joined(text: str) -> str:
    """«ظر فرایند:نا» becomes «ناظر فرایند:»: phrases of the form whose end came before their start.

    A phrase may also fill a whole piece between gaps with its words in any order. Marks, bars and
    tabs divide what never was one phrase.
    """
    if len(text) > _LONGEST:
        return text
    pieces = [_unscrambled(piece) for piece in _PIECES_AND_GAPS.split(text)]
    return "".join(map(_unrotated, _DIVIDERS.split("".join(pieces))))


def _unscrambled(piece: str) -> str:
    letters_of = "".join(sorted(lexicon.squashed(piece)))
    phrase = _anagrams().get(letters_of)
    if phrase is None or lexicon.squashed(phrase) == lexicon.squashed(piece):
        return piece
    return _if_better(phrase, piece)


def _unrotated(text: str) -> str:
    squashed, places = lexicon.squashed(text), lexicon.places(text)
    for length in _lengths():
        for start in range(len(squashed) - length + 1):
            phrase = _rotations().get(squashed[start : start + length])
            if phrase is None or _cuts_a_phrase(squashed, start, start + length):
                continue
            begin, end = places[start], places[start + length - 1] + 1
            joined = _with_phrase(text, phrase, begin, end)
            if _is_broken(text, begin, end) and (better := _if_better(joined, text)) != text:
                return _unrotated(better)
    return text


def _cuts_a_phrase(squashed: str, start: int, end: int) -> bool:
    """Whether a phrase that stands in order reaches over an edge of this part: then it is chance
    that the part is one, as where the end of an option meets the beginning of the next."""
    return any(
        at < start < at + len(phrase) or at < end < at + len(phrase)
        for phrase in lexicon.phrases()
        if len(phrase) >= _ANAGRAM and (at := squashed.find(phrase)) >= 0
    )


def _is_broken(text: str, begin: int, end: int) -> bool:
    """Whether the phrase that was found in pieces is no chance: it holds a bracket, a colon or no
    words, and leaves no torn word on its sides."""
    inside = text[begin:end]
    torn = (_WORD_AT_END.search(text[:begin]), _WORD_AT_START.search(text[end:]))
    if _GAP.search(inside):
        return False
    whole = all(lexicon.is_word(part[0]) for part in torn if part)
    words = lexicon.words(inside)
    return whole and (lexicon.known(inside) < len(words) or bool(_CUT.search(inside)))


def _with_phrase(text: str, phrase: str, begin: int, end: int) -> str:
    """The phrase in place of text[begin:end], of the colon inside and of its brackets around."""
    colon = ":" * (":" in text[begin:end])
    missing = len(_BRACKET.findall(phrase)) - len(_BRACKET.findall(text[begin:end]))
    left, right = text[:begin], text[end:]
    if missing > 0 and (found := _BRACKET_BEFORE.search(left)):
        left, missing = left[: found.start()], missing - 1
    if missing > 0:
        right = _BRACKET_AFTER.sub("", right)
    before = " " * (left[-1:].strip() != "")
    after = " " * (right[:1].strip() != "")
    return f"{left}{before}{phrase}{colon}{after}{right}"


def _if_better(reading: str, text: str) -> str:
    return reading if lexicon.score(reading) > lexicon.score(text) + _BETTER else text


@cache
def _rotations() -> dict[str, str]:
    """Every cut of a phrase with its halves changed: the phrase."""
    found = {
        squashed[cut:] + squashed[:cut]: phrase
        for squashed, phrase in lexicon.phrases().items()
        if len(squashed) >= _ANAGRAM
        for cut in range(1, len(squashed))
    }
    return {
        rotation: phrase for rotation, phrase in found.items() if rotation not in lexicon.phrases()
    }


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(rotation) for rotation in _rotations()}, reverse=True))


@cache
def _anagrams() -> dict[str, str]:
    phrases = lexicon.phrases().items()
    return {
        "".join(sorted(letters)): phrase for letters, phrase in phrases if len(letters) >= _ANAGRAM
    }
