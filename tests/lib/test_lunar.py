from datetime import date, timedelta

import pytest

from miz.lib import lunar


@pytest.mark.parametrize(
    ("year", "month", "begins"),
    [
        (1447, 9, date(2026, 2, 19)),  # published: a day after Umm al-Qura
        (1447, 3, date(2025, 8, 25)),  # published
        (1448, 1, date(2026, 6, 16)),  # published, as computed
        (1450, 3, date(2028, 7, 23)),  # computed
    ],
)
def test_months_begin_as_the_official_calendar_has_them(year: int, month: int, begins: date):
    assert lunar.month_begins(year, month) == begins


def test_a_day_is_counted_from_the_first_of_its_month():
    assert lunar.day_of(1447, 3, 17) - lunar.month_begins(1447, 3) == timedelta(days=16)


def test_the_year_turns_on_the_first_of_muharram_of_the_official_calendar():
    first = lunar.month_begins(1447, 1)
    assert lunar.year_of(first) == 1447
    assert lunar.year_of(first - timedelta(days=1)) == 1446
