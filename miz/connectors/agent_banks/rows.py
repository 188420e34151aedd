"""Judges one row of a bank's file of deposit certificates. Knows no table and no file.

Banks write Arabic letters and Persian digits, and spreadsheets eat the zeros a national code
begins with: such a code is made whole again only with a warning, and only when its check digit
then fits.
"""

import datetime
import enum
import re
from dataclasses import dataclass
from functools import lru_cache

from miz.lib import digits, jalali, national_code, persian

OPENED, CLOSED, TRANSFERRED = "opened", "closed", "transferred"
COLUMNS = ("number", "national_code", "branch", "date", "amount", "state")
LONGEST_BRANCH = 100
LARGEST_AMOUNT = 10**15

_NUMBER = re.compile("[0-9A-Za-z][0-9A-Za-z/-]{0,29}")
_AMOUNT = re.compile("[0-9]{1,18}")
_CODE = re.compile("[0-9]{10}")
_SHORT_CODE = re.compile("[0-9]{8,9}")
_DATE = re.compile("([0-9]{4})[-/]?([0-9]{2})[-/]?([0-9]{2})")
_STATES = {
    OPENED: OPENED,
    CLOSED: CLOSED,
    TRANSFERRED: TRANSFERRED,
    "باز": OPENED,
    "افتتاح": OPENED,
    "بسته": CLOSED,
    "ابطال": CLOSED,
    "منتقل": TRANSFERRED,
    "انتقال": TRANSFERRED,
}


class Remark(enum.StrEnum):
    """Why a row was refused, or taken with a warning; the value is what the receipt says."""

    NUMBER = "number"
    NATIONAL_CODE = "national_code"
    BRANCH = "branch"
    DATE = "date"
    AMOUNT = "amount"
    STATE = "state"
    TWICE = "twice"
    CLOSED_BEFORE = "closed_before"
    LEADING_ZERO = "leading_zero"


MEANINGS = {
    Remark.NUMBER: "شمارهٔ سند خوانده نمی‌شود.",
    Remark.NATIONAL_CODE: "کد ملی درست نیست.",
    Remark.BRANCH: "نام یا کد شعبه نیست یا بیش از اندازه بلند است.",
    Remark.DATE: "تاریخ خوانده نمی‌شود.",
    Remark.AMOUNT: "مبلغ باید بیش از صفر باشد.",
    Remark.STATE: "وضعیت سند شناخته نیست.",
    Remark.TWICE: "این سند در همین پرونده یک بار دیگر آمده است.",
    Remark.CLOSED_BEFORE: "این سند پیش‌تر بسته شده است و دیگر تغییر نمی‌کند.",
    Remark.LEADING_ZERO: "صفرهای آغاز کد ملی افتاده بود و بازگردانده شد.",
}


class RowRefused(Exception):
    """This row cannot be taken; the others of its file can."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark)
        self.remark = remark


@dataclass(frozen=True, slots=True)
class Row:
    """A clean row; `restored` when the zeros of its national code were given back."""

    number: str
    national_code: str
    branch: str
    issued_on: datetime.date
    amount: int
    state: str
    restored: bool


def amount(cell: str) -> int | None:
    """Return whole rials, or None for what is no number: then no sum of the file can be right."""
    text = _latin(cell)
    return int(text) if _AMOUNT.fullmatch(text) else None


def judge(cells: tuple[str, ...], rials: int) -> Row:
    """Return the clean row of the cells in the order of COLUMNS; raises RowRefused."""
    number = _latin(cells[0])
    if not _NUMBER.fullmatch(number):
        raise RowRefused(Remark.NUMBER)
    if not 0 < rials <= LARGEST_AMOUNT:
        raise RowRefused(Remark.AMOUNT)
    holder, restored = _holder(_latin(cells[1]))
    return Row(number, holder, _branch(cells[2]), _day(cells[3]), rials, _state(cells[5]), restored)


def _latin(cell: str) -> str:
    """The cell in ASCII digits; most are that already, and a file has millions."""
    text = cell.strip()
    return text if text.isascii() else digits.to_ascii(text)


def _holder(code: str) -> tuple[str, bool]:
    restored = bool(_SHORT_CODE.fullmatch(code))
    whole = code.zfill(national_code.LENGTH) if restored else code
    known = _CODE.fullmatch(whole) and len(set(whole)) > 1
    if not known or national_code.check_digit(whole[:-1]) != whole[-1]:
        raise RowRefused(Remark.NATIONAL_CODE)
    return whole, restored


@lru_cache(maxsize=20_000)  # a bank has some thousand branches and a file a million rows
def _branch(cell: str) -> str:
    branch = persian.for_storage(cell)
    if not branch or len(branch) > LONGEST_BRANCH or persian.unstorable(branch):
        raise RowRefused(Remark.BRANCH)
    return branch


@lru_cache(maxsize=40_000)
def _day(cell: str) -> datetime.date:
    return day(cell) or _no_day()


def _no_day() -> datetime.date:
    raise RowRefused(Remark.DATE)


def day(cell: str) -> datetime.date | None:
    """Return the Gregorian day of a Jalali 1405/09/01, 1405-09-01 or 14050901, or None."""
    parts = _DATE.fullmatch(digits.to_ascii(cell.strip()))
    try:
        return jalali.parse_date(*parts.groups()) if parts else None
    except jalali.InvalidDate:
        return None


@lru_cache(maxsize=1_000)
def _state(cell: str) -> str:
    state = _STATES.get(persian.for_matching(cell))
    if state is None:
        raise RowRefused(Remark.STATE)
    return state
