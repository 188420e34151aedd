"""Who may act for whom, and what the database refuses whatever the code does."""

import datetime
import re
from itertools import islice
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts import codes
from miz.accounts.errors import WrongCode
from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.audit.models import Event
from miz.cases import actions
from miz.cases.models import Case
from miz.cases.opening import Applicant, Filing
from miz.catalogue.queries import PublishedService
from miz.citizens import representation
from miz.citizens.models import Citizen
from miz.citizens.representation import NotRepresented
from miz.citizens.representation_models import Consent, Ground, Relation, Representation
from miz.connectors.civil_registry.client import Person
from miz.connectors.sandbox import population
from miz.lib import digits, jalali
from miz.outbox.models import Message
from tests import factories

ADULT, OTHER = population.demo_people(2)
CHILDREN = list(
    islice(
        (
            each
            for each in map(population.person, range(50_000))
            if each.birth_date > datetime.date(2015, 1, 1) and each.alive
        ),
        2,
    )
)
CHILD = CHILDREN[0]


def person(of: population.SandboxPerson, **changes: Any) -> Person:
    values = {
        "national_code": of.national_code,
        "birth_date": of.birth_date,
        "given_name": of.given_name,
        "family_name": of.family_name,
        "gender": of.gender,
        "alive": of.alive,
        "father_name": of.father_name,
    }
    return Person(**{**values, **changes})


def account(of: population.SandboxPerson, **changes: Any) -> Citizen:
    values = {
        "kind": Citizen.Kind.NATIONAL,
        "code": of.national_code,
        "given_name": of.given_name,
        "family_name": of.family_name,
        "gender": of.gender,
        "birth_date": of.birth_date,
        "mobile": of.mobile,
        "mobile_proved_at": timezone.now(),
        "created_at": timezone.now(),
    }
    return Citizen.objects.create(**{**values, **changes})


@pytest.fixture
def parent(db: None) -> Citizen:
    return account(ADULT, given_name=CHILD.father_name)


def code_sent_to(mobile: str) -> str:
    body = Message.objects.filter(recipient=mobile).latest("pk").body
    found = re.search(r"\d{6}", digits.to_ascii(body))
    assert found
    return found[0]


def take(parent: Citizen, relation: Relation = Relation.FATHER, **changes: Any) -> Representation:
    return representation.take_child(by=parent, child=person(CHILD, **changes), relation=relation)


# --- children


def test_a_father_whose_name_the_registry_knows_needs_no_word_of_his_own(parent: Citizen) -> None:
    row = take(parent)
    assert row.ground == Ground.REGISTRY
    assert row.declaration == ""


def test_somebody_with_another_name_is_not_the_father(parent: Citizen) -> None:
    with pytest.raises(representation.NotTheFather):
        take(parent, father_name="نامی‌دیگر")
    assert not Representation.objects.exists()


def test_the_name_of_the_father_may_be_spelled_with_other_letters(parent: Citizen) -> None:
    Citizen.objects.filter(pk=parent.pk).update(given_name="علی‌")
    parent.refresh_from_db()
    assert take(parent, father_name="علي").ground == Ground.REGISTRY


@pytest.mark.parametrize("relation", [Relation.MOTHER, Relation.GUARDIAN])
def test_the_word_of_others_is_kept(parent: Citizen, relation: Relation) -> None:
    row = take(parent, relation)
    assert row.ground == Ground.DECLARED
    assert row.declaration == representation.DECLARATION


def test_it_ends_on_the_eighteenth_birthday(parent: Citizen) -> None:
    row = take(parent)
    assert row.ends_at
    year, month, day = jalali.to_iso(CHILD.birth_date).split("-")
    assert jalali.to_iso(jalali.in_tehran(row.ends_at).date()) == f"{int(year) + 18}-{month}-{day}"


def test_who_was_born_on_the_last_day_of_a_leap_year_grows_up_a_day_earlier() -> None:
    born = jalali.from_iso("1399-12-30")
    assert jalali.to_iso(representation.grows_up(born).date()) == "1417-12-29"


def test_an_adult_is_no_child(parent: Citizen) -> None:
    with pytest.raises(representation.NotAChild):
        representation.take_child(by=parent, child=person(OTHER), relation=Relation.MOTHER)


def test_a_child_represents_nobody(db: None) -> None:
    with pytest.raises(representation.NotOfAge):
        representation.take_child(
            by=account(CHILDREN[1]), child=person(CHILD), relation=Relation.GUARDIAN
        )


def test_a_foreigner_without_a_national_code_represents_nobody(db: None) -> None:
    foreigner = account(ADULT, kind=Citizen.Kind.FOREIGN, code="123456789012")
    with pytest.raises(representation.NotOfAge):
        take(foreigner)
    assert not representation.touching(foreigner)


def test_the_same_child_is_not_taken_twice(parent: Citizen) -> None:
    take(parent)
    with pytest.raises(representation.AlreadyRepresented):
        take(parent)


def test_two_parents_may_stand_for_one_child(parent: Citizen) -> None:
    take(parent)
    take(account(OTHER), Relation.MOTHER)
    assert Representation.objects.count() == 2


def test_a_lapsed_one_makes_room(parent: Citizen) -> None:
    row = take(parent)
    past = timezone.now() - factories.days(3)
    Representation.objects.filter(pk=row.pk).update(
        begins_at=past, ends_at=past + factories.days(1)
    )
    assert not representation.in_force(parent)
    take(parent)
    assert representation.in_force(parent).count() == 1


# --- groups


def test_a_member_agrees_by_a_code_to_the_own_mobile(parent: Citizen) -> None:
    asked = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    assert not representation.in_force(parent)
    body = Message.objects.get(recipient=OTHER.mobile).body
    assert parent.full_name in body
    representation.confirm(by=parent, asked=asked, code=code_sent_to(OTHER.mobile))
    assert representation.in_force(parent).get() == asked


def test_who_is_asked_reads_it_in_the_own_language(parent: Citizen) -> None:
    account(OTHER, language="en", mobile=OTHER.mobile)
    representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    sent = Message.objects.get(recipient=OTHER.mobile)
    assert (sent.language, "give this code: " in sent.body) == ("en", True)


def test_without_the_code_nobody_joins(parent: Citizen) -> None:
    asked = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    wrong = "000000" if code_sent_to(OTHER.mobile) != "000000" else "111111"
    with pytest.raises(WrongCode):
        representation.confirm(by=parent, asked=asked, code=wrong)
    assert not representation.in_force(parent)


def test_a_child_joins_by_the_word_of_a_parent_in_the_group(parent: Citizen) -> None:
    adult = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    representation.confirm(by=parent, asked=adult, code=code_sent_to(OTHER.mobile))
    asked = representation.ask_child_member(by=parent, child=person(CHILD), parent=adult)
    assert asked.declaration.startswith(adult.full_name)
    row = representation.confirm(by=parent, asked=asked, code=code_sent_to(OTHER.mobile))
    assert row.ground == Ground.DECLARED
    assert row.ends_at
    assert row.ends_at <= representation.grows_up(CHILD.birth_date)


def test_a_child_is_not_asked_for_its_own_consent(parent: Citizen) -> None:
    with pytest.raises(representation.StillAChild):
        representation.ask_member(by=parent, member=person(CHILD), mobile=CHILD.mobile)


def test_nobody_leads_oneself(parent: Citizen) -> None:
    with pytest.raises(representation.Oneself):
        representation.ask_member(by=parent, member=person(ADULT), mobile=ADULT.mobile)


def test_who_gave_no_code_is_forgotten(parent: Citizen) -> None:
    representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    assert representation.forget_unanswered(timezone.now() - representation.ASKED_FOR) == 0
    assert representation.forget_unanswered(timezone.now()) == 1


# --- the end


@pytest.fixture
def member(parent: Citizen) -> Citizen:
    asked = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    representation.confirm(by=parent, asked=asked, code=code_sent_to(OTHER.mobile))
    return account(OTHER)


@pytest.mark.parametrize("side", ["parent", "member"])
def test_either_side_ends_it(
    parent: Citizen, member: Citizen, side: str, request: pytest.FixtureRequest
) -> None:
    representation.end(by=request.getfixturevalue(side), pk=Representation.objects.get().pk)
    assert not representation.in_force(parent)
    assert Event.objects.filter(action="representation.end").exists()


def test_a_stranger_ends_nothing(parent: Citizen, member: Citizen) -> None:
    stranger = account(population.demo_people(3)[2])
    representation.end(by=stranger, pk=Representation.objects.get().pk)
    assert representation.in_force(parent).exists()


def test_a_code_that_is_under_way_dies_with_the_end(parent: Citizen) -> None:
    asked = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    representation.end(by=parent, pk=asked.pk)
    with pytest.raises(WrongCode):
        codes.check(asked.subject, code_sent_to(OTHER.mobile))


# --- what the database refuses


def open_case(service: PublishedService, filing: Filing | None, **changes: Any) -> Case:
    request = factories.new_request(service, filing=filing, **changes)
    return actions.open(by=CITIZEN, request=request, key=None).case


def consent_of(code: str, user: User) -> Consent:
    return Consent.objects.create(
        national_code=code,
        office=user.unit,
        operator=user,
        purpose="آزمایش",
        mobile_digest=b"digest",
        given_at=timezone.now(),
    )


def refused(service: PublishedService, filing: Filing | None, **changes: Any) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        open_case(service, filing, **changes)
    return str(caught.value)


def at_counter(consent: Consent | None) -> Filing:
    number = consent.pk if consent else None
    return Filing(Case.FiledBy.COUNTER, "مریم، دفتر", "1", consent_id=number)


def test_no_case_at_the_counter_without_consent(desk: PublishedService) -> None:
    counter = {"channel": Case.Channel.COUNTER}
    assert "case_at_the_counter_by_consent" in refused(desk, at_counter(None), **counter)
    assert "case_at_the_counter_by_consent" in refused(desk, None, **counter)


def test_no_consent_of_somebody_else_serves(desk: PublishedService, narges: User) -> None:
    consent = consent_of(OTHER.national_code, narges)
    counter = {"channel": Case.Channel.COUNTER}
    assert "case_consent_of_applicant" in refused(desk, at_counter(consent), **counter)


def test_a_consent_serves_once(desk: PublishedService, narges: User) -> None:
    consent = consent_of(factories.applicant().national_code, narges)
    counter = {"channel": Case.Channel.COUNTER}
    open_case(desk, at_counter(consent), **counter)
    assert "case_consent_serves_once" in refused(desk, at_counter(consent), **counter)


def test_no_case_for_another_without_a_representation(desk: PublishedService) -> None:
    filing = Filing(Case.FiledBy.PARENT, "پدر", ADULT.national_code, Relation.FATHER)
    assert "case_for_another_by_representation" in refused(desk, filing)


def test_a_representation_serves_for_that_person_alone(
    desk: PublishedService, parent: Citizen
) -> None:
    row = take(parent)
    filing = Filing(
        Case.FiledBy.PARENT, "پدر", parent.code, Relation.FATHER, representation_id=row.pk
    )
    assert "case_representation_of_applicant" in refused(desk, filing)
    child = Applicant(
        CHILD.national_code, CHILD.birth_date, CHILD.given_name, CHILD.family_name, CHILD.gender
    )
    assert open_case(desk, filing, applicant=child).representation == row


def test_who_files_for_another_is_named(desk: PublishedService, narges: User) -> None:
    consent = consent_of(factories.applicant().national_code, narges)
    filing = Filing(Case.FiledBy.COUNTER, "", "1", consent_id=consent.pk)
    told = refused(desk, filing, channel=Case.Channel.COUNTER)
    assert "case_filed_by_somebody_named" in told


def test_nobody_represents_oneself_in_the_database_either(parent: Citizen) -> None:
    row = take(parent)
    row.subject_code = row.representative_code
    with pytest.raises(IntegrityError, match="representation_not_of_oneself"), transaction.atomic():
        row.save()


def test_every_refusal_has_its_own_words() -> None:
    kinds = NotRepresented.__subclasses__()
    assert len({str(kind()) for kind in kinds}) == len(kinds)
