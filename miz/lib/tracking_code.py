"""The tracking code (کد پیگیری) a citizen is given: eleven random digits and a check digit.

The check digit is Damm's: it catches every single wrong digit and every swap of two neighbours, the
two errors people make when they copy a number (H. M. Damm, "Totally anti-symmetric quasigroups",
2004). The code is random, so it does not tell how many requests there are, and cannot be counted
through; it is still no secret by itself.
"""

import re
import secrets

from miz.lib import digits

LENGTH = 12

# Damm's quasigroup of order ten: row = interim digit, column = next digit.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class InvalidTrackingCode(ValueError):
    """A text that is no tracking code; the message is for the person who typed it."""


def draw() -> str:
    """Return a new random code of twelve ASCII digits that does not begin with zero.

    Two draws may be equal (one in ninety thousand million): the caller's unique index decides.
    """
    payload = str(10**10 + secrets.randbelow(9 * 10**10))
    return payload + check_digit(payload)


def clean(text: str) -> str:
    """Return the twelve ASCII digits of a typed code; raises InvalidTrackingCode."""
    code = digits.compact(text)
    if not code:
        raise InvalidTrackingCode("کد پیگیری را بنویسید.")
    if not re.fullmatch("[1-9][0-9]{11}", code):
        raise InvalidTrackingCode("کد پیگیری ۱۲ رقم است؛ آن را از روی رسید بنویسید.")
    if check_digit(code) != "0":
        raise InvalidTrackingCode("یکی از رقم‌های کد پیگیری درست نیست؛ آن را با رسید مقایسه کنید.")
    return code


def format(code: str) -> str:  # noqa: A001 - read as tracking_code.format
    """Return `1234 5678 9012` of a clean code."""
    return digits.group(code)


def check_digit(payload: str) -> str:
    """Return Damm's check digit of ASCII digits; "0" when `payload` ends with its own."""
    interim = "0"
    for digit in payload:
        interim = _DAMM[int(interim)][int(digit)]
    return interim
