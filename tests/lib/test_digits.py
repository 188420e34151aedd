from hypothesis import given
from hypothesis import strategies as st

from miz.lib import digits


def test_persian_and_arabic_digits_become_ascii() -> None:
    assert digits.to_ascii("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩") == "0123456789 0123456789"


def test_other_characters_that_python_calls_digits_stay() -> None:
    assert digits.to_ascii("²①१") == "²①१"


@given(st.integers())
def test_a_number_survives_the_way_to_persian_and_back(number: int) -> None:
    assert digits.to_ascii(digits.to_persian(number)) == str(number)


@given(st.text(alphabet="0189²①१߁Ⅷ½aک\u200c\0\ud800"))
def test_text_without_such_digits_is_untouched(text: str) -> None:
    assert digits.to_ascii(text) == text


def test_groups_are_cut_from_the_left() -> None:
    assert digits.group("12345678901") == "1234 5678 901"
    assert digits.group("123456", size=3) == "123 456"
    assert digits.group("") == ""


def test_a_compact_code_has_no_spaces_dashes_or_invisible_marks() -> None:
    assert digits.compact(" \u202b۱۲-۳۴\u200c–٥\u00a06−7\u200f\n") == "1234567"


def test_a_compact_code_keeps_what_must_be_refused() -> None:
    assert digits.compact("1\x002a+") == "1\x002a+"
