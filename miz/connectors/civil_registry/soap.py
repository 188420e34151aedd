"""The registry's own service, SOAP: `getEstelam3` of the WSDL beside this file.

The agreement: question and answer are one type. `nin` is a number, so a code loses its leading
zeros; dates are Jalali yyyymmdd as numbers; texts are base64 of UTF-8; gender 0 female, 1 male;
deathStatus 0 alive, 1 dead. A pair that does not fit comes back with a `message` and without a
name; `exceptionMessage` tells a trouble on their side.
"""

import base64
import datetime
from collections.abc import Mapping

from django.conf import settings

from miz.connectors import envelopes, soap
from miz.connectors.errors import Unavailable
from miz.connectors.http import post_xml

from .estelam import NAMESPACE, OPERATION, RESPONSE, WSDL
from .person import NotMatched, Person, birth_date_number, gender, name

ASKED = ("nin", "birthDate")
HEADERS = {"SOAPAction": f'"{NAMESPACE}/{OPERATION}"'}


def ask(national_code: str, birth_date: datetime.date, timeout: float) -> Person:
    nin, date = int(national_code), birth_date_number(birth_date)
    token = (settings.CIVIL_REGISTRY_USER, settings.CIVIL_REGISTRY_KEY)
    question = envelopes.envelope(WSDL, OPERATION, token, ASKED) % (nin, date)
    answer = post_xml(
        settings.CIVIL_REGISTRY_URL, "/estelam", question, headers=HEADERS, timeout=timeout
    )
    found = soap.returned(answer.body, RESPONSE)
    if found.get("exceptionMessage"):
        raise Unavailable
    # An answer about somebody else is worse than none.
    if _number(found, "nin") != nin:
        raise Unavailable
    if (found.get("message") and not found.get("name")) or _number(found, "birthDate") != date:
        raise NotMatched
    return _person(found, national_code, birth_date)


def _person(found: Mapping[str, str], national_code: str, birth_date: datetime.date) -> Person:
    dead = _number(found, "deathStatus")
    if dead not in (0, 1):
        raise Unavailable
    return Person(
        national_code=national_code,
        birth_date=birth_date,
        given_name=name(_text(found, "name")),
        family_name=name(_text(found, "family")),
        gender=gender(_number(found, "gender")),
        alive=not dead,
        father_name=name(_text(found, "fatherName")) if found.get("fatherName") else "",
    )


def _number(found: Mapping[str, str], field: str) -> int:
    text = found.get(field, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        raise Unavailable
    return int(text)


def _text(found: Mapping[str, str], field: str) -> str:
    try:
        # Wrapped lines are usual in base64.
        return base64.b64decode("".join(found.get(field, "").split()), validate=True).decode()
    except ValueError:
        raise Unavailable from None
