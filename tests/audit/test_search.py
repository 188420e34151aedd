"""Searching the audit: what is asked is found, in bounded steps, and the days are right."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from miz.audit import actions, queries, search, tasks
from miz.audit.actors import SYSTEM, Actor, Kind
from miz.audit.models import Event
from miz.audit.search import Wanted

NARGES = Actor(Kind.STAFF, "7", "نرگس")
OMID = Actor(Kind.STAFF, "8", "امید")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def now() -> datetime.datetime:
    return timezone.now()


@pytest.fixture(autouse=True)
def rows(db: None, now: datetime.datetime) -> list[Event]:
    """Ten days, two rows each, the oldest first."""
    actions.seal()
    return [
        actions.record(by=who, action=action, subject=f"case:{day}", at=now - (10 - day) * DAY)
        for day in range(10)
        for who, action in ((NARGES, "case.view"), (OMID, "case.answer"))
    ]


def found(size: int = 100, **wanted: object) -> list[Event]:
    return search.search(Wanted(**wanted), size).rows  # type: ignore[arg-type]


def test_by_subject_actor_and_action(rows: list[Event]) -> None:
    assert found(subject="case:3") == [rows[7], rows[6]]
    assert found(actor=("staff", "7")) == rows[-2::-2]
    assert found(actor=("staff", "")) == rows[::-1]
    assert found(action="case.answer", subject="case:3") == [rows[7]]
    assert found(actor=("staff", "9")) == []


def test_by_days(rows: list[Event], now: datetime.datetime) -> None:
    hour = datetime.timedelta(hours=1)
    asked = {"since": now - 8 * DAY - hour, "until": now - 6 * DAY}
    assert found(actor=("staff", ""), **asked) == rows[7:3:-1]
    assert found(actor=("staff", ""), until=now - 30 * DAY) == []


def test_page_by_page_nothing_is_lost(rows: list[Event]) -> None:
    seen, before = [], None
    for _ in range(8):
        page = search.search(Wanted(actor=("staff", ""), before=before), 3)
        seen += page.rows
        before = page.before
        if before is None:
            break
    assert seen == rows[::-1]
    assert before is None


def test_a_walk_ends_at_its_window_and_says_where_to_go_on(
    rows: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WINDOW", 5)
    seen, before = [], None
    steps = 0
    while steps < 200:
        steps += 1
        page = search.search(Wanted(subject="", actor=("staff", "7"), before=before), 50)
        seen += page.rows
        before = page.before
        if before is None or len(seen) == 10:
            break
    assert seen == rows[-2::-2]
    assert steps > 3


def test_a_walk_stops_behind_the_days(
    rows: list[Event], now: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WINDOW", 4)
    page = search.search(Wanted(since=now - 1.5 * DAY, action="case.close"), 50)
    assert (page.rows, page.before) == ([], None)


def test_what_colleagues_of_another_organisation_did_stays_out(rows: list[Event]) -> None:
    assert found(actor=("staff", ""), hidden=["8"]) == rows[-2::-2]
    assert found(subject="case:3", hidden=["7", "8"]) == []


def test_the_health_of_the_chain_is_that_of_the_last_walk(rows: list[Event]) -> None:
    assert queries.health().verdict is None
    actions.seal()
    tasks.verify(timestamp=0)
    health = queries.health()
    assert health.verdict
    assert health.verdict.details["broken_at"] is None
    assert (health.verdict.actor_kind, health.unsealed) == (SYSTEM.kind, 1)
    with connection.cursor() as cursor:
        cursor.execute("alter table audit_event disable trigger user")
        cursor.execute("update audit_event set reason = 'x' where id = %s", [rows[4].pk])
        cursor.execute("alter table audit_event enable trigger user")
    tasks.verify(timestamp=0)
    again = queries.health().verdict
    assert again
    assert again.details["broken_at"] == Event.objects.get(pk=rows[4].pk).position
