"""The worker sends by looking at the rows, whatever became of any job."""

import datetime
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from miz.outbox import postmen, sending
from miz.outbox.models import Message
from miz.outbox.transports import email, sms
from tests.sandbox import RunningSandbox

from . import messages
from .messages import NUMBER

PATIENCE = 15.0


@pytest.fixture
def working(committed: None, agencies: RunningSandbox) -> Iterator[RunningSandbox]:
    """Postmen at work, and no job in the job queue: there is not even a worker of it."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_periodic_defers; delete from procrastinate_jobs")
    over = threading.Event()
    threads = postmen.start(over)
    yield agencies
    over.set()
    for thread in threads:
        thread.join(PATIENCE)


def is_sent(message: Message, within: float = PATIENCE) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        message.refresh_from_db()
        if message.state == Message.State.SENT:
            return True
        time.sleep(0.02)
    return False


def test_what_is_written_is_sent_without_any_job(working: RunningSandbox) -> None:
    assert is_sent(messages.sms())
    assert is_sent(messages.email())
    assert len(working.sms(NUMBER)) == 1


def test_what_is_stuck_with_a_dead_sender_is_found_by_time(working: RunningSandbox) -> None:
    message = messages.sms()
    due = timezone.now() + datetime.timedelta(seconds=1)
    Message.objects.update(state="sending", attempts=1, due_at=due)
    assert is_sent(message)
    assert message.sent_at is not None
    assert message.sent_at >= due


def test_a_code_does_not_wait_for_bulk_on_its_way(working: RunningSandbox) -> None:
    working.set_switch("sms", slow=100, delay=1)
    for number in range(60):
        messages.sms(f"091200000{number:02}", priority=Message.Priority.BULK)
    while not Message.objects.filter(state="sending").exists():
        time.sleep(0.02)
    message = messages.code()
    assert is_sent(message)
    assert Message.objects.filter(state="queued", priority=9).count() > 20
    assert message.sent_at is not None
    assert message.sent_at - message.created_at < datetime.timedelta(seconds=3)


def test_a_mail_server_that_drags_holds_no_sms(working: RunningSandbox) -> None:
    working.set_switch("mail", slow=100, delay=5)
    for number in range(email_width() + 1):
        messages.email(f"person{number}@example.com")
    message = messages.sms()
    assert is_sent(message, within=4)


def email_width() -> int:
    return next(lane.width for lane in postmen.LANES if lane.name == "email")


def test_what_waits_for_the_database_goes_on_afterwards(caplog: pytest.LogCaptureFixture) -> None:
    def away() -> None:
        raise OperationalError("secret words of the database")

    logging.getLogger("miz").propagate = True
    postmen._look(away)
    [told] = [each.getMessage() for each in caplog.records]
    assert "database" in told
    assert "secret" not in told


def test_a_postman_who_fails_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *who: ended.append(who))

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        postmen._go(fail, 0.01, threading.Event())
    assert ended == [(os.getpid(), signal.SIGTERM)]


def test_no_try_outlasts_its_lease() -> None:
    longest = max(sending.TIMEOUT, sending.CODE_TIMEOUT, sms.TIMEOUT, email.TIMEOUT)
    assert 2 * longest < sending.claims.LEASE.total_seconds()
