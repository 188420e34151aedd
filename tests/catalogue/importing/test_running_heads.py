"""Heads and feet of pages are left out, what only stands beside them is kept."""

from miz.catalogue.importing import running_heads, sources


def kept(*lines: str) -> list[str]:
    return [line.text for line in running_heads.without(sources.from_text("\n".join(lines)).lines)]


def test_what_stands_beside_every_number_is_left_out():
    pages = kept("سازمان نمونه", "صفحه ۱ از ۲", "عنوان: الف", "سازمان نمونه", "صفحه ۲ از ۲", "متن")
    assert pages == ["عنوان: الف", "متن"]


def test_what_stands_beside_one_number_only_is_kept():
    pages = kept("عنوان: الف", "- ۱ -", "متن", "هزینه: ۲", "- ۲ -")
    assert pages == ["عنوان: الف", "متن", "هزینه: ۲"]


def test_a_text_without_numbers_of_pages_is_kept_whole():
    assert kept("نام", "نام", "صفحه آخر شناسنامه") == ["نام", "نام", "صفحه آخر شناسنامه"]
