"""Joining, moving and leaving on their days; and an administrator who keeps the people."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts import days, postings, staff
from miz.accounts.days import today
from miz.accounts.errors import StaffRefused
from miz.accounts.models import Grant, Posting, User
from miz.accounts.permissions import Role
from miz.audit.models import Event
from tests.cases import people

DAY = datetime.timedelta(days=1)
Later = Callable[[int], None]


@pytest.fixture
def keeper(narges: User) -> User:
    return people.make(narges.organisation, "administrator")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Moves today by so many days, for everything that asks what day it is."""
    real = timezone.now

    def move(count: int) -> None:
        monkeypatch.setattr(days.timezone, "now", lambda: real() + count * DAY)

    return move


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def in_service(user: User) -> bool:
    return User.objects.in_service().filter(pk=user.pk).exists()


def move(keeper: User, user: User, to: User, **more: Any) -> None:
    place: dict[str, Any] = {"unit": to.unit, "role": Role(to.role), "services": []}
    staff.move(by=keeper, user=user, reason="حکم", **(place | {"starts_on": today()} | more))


def enter(keeper: User, beside: User, **more: Any) -> tuple[User, str]:
    said: dict[str, Any] = {
        "username": "new", "full_name": "همکار تازه", "unit": beside.unit, "role": Role.CLERK,
        "services": [], "starts_on": today(), "reason": "حکم",
    }  # fmt: skip
    return staff.enter(by=keeper, **(said | more))


def test_who_joins_today_is_in_service_with_a_password_to_be_changed(
    keeper: User, narges: User
) -> None:
    made, password = enter(keeper, narges)
    assert in_service(made)
    assert made.check_password(password)
    assert made.must_change_password
    told = Event.objects.get(action="staff.enter")
    assert (told.reason, told.actor_id) == ("حکم", str(keeper.pk))
    assert password not in str(told.details)


def test_who_joins_tomorrow_is_not_here_today(keeper: User, narges: User, later: Later) -> None:
    made, _ = enter(keeper, narges, starts_on=today() + DAY)
    assert not in_service(made)
    later(1)
    assert postings.carry_out() == 1
    assert in_service(made)


def test_who_has_left_is_out_at_midnight_even_when_no_worker_runs(
    keeper: User, narges: User, later: Later
) -> None:
    staff.let_go(by=keeper, user=narges, last_day=today(), reason="بازنشستگی")
    assert in_service(narges)
    later(1)
    assert fresh(narges).is_active
    assert not in_service(narges)
    assert postings.carry_out() == 1
    assert not fresh(narges).is_active
    assert postings.carry_out() == 0
    assert Event.objects.filter(action="staff.left").count() == 1


def test_yesterday_as_the_last_day_dismisses_at_once(keeper: User, narges: User) -> None:
    staff.let_go(by=keeper, user=narges, last_day=today() - DAY, reason="پایان همکاری")
    assert not in_service(narges)
    assert not fresh(narges).is_active


def test_who_joined_today_can_be_dismissed_at_once(keeper: User, narges: User) -> None:
    made, _ = enter(keeper, narges)
    staff.let_go(by=keeper, user=made, last_day=today() - DAY, reason="اشتباه")
    assert not in_service(made)


def test_a_move_comes_on_its_day(keeper: User, narges: User, omid: User, later: Later) -> None:
    move(keeper, narges, omid, starts_on=today() + 2 * DAY)
    assert fresh(narges).province == "tehran"
    later(1)
    postings.carry_out()
    assert (fresh(narges).province, in_service(narges)) == ("tehran", True)
    later(2)
    postings.carry_out()
    assert fresh(narges).province == "fars"


def test_another_plan_takes_the_place_of_the_first(
    keeper: User, narges: User, omid: User, parisa: User
) -> None:
    move(keeper, narges, omid, starts_on=today() + 2 * DAY)
    move(keeper, narges, parisa, starts_on=today() + 2 * DAY)
    assert [row.role for row in narges.postings.order_by("starts_on")] == ["clerk", "supervisor"]


def test_a_move_does_not_put_off_the_end_that_was_planned(
    keeper: User, narges: User, omid: User
) -> None:
    staff.let_go(by=keeper, user=narges, last_day=today() + 9 * DAY, reason="بازنشستگی")
    move(keeper, narges, omid, starts_on=today() + 3 * DAY)
    ends = [row.ends_on for row in narges.postings.order_by("starts_on")]
    assert ends == [today() + 2 * DAY, today() + 9 * DAY]


def test_who_left_may_come_back(keeper: User, narges: User) -> None:
    staff.let_go(by=keeper, user=narges, last_day=today() - DAY, reason="پایان")
    move(keeper, narges, narges)
    assert in_service(narges)
    assert fresh(narges).is_active


def test_nobody_is_in_two_places_on_one_day(narges: User) -> None:
    row = {"user": narges, "unit": narges.unit, "role": "clerk"}
    Posting.objects.create(**row, starts_on=today(), ends_on=None)
    with pytest.raises(IntegrityError, match="posting_once_at_a_time"), transaction.atomic():
        Posting.objects.create(**row, starts_on=today() + DAY, ends_on=today() + 2 * DAY)


# --- who may do it


def grant(keeper: User, user: User, role: Role = Role.CLERK, **more: Any) -> Grant:
    said: dict[str, Any] = {
        "role": role, "province": "", "unit": None, "service": "", "starts_on": today(),
        "ends_on": today() + DAY, "reason": "حکم",
    }  # fmt: skip
    return staff.grant(by=keeper, user=user, **(said | more))


def everything(by: User, user: User) -> list[Callable[[], object]]:
    """All that is done to a person."""
    return [
        lambda: grant(by, user),
        lambda: move(by, user, user),
        lambda: staff.let_go(by=by, user=user, last_day=today(), reason="دلیل"),
        lambda: staff.give_password(by=by, user=user, reason="دلیل"),
        lambda: staff.reset_factors(by=by, user=user, reason="دلیل"),
    ]


def refused(acts: list[Callable[[], object]]) -> None:
    for act in acts:
        with pytest.raises(StaffRefused), transaction.atomic():
            act()
    assert not Event.objects.filter(action__startswith="staff.").exists()


def test_nobody_does_it_to_oneself(keeper: User) -> None:
    refused(everything(keeper, keeper))


def test_nobody_does_it_without_the_permission(parisa: User, narges: User) -> None:
    refused(everything(parisa, narges))


def test_a_colleague_of_another_organisation_is_out_of_reach(keeper: User) -> None:
    stranger = people.colleague_elsewhere("clerk")
    refused(everything(keeper, stranger))
    refused([lambda: grant(keeper, people.make(keeper.organisation, "clerk"), unit=stranger.unit)])


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
def test_roles_that_stand_apart_never_meet_in_one_person(
    keeper: User, narges: User, role: Role
) -> None:
    refused([lambda: grant(keeper, narges, role)])
    grant(keeper, narges, Role.SUPERVISOR)


def test_a_move_into_a_role_that_a_grant_excludes_is_refused(
    keeper: User, narges: User, inspector: User
) -> None:
    grant(keeper, narges, Role.SUPERVISOR)
    with pytest.raises(StaffRefused):
        move(keeper, narges, inspector)


def test_a_planned_move_counts_already(keeper: User, narges: User, inspector: User) -> None:
    move(keeper, narges, inspector, starts_on=today() + 9 * DAY)
    refused_roles = (Role.SUPERVISOR, Role.HEADQUARTERS)
    for role in refused_roles:
        with pytest.raises(StaffRefused):
            grant(keeper, narges, role)


@pytest.mark.parametrize(
    ("first", "last"), [(-1, 3), (3, 1), (0, 400)], ids=["past", "backwards", "too long"]
)
def test_the_days_of_a_grant_are_checked(keeper: User, narges: User, first: int, last: int) -> None:
    dates = {"starts_on": today() + first * DAY, "ends_on": today() + last * DAY}
    refused([lambda: grant(keeper, narges, **dates)])


def test_a_grant_is_withdrawn_once(keeper: User, narges: User) -> None:
    given = grant(keeper, narges, Role.SUPERVISOR)
    staff.withdraw(by=keeper, grant=given, reason="پایان کار")
    assert not fresh(narges).granted
    with pytest.raises(StaffRefused):
        staff.withdraw(by=keeper, grant=given, reason="پایان کار")


def test_a_user_name_belongs_to_one(keeper: User, narges: User) -> None:
    with pytest.raises(StaffRefused):
        enter(keeper, narges, username="narges")
