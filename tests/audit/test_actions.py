"""The record that nobody may touch, and the chain that shows when somebody did."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from miz.audit import actions, queries
from miz.audit.actors import CITIZEN, SYSTEM
from miz.audit.models import Event
from tests.committed import in_parallel

APPEND_ONLY = "the audit is append-only"


def _write(number: int) -> list[Event]:
    return [
        actions.record(by=CITIZEN, action="case.open", subject=f"case:{n}", details={"n": n})
        for n in range(number)
    ]


@contextmanager
def _tampering() -> Iterator[None]:
    """What an administrator of the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("alter table audit_event disable trigger user")
        yield
        cursor.execute("alter table audit_event enable trigger user")


@pytest.mark.django_db
def test_a_row_tells_who_did_what_and_when() -> None:
    event = actions.record(
        by=SYSTEM, action="case.close", subject="case:1", reason="دلیل", details={"state": "closed"}
    )
    event.refresh_from_db()
    assert (event.actor_kind, event.actor_id, event.actor_label) == ("system", "system", "سامانه")
    assert (event.reason, event.details) == ("دلیل", {"state": "closed"})
    assert event.at.tzinfo is not None


@pytest.mark.django_db
def test_a_row_stands_or_falls_with_its_change() -> None:
    with transaction.atomic():
        _write(1)
        transaction.set_rollback(True)
    assert not Event.objects.filter(subject="case:0").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "update audit_event set actor_label = 'کس دیگر'",
        "update audit_event set at = at + interval '1 second'",
        "update audit_event set details = '{}'",
        "update audit_event set id = id + 1000000",
        "delete from audit_event",
        "truncate audit_event",
    ],
)
def test_a_row_is_neither_changed_nor_removed(statement: str, sealed: bool) -> None:
    _write(2)
    if sealed:
        actions.seal()
    with pytest.raises(IntegrityError, match=APPEND_ONLY), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["digest = null, position = null", "digest = '\\x00'", "position = position + 1000"]
)
def test_a_seal_is_not_broken(change: str) -> None:
    _write(1)
    actions.seal()
    with pytest.raises(IntegrityError, match=APPEND_ONLY), transaction.atomic():
        connection.cursor().execute(f"update audit_event set {change}")  # noqa: S608


@pytest.mark.django_db
def test_sealing_goes_on_where_it_stopped() -> None:
    _write(5)
    waiting = queries.verify().unsealed
    assert actions.seal(limit=2) == 2
    assert actions.seal() == waiting - 2
    assert actions.seal() == 0
    verdict = queries.verify()
    assert (verdict.checked, verdict.unsealed, verdict.broken_at) == (waiting, 0, None)
    assert verdict.head == bytes(Event.objects.latest("position").digest).hex()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        f"update audit_event set {field} where position = 3"  # noqa: S608
        for field in (
            "actor_label = 'کس دیگر'",
            "actor_id = '7'",
            "actor_kind = 'staff'",
            "action = 'case.view'",
            "subject = 'case:99'",
            "reason = 'دلیل'",
            "details = '{\"n\": 9}'",
            "at = at + interval '1 microsecond'",
            "digest = '\\x00'",
            "position = 1000",
        )
    ]
    + [
        "delete from audit_event where position = 3",
        "delete from audit_event where position = 1",
        "update audit_event set position = position + 1000 where position >= 3",
        # two rows change places
        (
            "update audit_event set position = case position when 2 then -3 else -2 end"
            " where position in (2, 3);"
            "update audit_event set position = -position where position < 0"
        ),
        # a row moves with its content into the place of another
        (
            "update audit_event a set subject = b.subject, details = b.details from audit_event b"
            " where a.position in (2, 3) and b.position in (2, 3) and a.position <> b.position"
        ),
    ],
)
def test_a_row_that_was_changed_removed_or_moved_is_found(tamper: str) -> None:
    _write(6)
    actions.seal()
    assert queries.verify().broken_at is None
    with _tampering():
        for statement in tamper.split(";"):
            connection.cursor().execute(statement)
    assert queries.verify().broken_at in (1, 2, 3)


@pytest.mark.django_db
def test_a_cut_tail_shows_in_the_head_that_was_kept_outside() -> None:
    _write(6)
    actions.seal()
    anchor = queries.verify()
    with _tampering():
        connection.cursor().execute(f"delete from audit_event where position = {anchor.checked}")  # noqa: S608
    verdict = queries.verify()
    assert verdict.checked == anchor.checked - 1
    assert verdict.head != anchor.head


@pytest.mark.django_db
def test_the_last_of_some_actions_is_found() -> None:
    for action in ("case.claim", "case.view", "case.code"):
        actions.record(by=CITIZEN, action=action, subject="case:1")
    last = queries.last("case:1", ["case.claim", "case.note"])
    assert last is not None
    assert last.action == "case.claim"
    assert queries.last("case:1", ["case.note"]) is None
    assert queries.last("case:2", ["case.claim"]) is None


@pytest.mark.django_db
def test_a_moment_given_is_the_moment_kept() -> None:
    at = datetime.datetime(2026, 1, 5, 12, 0, 0, 123456, tzinfo=datetime.UTC)
    event = actions.record(by=CITIZEN, action="a", subject="s", at=at)
    event.refresh_from_db()
    assert event.at == at


@pytest.mark.usefixtures("committed")
def test_sealers_at_once_make_one_chain() -> None:
    _write(200)
    all_rows = Event.objects.count()
    in_parallel(8, lambda _: actions.seal(limit=30))
    while actions.seal(limit=30):
        pass
    verdict = queries.verify()
    assert (verdict.checked, verdict.unsealed, verdict.broken_at) == (all_rows, 0, None)


@pytest.mark.usefixtures("committed", "durable")
def test_a_look_by_itself_is_the_same_row_and_leaves_the_connection_as_it_was() -> None:
    actions.seen(by=CITIZEN, action="case.view", subject="case:7", details={"door": "پیامک"})
    looked = Event.objects.get(subject="case:7")
    told = actions.record(
        by=CITIZEN, action="case.view", subject="case:8", details={"door": "پیامک"}
    )
    told.refresh_from_db()
    names = ("actor_kind", "actor_id", "actor_label", "action", "reason", "details", "position")
    assert [getattr(looked, name) for name in names] == [getattr(told, name) for name in names]
    assert _setting() == "on"


@pytest.mark.django_db
@pytest.mark.usefixtures("durable")
def test_a_look_beside_a_change_waits_for_the_disk_with_it() -> None:
    with transaction.atomic():
        actions.seen(by=CITIZEN, action="case.view", subject="case:7", details={})
        assert _setting() == "on"
    assert Event.objects.filter(subject="case:7").exists()


@pytest.fixture
def durable(request: pytest.FixtureRequest) -> Iterator[None]:
    """As a real database is; that of the tests waits for no disk."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit to on")
        yield
        cursor.execute("reset synchronous_commit")


def _setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("show synchronous_commit")
        return str(cursor.fetchone()[0])
