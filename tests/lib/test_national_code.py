import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.lib import digits, national_code
from miz.lib.national_code import InvalidNationalCode

NINE_DIGITS = st.text(alphabet="0123456789", min_size=9, max_size=9)
CODES = NINE_DIGITS.map(lambda nine: nine + national_code.check_digit(nine)).filter(
    lambda code: len(set(code)) > 1
)


def test_a_known_code_is_accepted() -> None:
    assert national_code.clean("0012345679") == "0012345679"


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    typed = f" \u200f{digits.to_persian(code[:3])}-{code[3:9]}\u200c {code[9]}"
    assert national_code.clean(typed) == code


@given(CODES, st.integers(0, 9), st.sampled_from("123456789"))
def test_a_wrong_digit_is_mostly_caught(code: str, place: int, change: str) -> None:
    wrong = str((int(code[place]) + int(change)) % 10)
    typo = code[:place] + wrong + code[place + 1 :]
    if national_code.check_digit(typo[:9]) != typo[9]:
        with pytest.raises(InvalidNationalCode):
            national_code.clean(typo)
    else:  # remainders 1 and 10 share the check digit 1: the only hole
        assert typo[9] == code[9] == "1"


@pytest.mark.parametrize("digit", "0123456789")
def test_a_repeated_digit_code_is_refused(digit: str) -> None:
    with pytest.raises(InvalidNationalCode, match="درست نیست"):
        national_code.clean(digit * 10)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "بنویسید"),
        (" \u200c", "بنویسید"),
        ("12345678", "شما ۸ رقم"),
        ("1" * 100_000, "بیشتر"),
        ("001234567²", "فقط با رقم"),
        ("00123456a9", "فقط با رقم"),
        ("0012345679\0", "فقط با رقم"),
        ("१२३४५६७८९०", "فقط با رقم"),
        ("0012345678", "درست نیست"),
    ],
)
def test_the_message_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(InvalidNationalCode, match=message):
        national_code.clean(text)
