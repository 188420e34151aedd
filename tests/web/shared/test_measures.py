import pytest

from miz.web.shared.templatetags import measures


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (0.004, "۰٫۱ ثانیه"),
        (2.0, "۲ ثانیه"),
        (2.26, "۲٫۳ ثانیه"),
        (42.4, "۴۲ ثانیه"),
        (60, "۱ دقیقه"),
        (190.2, "۳ دقیقه و ۱۰ ثانیه"),
    ],
)
def test_times_are_told_in_words(value: float | None, words: str):
    assert measures.seconds(value) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, ""), (1, "۱۰۰٪"), (0.9999, "۹۹٫۹٪"), (0.99, "۹۹٪"), (0.57, "۵۷٪"), (0, "۰٪")],
)
def test_only_all_is_a_hundred_percent(share: float | None, words: str):
    assert measures.percent(share) == words


def test_the_bar_grows_from_the_right_and_carries_no_style():
    drawn = measures.bar(0.25)
    assert 'x="75" width="25"' in drawn
    assert "style" not in drawn
