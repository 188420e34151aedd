"""Made records of the two forms: every shape, every tick state, texts as agencies write them."""

from typing import Any

from hypothesis import strategies as st

from miz.catalogue.forms.shapes import (
    Choice,
    Field,
    Form,
    Group,
    Number,
    Rows,
    Shape,
    Text,
    Texts,
    Tick,
    Ticks,
)

UNPRINTED = {"measure"}
_WORDS = (
    "زائران", "آیین‌نامه", "می‌شود", "ارائهٔ", "(بیمه", "سلامت)", "[پیوست]", "«الف»", "نامه‌نگاری",
    "۱۴۰۵/۰۹/۰۱", "72", "۳۰۰٬۰۰۰", "۵-", "-", "ERP", "Batch", "https://haj.ir/a?b=1&c=2", "G2C",
    "<b>", "&amp;", "1.", "تأمین", "مسئول", "و", "به", "؟", "؛", "نمی‌دانم", "٪۱۲", "a@b.ir",
)  # fmt: skip
_AMOUNTS = (
    "۳ بار در", "سه روز کاری", "حدود 15 تا 20 روز", "۶۰۰۰۰۰ نفر", "بین 13000 تا 40000 تومان",
    "رایگان", "متفاوت می‌باشد", "یک بار", "نیازی به مراجعه نیست", "۳۰۰۰۰۰ ریال", "نیم ساعت",
)  # fmt: skip

words = st.one_of(st.sampled_from(_WORDS), st.text("ابپتسشکگلمنهوی", min_size=2, max_size=9))
line = st.lists(words, min_size=1, max_size=8).map(" ".join)
amount = st.one_of(st.sampled_from(_AMOUNTS), line)
paragraphs = st.lists(line, min_size=1, max_size=3).map("\n".join)
ticks = st.sampled_from((True, False, None))


def of_form(form: Form) -> st.SearchStrategy[dict[str, Any]]:
    """Whole records of a form, without the keys that no paper shows."""
    return _fields(tuple(form.fields.values()))


def _fields(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    printed = {one.key: _value(one) for one in fields if one.key not in UNPRINTED}
    return st.fixed_dictionaries(printed)


def _value(field: Field) -> st.SearchStrategy[Any]:
    return st.none() | amount if field.key == "raw" else _shaped(field.shape)


def _shaped(shape: Shape) -> st.SearchStrategy[Any]:
    match shape:
        case Text(pattern=pattern) if pattern:
            return st.none() | st.from_regex(pattern, fullmatch=True)
        case Text(long=True):
            return st.none() | paragraphs
        case Texts():
            return st.lists(line, max_size=12)
        case Number():
            return st.none() | st.integers(0, 10**12)
        case Tick():
            return ticks
        case Choice(options):
            return st.sampled_from((None, *(option.key for option in options)))
        case Ticks(options, other_text):
            boxes = {option.key: ticks for option in options}
            return st.fixed_dictionaries(
                boxes | ({"other_text": st.none() | line} if other_text else {})
            )
        case Group(fields):
            return _fields(fields)
        case Rows(fields):
            first = fields[0].key
            told = st.fixed_dictionaries({first: amount if first == "raw" else line})
            row = st.tuples(_fields(fields), told).map(lambda both: both[0] | both[1])
            return st.lists(row, max_size=4)
        case _:
            return st.none() | line
