"""Further posts: what is done must be allowed and in reach by one and the same post."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts import leaves
from miz.accounts.days import today
from miz.accounts.models import Grant, Organisation, Unit, User
from miz.accounts.permissions import APART, ROLE_PERMISSIONS, Permission, Role, go_together
from miz.cases import permissions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.cases import people

DAY = datetime.timedelta(days=1)


def give(user: User, role: str, **more: object) -> User:
    """The person with a further role from today on, freshly read."""
    giver = people.make(user.organisation, "administrator")
    days = {"starts_on": today(), "ends_on": today() + DAY}
    Grant.objects.create(user=user, role=role, reason="حکم", given_by=giver, **(days | more))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def here(desk: PublishedService) -> Case:
    return factories.case(desk)


@pytest.fixture
def there(desk: PublishedService) -> Case:
    return factories.case(desk, province="fars")


def seen(user: User) -> set[Case]:
    return set(Case.objects.visible_to(user))


def both_ways(user: User, case: Case) -> bool:
    """The rule of the query and the rule of one case agree."""
    assert (case in seen(user)) == permissions.can_see(user, case)
    return case in seen(user)


def test_a_grant_opens_another_province_for_its_days(narges: User, here: Case, there: Case) -> None:
    assert not both_ways(narges, there)
    helper = give(narges, "clerk", province="fars")
    assert both_ways(helper, here)
    assert both_ways(helper, there)
    assert permissions.can_work(helper, there)


@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": today() - 3 * DAY, "ends_on": today() - DAY},
        {"starts_on": today() + DAY, "ends_on": today() + 2 * DAY},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_a_grant_that_is_over_to_come_or_withdrawn_opens_nothing(
    narges: User, there: Case, days: dict[str, object]
) -> None:
    assert not both_ways(give(narges, "clerk", province="fars", **days), there)


def test_who_supervises_elsewhere_is_no_supervisor_here(
    narges: User, here: Case, there: Case
) -> None:
    helper = give(narges, "supervisor", province="fars")
    assert helper.may(Permission.REVIEW_OBJECTIONS)
    assert permissions.can_keep(helper, there, "supervisor")
    assert not permissions.can_keep(helper, here, "supervisor")
    assert permissions.can_keep(helper, here, "clerk")
    here.assignee = people.make(narges.organisation, "clerk")
    assert not permissions.can_take_over(helper, here)


def test_a_grant_for_one_unit_sees_and_works_in_that_unit_alone(
    omid: User, parisa: User, here: Case
) -> None:
    helper = give(omid, "supervisor", unit=parisa.unit)
    assert both_ways(helper, here)
    assert permissions.can_work(helper, here)
    Case.objects.filter(pk=here.pk).update(unit=omid.unit)
    here.refresh_from_db()
    assert not both_ways(helper, here)


def test_a_grant_for_one_service_sees_no_other(
    omid: User, here: Case, desk: PublishedService
) -> None:
    assert both_ways(give(omid, "clerk", province="tehran", service=desk.slug), here)
    Grant.objects.update(service="hajj-information")
    assert not both_ways(User.objects.get(pk=omid.pk), here)


def test_a_home_post_may_be_narrowed_to_services(
    narges: User, here: Case, desk: PublishedService
) -> None:
    for services, sees in (([], True), ([desk.slug], True), (["hajj-information"], False)):
        narges.services = services
        assert both_ways(narges, here) == sees


def test_no_grant_reaches_another_organisation(here: Case, hajj: Organisation) -> None:
    stranger = people.colleague_elsewhere("clerk")
    assert not both_ways(give(stranger, "headquarters"), here)


def test_who_left_has_no_further_posts_either(narges: User, there: Case) -> None:
    helper = give(narges, "clerk", province="fars")
    helper.is_active = False
    assert not helper.permissions
    assert not both_ways(helper, there)


def test_a_further_post_lets_somebody_stand_in_there(omid: User, narges: User) -> None:
    assert not leaves.can_stand_in(omid, narges)
    assert leaves.can_stand_in(give(omid, "clerk", province="tehran"), narges)


def test_the_database_refuses_what_no_grant_may_be(narges: User) -> None:
    wrong = {
        "grant_not_to_oneself": {"given_by": narges},
        "grant_ends_after_it_began": {"ends_on": today() - DAY},
        "grant_has_a_reason": {"reason": ""},
        "grant_role_known": {"role": "king"},
        "grant_province_known": {"province": "atlantis"},
    }
    given = people.make(narges.organisation, "administrator")
    right = {"user": narges, "role": "clerk", "starts_on": today(), "ends_on": today(),
             "reason": "حکم", "given_by": given}  # fmt: skip
    for name, changes in wrong.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Grant.objects.create(**(right | changes))
    assert Grant.objects.create(**right)


def test_no_single_role_has_what_must_stand_apart() -> None:
    assert all(go_together([role]) for role in Role)
    assert not go_together([Role.DESIGNER, Role.APPROVER])
    assert not go_together([Role.ADMINISTRATOR, Role.CLERK])
    assert not go_together([Role.ADMINISTRATOR, Role.AUDITOR])
    assert not go_together([Role.CLERK, Role.INSPECTOR])
    assert go_together([Role.CLERK, Role.SUPERVISOR, Role.PUBLISHER])
    assert all(len(pair) == 2 for pair in APART)


def test_every_permission_is_somebodys() -> None:
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_a_counter_office_has_a_contract_and_no_other_unit_has(hajj: Organisation) -> None:
    office = {"organisation": hajj, "name": "دفتر پیشخوان"}
    Unit.objects.create(code="counter-1", kind="counter", contract_no="1", **office)
    for code, kind, number in (("counter-2", "counter", ""), ("desk-2", "desk", "2")):
        with pytest.raises(IntegrityError, match="unit_counter_has_a"), transaction.atomic():
            Unit.objects.create(code=code, kind=kind, contract_no=number, **office)


def test_no_case_is_handed_to_a_counter_office(hajj: Organisation, here: Case) -> None:
    office = Unit(organisation=hajj, kind="counter", contract_no="1")
    assert not permissions.can_receive_handover(office, here)
