"""Iranian telephone numbers: mobiles and landlines.

Mobiles are kept as `09xxxxxxxxx`. No operator prefixes: new ones are handed out every year.
"""

import re
from typing import Literal

from miz.lib import digits

_MOBILE = re.compile(r"(?:(?:\+|00)?98)?0?(9[0-9]{9})")
_BRACKETS = str.maketrans("", "", "()")

Part = Literal["area_code", "number"]


class InvalidMobile(ValueError):
    """A text that is no Iranian mobile number; the message is for the person who typed it."""


class InvalidLandline(ValueError):
    """A landline that cannot be; `part` names the field to point at."""

    def __init__(self, message: str, part: Part) -> None:
        super().__init__(message)
        self.part: Part = part


def clean_mobile(text: str) -> str:
    """Return `09xxxxxxxxx` of a mobile typed with +98, 0098, 98, 0 or nothing before the 9.

    Raises InvalidMobile.
    """
    typed = digits.compact(text).translate(_BRACKETS)
    if not typed:
        raise InvalidMobile("شمارهٔ تلفن همراه را بنویسید.")
    found = _MOBILE.fullmatch(typed)
    if found is None:
        raise InvalidMobile("شمارهٔ تلفن همراه ۱۱ رقم است و با ۰۹ آغاز می‌شود.")
    return "0" + found[1]


def clean_landline(area_code: str, number: str) -> tuple[str, str]:
    """Return the area code (`021`) and the eight-digit number; raises InvalidLandline."""
    area = digits.compact(area_code).translate(_BRACKETS)
    if not re.fullmatch("0[1-9][0-9]", area):
        raise InvalidLandline("کد شهر ۳ رقم است و با صفر آغاز می‌شود؛ مانند ۰۲۱.", "area_code")
    local = digits.compact(number)
    if not re.fullmatch("[1-9][0-9]{7}", local):
        raise InvalidLandline(
            "شمارهٔ تلفن ثابت ۸ رقم است و با صفر آغاز نمی‌شود؛ کد شهر را جدا بنویسید.", "number"
        )
    return area, local


def mask_mobile(mobile: str) -> str:
    """Return «۰۹۱۲•••۶۷۸۹» of a clean mobile."""
    return digits.to_persian(f"{mobile[:4]}•••{mobile[-4:]}")
