"""What is left behind by who left or moved comes back to the queue; nobody else loses anything."""

import datetime

import pytest

from miz.accounts import staff
from miz.accounts.days import today
from miz.accounts.models import User
from miz.accounts.permissions import Role
from miz.audit.models import Event
from miz.cases import actions, departures
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.cases import people

DAY = datetime.timedelta(days=1)


@pytest.fixture
def keeper(narges: User) -> User:
    return people.make(narges.organisation, "administrator")


def held(desk: PublishedService, by: User) -> Case:
    case = factories.case(desk)
    return actions.claim(by=by, case=case, revision=case.revision)


def holder(case: Case) -> User | None:
    return Case.objects.get(pk=case.pk).assignee


def test_the_cases_of_who_left_go_back_to_the_queue(
    desk: PublishedService, narges: User, reza: User, keeper: User
) -> None:
    left, kept = held(desk, narges), held(desk, reza)
    staff.let_go(by=keeper, user=narges, last_day=today() - DAY, reason="پایان")
    assert departures.free() == 1
    assert holder(left) is None
    assert holder(kept) == reza
    row = Event.objects.filter(action="case.release", subject=left.subject).get()
    assert row.details["left_by"] == narges.pk
    assert row.details["changed"]["assignee_id"] == [narges.pk, None]
    assert departures.free() == 0


def test_who_moves_away_leaves_them_and_who_still_reaches_them_keeps_them(
    desk: PublishedService, narges: User, reza: User, omid: User, parisa: User, keeper: User
) -> None:
    away, stays = held(desk, narges), held(desk, reza)
    for user, to in ((narges, omid), (reza, parisa)):
        staff.move(by=keeper, user=user, unit=to.unit, role=Role(to.role), services=[],
                   starts_on=today(), reason="حکم")  # fmt: skip
    assert departures.free() == 1
    assert (holder(away), holder(stays)) == (None, reza)


def test_a_planned_move_takes_nothing_yet(
    desk: PublishedService, narges: User, omid: User, keeper: User
) -> None:
    case = held(desk, narges)
    staff.move(by=keeper, user=narges, unit=omid.unit, role=Role.CLERK, services=[],
               starts_on=today() + DAY, reason="حکم")  # fmt: skip
    assert departures.free() == 0
    assert holder(case) == narges
