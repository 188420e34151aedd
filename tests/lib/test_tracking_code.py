import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miz.lib import digits, tracking_code
from miz.lib.tracking_code import InvalidTrackingCode

CODES = (
    st.integers(10**10, 10**11 - 1)
    .map(str)
    .map(lambda eleven: eleven + tracking_code.check_digit(eleven))
)


def test_a_drawn_code_is_twelve_digits_and_clean() -> None:
    for _ in range(200):
        code = tracking_code.draw()
        assert re.fullmatch("[1-9][0-9]{11}", code)
        assert tracking_code.clean(code) == code


def test_drawn_codes_differ() -> None:
    assert len({tracking_code.draw() for _ in range(500)}) == 500


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    shown = digits.to_persian(tracking_code.format(code))
    assert tracking_code.clean(f"\u202b{shown}-\u200f\n") == code


@settings(max_examples=25)
@given(CODES)
def test_every_single_wrong_digit_is_caught(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in set(digits.ASCII) - {right}:
            with pytest.raises(InvalidTrackingCode):
                tracking_code.clean(code[:place] + wrong + code[place + 1 :])


@settings(max_examples=25)
@given(CODES)
def test_every_swap_of_two_neighbours_is_caught(code: str) -> None:
    for i, (one, other) in enumerate(itertools.pairwise(code)):
        if one != other:
            with pytest.raises(InvalidTrackingCode):
                tracking_code.clean(code[:i] + other + one + code[i + 2 :])


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "بنویسید"), ("12345", "۱۲ رقم"), ("012345678901", "۱۲ رقم"), ("12345678901²", "۱۲ رقم")],
)
def test_what_is_no_code_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(InvalidTrackingCode, match=message):
        tracking_code.clean(text)


def test_damm_gives_its_published_check_digit() -> None:
    assert tracking_code.check_digit("572") == "4"


def test_a_code_is_shown_in_fours() -> None:
    assert tracking_code.format("123456789012") == "1234 5678 9012"
