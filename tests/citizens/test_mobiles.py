"""Another mobile: proved, told to the number before, used after three days, or stopped."""

import datetime
import re

import pytest
from django.utils import timezone

from miz.accounts.errors import WrongCode
from miz.citizens import mobiles, queries, tasks
from miz.citizens.errors import ChangeUnderWay, NotYourNumber
from miz.citizens.models import Citizen, MobileChange
from miz.outbox.models import Message

from . import people

pytestmark = pytest.mark.django_db


def change(citizen: Citizen) -> MobileChange:
    mobiles.ask_code(citizen=citizen, mobile=people.OTHER_MOBILE, browser="mine")
    code = people.last_code()
    return mobiles.change(citizen=citizen, mobile=people.OTHER_MOBILE, browser="mine", code=code)


def token() -> str:
    told = Message.objects.filter(kind="account_mobile_asked", channel="sms").latest("pk")
    return re.findall("/account/stop/([^/]+)/", told.body)[0]


def after_cooling(monkeypatch: pytest.MonkeyPatch) -> None:
    then = timezone.now() + datetime.timedelta(hours=72, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: then)
    tasks.apply_mobiles(0)


def test_the_code_goes_to_the_new_number_and_the_news_to_the_old_at_once() -> None:
    citizen = people.citizen()
    change(citizen)
    code, news = Message.objects.filter(channel="sms").order_by("pk")
    assert (code.recipient, news.recipient) == (people.OTHER_MOBILE, people.MOBILE)
    assert news.priority == Message.Priority.CODE
    citizen.refresh_from_db()
    assert citizen.mobile == people.MOBILE


def test_a_code_that_went_to_one_number_proves_no_other() -> None:
    citizen = people.citizen()
    mobiles.ask_code(citizen=citizen, mobile=people.OTHER_MOBILE, browser="mine")
    with pytest.raises(WrongCode):
        mobiles.change(
            citizen=citizen, mobile="09123333333", browser="mine", code=people.last_code()
        )


def test_after_the_cooling_time_the_new_number_is_the_accounts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    citizen = people.citizen()
    change(citizen)
    tasks.apply_mobiles(0)
    citizen.refresh_from_db()
    assert citizen.mobile == people.MOBILE
    after_cooling(monkeypatch)
    citizen.refresh_from_db()
    assert citizen.mobile == people.OTHER_MOBILE
    assert queries.proved_mobiles(citizen) == {people.MOBILE, people.OTHER_MOBILE}


def test_who_reads_the_old_number_stops_it_and_throws_everybody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    citizen = people.citizen()
    people.session(citizen)
    change(citizen)
    found = mobiles.found(token())
    assert found is not None
    assert mobiles.stop(change=found)
    assert queries.sessions(citizen) == []
    after_cooling(monkeypatch)
    citizen.refresh_from_db()
    assert citizen.mobile == people.MOBILE


def test_a_made_up_token_stops_nothing() -> None:
    change(people.citizen())
    assert mobiles.found("made-up") is None


def test_a_change_that_is_done_is_not_stopped_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    row = change(people.citizen())
    after_cooling(monkeypatch)
    assert not mobiles.stop(change=row)
    assert mobiles.found(token()) is None


def test_there_is_one_change_at_a_time() -> None:
    citizen = people.citizen()
    change(citizen)
    with pytest.raises(ChangeUnderWay):
        change(citizen)
    with pytest.raises(ChangeUnderWay):
        mobiles.check_owner(citizen, "09123333333")


def test_the_number_it_has_already_is_no_new_one() -> None:
    with pytest.raises(NotYourNumber):
        mobiles.check_owner(people.citizen(), people.MOBILE)
