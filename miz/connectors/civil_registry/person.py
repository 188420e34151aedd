"""Whom the civil registry knows, whatever protocol it was asked by."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from miz.connectors.errors import ConnectorError, Unavailable
from miz.lib import jalali, persian

LONGEST_NAME = 200

Gender = Literal["female", "male"]
_GENDERS: dict[object, Gender] = {0: "female", 1: "male"}


class NotMatched(ConnectorError):
    """The civil registry knows no such pair of national code and date of birth."""


@dataclass(frozen=True, slots=True)
class Person:
    """`father_name` is empty where the protocol does not tell it."""

    national_code: str
    birth_date: datetime.date
    given_name: str
    family_name: str
    gender: Gender
    alive: bool
    father_name: str = ""


@lru_cache(maxsize=40_000)  # a century of days: every submission asks
def birth_date_number(birth_date: datetime.date) -> int:
    """Return 13600512 of 1360-05-12, as the registry writes dates."""
    return int(jalali.to_iso(birth_date).replace("-", ""))


def gender(value: object) -> Gender:
    """Return the gender of 0 or 1; raises Unavailable for an answer out of the agreement."""
    if value not in (0, 1):
        raise Unavailable
    return _GENDERS[value]


def name(value: object) -> str:
    """Return a name in Persian letters; raises Unavailable for what can be no name."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise Unavailable
    # The registry writes Arabic ي and ك.
    stored = persian.for_storage(value)
    if not stored or persian.unstorable(stored):
        raise Unavailable
    return stored
