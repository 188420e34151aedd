"""Who is away, who may stand in, and who may say so."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from miz.accounts import leaves
from miz.accounts.errors import LeaveRefused
from miz.accounts.models import Leave, User
from miz.audit.models import Event
from tests.cases import people
from tests.factories import days

pytestmark = pytest.mark.django_db


def away(user: User, first: int = 0, last: int = 0, by: User | None = None, **more) -> Leave:
    """A leave from so many days after today to so many."""
    today = leaves.today()
    said = {"delegate": None, **more}
    return leaves.enter(
        by=by or user, user=user, starts_on=today + days(first), ends_on=today + days(last), **said
    )


def test_both_ends_of_a_leave_belong_to_it(narges, monkeypatch):
    away(narges, 1, 2)
    today = leaves.today()
    for day, gone in ((0, False), (1, True), (2, True), (3, False)):
        monkeypatch.setattr(leaves, "today", lambda day=day: today + days(day))
        assert (leaves.away([narges.pk]) == {narges.pk}) == gone
        assert (narges not in leaves.present(User.objects.all())) == gone


def test_a_day_is_a_day_in_tehran(narges, monkeypatch):
    evening = datetime.datetime(2026, 7, 1, 21, 0, tzinfo=datetime.UTC)  # 2 July in Tehran
    monkeypatch.setattr(leaves.timezone, "now", lambda: evening)
    assert leaves.today() == datetime.date(2026, 7, 2)


def test_the_delegate_does_the_work(narges, reza):
    assert leaves.at_work(narges) == narges
    away(narges, delegate=reza)
    assert leaves.at_work(narges) == reza
    assert list(leaves.stands_in_for(reza.pk)) == [narges]
    assert list(leaves.stands_in_for(narges.pk)) == []


def test_nobody_stands_in_by_a_chain(narges, reza, parisa):
    away(narges, delegate=reza)
    away(reza, delegate=parisa)
    assert leaves.at_work(narges) is None
    assert leaves.at_work(reza) == parisa


def test_a_delegate_who_left_or_was_moved_stands_in_no_more(narges, reza, omid):
    away(narges, delegate=reza)
    User.objects.filter(pk=reza.pk).update(unit=omid.unit)
    assert leaves.at_work(narges) is None
    User.objects.filter(pk=reza.pk).update(unit=narges.unit, is_active=False)
    assert leaves.at_work(narges) is None


def test_a_leave_without_a_delegate_leads_to_the_queue(narges):
    away(narges)
    assert leaves.at_work(narges) is None


def test_who_stands_in_may_do_the_same_in_the_same_place(
    narges, reza, omid, parisa, inspector, headquarters, hajj
):
    assert leaves.can_stand_in(reza, narges)
    assert leaves.can_stand_in(parisa, narges)
    assert leaves.can_stand_in(headquarters, parisa)
    for delegate, user in [
        (narges, narges),
        (omid, narges),
        (narges, parisa),
        (parisa, headquarters),
        (inspector, narges),
        (headquarters, inspector),
        (people.colleague_elsewhere("clerk"), narges),
    ]:
        assert not leaves.can_stand_in(delegate, user)
    assert set(leaves.candidates(narges)) == {reza, parisa, headquarters}


@pytest.mark.parametrize("who", ["narges", "omid", "inspector"])
def test_a_delegate_who_cannot_is_refused(narges, request, who):
    with pytest.raises(LeaveRefused, match="همکار دیگری"):
        away(narges, delegate=request.getfixturevalue(who))


def test_a_leave_is_not_over_when_it_is_entered(narges):
    away(narges, -3, 0)
    with pytest.raises(LeaveRefused, match="پس از آغازش"):
        away(narges, 5, 4)
    with pytest.raises(LeaveRefused, match="پس از آغازش"):
        away(narges, -9, -5)


def test_nobody_is_away_twice(narges, reza):
    away(narges, 1, 3)
    with pytest.raises(LeaveRefused, match="پیش‌تر"):
        away(narges, 3, 4)
    away(narges, 4, 5)
    away(reza, 1, 3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("leave_once_at_a_time", {}),
        ("leave_ends_after_it_began", {"starts_on": datetime.date(2100, 1, 1)}),
        ("leave_not_to_oneself", {"user": "delegate"}),
    ],
)
def test_the_database_refuses_as_well(narges, reza, name, change):
    leave = away(narges, 1, 3, delegate=reza)
    leave.pk = None
    if change.get("user"):
        change = {"user": reza}
    for field, value in change.items():
        setattr(leave, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        leave.save(force_insert=True)


def test_people_enter_their_own_and_who_leads_those_of_the_scope(
    narges, reza, omid, parisa, headquarters, inspector
):
    away(reza, by=parisa)
    away(omid, by=headquarters)
    away(inspector)
    stranger = people.colleague_elsewhere("headquarters")
    for by, user in [(narges, reza), (parisa, omid), (inspector, narges), (stranger, narges)]:
        with pytest.raises(LeaveRefused, match="نمی‌توانید"):
            away(user, by=by)
    assert {leave.user for leave in leaves.known_to(parisa)} == {reza}
    assert set(leaves.known_to(narges)) == set()
    assert {leave.user for leave in leaves.known_to(headquarters)} == {reza, omid, inspector}


def test_what_has_not_begun_is_taken_back_and_the_rest_ends_yesterday(narges, parisa):
    coming, running = away(narges, 0, 3), away(parisa, -2, 3)
    for leave in (coming, running):
        leaves.withdraw(by=parisa, leave=leave)
    assert leaves.away([narges.pk, parisa.pk]) == set()
    running.refresh_from_db()
    assert (running.withdrawn_at, running.ends_on) == (None, leaves.today() - days(1))
    away(narges, 0, 3)
    away(parisa, 0, 3)
    for leave in (coming, running):
        with pytest.raises(LeaveRefused, match="پایان یافته"):
            leaves.withdraw(by=parisa, leave=leave)


def test_entering_and_withdrawing_are_in_the_audit(narges, reza, parisa):
    leave = away(narges, 1, 3, by=parisa, delegate=reza)
    leaves.withdraw(by=narges, leave=leave)
    rows = Event.objects.filter(subject=f"user:{narges.pk}").order_by("id")
    told = [(row.action, row.actor_label, row.details["delegate"]) for row in rows]
    assert told == [("leave.enter", "Parisa", reza.pk), ("leave.withdraw", "Narges", reza.pk)]
