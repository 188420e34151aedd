"""What a shown list learns without being loaded again."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from miz.accounts.models import User
from miz.cases import actions, inbox
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories

SignIn = Callable[[User], Client]


def news(browser: Client, since: datetime.datetime, **query: str) -> Any:
    response = browser.get("/office/news/", {"since": since.isoformat(), **query})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()


@pytest.fixture
def before() -> datetime.datetime:
    return timezone.now()


def test_counts_are_told_as_they_are_now(
    as_user: SignIn, narges: User, before: datetime.datetime, case: Case
) -> None:
    browser = as_user(narges)
    assert news(browser, before)["counts"] == {"overdue": "۰", "mine": "۰", "unassigned": "۱"}
    actions.claim(by=narges, case=case, revision=1)
    assert news(browser, before)["counts"] == {"overdue": "۰", "mine": "۱", "unassigned": "۰"}


def test_what_came_since_is_counted_for_the_list_that_is_shown(
    as_user: SignIn, narges: User, before: datetime.datetime, desk: PublishedService, case: Case
) -> None:
    browser = as_user(narges)
    told = news(browser, before, assignment="unassigned")
    assert told["come"] == "۱ درخواست تازه رسیده است"
    assert told["show"] == "?assignment=unassigned&sort=newest"
    assert news(browser, before, assignment="mine")["come"] == ""
    assert news(browser, timezone.now())["come"] == ""
    factories.case(desk, applicant=factories.applicant(1))
    assert news(browser, before)["come"] == "۲ درخواست تازه رسیده است"


def test_nothing_is_counted_beyond_its_limit(
    as_user: SignIn,
    narges: User,
    before: datetime.datetime,
    desk: PublishedService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "MANY", 2)
    for number in range(3):
        factories.case(desk, applicant=factories.applicant(number))
    told = news(as_user(narges), before)
    assert told["come"] == "۱+ درخواست تازه رسیده است"
    assert told["counts"]["unassigned"] == "۱+"


def test_a_page_left_open_for_days_looks_back_one_day_only(
    as_user: SignIn, narges: User, case: Case
) -> None:
    Case.objects.update(submitted_at=timezone.now() - factories.days(2))
    assert news(as_user(narges), timezone.now() - factories.days(9))["come"] == ""


@pytest.mark.parametrize("who", ["omid", "inspector"])
def test_others_learn_nothing_of_it(
    request: pytest.FixtureRequest,
    as_user: SignIn,
    before: datetime.datetime,
    case: Case,
    who: str,
) -> None:
    told = news(as_user(request.getfixturevalue(who)), before)
    assert told["come"] == ""
    assert set(told["counts"].values()) == {"۰"}


@pytest.mark.parametrize("since", ["", "yesterday", "9" * 40, "\x00"])
def test_a_moment_that_is_none_is_refused(as_user: SignIn, narges: User, since: str) -> None:
    assert as_user(narges).get("/office/news/", {"since": since}).status_code == 400


def test_the_page_names_its_own_moment_and_list(
    as_user: SignIn, narges: User, before: datetime.datetime, case: Case
) -> None:
    browser = as_user(narges)
    page = browser.get("/office/?due=overdue").content.decode()
    address = page.partition('data-news="')[2].partition('"')[0].replace("&amp;", "&")
    assert address.startswith("/office/news/?due=overdue&since=")
    assert browser.get(address).json()["come"] == ""


def test_asking_costs_few_statements(
    as_user: SignIn,
    narges: User,
    before: datetime.datetime,
    case: Case,
    django_assert_max_num_queries: Any,
) -> None:
    browser = as_user(narges)
    news(browser, before)
    with django_assert_max_num_queries(6) as seen:
        news(browser, before)
    assert not any("count(" in query["sql"].lower() for query in seen.captured_queries)
