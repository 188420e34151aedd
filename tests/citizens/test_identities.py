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


def test_a_foreign_code_of_ten_digits_is_refused_because_nobody_could_come_in_with_it() -> None:
    with pytest.raises(InvalidIdentity):
        identities.foreign("1234567890")


def test_a_passport_of_digits_alone_is_told_to_bring_its_country() -> None:
    with pytest.raises(InvalidIdentity, match="دو حرف"):
        identities.passport("123456789")
