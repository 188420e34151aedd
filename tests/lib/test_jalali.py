from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.lib import digits, jalali

MOMENT = datetime(2019, 2, 5, 7, 16, tzinfo=UTC)
DATES = st.dates(min_value=date(1850, 1, 1), max_value=date(2100, 1, 1))


def test_a_typed_date_becomes_gregorian() -> None:
    assert jalali.parse_date("1360", "5", "12") == date(1981, 8, 3)


def test_persian_and_arabic_digits_are_read() -> None:
    assert jalali.parse_date("۱۳۶۰", "٠٥", " ۱۲ ") == date(1981, 8, 3)


def test_the_leap_day_exists_in_leap_years_alone() -> None:
    assert jalali.parse_date("1403", "12", "30") == date(2025, 3, 20)
    with pytest.raises(jalali.InvalidDate, match="اسفند سال ۱۴۰۴ فقط ۲۹ روز دارد") as caught:
        jalali.parse_date("1404", "12", "30")
    assert caught.value.part == "day"


@pytest.mark.parametrize(
    ("year", "month", "day", "part"),
    [
        ("1400", "7", "31", "day"),
        ("1400", "1", "32", "day"),
        ("1400", "1", "0", "day"),
        ("1400", "1", "", "day"),
        ("1400", "1", "²", "day"),
        ("1400", "13", "1", "month"),
        ("1400", "0", "1", "month"),
        ("1400", "مهر", "1", "month"),
        ("60", "5", "12", "year"),
        ("1981", "8", "3", "year"),
        ("", "5", "12", "year"),
        ("14000", "5", "12", "year"),
    ],
)
def test_the_wrong_field_is_named(year: str, month: str, day: str, part: str) -> None:
    with pytest.raises(jalali.InvalidDate) as caught:
        jalali.parse_date(year, month, day)
    assert caught.value.part == part
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("text", ["", "1360-5-12", "1360/05/12", "1360-05-12x", "1360-05-12 00:00"])
def test_an_iso_date_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(jalali.InvalidDate) as caught:
        jalali.from_iso(text)
    assert caught.value.part == "date"


@given(DATES)
def test_a_date_survives_the_way_to_iso_and_back(day: date) -> None:
    assert jalali.from_iso(jalali.to_iso(day)) == day
    assert jalali.from_iso(digits.to_persian(jalali.to_iso(day))) == day


@given(DATES)
def test_iso_order_is_date_order(day: date) -> None:
    later = date.fromordinal(day.toordinal() + 1)
    assert jalali.to_iso(day) < jalali.to_iso(later)


def test_dates_and_moments_are_written_in_persian() -> None:
    assert jalali.format_date(date(2019, 2, 5)) == "۱۶ بهمن ۱۳۹۷"
    assert jalali.format_datetime(MOMENT) == "۱۶ بهمن ۱۳۹۷، ساعت ۱۰:۴۶ ق.ظ"
    assert jalali.format_short(MOMENT) == "۱۳۹۷/۱۱/۱۶"
    assert jalali.weekday_name(MOMENT) == "سه‌شنبه"


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(0, "۱۲:۰۵ ق.ظ"), (11, "۱۱:۰۵ ق.ظ"), (12, "۱۲:۰۵ ب.ظ"), (23, "۱۱:۰۵ ب.ظ")],
)
def test_the_clock_has_twelve_hours(hour: int, expected: str) -> None:
    assert jalali.format_time(datetime(2026, 1, 1, hour, 5, tzinfo=jalali.TEHRAN)) == expected


def test_the_day_is_that_of_tehran() -> None:
    late = datetime(2026, 3, 20, 20, 31, tzinfo=UTC)
    assert jalali.format_date(late) == "۱ فروردین ۱۴۰۵"
    assert jalali.to_iso(late) == "1405-01-01"
    assert jalali.weekday_name(late) == "شنبه"


def test_a_day_begins_at_the_midnight_of_tehran() -> None:
    assert jalali.midnight(date(2026, 3, 21)) == datetime(2026, 3, 20, 20, 30, tzinfo=UTC)
    # The clocks still changed then.
    assert jalali.midnight(date(2019, 7, 1)) == datetime(2019, 6, 30, 19, 30, tzinfo=UTC)


def test_a_naive_moment_is_refused() -> None:
    naive = MOMENT.replace(tzinfo=None)
    for shown in (jalali.format_date, jalali.format_datetime, jalali.format_short, jalali.to_iso):
        with pytest.raises(ValueError, match="naive"):
            shown(naive)


def test_a_year_ends_with_esfand() -> None:
    assert jalali.to_iso(jalali.last_day_of_year(1408)) == "1408-12-30"
    assert jalali.to_iso(jalali.last_day_of_year(1407)) == "1407-12-29"


@pytest.mark.parametrize(
    ("day", "first"), [("1405-01-31", "1405-02-01"), ("1405-12-29", "1406-01-01"),
                       ("1405-11-01", "1405-12-01")]
)  # fmt: skip
def test_the_next_month_begins_on_its_first_over_the_end_of_the_year_too(day: str, first: str):
    assert jalali.next_month(jalali.from_iso(day)) == jalali.from_iso(first)


def test_a_month_is_named_with_its_year():
    assert jalali.format_month(jalali.from_iso("1405-09-01")) == "آذر ۱۴۰۵"
