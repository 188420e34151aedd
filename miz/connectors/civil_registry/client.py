"""Asks the civil registry (ثبت احوال) whose a national code and a date of birth are.

The agreement: POST /inquiry {nationalId: text, birthDate: Jalali yyyymmdd as a number} with the
desk's key; 200 {matched, nationalId, firstName, lastName, gender: 0 female 1 male,
liveStatus: 0 dead 1 alive}. A code that does not exist and a wrong date are one answer, to the
person asking too: anything else would make the desk an oracle of who exists.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.conf import settings

from miz.connectors.errors import ConnectorError, Unavailable
from miz.connectors.http import post_json
from miz.lib import jalali, persian

TIMEOUT = 5.0
LONGEST_NAME = 200

Gender = Literal["female", "male"]
_GENDERS: dict[object, Gender] = {0: "female", 1: "male"}


class NotMatched(ConnectorError):
    """The civil registry knows no such pair of national code and date of birth."""


@dataclass(frozen=True, slots=True)
class Person:
    national_code: str
    birth_date: datetime.date
    given_name: str
    family_name: str
    gender: Gender
    alive: bool


def lookup(national_code: str, birth_date: datetime.date, *, timeout: float = TIMEOUT) -> Person:
    """Return the person of a clean national code and a Gregorian date of birth.

    Raises NotMatched, Unavailable or Refused, within `timeout` seconds.
    """
    answer = post_json(
        settings.CIVIL_REGISTRY_URL,
        "/inquiry",
        {"nationalId": national_code, "birthDate": birth_date_number(birth_date)},
        headers={"X-API-Key": settings.CIVIL_REGISTRY_KEY},
        timeout=timeout,
    )
    if answer.get("matched") is False:
        raise NotMatched
    # An answer about somebody else is worse than none.
    if answer.get("matched") is not True or answer.get("nationalId") != national_code:
        raise Unavailable
    return _person(answer, national_code, birth_date)


@lru_cache(maxsize=40_000)  # a century of days: every submission asks
def birth_date_number(birth_date: datetime.date) -> int:
    """Return 13600512 of 1360-05-12, as the registry writes dates."""
    return int(jalali.to_iso(birth_date).replace("-", ""))


def _person(answer: dict[str, Any], national_code: str, birth_date: datetime.date) -> Person:
    gender, alive = answer.get("gender"), answer.get("liveStatus")
    if gender not in (0, 1) or alive not in (0, 1):
        raise Unavailable
    return Person(
        national_code=national_code,
        birth_date=birth_date,
        given_name=_name(answer.get("firstName")),
        family_name=_name(answer.get("lastName")),
        gender=_GENDERS[gender],
        alive=bool(alive),
    )


def _name(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise Unavailable
    # The registry writes Arabic ي and ك.
    name = persian.for_storage(value)
    if not name or persian.unstorable(name):
        raise Unavailable
    return name
