"""What an applicant learns of who looked at the case."""

import pytest
from django.utils import timezone

from miz.accounts.models import User
from miz.audit import actions as audit
from miz.audit.actors import Actor, Kind
from miz.cases import access, actions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def told(case: Case) -> list[tuple[str, str]]:
    return [(each.who, each.what) for each in access.of(case).shown]


def test_a_look_is_told_with_role_and_unit_and_never_with_the_name(
    case: Case, narges: User
) -> None:
    actions.see(by=narges, case=case)
    [(who, what)] = told(case)
    assert who == "کارشناس، دفتر حج و زیارت استان تهران"
    assert what == "آن را دید"
    assert narges.full_name not in who


def test_what_was_looked_at_is_told(case: Case, narges: User) -> None:
    for what in ("paper", "file", "process", "similar"):
        actions.see(by=narges, case=case, what=what)
    assert len({what for _, what in told(case)}) == 4


def test_a_unit_that_is_only_asked_has_read_the_question(case: Case, parisa: User) -> None:
    audit.record(
        by=parisa.as_actor(), action="case.view", subject=case.subject, details={"task": "ask"}
    )
    assert told(case)[0][1] == access.ASKED


def test_an_act_is_told_beside_the_looks_the_newest_first(case: Case, narges: User) -> None:
    actions.see(by=narges, case=case)
    actions.claim(by=narges, case=case, revision=1)
    assert [what for _, what in told(case)] == ["آن را برداشت", "آن را دید"]


def test_the_role_and_unit_are_those_of_the_time(case: Case, narges: User, omid: User) -> None:
    actions.see(by=narges, case=case)
    User.objects.filter(pk=narges.pk).update(unit=omid.unit)
    assert told(case)[0][0].endswith("تهران")


def test_a_row_of_before_posts_were_written_down_names_nobody(case: Case, narges: User) -> None:
    old = Actor(Kind.STAFF, str(narges.pk), narges.full_name)
    audit.record(by=old, action="case.view", subject=case.subject)
    assert told(case) == [("همکار دستگاه", "آن را دید")]


def test_a_machine_is_told_by_its_name(desk: PublishedService) -> None:
    request = factories.new_request(desk)
    by = Actor(Kind.MACHINE, "partner", "partner")
    case = actions.open(by=by, request=request, key=None).case
    assert told(case) == [("سامانهٔ partner", "آن را ثبت کرد")]


def test_the_applicants_own_acts_are_no_news(case: Case) -> None:
    assert told(case) == []


def test_words_between_colleagues_stay_between_them(case: Case, parisa: User) -> None:
    actions.hand_over(
        by=parisa, case=case, revision=1, unit=parisa.unit, colleague=None, reason="ناراضی است"
    )
    assert all("ناراضی" not in each.what for each in access.of(case).shown)


def test_looks_at_another_case_are_not_told(
    case: Case, desk: PublishedService, narges: User
) -> None:
    actions.see(by=narges, case=factories.case(desk))
    assert told(case) == []


def test_many_looks_come_in_pages_and_none_is_left_out(case: Case, narges: User) -> None:
    moments = [timezone.now() + factories.days(number) for number in range(access.AT_ONCE + 3)]
    for at in moments:
        audit.record(by=narges.as_actor(), action="case.view", subject=case.subject, at=at)
    first = access.of(case)
    assert len(first.shown) == access.AT_ONCE
    rest = access.of(case, str(first.older))
    assert [each.at for each in (*first.shown, *rest.shown)] == moments[::-1]
    assert rest.older is None


@pytest.mark.parametrize("before", ["x", "-1", "۱۲", "9" * 30, "1 or 1=1"])
def test_a_made_up_page_is_the_first(case: Case, narges: User, before: str) -> None:
    actions.see(by=narges, case=case)
    assert len(access.of(case, before).shown) == 1
