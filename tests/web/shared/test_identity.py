"""Who may be an applicant, and in which words the others are told."""

import datetime
import re

import pytest
from pytest_django import Settings

from miz.connectors.sandbox import population
from miz.connectors.sandbox.population import SandboxPerson
from miz.lib import persian
from miz.web.shared import identity
from miz.web.shared.request_forms import IdentityForm
from tests.sandbox import RunningSandbox

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)
REFUSALS = [identity.NotMatched, identity.NotAlive, identity.RegistryUnavailable]


@pytest.fixture
def citizen(agencies: RunningSandbox) -> SandboxPerson:
    return population.demo_people(1)[0]


def test_a_living_person_is_answered(citizen: SandboxPerson) -> None:
    person = identity.living_person(citizen.national_code, citizen.birth_date)
    assert (person.given_name, person.family_name) == (citizen.given_name, citizen.family_name)
    assert person.alive


def test_a_person_who_has_died_is_refused(agencies: RunningSandbox) -> None:
    dead = population.dead_people(1)[0]
    with pytest.raises(identity.NotAlive):
        identity.living_person(dead.national_code, dead.birth_date)


def test_a_death_is_told_only_to_who_knows_the_birth_date(agencies: RunningSandbox) -> None:
    dead = population.dead_people(1)[0]
    with pytest.raises(identity.NotMatched):
        identity.living_person(dead.national_code, dead.birth_date + ONE_DAY)


def test_a_pair_that_does_not_match_is_refused(citizen: SandboxPerson) -> None:
    with pytest.raises(identity.NotMatched):
        identity.living_person(citizen.national_code, citizen.birth_date + ONE_DAY)


@pytest.mark.parametrize("fault", ["unavailable", "malformed", "cut_before", "cut_after"])
def test_a_registry_that_is_silent_says_nothing_about_anybody(
    agencies: RunningSandbox, citizen: SandboxPerson, fault: str
) -> None:
    agencies.set_switch("civil_registry", **{fault: 100})
    with pytest.raises(identity.RegistryUnavailable):
        identity.living_person(citizen.national_code, citizen.birth_date)


def test_a_key_the_registry_refuses_is_no_mistake_of_the_person(
    citizen: SandboxPerson, settings: Settings
) -> None:
    settings.CIVIL_REGISTRY_KEY = "guess"
    with pytest.raises(identity.RegistryUnavailable):
        identity.living_person(citizen.national_code, citizen.birth_date)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_is_told_in_persian_beside_fields_that_exist(
    refusal: type[identity.IdentityRefused],
) -> None:
    told = str(refusal())
    assert not re.search("[A-Za-z0-9]", told)
    assert persian.for_storage(told) == told
    assert set(refusal.fields) <= set(IdentityForm.base_fields)


def test_every_refusal_has_its_own_code() -> None:
    assert len({refusal.code for refusal in REFUSALS}) == len(REFUSALS)
