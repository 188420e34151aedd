from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miz.lib import jalali, working_time
from miz.lib.jalali import TEHRAN
from miz.lib.working_time import (
    FRIDAY,
    SATURDAY,
    THURSDAY,
    WorkingCalendar,
)

CALENDAR = WorkingCalendar()
MOMENTS = st.datetimes(
    datetime(2024, 8, 1),  # noqa: DTZ001 - hypothesis wants naive ends
    datetime(2029, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
MONTHS = timedelta(days=60)
DURATIONS = st.timedeltas(timedelta(), timedelta(hours=100))


def tehran(iso_day: str, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment from a Jalali day and a Tehran time."""
    return datetime.combine(jalali.from_iso(iso_day), time(hour, minute), TEHRAN)


def test_the_week_is_saturday_to_wednesday() -> None:
    saturday = jalali.from_iso("1404-02-20")
    open_days = [CALENDAR.is_working_day(saturday + timedelta(days=i)) for i in range(7)]
    assert open_days == [True] * 5 + [False] * 2


def test_holidays_are_closed() -> None:
    assert not CALENDAR.is_working_day(jalali.from_iso("1404-01-12"))


def test_a_datetime_is_no_day() -> None:
    with pytest.raises(TypeError):
        CALENDAR.is_working_day(tehran("1404-01-12"))


@pytest.mark.parametrize("hour", [0, 7, 10, 14, 23])
def test_counting_begins_on_the_next_working_day_at_whatever_hour(hour: int) -> None:
    due = CALENDAR.add_working_days(tehran("1404-02-20", hour), 1)
    assert due == tehran("1404-02-21", 14, 30)
    assert due.tzinfo is UTC


def test_weekends_do_not_count() -> None:
    wednesday = tehran("1404-02-24", 10)
    assert CALENDAR.add_working_days(wednesday, 1) == tehran("1404-02-27", 14, 30)
    assert CALENDAR.add_working_days(wednesday + timedelta(days=1), 1) == tehran(
        "1404-02-27", 14, 30
    )


def test_nowruz_does_not_count() -> None:
    # 28 Esfand 1403 is a Tuesday; 29, 30, 1 to 4 Farvardin are holidays.
    assert CALENDAR.add_working_days(tehran("1403-12-28", 9), 1) == tehran("1404-01-05", 14, 30)


def test_the_day_of_start_is_that_of_tehran() -> None:
    # 21:00 in UTC on Saturday is already Sunday in Tehran.
    late = datetime(2025, 5, 10, 21, tzinfo=UTC)
    assert CALENDAR.add_working_days(late, 1) == tehran("1404-02-22", 14, 30)


@pytest.mark.parametrize("days", [0, -1])
def test_no_days_cannot_be_added(days: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.add_working_days(tehran("1404-02-20"), days)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        CALENDAR.add_working_days(datetime(2025, 5, 10), 1)  # noqa: DTZ001


def test_working_time_flows_over_to_the_next_working_day() -> None:
    wednesday = tehran("1404-02-24", 14)
    due = CALENDAR.add_working_time(wednesday, timedelta(hours=1))
    assert due == tehran("1404-02-27", 8)
    assert CALENDAR.working_time_between(wednesday, due) == timedelta(hours=1)


def test_working_time_outside_office_hours_begins_at_the_next_opening() -> None:
    friday = tehran("1404-02-26", 12)
    assert CALENDAR.add_working_time(friday, timedelta()) == tehran("1404-02-27", 7, 30)


def test_a_whole_day_ends_at_closing() -> None:
    early = tehran("1404-02-20", 5)
    assert CALENDAR.add_working_time(early, timedelta(hours=7)) == tehran("1404-02-20", 14, 30)


def test_working_time_is_only_added_forwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_working_time(tehran("1404-02-20"), timedelta(minutes=-1))


@given(MOMENTS, DURATIONS, DURATIONS)
def test_adding_twice_is_adding_the_sum(start: datetime, one: timedelta, two: timedelta) -> None:
    twice = CALENDAR.add_working_time(CALENDAR.add_working_time(start, one), two)
    assert twice == CALENDAR.add_working_time(start, one + two)


@given(MOMENTS, DURATIONS)
def test_what_was_added_is_what_lies_between(start: datetime, duration: timedelta) -> None:
    due = CALENDAR.add_working_time(start, duration)
    assert CALENDAR.working_time_between(start, due) == duration
    assert CALENDAR.working_time_between(due, start) == -duration


@settings(max_examples=50)
@given(MOMENTS, st.timedeltas(-MONTHS, MONTHS), st.timedeltas(-MONTHS, MONTHS))
def test_time_between_adds_up(one: datetime, ahead: timedelta, further: timedelta) -> None:
    two, three = one + ahead, one + further
    between = CALENDAR.working_time_between
    assert between(one, two) + between(two, three) == between(one, three)


def test_an_organisation_has_its_own_hours() -> None:
    hours = {SATURDAY: (time(8), time(12)), THURSDAY: (time(8), time(11))}
    calendar = WorkingCalendar(hours, frozenset({jalali.from_iso("1404-02-25")}))
    assert calendar.add_working_days(tehran("1404-02-20"), 1) == tehran("1404-02-27", 12)
    assert calendar.add_working_days(tehran("1404-02-20"), 2) == tehran("1404-03-01", 11)


@pytest.mark.parametrize("hours", [{}, {7: (time(8), time(12))}, {FRIDAY: (time(12), time(12))}])
def test_hours_that_never_open_are_refused(hours: dict[int, tuple[time, time]]) -> None:
    with pytest.raises(ValueError, match=r"weekday|close"):
        WorkingCalendar(hours)


@given(MOMENTS, DURATIONS, DURATIONS)
def test_what_was_added_can_be_taken_away(
    start: datetime, left: timedelta, added: timedelta
) -> None:
    due = CALENDAR.add_working_time(start, left)
    later = CALENDAR.add_working_time(due, added)
    back = CALENDAR.subtract_working_time(later, added)
    assert CALENDAR.working_time_between(back, due) == timedelta()


def test_a_day_taken_away_leads_from_closing_to_closing() -> None:
    sunday, day = tehran("1404-02-21", 14, 30), timedelta(hours=7)
    assert CALENDAR.subtract_working_time(sunday, day) == tehran("1404-02-20", 14, 30)
    assert CALENDAR.subtract_working_time(sunday, 2 * day) == tehran("1404-02-17", 14, 30)
    with pytest.raises(ValueError, match="backwards"):
        CALENDAR.subtract_working_time(sunday, -day)


@pytest.fixture
def ending(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What a process that has not said it yet logs of the table's end."""
    working_time._log_end.cache_clear()
    caplog.set_level("WARNING", "miz.lib.working_time")
    return caplog


def test_a_calculation_past_the_table_says_so_once(ending: pytest.LogCaptureFixture) -> None:
    late = tehran("1408-12-27", 10)
    assert CALENDAR.add_working_days(late, 5) > late
    assert len(ending.records) == 1
    CALENDAR.add_working_time(late, timedelta(hours=30))
    CALENDAR.working_time_between(late, late + timedelta(days=9))
    assert "2030-03-20" in ending.text
    assert len(ending.records) == 1


def test_past_the_table_every_weekday_of_office_hours_counts() -> None:
    # 13 Farvardin would be closed, had the table got so far.
    assert CALENDAR.add_working_days(tehran("1409-01-12"), 1) == tehran("1409-01-13", 14, 30)


@pytest.mark.parametrize(
    "ask",
    [
        lambda at: CALENDAR.add_working_time(at, timedelta(hours=30)),
        lambda at: CALENDAR.working_time_between(at, at + timedelta(days=9)),
        lambda at: CALENDAR.subtract_working_time(at + timedelta(days=9), timedelta(hours=1)),
    ],
)
def test_each_way_of_counting_says_so(
    ending: pytest.LogCaptureFixture, ask: Callable[[datetime], object]
) -> None:
    ask(tehran("1408-12-27", 10))
    assert len(ending.records) == 1


def test_a_calculation_within_the_table_says_nothing(ending: pytest.LogCaptureFixture) -> None:
    CALENDAR.add_working_days(tehran("1407-12-27", 10), 30)
    assert not ending.records


def test_known_years_end_with_the_table() -> None:
    assert CALENDAR.known_until == date(2030, 3, 20)
