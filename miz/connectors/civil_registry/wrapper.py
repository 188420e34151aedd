"""The registry's newer face, JSON: a wrapper in front of the same data.

The agreement: POST /inquiry {nationalId: text, birthDate: Jalali yyyymmdd as a number} with the
desk's key; 200 {matched, nationalId, firstName, lastName, gender: 0 female 1 male,
liveStatus: 0 dead 1 alive}.
"""

import datetime
from typing import Any

from django.conf import settings

from miz.connectors.errors import Unavailable
from miz.connectors.http import post_json

from .person import NotMatched, Person, birth_date_number, gender, name


def ask(national_code: str, birth_date: datetime.date, timeout: float) -> Person:
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


def _person(answer: dict[str, Any], national_code: str, birth_date: datetime.date) -> Person:
    alive = answer.get("liveStatus")
    if alive not in (0, 1):
        raise Unavailable
    return Person(
        national_code=national_code,
        birth_date=birth_date,
        given_name=name(answer.get("firstName")),
        family_name=name(answer.get("lastName")),
        gender=gender(answer.get("gender")),
        alive=bool(alive),
    )
