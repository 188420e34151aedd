"""Makes files as a bank would send them, whole or with each trouble that has a name.

The certificates belong to the people of the sandbox: certificate N of a bank is that of person N.
Branches are written with Arabic letters, as banks do.
"""

import csv
import datetime
import enum
import hashlib
import io
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from miz.connectors.sandbox import population
from miz.lib import jalali

from .rows import COLUMNS

DEPOSIT = 150_000_000
BRANCHES = ("شعبه مرکزی", "شعبه میدان آزادی", "شعبه کاشانی", "شعبه بازار")
ARABIC_LETTERS = str.maketrans("یک", "يك")
STATES = ("opened", "opened", "opened", "transferred")
FIRST_DAY = datetime.date(2006, 3, 21)
BOM = "\ufeff"


class Trouble(enum.StrEnum):
    GOOD = "good"
    HALF = "half"
    SHORT = "short"
    SUM = "sum"
    SKIP = "skip"
    AGAIN = "again"
    OTHER = "other"
    ZEROS = "zeros"
    ROWS = "rows"


LABELS = {
    Trouble.GOOD: "درست",
    Trouble.HALF: "نیمه: محتوا با جمع‌آزما نمی‌خواند",
    Trouble.SHORT: "کم: چند سطر پایانی نیست",
    Trouble.SUM: "جمع مبلغ‌ها نادرست",
    Trouble.SKIP: "بیرون از نوبت: یک شماره جا افتاده",
    Trouble.AGAIN: "همان پروندهٔ پیشین، دوباره",
    Trouble.OTHER: "شمارهٔ پروندهٔ پیشین با محتوای دیگر",
    Trouble.ZEROS: "صفرهای آغاز کد ملی افتاده",
    Trouble.ROWS: "چند سطر نادرست",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A file as the bank gives it; `digest` is what the bank says of it."""

    name: str
    content: bytes
    digest: str


def make(
    bank: str, day: datetime.date, sequence: int, number: int, *, form: str, trouble: Trouble
) -> Made:
    """Return the day's file of `number` certificates as "csv" or "xml"."""
    rows = [_row(bank, index) for index in range(number)]
    if trouble is Trouble.ZEROS:
        rows = [{**row, "national_code": row["national_code"].lstrip("0")} for row in rows]
    if trouble is Trouble.OTHER:
        rows.reverse()
    total = sum(int(row["amount"]) for row in rows)
    if trouble is Trouble.ROWS:
        _spoil(rows)
    header = {
        "version": "1",
        "bank": bank,
        "day": jalali.to_iso(day).replace("-", "/"),
        "sequence": str(sequence),
        "count": str(number),
        "sum": str(total + (1 if trouble is Trouble.SUM else 0)),
    }
    if trouble is Trouble.SHORT:
        rows = rows[: number // 2]
    content = (_xml if form == "xml" else _csv)(header, rows).encode()
    digest = hashlib.sha256(content).hexdigest()
    if trouble is Trouble.HALF:
        content = content[: len(content) // 2]
    return Made(f"{bank}-{sequence:06}-{digest[:6]}.{form}", content, digest)


def _row(bank: str, index: int) -> dict[str, str]:
    person = population.person(index % 100)
    issued = FIRST_DAY + datetime.timedelta(days=index % 5000)
    values = (
        f"{len(bank)}{index:09}",
        person.national_code,
        BRANCHES[index % len(BRANCHES)].translate(ARABIC_LETTERS),
        jalali.to_iso(issued).replace("-", "/"),
        str(DEPOSIT + index % 7 * 1_000_000),
        STATES[index % len(STATES)],
    )
    return dict(zip(COLUMNS, values, strict=True))


def _spoil(rows: list[dict[str, str]]) -> None:
    """A wrong check digit, a day that does not exist, a state nobody knows: amounts stay."""
    spoiled = (("national_code", "1234567890"), ("date", "1404/13/01"), ("state", "گمشده"))
    for row, (column, value) in zip(rows, spoiled, strict=False):
        row[column] = value


def _csv(header: dict[str, str], rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["deposits", *header.values()])
    writer.writerows(row.values() for row in rows)
    return BOM + text.getvalue()


def _xml(header: dict[str, str], rows: list[dict[str, str]]) -> str:
    lines = [f"<deposit{_attributes(row)}/>" for row in rows]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, f"<deposits{_attributes(header)}>", *lines, "</deposits>", ""])


def _attributes(values: dict[str, str]) -> str:
    pairs = ((name.replace("_", "-"), value) for name, value in values.items())
    return "".join(f" {name}={quoteattr(value)}" for name, value in pairs)
