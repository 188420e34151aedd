"""The one way to call another agency: through its breaker, and with a record of it.

The record holds why, by which law and about which fields, how long it took and how it went; never
what was asked or answered.
"""

import datetime
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from miz.lib.commits import SWIFTLY

from . import breaker
from .base import Connector, Purpose
from .errors import ConnectorError, Refused, Unavailable
from .models import Call

__all__ = ["Open", "Purpose", "about_person", "call", "kept", "note"]

# The person waits for the answer, not for the disk: a crash of the database may cost the records
# of its last moments.
_INSERT = f"""
insert into connectors_call (connector, operation, purpose, legal_basis, asked, subject, at,
    answered, milliseconds, outcome)
select %s, %s, %s, %s, string_to_array(%s, ' '), %s, %s, string_to_array(%s, ' '), %s, %s
from (select {SWIFTLY}) as setting
"""  # noqa: S608 - no value in it
_kept: ContextVar[list[Call] | None] = ContextVar("kept", default=None)


@dataclass(slots=True)
class Open:
    """A call under way; who makes it says which fields the answer brought."""

    answered: Sequence[str] = ()


@contextmanager
def call(
    connector: Connector,
    operation: str,
    *,
    purpose: Purpose,
    asked: Sequence[str],
    subject: str,
) -> Iterator[Open]:
    """Make and judge one call inside; `asked` and `Open.answered` are names of fields.

    Raises Unavailable without calling while the breaker holds calls back. A ConnectorError from
    inside learns whose it is.
    """
    begun, start, made = timezone.now(), time.perf_counter(), Open()
    gate = breaker.of(connector.name)
    outcome = Call.Outcome.HELD
    try:
        if not gate.lets_through():
            raise Unavailable
        # Stands for whatever no connector raises: a mistake of ours, counted as a failure too.
        outcome = Call.Outcome.UNAVAILABLE
        yield made
        outcome = Call.Outcome.ANSWERED
    except ConnectorError as error:
        error.connector = connector.name
        outcome = _outcome(error, outcome)
        raise
    finally:
        if outcome is not Call.Outcome.HELD:
            gate.note(failed=outcome is Call.Outcome.UNAVAILABLE)
        row = Call(
            connector=connector.name,
            operation=operation,
            purpose=purpose.name,
            legal_basis=purpose.legal_basis,
            asked=list(asked),
            answered=list(made.answered),
            subject=subject,
            at=begun,
            milliseconds=(time.perf_counter() - start) * 1000,
            outcome=outcome,
        )
        _record(row)


@contextmanager
def kept() -> Iterator[list[Call]]:
    """Hold back the records of the calls made inside, for who writes them with rows of his own.

    A request whose sender was asked for is one statement with the record of it. What nobody has
    written by the end is written then.
    """
    rows: list[Call] = []
    outer = _kept.set(rows)
    try:
        yield rows
    finally:
        _kept.reset(outer)
        for row in rows:
            if row._state.adding:
                _record(row)


def note(
    connector: str,
    operation: str,
    *,
    purpose: Purpose,
    asked: Sequence[str],
    answered: Sequence[str],
    subject: str,
    since: datetime.datetime,
    outcome: Call.Outcome = Call.Outcome.ANSWERED,
) -> None:
    """Record an exchange that is no call and ends now: a file that came, a letter that took days.

    It stands or falls with the caller's transaction.
    """
    now = timezone.now()
    Call.objects.create(
        connector=connector,
        operation=operation,
        purpose=purpose.name,
        legal_basis=purpose.legal_basis,
        asked=list(asked),
        answered=list(answered),
        subject=subject,
        at=now,
        milliseconds=max((now - since).total_seconds(), 0) * 1000,
        outcome=outcome,
    )


def about_person(code: str) -> str:
    """Return what a person's code is recorded as: equal for equal codes, and no way back."""
    return (
        "person:" + salted_hmac("miz.connectors.calls", code, algorithm="sha256").hexdigest()[:32]
    )


def _outcome(error: ConnectorError, now: Call.Outcome) -> Call.Outcome:
    if error.again:
        return now
    # "No such person" is an answer.
    return Call.Outcome.REFUSED if isinstance(error, Refused) else Call.Outcome.ANSWERED


def _record(row: Call) -> None:
    rows = _kept.get()
    if rows is not None:
        rows.append(row)
        return
    what = (row.connector, row.operation, row.purpose, row.legal_basis, " ".join(row.asked))
    how = (row.subject, row.at, " ".join(row.answered), row.milliseconds, row.outcome)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, (*what, *how, not connection.in_atomic_block))
