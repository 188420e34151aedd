"""The people of the sandbox: made by arithmetic, kept nowhere.

An index becomes nine digits by an affine permutation, so that a national code leads back to its
index without a table; everything else comes from a hash of the index. Their mobiles lie under
0955, a prefix given to no operator: a demo that is pointed at a real gateway reaches nobody.
"""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from django.conf import settings

from miz.lib import national_code

from . import names

# Codes begin with 010 to 999. The step shares no factor with the span, so no two indexes meet.
LOWEST = 10_000_000
SPAN = 990_000_000
STEP = 618_033_989
SHIFT = 271_828_183
BACK = pow(STEP, -1, SPAN)

MOBILE_PREFIX = "0955"
MOBILE_SPAN = 10_000_000
MOBILE_STEP = 6_180_339

FOREIGNERS = 1000
FOREIGN_LENGTH = 12
FOREIGN_LOWEST = 100_000_000_000
FOREIGN_SPAN = 900_000_000_000
FOREIGN_STEP = 618_033_988_751
FOREIGN_BACK = pow(FOREIGN_STEP, -1, FOREIGN_SPAN)

FIRST_BIRTH = datetime.date(1931, 3, 22)  # 1310-01-01
LAST_BIRTH = datetime.date(2022, 3, 20)  # 1400-12-29
OLD = datetime.date(1951, 1, 1)
ADULT_BEFORE = datetime.date(2006, 1, 1)


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    national_code: str
    birth_date: datetime.date
    given_name: str
    family_name: str
    gender: Literal["female", "male"]
    alive: bool
    mobile: str
    father_name: str


@dataclass(frozen=True, slots=True)
class SandboxForeigner:
    """A foreigner with a code of 12 digits (کد فراگیر)."""

    code: str
    birth_date: datetime.date
    given_name: str
    family_name: str
    gender: Literal["female", "male"]
    nationality: str
    mobile: str


def person(index: int) -> SandboxPerson:
    """Return the person of an index from 0 to SANDBOX_PEOPLE - 1; IndexError beyond."""
    if not 0 <= index < settings.SANDBOX_PEOPLE:
        raise IndexError("nobody lives there")
    return _made(index)


@lru_cache(maxsize=4096)
def _made(index: int) -> SandboxPerson:
    chance = int.from_bytes(hashlib.blake2b(b"person %d" % index, digest_size=16).digest())
    chance, female = divmod(chance, 2)
    chance, given = divmod(chance, len(names.FEMALE if female else names.MALE))
    chance, family = divmod(chance, len(names.FAMILY))
    chance, day = divmod(chance, (LAST_BIRTH - FIRST_BIRTH).days + 1)
    birth_date = FIRST_BIRTH + datetime.timedelta(days=day)
    return SandboxPerson(
        national_code=_code(index),
        birth_date=birth_date,
        given_name=(names.FEMALE if female else names.MALE)[given],
        family_name=names.FAMILY[family],
        gender="female" if female else "male",
        alive=chance % 100 >= (30 if birth_date < OLD else 2),
        mobile=_mobile(index),
        father_name=names.MALE[chance // 100 % len(names.MALE)],
    )


def foreigner(index: int) -> SandboxForeigner:
    """Return the foreigner of an index from 0 to FOREIGNERS - 1; IndexError beyond."""
    if not 0 <= index < FOREIGNERS:
        raise IndexError("nobody lives there")
    chance = int.from_bytes(hashlib.blake2b(b"foreigner %d" % index, digest_size=16).digest())
    chance, female = divmod(chance, 2)
    chance, given = divmod(chance, len(names.FEMALE if female else names.MALE))
    chance, family = divmod(chance, len(names.FOREIGN_FAMILY))
    chance, day = divmod(chance, (ADULT_BEFORE - FIRST_BIRTH).days)
    return SandboxForeigner(
        code=_foreign_code(index),
        birth_date=FIRST_BIRTH + datetime.timedelta(days=day),
        given_name=(names.FEMALE if female else names.MALE)[given],
        family_name=names.FOREIGN_FAMILY[family],
        gender="female" if female else "male",
        nationality=names.NATIONALITIES[chance % len(names.NATIONALITIES)],
        # From the other end, where no citizen's number lies.
        mobile=_mobile(MOBILE_SPAN - 1 - index),
    )


def foreigners(number: int) -> list[SandboxForeigner]:
    """Return the first foreigners, always the same; all are adults."""
    return [foreigner(index) for index in range(min(number, FOREIGNERS))]


def find_foreigner(code: str) -> SandboxForeigner | None:
    """Return the foreigner of 12 ASCII digits, or None."""
    if len(code) != FOREIGN_LENGTH or not (code.isascii() and code.isdigit()):
        return None
    index = (int(code) - FOREIGN_LOWEST) * FOREIGN_BACK % FOREIGN_SPAN
    return foreigner(index) if index < FOREIGNERS and _foreign_code(index) == code else None


def find(code: str) -> SandboxPerson | None:
    """Return the person of ten ASCII digits, or None."""
    if len(code) != national_code.LENGTH or not (code.isascii() and code.isdigit()):
        return None
    index = (int(code[:9]) - LOWEST - SHIFT) * BACK % SPAN
    if index >= settings.SANDBOX_PEOPLE or _code(index) != code:
        return None
    return person(index)


def demo_people(number: int) -> list[SandboxPerson]:
    """Return the first living adults, always the same."""
    return list(islice((each for each in _adults() if each.alive), number))


def dead_people(number: int) -> list[SandboxPerson]:
    """Return the first adults who have died, always the same: no desk takes a request of them."""
    return list(islice((each for each in _adults() if not each.alive), number))


def _adults() -> Iterator[SandboxPerson]:
    everybody = map(person, range(settings.SANDBOX_PEOPLE))
    return (each for each in everybody if each.birth_date < ADULT_BEFORE)


def _code(index: int) -> str:
    nine = f"{(index * STEP + SHIFT) % SPAN + LOWEST:09d}"
    return nine + national_code.check_digit(nine)


def _foreign_code(index: int) -> str:
    return str(index * FOREIGN_STEP % FOREIGN_SPAN + FOREIGN_LOWEST)


def _mobile(index: int) -> str:
    return f"{MOBILE_PREFIX}{index * MOBILE_STEP % MOBILE_SPAN:07d}"
