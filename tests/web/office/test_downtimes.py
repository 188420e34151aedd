"""The page on which downtimes are recorded and withdrawn."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from miz.accounts.models import User
from miz.cases import downtimes
from miz.cases.models import Downtime
from miz.lib import digits, jalali
from miz.lib.jalali import TEHRAN
from tests import factories
from tests.cases import people

SignIn = Callable[[User], Client]
PAGE = "/office/downtimes/"


def typed(name: str, moment: datetime.datetime) -> dict[str, str]:
    """As a person types it: Persian digits, no zeros in front."""
    local = moment.astimezone(TEHRAN)
    year, month, day = (str(int(part)) for part in jalali.to_iso(local).split("-"))
    parts = {"year": year, "month": month, "day": day, "time": f"{local:%H:%M}"}
    return {f"{name}_{part}": digits.to_persian(text) for part, text in parts.items()}


def span(start: datetime.datetime, end: datetime.datetime, **more: Any) -> dict[str, str]:
    return typed("start", start) | typed("end", end) | {"reason": "قطعی برق", **more}


def yesterday() -> dict[str, str]:
    end = timezone.now().replace(second=0, microsecond=0) - factories.days(1)
    return span(end - datetime.timedelta(hours=3), end)


def works_off() -> None:
    while downtimes.work_off():
        pass


def test_what_was_recorded_is_listed_until_it_is_withdrawn(as_user: SignIn, headquarters: User):
    browser = as_user(headquarters)
    said = yesterday()
    assert browser.post(PAGE, said).status_code == 302
    row = Downtime.objects.get()
    assert row.organisation == headquarters.organisation
    assert {**typed("start", row.starts_at), **typed("end", row.ends_at)}.items() <= said.items()
    assert "در حال انجام" in browser.get(PAGE).content.decode()
    works_off()
    page = browser.get(PAGE).content.decode()
    assert "تمدید شد" in page
    assert "قطعی برق" in page
    assert browser.post(f"{PAGE}{row.pk}/withdraw/").status_code == 302
    works_off()
    page = browser.get(PAGE).content.decode()
    assert "برگردانده شد" in page
    assert f"{PAGE}{row.pk}/withdraw/" not in page


def test_an_administrator_records_without_seeing_a_case(as_user: SignIn, administrator: User):
    browser = as_user(administrator)
    assert browser.post(PAGE, yesterday()).status_code == 302
    assert browser.get("/office/").status_code == 403
    assert f'href="{PAGE}"' in browser.get("/office/staff/").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start_day": ""}, "روز آغاز را بنویسید."),
        ({"end_month": "13"}, "ماه باید از ۱ تا ۱۲ باشد."),
        ({"end_time": "۲۵:۰۰"}, "ساعت را مانند ۱۰:۳۰ بنویسید"),
        ({"reason": " "}, "سبب اختلال را بنویسید."),
        ({"start_year": "۱۵۰۰"}, "سال را به هجری شمسی بنویسید"),
    ],
)
def test_what_cannot_be_read_is_told(as_user: SignIn, headquarters: User, changes, said):
    page = as_user(headquarters).post(PAGE, yesterday() | changes).content.decode()
    assert said in page
    assert not Downtime.objects.exists()


def test_what_the_desk_refuses_is_told_and_the_words_stay(as_user: SignIn, headquarters: User):
    browser, now = as_user(headquarters), timezone.now()
    page = browser.post(PAGE, span(now, now - factories.days(1))).content.decode()
    assert "باید پس از آغازش پایان یافته" in page
    assert 'value="قطعی برق"' in page
    browser.post(PAGE, yesterday())
    assert "پیش‌تر ثبت شده" in browser.post(PAGE, yesterday()).content.decode()
    assert Downtime.objects.count() == 1


@pytest.mark.parametrize("who", ["narges", "parisa", "inspector", "publisher"])
def test_nobody_else_has_this_page(as_user: SignIn, request: pytest.FixtureRequest, who: str):
    browser = as_user(request.getfixturevalue(who))
    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, yesterday()).status_code == 403
    assert PAGE not in browser.get("/office/login/", follow=True).content.decode()


def test_a_stranger_neither_sees_nor_withdraws_it(as_user: SignIn, headquarters: User):
    as_user(headquarters).post(PAGE, yesterday())
    row = Downtime.objects.get()
    stranger = as_user(people.colleague_elsewhere("headquarters"))
    assert "<caption>" not in stranger.get(PAGE).content.decode()
    assert stranger.post(f"{PAGE}{row.pk}/withdraw/").status_code == 404
    assert Downtime.objects.get().withdrawn_at is None
