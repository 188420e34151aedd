"""By what a person is known: a national code, a foreigner's code or a passport number."""

import functools
import operator
import re
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from miz.lib import digits, national_code

_PASSPORT = re.compile("(?=.*[A-Z])[A-Z0-9]{5,15}")
# 12 digits, older ones 8 to 16. Ten are a national code: nobody could come in with them.
_FOREIGN = re.compile("(?![0-9]{10}$)[0-9]{8,16}")
# As long as a national code with a slip.
_NEAR = (national_code.LENGTH - 1, national_code.LENGTH + 1)

WRONG_LENGTH = (
    "کد ملی ۱۰ رقم است و کد فراگیر اتباع ۱۲ رقم؛ شما {} رقم نوشته‌اید. شمارهٔ گذرنامه را با "
    "حرف‌های لاتین آن بنویسید؛ مانند US123456789."
)
WRONG_FOREIGN = (
    "کد فراگیر اتباع ۱۲ رقم است (کدهای قدیمی ۸ تا ۱۶ رقم)؛ آن را با کارت خود بسنجید. کد ده‌رقمی "
    "کد ملی است؛ اگر کد کارت شما ده رقم دارد، با شمارهٔ گذرنامه بیایید."
)
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
    if _FOREIGN.fullmatch(typed):
        return Identity(Kind.FOREIGN, typed)
    if re.fullmatch("[0-9]+", typed) and len(typed) != national_code.LENGTH:
        raise InvalidIdentity(_wrong_length(typed))
    return national(typed)


def slip(identity: Identity) -> str:
    """What a person is told of a code that was not found and may be a national code with a digit
    too few or too many; empty of any other."""
    near = identity.kind == Kind.FOREIGN and len(identity.code) in _NEAR
    return _wrong_length(identity.code) if near else ""


def _wrong_length(code: str) -> str:
    return WRONG_LENGTH.format(digits.to_persian(len(code)))


def national(text: str) -> Identity:
    try:
        return Identity(Kind.NATIONAL, national_code.clean(text))
    except national_code.InvalidNationalCode as error:
        raise InvalidIdentity(str(error)) from error


def foreign(text: str) -> Identity:
    code = digits.compact(text)
    if not _FOREIGN.fullmatch(code):
        raise InvalidIdentity(WRONG_FOREIGN)
    return Identity(Kind.FOREIGN, code)


def passport(text: str) -> Identity:
    code = digits.compact(text).upper()
    if not _PASSPORT.fullmatch(code):
        raise InvalidIdentity(WRONG_PASSPORT)
    return Identity(Kind.PASSPORT, code)
