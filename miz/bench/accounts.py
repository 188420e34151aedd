"""Accounts of the sandbox's people, made in bulk and past every page, for benches and proofs."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from miz.citizens.models import Citizen
from miz.connectors.sandbox import population
from miz.connectors.sandbox.population import SandboxPerson
from miz.web.shared import robots

# All the same: a hash takes 25 ms, and what is compared is never what was set.
PASSWORD = "کبوتر ۷۴ در باغ نارنج"  # noqa: S105 - of made-up people


def people(number: int) -> list[SandboxPerson]:
    """So many living adults; the first of them are those of the demo."""
    return list(islice(_adults(), number))


def open_for(persons: Sequence[SandboxPerson]) -> None:
    """An account with a password for each, unless there is one."""
    now, password = timezone.now(), make_password(PASSWORD)
    rows = [
        Citizen(
            kind=Citizen.Kind.NATIONAL,
            code=person.national_code,
            given_name=person.given_name,
            family_name=person.family_name,
            gender=person.gender,
            birth_date=person.birth_date,
            mobile=person.mobile,
            mobile_proved_at=now,
            password=password,
            created_at=now,
        )
        for person in persons
    ]
    Citizen.objects.bulk_create(rows, ignore_conflicts=True)


def robot_fields() -> dict[str, str]:
    """A robot check that is solved: the desk's secret is known here."""
    token = robots.token()
    return {"robot_token": token, "robot_answer": robots.picture_digits(token)}


def pair_fields(person: SandboxPerson) -> dict[str, str]:
    """The form that asks for a code."""
    return {"who": person.national_code, "mobile": person.mobile, **robot_fields()}


def _adults() -> Iterator[SandboxPerson]:
    everybody = map(population.person, range(settings.SANDBOX_PEOPLE))
    return (p for p in everybody if p.alive and p.birth_date < population.ADULT_BEFORE)
