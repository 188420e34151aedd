"""Boxes: marks of any kind, on either side, lost, or only the ticked options printed."""

import pytest

from miz.catalogue.forms.service import LEVELS, NATURES, SERVICE_TYPES
from miz.catalogue.importing import ticks

KEYS = [option.key for option in LEVELS]


def levels(text: str) -> list[bool | None]:
    return [ticks.read(text, LEVELS).values[key] for key in KEYS]


@pytest.mark.parametrize(
    "text",
    [
        "☑ ملی ☐ منطقه ای ☑ استانی ☐ شهری ☐ روستایی",
        "ملی ☒ منطقه ای ☐ استانی ☒ شهری ☐ روستایی ☐",
        "R ملی   منطقه ای   R استانی   شهری   روستایی",
        "ملی R منطقه ای o استانی R شهری o روستایی o",
        "R ملی منطقه ای o R استانی شهری o روستایی o",
        "[x] ملی\n[ ] منطقه ای\n[x] استانی\n[ ] شهری\n[ ] روستایی",
        "ملی (×) منطقه ای ( ) استانی (×) شهری ( ) روستایی ( )",
        "■ملی □منطقه‌ای ■استانی □شهری □روستایی",
        "✓\nملی\n○\nمنطقه ای\n✓\nاستانی\n○\nشهری\n○\nروستایی",
        "ملی، استانی",
    ],
)
def test_ticks_are_read_wherever_they_stand(text: str):
    assert levels(text) == [True, False, True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        "ملی   منطقه ای   استانی   شهری   روستایی",
        "\u00a0\u00a0ملی\nمنطقه ای\n\u00a0\u00a0استانی \u00a0 شهری \u00a0 روستایی",
        "■ ملی ■ منطقه ای ■ استانی ■ شهری ■ روستایی",
        "",
    ],
)
def test_lost_ticks_are_unknown_never_no(text: str):
    assert levels(text) == [None] * 5


def test_an_option_without_mark_beside_empty_boxes_stays_unknown():
    assert levels("☐ ملی منطقه ای ☐ استانی ☑ شهری ☐ روستایی") == [False, None, False, True, False]


def test_nothing_is_only_printed_in_a_form_that_lost_its_ticks():
    read = ticks.read("ملی شهری", LEVELS, lost=True)
    assert set(read.values.values()) == {None}
    assert read.reason == ticks.LOST


def test_a_code_and_its_label_are_one_option():
    assert ticks.read(")G2C( خدمت به شهروندان ☑", SERVICE_TYPES).values["G2C"] is True


def test_letters_inside_words_are_no_marks():
    assert ticks.marks("online ERP", []) == []


def test_one_of_two_is_read_by_its_word():
    assert ticks.read("تصدی‌گری", NATURES).values == {"sovereign": False, "operational": True}
