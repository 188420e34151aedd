"""The pages of colleagues, and what an administrator does on them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from miz.accounts import staff
from miz.accounts.days import today
from miz.accounts.models import Grant, User
from miz.audit.models import Event
from miz.lib import jalali
from tests.cases import people

SignIn = Callable[[User], Client]
PAGE = "/office/staff/"
DAY = timedelta(days=1)


def day(name: str, value: date, prefix: str = "") -> dict[str, str]:
    parts = zip(("year", "month", "day"), jalali.to_iso(value).split("-"), strict=True)
    return {f"{prefix}{name}_{part}": text for part, text in parts}


def new_person(beside: User, **changes: str) -> dict[str, Any]:
    said = {"full_name": "مینا تازه‌کار", "username": "m.tazekar", "role": "clerk",
            "unit": str(beside.unit_id), "reason": "حکم ۱۲"}  # fmt: skip
    return said | day("first", today()) | changes


def granted(**changes: str) -> dict[str, str]:
    said = {"grant-role": "clerk", "grant-province": "fars", "grant-reason": "کمک در اوج کار"}
    days = day("first", today(), "grant-") | day("last", today() + 9 * DAY, "grant-")
    return said | days | changes


def of(person: User, what: str = "") -> str:
    return f"{PAGE}{person.pk}/{what}/" if what else f"{PAGE}{person.pk}/"


def test_the_list_is_searched(as_user: SignIn, administrator: User, narges: User, reza: User):
    browser = as_user(administrator)
    for words, shown, hidden in (("narg", narges, reza), ("Reza", reza, narges)):
        page = browser.get(PAGE, {"q": words}).content.decode()
        assert of(shown) in page
        assert of(hidden) not in page
    assert "کسی یافت نشد" in browser.get(PAGE, {"q": "هیچ‌کس"}).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "99999999999999999999"])
def test_an_odd_page_number_breaks_nothing(as_user: SignIn, administrator: User, page: str) -> None:
    assert as_user(administrator).get(PAGE, {"page": page}).status_code == 200


def test_a_long_list_comes_in_pages(as_user: SignIn, administrator: User, narges: User) -> None:
    User.objects.bulk_create(
        User(username=f"p{n}", full_name=f"همکار {n}", organisation=narges.organisation,
             unit=narges.unit, role="clerk")
        for n in range(60)
    )  # fmt: skip
    browser = as_user(administrator)
    seen = [
        person.pk for n in (1, 2) for person in browser.get(PAGE, {"page": n}).context["people"]
    ]
    assert len(seen) == len(set(seen)) == User.objects.count()


def test_a_person_is_entered_and_the_password_is_shown_once(
    as_user: SignIn, administrator: User, narges: User
) -> None:
    browser = as_user(administrator)
    page = browser.post(f"{PAGE}new/", new_person(narges))
    made = User.objects.get(username="m.tazekar")
    assert page.context["password"] in page.content.decode()
    assert made.check_password(page.context["password"])
    assert page.context["password"] not in browser.get(of(made)).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "Ü"}, "نام کاربری باید"),
        ({"username": "narges"}, "این نام کاربری از آن دیگری است."),
        ({"reason": ""}, "دلیل را بنویسید."),
        ({"role": "king"}, "king"),
        ({"unit": "999999"}, "این واحد در فهرست نیست."),
        ({"first_year": "1400"}, "روز آغاز نباید گذشته باشد."),
    ],
)
def test_what_is_wrong_is_told(
    as_user: SignIn, administrator: User, narges: User, changes: dict[str, str], said: str
) -> None:
    page = as_user(administrator).post(f"{PAGE}new/", new_person(narges, **changes))
    assert said in page.content.decode()
    assert not User.objects.filter(full_name="مینا تازه‌کار").exists()


def test_a_role_is_granted_and_taken_back(
    as_user: SignIn, administrator: User, narges: User
) -> None:
    browser = as_user(administrator)
    assert browser.post(of(narges, "grant"), granted()).status_code == 302
    grant = Grant.objects.get()
    assert (grant.user, grant.given_by, grant.province) == (narges, administrator, "fars")
    assert "کمک در اوج کار" in browser.get(of(narges)).content.decode()
    browser.post(f"{PAGE}grants/{grant.pk}/withdraw/", {"reason": "پایان اوج کار"})
    assert Grant.objects.get().withdrawn_at
    assert Event.objects.get(action="staff.withdraw_grant").reason == "پایان اوج کار"


def test_a_role_that_must_stand_apart_comes_back_with_its_form_open(
    as_user: SignIn, administrator: User, narges: User
) -> None:
    sent = granted(**{"grant-role": "inspector"})
    page = as_user(administrator).post(of(narges, "grant"), sent)
    assert staff.CLASH in page.content.decode()
    assert page.context["tried"] == "grant"
    assert not Grant.objects.exists()


def test_a_person_is_moved_let_go_and_given_a_password(
    as_user: SignIn, administrator: User, narges: User, omid: User
) -> None:
    browser = as_user(administrator)
    moved = {"move-role": "supervisor", "move-unit": str(omid.unit_id), "move-reason": "حکم"}
    browser.post(of(narges, "move"), moved | day("first", today(), "move-"))
    assert User.objects.get(pk=narges.pk).unit == omid.unit
    shown = browser.post(of(narges, "password"), {"reason": "فراموشی"}).context["password"]
    assert User.objects.get(pk=narges.pk).check_password(shown)
    last = day("last", today() - DAY, "let-go-") | {"let-go-reason": "پایان"}
    browser.post(of(narges, "let-go"), last)
    assert not User.objects.get(pk=narges.pk).is_active


def test_a_factor_is_taken_away_with_a_reason_or_not_at_all(
    as_user: SignIn, administrator: User, narges: User
) -> None:
    browser = as_user(administrator)
    assert browser.post(of(narges, "factors"), {"factors-reason": ""}).status_code == 200
    assert not Event.objects.filter(action="factor.reset").exists()
    browser.post(of(narges, "factors"), {"factors-reason": "گوشی گم شد"})
    assert Event.objects.get(action="factor.reset").reason == "گوشی گم شد"


def test_nothing_is_offered_for_oneself_and_nothing_is_done(
    as_user: SignIn, administrator: User
) -> None:
    browser = as_user(administrator)
    assert browser.get(of(administrator)).context["deeds"] == []
    sent = granted(**{"grant-role": "publisher"})
    assert staff.ONESELF in browser.post(of(administrator, "grant"), sent).content.decode()
    given = browser.post(of(administrator, "password"), {"reason": "خودم"})
    assert staff.ONESELF in given.content.decode()


def test_a_colleague_of_another_organisation_does_not_exist(
    as_user: SignIn, administrator: User, narges: User
) -> None:
    stranger = people.colleague_elsewhere("clerk")
    given = Grant.objects.create(
        user=stranger, role="clerk", starts_on=today(), ends_on=today(), reason="حکم",
        given_by=narges,
    )  # fmt: skip
    browser = as_user(administrator)
    assert of(stranger) not in browser.get(PAGE).content.decode()
    assert browser.get(of(stranger)).status_code == 404
    for what in ("move", "grant", "let-go", "factors", "password"):
        assert browser.post(of(stranger, what), {"reason": "دلیل"}).status_code == 404
    assert browser.post(f"{PAGE}grants/{given.pk}/withdraw/").status_code == 404


def test_an_unknown_deed_is_not_there(as_user: SignIn, administrator: User, narges: User) -> None:
    assert as_user(administrator).post(of(narges, "promote")).status_code == 404


def test_none_of_what_was_shown_once_is_in_the_audit(
    as_user: SignIn, administrator: User, narges: User
) -> None:
    given = as_user(administrator).post(of(narges, "password"), {"reason": "فراموشی"})
    told = str([(row.details, row.reason) for row in Event.objects.all()])
    assert given.context["password"] not in told
