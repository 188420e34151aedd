"""The official holidays of Iran, Jalali years 1403 to 1408: `holidays.csv`, and how it is made.

Solar holidays are fixed. Lunar ones follow the sighting of the moon: those of years whose official
calendar is out are `published` (a month may still begin a day off, Shawwal above all), later ones
are `estimated` from the Umm al-Qura calendar and right to a day. When a calendar comes out, enter
its months in PUBLISHED_SHIFTS and run `python -m miz.lib.holidays`.
"""

import csv
import functools
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple, cast

import hijridate

from miz.lib import jalali

TABLE = Path(__file__).with_name("holidays.csv")
YEARS = range(1403, 1409)
LUNAR_YEARS = range(1445, 1452)
# So long before the table ends, people are told that it needs new years.
NOTICE = timedelta(days=90)

Certainty = Literal["fixed", "published", "estimated"]

SOLAR = {
    (1, 1): "نوروز",
    (1, 2): "نوروز",
    (1, 3): "نوروز",
    (1, 4): "نوروز",
    (1, 12): "روز جمهوری اسلامی ایران",
    (1, 13): "روز طبیعت",
    (3, 14): "رحلت امام خمینی",
    (3, 15): "قیام ۱۵ خرداد",
    (11, 22): "پیروزی انقلاب اسلامی",
    (12, 29): "روز ملی شدن صنعت نفت",
    (12, 30): "آخرین روز سال کبیسه",
}

# Day 0 of Rabi I is the last day of Safar, whether Safar has 29 days or 30.
LUNAR = {
    (1, 9): "تاسوعای حسینی",
    (1, 10): "عاشورای حسینی",
    (2, 20): "اربعین حسینی",
    (2, 28): "رحلت رسول اکرم و شهادت امام حسن مجتبی",
    (3, 0): "شهادت امام رضا",
    (3, 8): "شهادت امام حسن عسکری",
    (3, 17): "ولادت رسول اکرم و امام جعفر صادق",
    (6, 3): "شهادت حضرت فاطمه",
    (7, 13): "ولادت امام علی",
    (7, 27): "مبعث رسول اکرم",
    (8, 15): "ولادت حضرت قائم",
    (9, 21): "شهادت امام علی",
    (10, 1): "عید فطر",
    (10, 2): "تعطیل به مناسبت عید فطر",
    (10, 25): "شهادت امام جعفر صادق",
    (12, 10): "عید قربان",
    (12, 18): "عید غدیر خم",
}

# (lunar year, month): days by which Iran's official calendar begins the month after Umm al-Qura.
PUBLISHED_SHIFTS = {
    (1445, 9): 1,
    (1445, 10): 0,
    (1445, 12): 1,
    (1446, 1): 0,
    (1446, 2): 1,
    (1446, 3): 1,
    (1446, 6): 1,
    (1446, 7): 1,
    (1446, 8): 0,
    (1446, 9): 1,
    (1446, 10): 1,
    (1446, 12): 0,
    (1447, 1): 1,
    (1447, 2): 0,
    (1447, 3): 1,
    (1447, 7): 1,
    (1447, 8): 1,
    (1447, 9): 1,
    (1447, 10): 1,
    (1447, 12): 0,
    (1448, 1): 0,
}


class Holiday(NamedTuple):
    """One row of the table; two holidays may fall on one day."""

    date: date
    jalali: str
    title: str
    certainty: Certainty


@functools.cache
def table() -> tuple[Holiday, ...]:
    """Return the rows of `holidays.csv`, in order of date."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_read(row) for row in csv.DictReader(file))


@functools.cache
def load() -> frozenset[date]:
    """Return the Gregorian dates of all holidays in the table, Fridays included."""
    return frozenset(holiday.date for holiday in table())


@functools.cache
def last_day() -> date:
    """Return the last day the table speaks of: the end of its last Jalali year."""
    return jalali.last_day_of_year(last_year())


def last_year() -> int:
    """Return the last Jalali year the table speaks of."""
    return int(table()[-1].jalali[:4])


def ends_soon(today: date) -> bool:
    """Tell whether fewer than NOTICE are left of the table, or none."""
    return last_day() - today < NOTICE


def computed() -> list[Holiday]:
    """Return the rows the table should have, in order of date."""
    return sorted([*_solar(), *_lunar()])


def write(path: Path = TABLE) -> None:
    """Write the computed rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Holiday._fields)
        writer.writerows(computed())


def _solar() -> Iterator[Holiday]:
    for year in YEARS:
        for (month, day), title in SOLAR.items():
            if (month, day) == (12, 30) and not jalali.is_leap(year):
                continue
            jalali_day = f"{year}-{month:02}-{day:02}"
            yield Holiday(jalali.from_iso(jalali_day), jalali_day, title, "fixed")


def _lunar() -> Iterator[Holiday]:
    for year in LUNAR_YEARS:
        for (month, day), title in LUNAR.items():
            shift = PUBLISHED_SHIFTS.get((year, month))
            gregorian = _umm_al_qura(year, month) + timedelta(days=day - 1 + (shift or 0))
            jalali_day = jalali.to_iso(gregorian)
            if int(jalali_day[:4]) in YEARS:
                certainty: Certainty = "estimated" if shift is None else "published"
                yield Holiday(gregorian, jalali_day, title, certainty)


def _umm_al_qura(year: int, month: int) -> date:
    first = hijridate.Hijri(year, month, 1).to_gregorian()
    return date(first.year, first.month, first.day)


def _read(row: dict[str, str]) -> Holiday:
    certainty = cast(Certainty, row["certainty"])
    return Holiday(date.fromisoformat(row["date"]), row["jalali"], row["title"], certainty)


if __name__ == "__main__":
    write()
