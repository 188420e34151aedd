"""The page of leaves, and the colleague's cases on it."""

from collections.abc import Callable

import pytest
from django.test import Client

from miz.accounts import leaves
from miz.accounts.models import Leave, User
from miz.cases import actions
from miz.cases.models import Case
from miz.lib import jalali
from tests.cases import people
from tests.factories import days

SignIn = Callable[[User], Client]
PAGE = "/office/leave/"
PARTS = ("year", "month", "day")


def typed(first: int, last: int, delegate: User | None = None) -> dict[str, str]:
    said = {"delegate": str(delegate.pk) if delegate else "", "reason": "سفر"}
    for name, ahead in (("first", first), ("last", last)):
        parts = jalali.to_iso(leaves.today() + days(ahead)).split("-")
        said |= {f"{name}_{part}": text for part, text in zip(PARTS, parts, strict=True)}
    return said


def test_a_clerk_enters_the_own_leave_and_takes_it_back(
    as_user: SignIn, narges: User, reza: User
) -> None:
    browser = as_user(narges)
    assert browser.post(PAGE, typed(1, 3, reza)).status_code == 302
    leave = Leave.objects.get()
    assert (leave.user, leave.delegate, leave.reason) == (narges, reza, "سفر")
    assert (leave.ends_on - leave.starts_on).days == 2
    assert "در پیش" in browser.get(PAGE).content.decode()
    browser.post(f"{PAGE}{leave.pk}/withdraw/")
    assert "مرخصی ثبت نشده است" in browser.get(PAGE).content.decode()


def test_a_supervisor_enters_leaves_of_the_province(
    as_user: SignIn, parisa: User, reza: User, omid: User
) -> None:
    browser = as_user(parisa)
    assert browser.post(f"{PAGE}?of={reza.pk}", typed(0, 1)).status_code == 302
    assert Leave.objects.get().user == reza
    assert browser.get(f"{PAGE}?of={omid.pk}").status_code == 404
    assert browser.post(f"{PAGE}?of={omid.pk}", typed(0, 1)).status_code == 404


def test_a_clerk_enters_nobody_elses(as_user: SignIn, narges: User, reza: User) -> None:
    away = leaves.enter(
        by=reza, user=reza, starts_on=leaves.today(), ends_on=leaves.today(), delegate=None
    )
    for stranger in (narges, people.colleague_elsewhere("supervisor")):
        browser = as_user(stranger)
        assert browser.post(f"{PAGE}?of={reza.pk}", typed(1, 2)).status_code == 404
        assert browser.post(f"{PAGE}{away.pk}/withdraw/").status_code == 404
        assert "<caption>" not in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_day": ""}, "روز آغاز مرخصی را بنویسید."),
        ({"last_month": "۱۳"}, "ماه باید از ۱ تا ۱۲ باشد."),
        ({"delegate": "999999"}, "این همکار در فهرست نیست."),
        ({"last_year": "1400"}, "مرخصی باید پس از آغازش پایان یابد"),
    ],
)
def test_what_is_wrong_is_told(as_user: SignIn, narges: User, changes, said) -> None:
    assert said in as_user(narges).post(PAGE, typed(0, 1) | changes).content.decode()
    assert not Leave.objects.exists()


@pytest.mark.parametrize("who", ["publisher", "administrator"])
def test_who_does_no_cases_has_no_such_page(as_user: SignIn, request, who: str) -> None:
    assert as_user(request.getfixturevalue(who)).get(PAGE).status_code == 403


def test_the_delegate_finds_the_cases_of_the_colleague(
    as_user: SignIn, narges: User, reza: User, omid: User, case: Case
) -> None:
    actions.claim(by=narges, case=case, revision=1)
    today = leaves.today()
    assert "به‌جای همکار" not in as_user(reza).get(PAGE).content.decode()
    leaves.enter(by=narges, user=narges, starts_on=today, ends_on=today, delegate=reza)
    page = as_user(reza).get(PAGE).content.decode()
    assert "به‌جای همکار" in page
    assert f"/office/cases/{case.pk}/" in page
    assert (
        "تحویل گرفتن از Narges" in as_user(reza).get(f"/office/cases/{case.pk}/").content.decode()
    )
    assert f"/office/cases/{case.pk}/" not in as_user(omid).get(PAGE).content.decode()
