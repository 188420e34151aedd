"""The measured criteria of password recovery: what is counted, and what is not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from miz.catalogue.process_forms import Alarm, Measuring, Operation
from miz.insights import recovery
from miz.insights.recovery import Period
from miz.lib import jalali

from . import recoveries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
HOW = Measuring((), Operation((3, 1), (10, 1)), Alarm(0.99, 60, 10, ("headquarters",)))


def today(seconds: int = 60) -> recovery.Figures:
    return recovery.of_day(TODAY, seconds=seconds, now=NOW)


def ago(**passed: float) -> datetime:
    return NOW - timedelta(**passed)


def test_times_run_from_asking_to_each_moment() -> None:
    person = recoveries.citizen()
    for n in range(1, 101):
        recoveries.recovery(
            ago(hours=1), person=person, sent=n / 100, delivered=n / 10, password_set=n
        )
    found = today()
    assert (found.asked, found.decided, found.share) == (100, 100, 1)
    assert found.delivered.p50 == pytest.approx(5.05)
    assert found.delivered.p95 == pytest.approx(9.505)
    assert found.delivered.p99 == pytest.approx(9.901)
    assert found.sent.p99 == pytest.approx(0.9901)
    assert found.password_set.p50 == pytest.approx(50.5)
    # 60 seconds are not less than a minute.
    assert found.password_set.within == 59


def test_what_strangers_ask_is_never_counted() -> None:
    recoveries.recovery(ago(hours=1), person=None, sent=0.1, delivered=0.2)
    assert (today().asked, today().share) == (0, None)


def test_what_never_arrives_is_late_as_soon_as_it_cannot_be_in_time() -> None:
    person = recoveries.citizen()
    recoveries.recovery(ago(hours=1), person=person, sent=1, delivered=2)
    recoveries.recovery(ago(seconds=61), person=person, sent=1)
    recoveries.recovery(ago(seconds=59), person=person)
    found = today()
    assert (found.asked, found.decided, found.missing) == (3, 2, 1)
    assert found.share == 0.5


def test_a_person_who_never_sets_a_password_does_not_count_against_the_desk() -> None:
    recoveries.recovery(ago(hours=1), person=recoveries.citizen(), sent=1, delivered=2)
    found = today()
    assert found.share == 1
    assert (found.password_set.came, found.password_set.p99) == (0, None)


def test_a_day_is_one_of_tehran() -> None:
    person = recoveries.citizen()
    midnight = datetime(2026, 11, 22, tzinfo=jalali.TEHRAN)
    recoveries.recovery(midnight, person=person, delivered=1, sent=1)
    recoveries.recovery(midnight - timedelta(seconds=1), person=person, delivered=1, sent=1)
    assert today().asked == 1


def test_periods_are_the_operation_what_is_outside_it_and_its_jalali_months() -> None:
    whole, outside, *months = recovery.periods(HOW, TODAY)
    assert whole.pieces == ((date(2026, 8, 14), date(2026, 11, 23)),)
    assert outside.pieces == ((date(2026, 3, 21), date(2026, 8, 14)),)
    names = ["مرداد ۱۴۰۵", "شهریور ۱۴۰۵", "مهر ۱۴۰۵", "آبان ۱۴۰۵", "آذر ۱۴۰۵"]
    assert [month.name for month in months] == names
    assert months[0].pieces == ((date(2026, 8, 14), date(2026, 8, 23)),)
    assert months[-1].pieces == ((date(2026, 11, 22), date(2026, 11, 23)),)


def test_after_the_close_all_months_stand_and_the_rest_is_outside() -> None:
    whole, outside, *_ = recovery.periods(HOW, date(2027, 4, 1))
    assert whole.pieces == ((date(2026, 8, 14), date(2027, 3, 9)),)
    assert outside.pieces[1] == (date(2027, 3, 9), date(2027, 4, 2))


def test_each_period_has_its_own_figures_of_one_or_more_pieces() -> None:
    person = recoveries.citizen()
    for day in (1, 2, 4):
        at = datetime(2026, 9, day, 12, tzinfo=UTC)
        recoveries.recovery(at, person=person, sent=1, delivered=day * 20)
    pieces = ((date(2026, 9, 1), date(2026, 9, 2)), (date(2026, 9, 4), date(2026, 9, 5)))
    two = Period("دو روز", pieces)
    empty = Period("هیچ", ((date(2026, 10, 1), date(2026, 10, 2)),))
    found = recovery.measure([two, empty], seconds=60, now=NOW)
    assert [each.asked for each in found] == [2, 0]
    assert found[0].share == 0.5
    assert found[1].delivered.p50 is None
