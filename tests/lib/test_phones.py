import pytest

from miz.lib import phones


@pytest.mark.parametrize(
    "typed",
    [
        "09123456789",
        "9123456789",
        "+989123456789",
        "00989123456789",
        "989123456789",
        "+98 (0)912 345 67 89",
        "۰۹۱۲-۳۴۵-۶۷۸۹",
        "\u202a٠٩١٢٣٤٥٦٧٨٩\u202c",
    ],
)
def test_a_mobile_is_read_however_it_is_typed(typed: str) -> None:
    assert phones.clean_mobile(typed) == "09123456789"


def test_a_mobile_that_looks_like_the_country_code_is_kept() -> None:
    assert phones.clean_mobile("9812345678") == "09812345678"


@pytest.mark.parametrize(
    "typed", ["", "0912345678", "091234567890", "02112345678", "+1 9123456789", "0912345678²", "+"]
)
def test_what_is_no_mobile_is_refused(typed: str) -> None:
    with pytest.raises(phones.InvalidMobile, match="تلفن همراه"):
        phones.clean_mobile(typed)


def test_a_landline_has_an_area_code_and_eight_digits() -> None:
    assert phones.clean_landline("۰۲۱", "8876-5432") == ("021", "88765432")


@pytest.mark.parametrize(
    ("area_code", "number", "part"),
    [
        ("21", "88765432", "area_code"),
        ("0021", "88765432", "area_code"),
        ("001", "88765432", "area_code"),
        ("", "88765432", "area_code"),
        ("021", "08765432", "number"),
        ("021", "8765432", "number"),
        ("021", "02188765432", "number"),
    ],
)
def test_the_wrong_part_of_a_landline_is_named(area_code: str, number: str, part: str) -> None:
    with pytest.raises(phones.InvalidLandline) as caught:
        phones.clean_landline(area_code, number)
    assert caught.value.part == part


def test_a_masked_mobile_hides_the_middle() -> None:
    assert phones.mask_mobile("09123456789") == "۰۹۱۲•••۶۷۸۹"
