"""Answers in columns, and crosses beside ticks."""

from miz.catalogue.importing import answers, rows, sources


def boxed(text: str) -> list[str]:
    lines = rows.divided(sources.from_text(text).lines)
    return [line.text.strip() for line in answers.as_boxes(lines)]


def test_a_tick_in_the_column_of_yes_or_no_is_a_box_before_the_option():
    text = "سطح خدمت | بله | خیر\nملی | ✓ |\nشهری | | ✓\nروستایی | |"
    assert boxed(text) == ["سطح خدمت", "☑ ملی", "☐ شهری", "روستایی"]


def test_a_tick_in_both_columns_tells_nothing():
    text = "سطح خدمت | بله | خیر\nملی | ✓ | ✓"
    assert boxed(text) == ["سطح خدمت", "ملی", "✓", "✓"]


def test_a_table_with_yes_in_a_cell_has_no_such_columns():
    text = "الکترونیکی | بله\nتلفن | 021"
    assert "☑" not in "".join(boxed(text))


def test_the_columns_of_one_table_are_not_those_of_the_next():
    text = "سطح | بله | خیر\nملی | ✓ |\n\nمتن\n\nبخش | ستون | نشان\nشهری | ✓ |"
    assert boxed(text)[-2:] == ["شهری", "✓"]


def test_a_cross_beside_ticks_is_an_empty_box():
    assert boxed("✔ ملی ✘ شهری") == ["✔ ملی ☐ شهری"]


def test_a_cross_among_empty_boxes_is_a_tick():
    assert boxed("☒ ملی ☐ شهری\n☑ استانی") == ["☒ ملی ☐ شهری", "☑ استانی"]
