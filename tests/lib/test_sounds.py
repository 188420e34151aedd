"""Words by their sound: what people confuse is one, what they do not stays two."""

import pytest

from miz.lib import sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ملاقات زنداني", "ملاقات زندانی"),
        ("زندان‌ها", "زندان ها"),
        ("طهران", "تهران"),
        ("ضندان", "زندان"),
        ("بازيابي رمز", "بازیابی  رمز"),
        ("۱۹۰۱۱", "19011"),
        ("تأمین", "تامین"),
        ("CMS", "cms"),
    ],
)
def test_what_sounds_alike_is_one(one: str, other: str) -> None:
    assert sounds.key(one) == sounds.key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("بیمه", "نیمه"), ("حج", "حق"), ("شهر", "سهر")])
def test_what_sounds_otherwise_is_two(one: str, other: str) -> None:
    assert sounds.key(one) != sounds.key(other)


@pytest.mark.parametrize("text", ["ملاقات زندانیان با خانواده؟", "٪ «رمز»\u200c", "\x00", ""])
def test_a_key_is_of_plain_letters(text: str) -> None:
    key = sounds.key(text)
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


def test_every_letter_of_the_alphabet_has_a_sound() -> None:
    for letter in "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی":
        assert len(sounds.key(letter)) == 1
