"""By what a person is known: a national code, a foreigner's code or a passport number."""

import re
from dataclasses import dataclass

from miz.lib import digits, national_code

from .models import Citizen

_PASSPORT = re.compile("(?=.*[A-Z])[A-Z0-9]{5,15}")
_FOREIGN = re.compile("[0-9]{8,16}")

WRONG_FOREIGN = "کد فراگیر اتباع ۸ تا ۱۶ رقم است، بیشتر ۱۲ رقم؛ آن را با کارت خود بسنجید."
WRONG_PASSPORT = (
    "شمارهٔ گذرنامه ۵ تا ۱۵ حرف لاتین و رقم است. اگر تنها رقم دارد، دو حرف نشان کشور را پیش از آن "
    "بنویسید؛ مانند US123456789."
)


class InvalidIdentity(ValueError):
    """A text that is the code of nobody; the message is for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A clean code and its kind; `str()` names it for counting, and is personal data."""

    kind: Citizen.Kind
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


def clean(text: str) -> Identity:
    """What was typed where all three are welcome. Ten digits are a national code and nothing else.

    Raises InvalidIdentity.
    """
    typed = digits.compact(text).upper()
    if re.search("[A-Z]", typed):
        return passport(typed)
    if len(typed) == national_code.LENGTH or not _FOREIGN.fullmatch(typed):
        return national(typed)
    return Identity(Citizen.Kind.FOREIGN, typed)


def national(text: str) -> Identity:
    try:
        return Identity(Citizen.Kind.NATIONAL, national_code.clean(text))
    except national_code.InvalidNationalCode as error:
        raise InvalidIdentity(str(error)) from error


def foreign(text: str) -> Identity:
    code = digits.compact(text)
    # Ten digits would be taken for a national code at the next sign-in.
    if not _FOREIGN.fullmatch(code) or len(code) == national_code.LENGTH:
        raise InvalidIdentity(WRONG_FOREIGN)
    return Identity(Citizen.Kind.FOREIGN, code)


def passport(text: str) -> Identity:
    code = digits.compact(text).upper()
    if not _PASSPORT.fullmatch(code):
        raise InvalidIdentity(WRONG_PASSPORT)
    return Identity(Citizen.Kind.PASSPORT, code)
