"""A person is known by a national code, a foreigner's code or a passport."""

import pytest

from miz.citizens import identities
from miz.citizens.identities import Identity, InvalidIdentity
from miz.citizens.models import Citizen

Kind = Citizen.Kind


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("۰۰۱۲۳۴۵۶۷۹", Kind.NATIONAL, "0012345679"),
        ("001-234567-9", Kind.NATIONAL, "0012345679"),
        ("۱۲۳۴۵۶۷۸۹۰۱۲", Kind.FOREIGN, "123456789012"),
        ("12345678", Kind.FOREIGN, "12345678"),
        ("1234567890123456", Kind.FOREIGN, "1234567890123456"),
        ("p 1234567", Kind.PASSPORT, "P1234567"),
        ("US123456789", Kind.PASSPORT, "US123456789"),
    ],
)
def test_what_is_typed_tells_its_kind(typed: str, kind: Citizen.Kind, code: str) -> None:
    assert identities.clean(typed) == Identity(kind, code)


@pytest.mark.parametrize(
    "typed", ["", "123", "1111111111", "0012345678", "A1", "²²²²²²²²", "A" * 16, "AB\x0012345"]
)
def test_what_is_the_code_of_nobody_is_refused(typed: str) -> None:
    with pytest.raises(InvalidIdentity):
        identities.clean(typed)


@pytest.mark.parametrize(
    ("typed", "length"),
    [("1234", "۴"), ("1234567", "۷"), ("1" * 17, "۱۷")],
)
def test_digits_that_are_no_code_are_told_how_many_a_code_has(typed: str, length: str) -> None:
    with pytest.raises(InvalidIdentity, match=f"کد ملی ۱۰ رقم .* ۱۲ رقم؛ شما {length} رقم"):
        identities.clean(typed)


@pytest.mark.parametrize(("typed", "length"), [("001234567", "۹"), ("۰۰۱۲۳۴۵۶۷۹۹", "۱۱")])
def test_an_old_foreign_code_may_be_a_national_code_with_a_slip(typed: str, length: str) -> None:
    identity = identities.clean(typed)
    assert identity == identities.foreign(typed)
    assert f"شما {length} رقم نوشته‌اید" in identities.slip(identity)


@pytest.mark.parametrize("typed", ["0012345679", "123456789012", "12345678", "P1234567"])
def test_other_codes_are_no_slip(typed: str) -> None:
    assert identities.slip(identities.clean(typed)) == ""


def test_a_foreign_code_of_ten_digits_is_refused_because_nobody_could_come_in_with_it() -> None:
    with pytest.raises(InvalidIdentity):
        identities.foreign("1234567890")


def test_a_passport_of_digits_alone_is_told_to_bring_its_country() -> None:
    with pytest.raises(InvalidIdentity, match="دو حرف"):
        identities.passport("123456789")
