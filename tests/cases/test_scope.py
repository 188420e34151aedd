"""Who may know that a case exists; the same rule for a query, for one case, and for search."""

import dataclasses

import pytest

from miz.accounts.models import Organisation, User
from miz.cases import permissions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.lib import digits
from tests import factories
from tests.cases.people import colleague_elsewhere, make

NAME = "کریمی‌نژاد"


@pytest.fixture
def cases(desk: PublishedService, complaints: PublishedService) -> dict[str, Case]:
    who = dataclasses.replace(factories.applicant(), given_name="یاسر", family_name=NAME)
    made = {
        "own": factories.case(desk, applicant=who),
        "far": factories.case(desk, applicant=who, province="fars"),
        "complaint": factories.case(complaints, applicant=who),
        "elsewhere": factories.case(desk, applicant=who),
    }
    other = colleague_elsewhere("clerk").organisation
    Case.objects.filter(pk=made["elsewhere"].pk).update(organisation=other)
    return {name: Case.objects.get(pk=case.pk) for name, case in made.items()}


SIGHT = [
    ("clerk", {"own"}),
    ("supervisor", {"own"}),
    ("headquarters", {"own", "far"}),
    ("inspector", {"complaint"}),
    ("publisher", set()),
    ("administrator", set()),
]


def _seen(user: User, cases: dict[str, Case]) -> set[str]:
    visible = set(Case.objects.visible_to(user))
    return {name for name, case in cases.items() if case in visible}


@pytest.mark.parametrize(("role", "sight"), SIGHT)
def test_a_role_sees_what_it_answers_for(
    cases: dict[str, Case], hajj: Organisation, role: str, sight: set[str]
) -> None:
    user = make(hajj, role)
    assert _seen(user, cases) == sight
    assert {name for name, case in cases.items() if permissions.can_see(user, case)} == sight


@pytest.mark.parametrize("role", [role for role, _ in SIGHT])
def test_search_finds_nothing_beyond_sight(
    cases: dict[str, Case], hajj: Organisation, role: str
) -> None:
    user = make(hajj, role)
    sight = dict(SIGHT)[role]
    code = cases["own"].national_code
    for words in (NAME, "رزرو کاروان", code):
        found = set(Case.objects.visible_to(user).search(words))
        assert found == {cases[name] for name in sight}
    for name, case in cases.items():
        found = set(Case.objects.visible_to(user).search(case.tracking_code))
        assert found == ({case} if name in sight else set())


@pytest.mark.parametrize("role", [role for role, _ in SIGHT])
def test_who_left_the_service_sees_nothing(
    cases: dict[str, Case], hajj: Organisation, role: str
) -> None:
    user = make(hajj, role, is_active=False)
    assert _seen(user, cases) == set()
    assert not any(permissions.can_see(user, case) for case in cases.values())


def test_another_organisation_sees_its_own(cases: dict[str, Case]) -> None:
    assert _seen(colleague_elsewhere("clerk"), cases) == {"elsewhere"}
    assert _seen(colleague_elsewhere("inspector"), cases) == set()


def test_a_clerk_without_a_province_sees_nothing(
    cases: dict[str, Case], hajj: Organisation, inspector: User
) -> None:
    assert _seen(make(hajj, "clerk", unit=inspector.unit), cases) == set()


@pytest.mark.parametrize(
    "words",
    [
        "كريمي‌نژاد",  # Arabic letters
        "کریمینژاد",
        "یاسر کریمی",
        "  کریمی‌نژاد،  یاسر؟ ",
        "کاروان",
        "کاروا",
        "رزرو & | ! کاروان:*",
        "نهایی",
    ],
)
def test_search_folds_spelling(cases: dict[str, Case], narges: User, words: str) -> None:
    assert list(Case.objects.visible_to(narges).search(words)) == [cases["own"]]


@pytest.mark.parametrize(
    "words",
    ["", "   ", "!", "نیست‌درجهان", "' or 1=1 --", "\\", ":*", "()", "یاسر & !کریمی ناموجود"],
)
def test_search_for_what_is_not_there_finds_nothing(
    cases: dict[str, Case], narges: User, words: str
) -> None:
    assert list(Case.objects.visible_to(narges).search(words)) == []


def test_search_knows_codes_in_any_digits(cases: dict[str, Case], narges: User) -> None:
    case, visible = cases["own"], Case.objects.visible_to(narges)
    for code in (case.tracking_code, case.national_code):
        for typed in (code, digits.to_persian(code), digits.group(code), f" {code[:4]}-{code[4:]}"):
            assert list(visible.search(typed)) == [case]


def test_search_knows_numbers_within_a_text(desk: PublishedService, narges: User) -> None:
    case = factories.case(desk, text="فیش شمارهٔ ۴۵۱۲۷ پرداخت شد")
    for typed in ("45127", "۴۵۱۲۷", "٤٥١٢٧"):
        assert list(Case.objects.visible_to(narges).search(typed)) == [case]
