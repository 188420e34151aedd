"""The board: figures of one's own scope."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from miz.accounts.models import User
from miz.cases import actions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.lib.jalali import TEHRAN
from tests import factories

SignIn = Callable[[User], Client]
FIGURE = re.compile(r"<dt><a[^>]*>([^<]+)</a></dt><dd>([^<]+)</dd>")


def figures(browser: Client) -> dict[str, str]:
    return dict(FIGURE.findall(browser.get("/office/board/").content.decode()))


def test_figures_are_of_the_scope_and_leave_complaints_out(
    as_user: SignIn,
    narges: User,
    parisa: User,
    headquarters: User,
    desk: PublishedService,
    complaint: Case,
) -> None:
    cases = [factories.case(desk, applicant=factories.applicant(n)) for n in range(3)]
    factories.case(desk, province="fars")
    actions.claim(by=narges, case=cases[0], revision=1)
    actions.complete(by=narges, case=cases[1], revision=1, outcome="ask", text="مدرک؟")
    cases[2].submitted_at -= factories.days(60)
    cases[2].due_at -= factories.days(60)
    cases[2].save()
    assert figures(as_user(parisa)) == {
        "در دست اقدام": "۲",
        "گذشته از مهلت": "۱",
        "مهلت امروز": "۰",
        "نزدیک به مهلت": "۰",
        "بی‌مسئول": "۱",
        "در انتظار متقاضی": "۱",
    }
    assert figures(as_user(headquarters))["در دست اقدام"] == "۳"


def test_the_load_of_each_clerk_is_told(
    as_user: SignIn, narges: User, reza: User, parisa: User, desk: PublishedService
) -> None:
    for number, clerk in enumerate([narges, narges, reza]):
        case = factories.case(desk, applicant=factories.applicant(number))
        actions.claim(by=clerk, case=case, revision=1)
    page = as_user(parisa).get("/office/board/").content.decode()
    rows = re.findall(r'data-label="کارشناس">([^<]+)<.*?m-number">([^<]+)<', page)
    assert rows == [("Narges", "۲"), ("Reza", "۱")]


AGE = re.compile(r"<div><dt>([^<]+)</dt><dd>([^<]+)</dd>")


def at(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment of Khordad 1405 in Tehran, `day` counted in June."""
    return datetime.datetime(2026, 6, day, hour, minute, tzinfo=TEHRAN)


def test_ages_are_counted_in_days_of_tehran(
    as_user: SignIn, parisa: User, desk: PublishedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [at(20, 23, 59), at(17, 0), at(16, 23, 59), at(10, 0), at(9, 23, 59), at(1, 8)]
    for number, moment in enumerate(moments):
        case = factories.case(desk, applicant=factories.applicant(number))
        Case.objects.filter(pk=case.pk).update(submitted_at=moment)
    monkeypatch.setattr(timezone, "now", lambda: at(20, 1))
    page = as_user(parisa).get("/office/board/").content.decode()
    ages = {"تا ۳ روز": "۲", "۴ تا ۱۰ روز": "۲", "بیش از ۱۰ روز": "۲"}
    assert dict(AGE.findall(page)) == ages


def test_the_deadlines_of_today_are_those_of_the_day_in_tehran(
    as_user: SignIn, parisa: User, desk: PublishedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [at(19, 23, 59), at(20, 0), at(20, 14, 30), at(20, 23, 59), at(21, 0)]
    cases = [factories.case(desk, applicant=factories.applicant(n)) for n in range(5)]
    for case, moment in zip(cases, moments, strict=True):
        Case.objects.filter(pk=case.pk).update(submitted_at=at(1, 8), due_at=moment)
    monkeypatch.setattr(timezone, "now", lambda: at(20, 12))
    browser = as_user(parisa)
    assert figures(browser)["مهلت امروز"] == "۳"
    listed = browser.get("/office/?due=today").content.decode()
    today = [str(case.pk) for case in cases[1:4]]
    assert re.findall(r'href="/office/cases/(\d+)/"', listed) == today


def test_a_clerk_has_no_board(as_user: SignIn, narges: User) -> None:
    assert as_user(narges).get("/office/board/").status_code == 403
