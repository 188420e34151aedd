"""Cases of who is away: they reach the delegate, who does them as the own, and both are named."""

import pytest

from miz.accounts import leaves
from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import actions
from miz.cases.errors import NotAllowed
from miz.cases.models import Case, Entry
from tests import factories

pytestmark = pytest.mark.django_db


def away(user: User, delegate: User | None = None) -> None:
    today = leaves.today()
    leaves.enter(by=user, user=user, starts_on=today, ends_on=today, delegate=delegate)


def last(case: Case) -> Event:
    return Event.objects.filter(subject=case.subject).latest("id")


def handed(case: Case, by: User, to: User) -> Case:
    return actions.hand_over(
        by=by, case=case, revision=case.revision, unit=to.unit, colleague=to, reason="کار اوست."
    )


def test_what_is_handed_to_who_is_away_goes_to_the_delegate(desk, narges, reza, parisa):
    away(narges, reza)
    case = handed(factories.case(desk), parisa, narges)
    assert Case.objects.get(pk=case.pk).assignee == reza
    entry = Entry.objects.get(case=case, kind=Entry.Kind.HANDOVER)
    assert entry.text == "کار اوست.\n\nبه‌جای Narges که در مرخصی است، به Reza سپرده شد."
    assert last(case).details["meant_for"] == {"id": narges.pk, "name": "Narges"}
    assert last(case).details["colleague"] == reza.pk


def test_who_hands_on_for_one_to_another_who_is_away_is_told_with_both(
    desk, narges, reza, headquarters
):
    case = held_by(narges, desk)
    away(narges, reza)
    away(headquarters)
    handed(case, reza, headquarters)
    assert last(case).details["on_behalf_of"]["name"] == "Narges"
    assert last(case).details["meant_for"]["name"] == "Headquarters"


@pytest.mark.parametrize("chain", [False, True], ids=["no delegate", "the delegate is away too"])
def test_with_nobody_there_it_goes_to_the_queue(desk, narges, reza, parisa, chain):
    away(narges, reza if chain else None)
    if chain:
        away(reza, parisa)
    case = handed(factories.case(desk), parisa, narges)
    assert Case.objects.get(pk=case.pk).assignee is None
    entry = Entry.objects.get(case=case, kind=Entry.Kind.HANDOVER)
    assert entry.text.endswith("جانشینی ندارد؛ درخواست به صف سپرده شد.")


def test_who_is_there_gets_it_by_name(desk, narges, reza, parisa):
    away(reza, narges)
    case = handed(factories.case(desk), parisa, narges)
    assert Case.objects.get(pk=case.pk).assignee == narges
    assert not {"on_behalf_of", "meant_for"} & last(case).details.keys()


def held_by(user: User, desk) -> Case:
    return actions.claim(by=user, case=factories.case(desk), revision=1)


def test_the_delegate_answers_in_the_place_of_the_colleague(desk, narges, reza):
    case = held_by(narges, desk)
    away(narges, reza)
    actions.complete(by=reza, case=case, revision=2, outcome="answer", text="انجام شد.")
    assert last(case).actor_label == "Reza"
    assert last(case).details["on_behalf_of"] == {"id": narges.pk, "name": "Narges"}


def test_the_delegate_takes_it_over_and_gives_it_back(desk, narges, reza):
    case = held_by(narges, desk)
    away(narges, reza)
    actions.claim(by=reza, case=case, revision=2)
    assert last(case).details["on_behalf_of"]["name"] == "Narges"
    actions.release(by=reza, case=case, revision=3)
    assert "on_behalf_of" not in last(case).details


def test_a_colleague_who_does_not_stand_in_is_refused(desk, narges, reza, omid):
    case = held_by(narges, desk)
    away(narges)
    for stranger in (reza, omid):
        with pytest.raises(NotAllowed):
            actions.complete(by=stranger, case=case, revision=2, outcome="answer", text="بله")
        with pytest.raises(NotAllowed):
            actions.claim(by=stranger, case=case, revision=2)


def test_when_the_colleague_is_back_it_is_the_own_work_again(desk, narges, reza, monkeypatch):
    case = held_by(narges, desk)
    away(narges, reza)
    tomorrow = leaves.today() + factories.days(1)
    monkeypatch.setattr(leaves, "today", lambda: tomorrow)
    with pytest.raises(NotAllowed):
        actions.complete(by=reza, case=case, revision=2, outcome="answer", text="بله")
    assert Case.objects.get(pk=case.pk).assignee == narges


def test_a_supervisor_acts_in_her_own_name(desk, narges, parisa):
    case = held_by(narges, desk)
    actions.claim(by=parisa, case=case, revision=2)
    assert "on_behalf_of" not in last(case).details
