"""Persian text: one form to store, a looser one to compare, and what may not be stored at all.

Storing changes only what is wrong (Arabic ي ك, line ends). Matching folds everything that two
people write differently and mean alike; its result is never shown to anyone.
"""

import re
import unicodedata

from miz.lib import digits

ZWNJ = "\u200c"
MASK = "•••"
FILE_NAME_LENGTH = 120
NAMELESS = "پرونده"

_LETTERS = str.maketrans("يىك", "ییک")
_FOLDED_LETTERS = str.maketrans("أإٱئؤةۀە", "ااایوههه")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Control characters (Cc) but tab and line feed.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")
_INNER_ALEF_MADDA = re.compile(r"(?<=\w)آ")
_VERB_PREFIX = re.compile(r"\b(ن?می) (?=\w)")
_SUFFIX = re.compile(r"(?<=\w) (ها|های|هایی|تر|ترین)\b")

# A field of nothing but invisible marks would look empty and pass as filled.
_EDGES = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200b\u200c\u200d\u200e\u200f\ufeff"
_ALPHABET = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SORT_LETTERS = str.maketrans({letter: chr(0xE000 + i) for i, letter in enumerate(_ALPHABET)})
_EXTENSION_LENGTH = 16


def for_storage(text: str) -> str:
    """Return `text` in NFC with Persian ی and ک, LF line ends and bare ends.

    ZWNJ inside the text and digits stay as they were written.
    """
    # NFC goes first: ي with a hamza above composes to ئ, ی with one does not.
    composed = unicodedata.normalize("NFC", text).translate(_LETTERS)
    return composed.replace("\r\n", "\n").replace("\r", "\n").strip(_EDGES)


def for_matching(text: str) -> str:
    """Fold `text` for search and comparison; equal results mean "the same words".

    فرآیند = فرایند, تأمین = تامین, ارائه = ارایه, می باشد = می‌باشد = میباشد, ۱۲ = 12.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = digits.to_ascii(folded.translate(_LETTERS).translate(_FOLDED_LETTERS))
    folded = _spaced(_ARABIC_MARKS.sub("", folded).replace(ZWNJ, ""))
    if not folded.isprintable():  # seldom: a look at each letter costs more than all the rest
        folded = _spaced("".join(char for char in folded if unicodedata.category(char) != "Cf"))
    # Alef last but one: a joined prefix makes one an inner one, and هآ is a suffix only after it.
    folded = _INNER_ALEF_MADDA.sub("ا", _VERB_PREFIX.sub(r"\1", folded))
    return _SUFFIX.sub(r"\1", folded)


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def sort_key(text: str) -> str:
    """Return a key whose code-point order is the Persian alphabet (پ after ب, گ after ک, ی last).

    It sorts alike in Python and under the database's "C" collation.
    """
    return for_matching(text).translate(_SORT_LETTERS)


def unstorable(text: str) -> str | None:
    """Say in Persian why `text` cannot be stored, or None. Ask after `for_storage`.

    PostgreSQL refuses NUL, and a lone surrogate cannot be encoded: both become errors of the
    server unless they are refused at the edge.
    """
    if "\0" in text:
        return "در این متن نویسهٔ تهی (NUL) هست؛ متن را دوباره بنویسید."
    if _SURROGATE.search(text):
        return "در این متن نویسه‌ای ناقص هست؛ متن را دوباره بنویسید."
    if _CONTROL.search(text):
        return "در این متن نویسهٔ کنترلی نادیدنی هست؛ متن را دوباره بنویسید."
    return None


def clean_file_name(name: str) -> str:
    """Return an uploaded file's name fit to be shown: the last path component, in NFC.

    No control characters, no direction marks (they turn `gpj.exe` round), ZWNJ kept, at most 120
    characters with the extension kept, never empty. It is for showing; files lie under other keys.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(char for char in last if _may_be_in_a_name(char))
    bare = unicodedata.normalize("NFC", visible).strip(_EDGES + ".")
    return _shortened(bare) or NAMELESS


def mask_name(name: str) -> str:
    """Show the first letter of each word and a mask of constant length: «زهرا» -> «ز•••».

    A word of one letter is hidden whole.
    """
    return " ".join(_masked(word) for word in for_storage(name).split())


def _masked(word: str) -> str:
    bare = word.strip(_EDGES)
    return bare[0] + MASK if len(bare) > 1 else MASK


def _may_be_in_a_name(char: str) -> bool:
    return char == ZWNJ or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _shortened(name: str) -> str:
    if len(name) <= FILE_NAME_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > _EXTENSION_LENGTH:
        return name[:FILE_NAME_LENGTH].rstrip(_EDGES + ".")
    room = FILE_NAME_LENGTH - len(dot + extension)
    return stem[:room].rstrip(_EDGES + ".") + dot + extension
