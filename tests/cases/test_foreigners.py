"""A request of somebody without a national code: whose it may be, and by what it is found."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from miz.accounts.models import User
from miz.cases import queries
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.citizens.identities import Kind
from tests import factories

PASSPORT = "A12345678"
# Twelve digits that are a right tracking code too.
FOREIGN = "572457245724"


def applicant(kind: Kind, code: str) -> Any:
    known = factories.applicant()
    return type(known)(
        national_code=code,
        birth_date=known.birth_date,
        given_name="Maryam",
        family_name="Haidari",
        gender="",
        kind=kind,
    )


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk, applicant=applicant(Kind.PASSPORT, PASSPORT))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("case_national_code", {"national_code": "A-1"}),
        ("case_national_code", {"applicant_kind": "foreign"}),
        ("case_national_code", {"applicant_kind": "unknown"}),
        ("case_national_code", {"national_code": ""}),
        ("case_person_known", {"birth_date": None}),
        ("case_of_a_foreigner_from_the_account", {"channel": "api"}),
    ],
)
def test_a_foreigners_case_that_cannot_be_is_refused(
    case: Case, constraint: str, change: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


def test_who_has_a_national_code_has_a_gender(desk: PublishedService) -> None:
    case = factories.case(desk)
    with pytest.raises(IntegrityError, match="case_person_known"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(gender="")


def test_a_case_is_found_by_its_own_code_and_no_other(case: Case, desk: PublishedService) -> None:
    other = factories.case(desk, applicant=applicant(Kind.FOREIGN, FOREIGN))
    assert queries.by_codes(PASSPORT, case.tracking_code) == case
    assert queries.by_codes(FOREIGN, case.tracking_code) is None
    assert queries.by_codes(PASSPORT, other.tracking_code) is None
    assert queries.tracked(PASSPORT, case.tracking_code)
    assert queries.tracked(FOREIGN, case.tracking_code) is None


@pytest.mark.parametrize("typed", [PASSPORT, "a1234 5678", "A۱۲۳۴۵۶۷۸"])
def test_staff_find_a_passport_however_it_is_typed(case: Case, narges: User, typed: str) -> None:
    factories.case(catalogue_of(case))
    assert list(Case.objects.visible_to(narges).search(typed)) == [case]


def test_staff_find_a_foreigners_code_that_passes_for_a_tracking_code(
    desk: PublishedService, narges: User
) -> None:
    case = factories.case(desk, applicant=applicant(Kind.FOREIGN, FOREIGN))
    assert list(Case.objects.visible_to(narges).search(FOREIGN)) == [case]


@pytest.mark.parametrize("words", ["visa", "09351112233", "Maryam"])
def test_what_only_looks_like_a_foreigners_code_is_looked_for_in_the_words(
    desk: PublishedService, narges: User, words: str
) -> None:
    text = "برای visa با 09351112233 تماس بگیرید."
    case = factories.case(desk, applicant=applicant(Kind.PASSPORT, PASSPORT), text=text)
    assert list(Case.objects.visible_to(narges).search(words)) == [case]


def test_a_foreigners_code_opens_nothing_outside_the_scope(case: Case, omid: User) -> None:
    assert not Case.objects.visible_to(omid).search(PASSPORT).exists()


def catalogue_of(case: Case) -> PublishedService:
    return factories.catalogue.version(case.version_id)
