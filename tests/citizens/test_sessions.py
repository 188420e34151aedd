"""Sessions: one token a browser, kept as a digest, ended by their owner or by time."""

import datetime

import pytest
from django.utils import timezone

from miz.citizens import queries, sessions, tasks
from miz.citizens.models import CitizenSession, Way

from . import people

pytestmark = pytest.mark.django_db


def begin(number: int = 0) -> str:
    return sessions.begin(citizen=people.citizen(number), way=Way.CODE, device="")


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    then = timezone.now() + datetime.timedelta(**passed)
    monkeypatch.setattr(timezone, "now", lambda: then)


def test_the_token_opens_and_is_kept_nowhere() -> None:
    token = begin()
    found = queries.current(token)
    assert found is not None
    assert token.encode() not in bytes(found.digest)


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "ا" * 500])
def test_no_other_token_opens(token: str) -> None:
    begin()
    assert queries.current(token) is None


def test_half_an_hour_of_silence_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    token = begin()
    later(monkeypatch, minutes=31)
    assert queries.current(token) is None


def test_every_page_lengthens_it_up_to_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    token = begin()
    for _ in range(24):
        assert queries.current(token) is not None
        later(monkeypatch, minutes=29)
    assert queries.current(token) is not None
    later(monkeypatch, minutes=29)
    assert queries.current(token) is None


def test_signing_in_again_changes_the_token_and_ends_the_older() -> None:
    older = begin()
    citizen = CitizenSession.objects.get().citizen
    newer = sessions.begin(citizen=citizen, way=Way.PASSWORD, device="", instead_of=older)
    assert newer != older
    assert queries.current(older) is None
    assert queries.current(newer) is not None


def test_one_is_ended_and_the_others_stay() -> None:
    citizen = people.citizen()
    here, there = people.session(citizen), people.session(citizen)
    sessions.end(citizen=citizen, number=there.pk)
    assert [each.pk for each in queries.sessions(citizen)] == [here.pk]


def test_a_stranger_ends_no_session_of_mine() -> None:
    mine = people.session(people.citizen())
    stranger = people.citizen(1, mobile=people.OTHER_MOBILE)
    sessions.end(citizen=stranger, number=mine.pk)
    sessions.end_all(citizen=stranger)
    assert queries.sessions(mine.citizen) == [mine]


def test_old_sessions_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    later(monkeypatch, days=31)
    tasks.forget_old_sessions(0)
    assert not CitizenSession.objects.exists()
