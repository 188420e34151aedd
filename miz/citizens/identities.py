"""By what a person is known: a national code, a foreigner's code or a passport number."""

import functools
import operator
import re
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from miz.lib import digits, national_code

_PASSPORT = re.compile("(?=.*[A-Z])[A-Z0-9]{5,15}")
_FOREIGN = re.compile("[0-9]{8,16}")

WRONG_FOREIGN = "کد فراگیر اتباع ۸ تا ۱۶ رقم است، بیشتر ۱۲ رقم؛ آن را با کارت خود بسنجید."
WRONG_PASSPORT = (
    "شمارهٔ گذرنامه ۵ تا ۱۵ حرف لاتین و رقم است. اگر تنها رقم دارد، دو حرف نشان کشور را پیش از آن "
    "بنویسید؛ مانند US123456789."
)


class Kind(models.TextChoices):
    NATIONAL = "national", "کد ملی"
    FOREIGN = "foreign", "کد فراگیر اتباع"
    PASSPORT = "passport", "شمارهٔ گذرنامه"


class InvalidIdentity(ValueError):
    """A text that is the code of nobody; the message is for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A clean code and its kind; `str()` names it for counting, and is personal data."""

    kind: Kind
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"

    @property
    def is_verified(self) -> bool:
        """Whether the civil registry knows the name; that of a foreigner is the own word."""
        return self.kind == Kind.NATIONAL


def shape(kind: str, code: str) -> Q:
    """The condition that the column `code` fits the column `kind`, for a check constraint."""
    patterns = {
        Kind.NATIONAL: r"^[0-9]{10}$",
        Kind.FOREIGN: r"^[0-9]{8,16}$",
        Kind.PASSPORT: r"^[A-Z0-9]{5,15}$",
    }
    each = (Q((f"{code}__regex", fits), (kind, of.value)) for of, fits in patterns.items())
    return functools.reduce(operator.or_, each)


def clean(text: str) -> Identity:
    """What was typed where all three are welcome. Ten digits are a national code and nothing else.

    Raises InvalidIdentity.
    """
    typed = digits.compact(text).upper()
    if re.search("[A-Z]", typed):
        return passport(typed)
    if len(typed) == national_code.LENGTH or not _FOREIGN.fullmatch(typed):
        return national(typed)
    return Identity(Kind.FOREIGN, typed)


def national(text: str) -> Identity:
    try:
        return Identity(Kind.NATIONAL, national_code.clean(text))
    except national_code.InvalidNationalCode as error:
        raise InvalidIdentity(str(error)) from error


def foreign(text: str) -> Identity:
    code = digits.compact(text)
    # Ten digits would be taken for a national code at the next sign-in.
    if not _FOREIGN.fullmatch(code) or len(code) == national_code.LENGTH:
        raise InvalidIdentity(WRONG_FOREIGN)
    return Identity(Kind.FOREIGN, code)


def passport(text: str) -> Identity:
    code = digits.compact(text).upper()
    if not _PASSPORT.fullmatch(code):
        raise InvalidIdentity(WRONG_PASSPORT)
    return Identity(Kind.PASSPORT, code)
