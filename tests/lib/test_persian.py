import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from miz.lib import persian, provinces

PERSIAN_TEXT = st.text(
    alphabet="اآأبپتيیىكکگهةۀئءؤرنمشویتر هایم\u0640\u064b\u0654\u200c\u200f\u00a0 ۱١1"
)

# Not st.text(): a first run would spend seconds on the tables of all Unicode.
ANY_TEXT = st.text(
    alphabet="aé e\u0301/\\.\0\t\r\n\x1b\x85\u00a0یيىك\u0654"
    "\u200c\u200d\u202e\u2066\u2028\ufeff۱ﻻ\ud800😀"
)


def test_arabic_letters_become_persian_in_storage() -> None:
    assert persian.for_storage("كتابي على") == "کتابی علی"


def test_storage_keeps_zwnj_digits_and_hamza() -> None:
    assert persian.for_storage("می‌روم ۱۲ ٣ 4 مسئول") == "می‌روم ۱۲ ٣ 4 مسئول"


def test_a_yeh_with_a_separate_hamza_is_composed_before_it_is_made_persian() -> None:
    assert persian.for_storage("مس\u064a\u0654ول") == "مسئول"


def test_storage_has_lf_line_ends_and_bare_ends() -> None:
    assert persian.for_storage("\ufeff \u200cسلام\r\nدنیا\r!\u200f\n ") == "سلام\nدنیا\n!"


def test_invisible_marks_alone_are_empty() -> None:
    assert persian.for_storage("\u200c\u200b \u200f") == ""


@given(ANY_TEXT)
def test_storing_twice_changes_nothing(text: str) -> None:
    assert persian.for_storage(persian.for_storage(text)) == persian.for_storage(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("تأمین", "تامین"),
        ("فرآیند", "فرایند"),
        ("شناسایی", "شناسائی"),
        ("ارائه", "ارایه"),
        ("می باشد", "می‌باشد"),
        ("می‌باشد", "میباشد"),
        ("گواهینامه ها", "گواهینامه‌ها"),
        ("كيفيت", "کیفیت"),
        ("خانۀ", "خانهٔ"),
        ("خانهٔ", "خانه"),
        ("مـحـمـد", "محمّد"),
        ("کد\u00a0 ملی", "کد ملی"),
        ("ماده ۱۲", "ماده 12"),
        ("رمز \u200e عبور\u202a", "رمز عبور"),
        ("شما\xadره\ufeff", "شماره"),
        ("ﻼ", "لا"),
        ("Miz", "MIZ"),
    ],
)
def test_two_spellings_of_the_same_words_match(one: str, other: str) -> None:
    assert persian.for_matching(one) == persian.for_matching(other)


@pytest.mark.parametrize(
    ("one", "other"), [("آب", "اب"), ("بار", "پار"), ("چی؟", "چی"), ("مادر", "ما در")]
)
def test_different_words_do_not_match(one: str, other: str) -> None:
    assert persian.for_matching(one) != persian.for_matching(other)


@given(PERSIAN_TEXT)
@example("1 هآ")
@example("می آ ها")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert persian.for_matching(persian.for_matching(text)) == persian.for_matching(text)


@given(PERSIAN_TEXT)
def test_the_stored_form_matches_what_was_typed(text: str) -> None:
    assert persian.for_matching(persian.for_storage(text)) == persian.for_matching(text)


def test_the_sort_key_follows_the_persian_alphabet() -> None:
    names = ["یزد", "گیلان", "قم", "پاوه", "بم", "کرمان", "چابهار", "آمل", "هرات", "وان"]
    expected = ["آمل", "بم", "پاوه", "چابهار", "قم", "کرمان", "گیلان", "وان", "هرات", "یزد"]
    assert sorted(names, key=persian.sort_key) == expected


def test_the_provinces_are_in_alphabetical_order() -> None:
    names = [province.name for province in provinces.PROVINCES.values()]
    assert names == sorted(names, key=persian.sort_key)


@pytest.mark.parametrize("text", ["", "سلام\nدنیا\t!", "می‌روم 😀"])
def test_plain_text_can_be_stored(text: str) -> None:
    assert persian.unstorable(text) is None


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\x1b[0m", "\x7f", "\x85", "\r"])
def test_text_that_breaks_the_database_or_the_page_is_named(text: str) -> None:
    assert persian.unstorable(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C:\\Users\\me\\کارت ملی.jpg", "کارت ملی.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..", "پرونده"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("گواهی\u200cنامه.pdf", "گواهی\u200cنامه.pdf"),
        ("\u2066x\u2069.png", "x.png"),
        ("", "پرونده"),
        ("\ud800", "پرونده"),
        (".htaccess", "htaccess"),
    ],
)
def test_a_file_name_is_made_fit_to_be_shown(name: str, expected: str) -> None:
    assert persian.clean_file_name(name) == expected


def test_a_long_file_name_keeps_its_extension() -> None:
    shown = persian.clean_file_name("م" * 300 + ".pdf")
    assert shown.endswith("م.pdf")
    assert len(shown) == 120


@given(ANY_TEXT)
def test_any_file_name_becomes_a_safe_one(name: str) -> None:
    shown = persian.clean_file_name(name)
    assert 0 < len(shown) <= 120
    assert not set(shown) & set("/\\\0\r\n\u202e\u2066")
    assert unicodedata.is_normalized("NFC", shown)
    assert persian.clean_file_name(shown) == shown
    assert persian.unstorable(shown) is None


def test_a_masked_name_shows_first_letters_only() -> None:
    assert persian.mask_name("زهرا") == "ز•••"
    assert persian.mask_name(" علی‌رضا  كریمی ") == "ع••• ک•••"


def test_a_mask_does_not_tell_the_length() -> None:
    assert persian.mask_name("رضا") == persian.mask_name("رمضانعلی")
    assert persian.mask_name("ا") == "•••"
    assert persian.mask_name("") == ""
