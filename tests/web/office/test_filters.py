"""Kept lists: one's own, at most twelve, judged again whenever they are opened."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from miz.accounts.models import User
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.web.office.models import MOST, SavedFilter
from tests import factories

SignIn = Callable[[User], Client]
CHIP = re.compile(r'<li><a href="\?([^"]*)"[^>]*><svg[^>]*>.*?</svg><bdi>([^<]+)</bdi>')


def keep(browser: Client, name: str, query: str) -> Any:
    return browser.post("/office/filters/save/", {"name": name, "query": query})


def kept(user: User) -> list[tuple[str, str]]:
    return list(SavedFilter.objects.filter(owner=user).values_list("name", "query"))


def chips(browser: Client, query: str = "") -> list[tuple[str, str]]:
    page = browser.get(f"/office/{query}").content.decode()
    return [(name, address) for address, name in CHIP.findall(page)]


@pytest.fixture
def overdue(narges: User) -> SavedFilter:
    return SavedFilter.objects.create(owner=narges, place=1, name="دیرشده", query="due=overdue")


def test_a_list_is_kept_under_its_name_and_opened_by_it(as_user: SignIn, narges: User) -> None:
    browser = as_user(narges)
    response = keep(browser, "بی‌مسئول‌های تازه", "assignment=unassigned&sort=newest")
    assert response["Location"] == "/office/?assignment=unassigned&sort=newest"
    assert chips(browser) == [("بی‌مسئول‌های تازه", "assignment=unassigned&amp;sort=newest")]
    page = browser.get(response["Location"]).content.decode()
    assert 'aria-current="true"><svg' in page
    assert "نگه داشتن این فهرست" not in page


def test_what_is_kept_is_judged_and_said_in_one_way(as_user: SignIn, narges: User) -> None:
    odd = "state=open&sort=deadline&due=overdue&after=1-1&main_topic=none&next=//evil"
    keep(as_user(narges), "دیرشده", odd)
    assert kept(narges) == [("دیرشده", "due=overdue")]


def test_a_topic_that_is_gone_is_told_and_the_rest_is_shown(
    as_user: SignIn, narges: User, desk: PublishedService
) -> None:
    late, on_time = (factories.case(desk, applicant=factories.applicant(n)) for n in range(2))
    late.submitted_at -= factories.days(40)
    late.due_at -= factories.days(40)
    late.save()
    page = as_user(narges).get("/office/?due=overdue&main_topic=gone").content.decode()
    assert "«موضوع» خواسته شده بود دیگر در فهرست نیست" in page
    assert f"/office/cases/{late.pk}/" in page
    assert f"/office/cases/{on_time.pk}/" not in page


def test_who_has_only_one_province_is_told_that_another_was_left_out(
    as_user: SignIn, narges: User, case: Case
) -> None:
    page = as_user(narges).get("/office/?province=fars").content.decode()
    assert "«استان» خواسته شده بود" in page
    assert f"/office/cases/{case.pk}/" in page


def test_a_usual_page_speaks_of_nothing_left_out(as_user: SignIn, narges: User) -> None:
    page = as_user(narges).get("/office/?state=all&sort=newest").content.decode()
    assert "دیگر در فهرست نیست" not in page


@pytest.mark.parametrize(
    ("name", "query", "why"),
    [
        ("", "due=overdue", "نامی برای این فهرست بنویسید."),
        ("دیرشده", "due=today", "فهرست دیگری با همین نام دارید"),
        ("ن" * 41, "due=today", "بیش از اندازه بلند است"),
        ("همه", "state=open", "همان کارتابل است"),
        ("همه", "", "همان کارتابل است"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_why(
    as_user: SignIn, narges: User, overdue: SavedFilter, name: str, query: str, why: str
) -> None:
    response = keep(as_user(narges), name, query)
    page = response.content.decode()
    assert response.status_code == 200
    assert why in page
    assert kept(narges) == [("دیرشده", "due=overdue")]
    assert f'name="query" value="{query}"' in page or not query


def test_more_than_twelve_are_refused_and_a_free_place_is_used_again(
    as_user: SignIn, narges: User
) -> None:
    browser = as_user(narges)
    for number in range(MOST):
        keep(browser, f"فهرست {number}", "due=overdue")
    assert "بیش از ۱۲ فهرست" in keep(browser, "یکی دیگر", "due=today").content.decode()
    browser.post("/office/filters/remove/", {"saved": SavedFilter.objects.get(place=5).pk})
    keep(browser, "یکی دیگر", "due=today")
    assert SavedFilter.objects.get(place=5).name == "یکی دیگر"
    assert len(kept(narges)) == MOST


@pytest.mark.parametrize("change", [{"place": 13}, {"place": 0}, {"name": ""}, {"name": "دیرشده"}])
def test_the_database_knows_the_limits_too(
    narges: User, overdue: SavedFilter, change: dict[str, Any]
) -> None:
    usual = {"place": 2, "name": "دیگر", "query": "due=today"}
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(owner=narges, **usual | change)
    SavedFilter.objects.create(owner=narges, **usual)


def test_a_list_is_renamed_and_removed_by_its_owner(
    as_user: SignIn, narges: User, overdue: SavedFilter
) -> None:
    browser = as_user(narges)
    browser.post("/office/filters/rename/", {"saved": overdue.pk, "name": "گذشته"})
    page = browser.get("/office/filters/").content.decode()
    assert "گذشته</bdi>" in page
    assert "مهلت: گذشته از مهلت" in page
    browser.post("/office/filters/remove/", {"saved": overdue.pk})
    assert kept(narges) == []
    assert "هنوز فهرستی نگه نداشته‌اید" in browser.get("/office/filters/").content.decode()


def test_a_name_that_is_taken_is_refused_and_stays_typed(
    as_user: SignIn, narges: User, overdue: SavedFilter
) -> None:
    other = SavedFilter.objects.create(owner=narges, place=2, name="امروز", query="due=today")
    browser = as_user(narges)
    said = {"saved": other.pk, "name": "دیرشده"}
    page = browser.post("/office/filters/rename/", said).content.decode()
    assert f'href="#list-{other.pk}-name"' in page
    assert page.count('value="دیرشده"') == 2
    assert kept(narges) == [("دیرشده", "due=overdue"), ("امروز", "due=today")]


@pytest.mark.parametrize("what", ["rename", "remove"])
def test_lists_of_others_do_not_exist(
    as_user: SignIn, reza: User, narges: User, overdue: SavedFilter, what: str
) -> None:
    stranger = as_user(reza)
    for number in (overdue.pk, 10**17, "x", "", "²", "9" * 30):
        body = {"saved": number, "name": "مال من"}
        assert stranger.post(f"/office/filters/{what}/", body).status_code == 404
    assert chips(stranger) == []
    assert "دیرشده" not in stranger.get("/office/filters/").content.decode()
    assert kept(narges) == [("دیرشده", "due=overdue")]


def test_names_are_once_per_person_only(
    as_user: SignIn, reza: User, narges: User, overdue: SavedFilter
) -> None:
    keep(as_user(reza), "دیرشده", "due=overdue")
    assert kept(reza) == kept(narges)
