"""Asks the civil registry (ثبت احوال) whose a national code and a date of birth are.

Two protocols, by MIZ_CIVIL_REGISTRY_PROTOCOL: `soap.py`, the registry's own, and `wrapper.py`. A
code that does not exist and a wrong date are one answer, to the person asking too: anything else
would make the desk an oracle of who exists.
"""

import datetime

from django.conf import settings

from miz.connectors import calls
from miz.connectors.base import CHECKING, EXCHANGE_LAW, Connector, Exchange, Purpose

from . import soap, wrapper
from .person import Gender, NotMatched, Person

__all__ = ["CONNECTOR", "TIMEOUT", "Gender", "NotMatched", "Person", "lookup"]

TIMEOUT = 5.0
PROTOCOLS = {"soap": soap.ask, "json": wrapper.ask}
APPLICANT = Purpose("شناختن متقاضی", EXCHANGE_LAW)
ASKED = ("national_code", "birth_date")
ANSWERED = ("given_name", "family_name", "gender", "alive")
NOBODY, BORN = "0000000000", datetime.date(1921, 3, 21)


def lookup(
    national_code: str,
    birth_date: datetime.date,
    *,
    purpose: Purpose = APPLICANT,
    timeout: float = TIMEOUT,
) -> Person:
    """Return the person of a clean national code and a Gregorian date of birth.

    Raises NotMatched, Unavailable or Refused, within `timeout` seconds.
    """
    ask = PROTOCOLS[settings.CIVIL_REGISTRY_PROTOCOL]
    about = calls.about_person(national_code)
    with calls.call(CONNECTOR, "lookup", purpose=purpose, asked=ASKED, subject=about) as made:
        person = ask(national_code, birth_date, timeout)
        made.answered = (*ANSWERED, "father_name") if person.father_name else ANSWERED
    return person


def check() -> None:
    """Ask about nobody; raises ConnectorError when no answer comes."""
    try:
        lookup(NOBODY, BORN, purpose=CHECKING)
    except NotMatched:
        return


CONNECTOR = Connector(
    name="civil_registry",
    title="ثبت احوال",
    owner="سازمان ثبت احوال کشور",
    exchange=Exchange.ONLINE,
    legal_basis=EXCHANGE_LAW,
    setting="CIVIL_REGISTRY_URL",
    check=check,
)
