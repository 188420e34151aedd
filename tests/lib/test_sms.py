import pytest

from miz.lib import sms


@pytest.mark.parametrize(
    ("text", "places", "parts"),
    [
        ("", 0, 0),
        ("س" * 70, 70, 1),
        ("س" * 71, 71, 2),
        ("س" * 134, 134, 2),
        ("س" * 135, 135, 3),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        ("a" * 69 + "س", 70, 1),
        ("a" * 70 + "س", 71, 2),
        ("😀" * 35, 70, 1),
        ("😀" * 36, 72, 2),
    ],
)
def test_places_and_parts_are_those_of_the_operators(text, places, parts):
    found = sms.length(text)
    assert (found.places, found.parts) == (places, parts)


def test_a_zwnj_and_persian_digits_count_like_letters():
    assert sms.length("می‌آید ۱۲").places == 9


def test_no_letter_is_split_between_parts():
    # 152 places and an extended letter: its two halves would lie in two parts.
    assert sms.length(("a" * 152 + "€") * 2).parts == 3
    assert sms.length("س" * 66 + "😀" + "س" * 66).parts == 3
