from datetime import date
from pathlib import Path

from miz.lib import holidays, jalali


def test_the_table_is_what_the_module_writes(tmp_path: Path) -> None:
    written = tmp_path / "holidays.csv"
    holidays.write(written)
    assert holidays.TABLE.read_bytes() == written.read_bytes()


def test_every_row_is_one_day_in_both_calendars() -> None:
    for row in holidays.table():
        assert jalali.from_iso(row.jalali) == row.date


def test_each_year_has_its_solar_holidays_and_about_seventeen_lunar_ones() -> None:
    for year in holidays.YEARS:
        rows = [row for row in holidays.table() if row.jalali.startswith(str(year))]
        fixed = [row for row in rows if row.certainty == "fixed"]
        assert len(fixed) == (11 if jalali.is_leap(year) else 10)
        assert 15 <= len(rows) - len(fixed) <= 19


def test_dates_printed_in_the_official_calendars_are_there() -> None:
    printed = {
        "1403-01-22": "عید فطر",
        "1403-04-26": "عاشورای حسینی",
        "1403-12-30": "آخرین روز سال کبیسه",
        "1404-06-02": "شهادت امام رضا",
        "1404-10-13": "ولادت امام علی",
        "1405-01-01": "عید فطر",
        "1405-03-06": "عید قربان",
    }
    rows = {(row.jalali, row.title): row.certainty for row in holidays.table()}
    assert all(rows[row] != "estimated" for row in printed.items())


def test_lunar_days_of_years_to_come_are_called_estimated() -> None:
    last_year = [row for row in holidays.table() if row.jalali.startswith("1408")]
    assert {row.certainty for row in last_year} == {"fixed", "estimated"}


def test_the_table_speaks_to_the_end_of_its_last_year() -> None:
    assert holidays.last_day() == date(2030, 3, 20)
    assert date(2026, 3, 21) in holidays.load()


def test_its_end_is_told_ninety_days_ahead() -> None:
    assert not holidays.ends_soon(date(2029, 12, 20))
    assert holidays.ends_soon(date(2029, 12, 21))
    assert holidays.ends_soon(date(2031, 1, 1))
