"""Writing the audit: one row beside each change, and the sealing of rows into the chain."""

import datetime
import hashlib
import json
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from miz.lib.commits import SWIFTLY

from .actors import SYSTEM, Actor
from .models import Event

GENESIS = b"miz audit chain"
CHAIN = "audit:chain"
SEAL_LOCK = 0x6D697A01
_SEEN = f"""
insert into audit_event
    (at, actor_kind, actor_id, actor_label, action, subject, reason, details)
select %s, %s, %s, %s, %s, %s, %s, %s::jsonb from (select {SWIFTLY}) as setting
"""  # noqa: S608 - no value in it


def record(
    *,
    by: Actor,
    action: str,
    subject: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Event:
    """Writes one row in the caller's transaction."""
    event = row(by=by, action=action, subject=subject, reason=reason, details=details, at=at)
    event.save(force_insert=True)
    return event


def seen(*, by: Actor, action: str, subject: str, details: dict[str, Any]) -> None:
    """Writes a row of a look, for pages that thousands ask for at once: it waits for no disk.

    When the database dies the looks of its last second may be missing; of a change never use this.
    """
    event = row(by=by, action=action, subject=subject, details=details)
    who = (event.actor_kind, event.actor_id, event.actor_label)
    told = json.dumps(event.details, ensure_ascii=False)
    alone = not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [event.at, *who, action, subject, event.reason, told, alone])


def row(
    *,
    by: Actor,
    action: str,
    subject: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Event:
    """The row that `record` writes, for a caller who writes it together with his own."""
    post = {"post": by.post} if by.post else {}
    return Event(
        at=at or timezone.now(),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        action=action,
        subject=subject,
        reason=reason,
        details=(details or {}) | post,
    )


def digest(previous: bytes, position: int, event: Event) -> bytes:
    """The link of `event` at `position` behind `previous`: SHA-256 over its whole content."""
    content = [
        position, event.pk, event.at.isoformat(), event.actor_kind, event.actor_id,
        event.actor_label, event.action, event.subject, event.reason, event.details,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


@transaction.atomic
def seal(limit: int = 5000) -> int:
    """Appends up to `limit` unsealed rows to the chain; answers how many. One sealer at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = Event.objects.filter(position__isnull=False).order_by("-position").first()
    position = last.position or 0 if last else 0
    link = bytes(last.digest or b"") if last else GENESIS
    rows = list(Event.objects.filter(digest__isnull=True).order_by("id")[:limit])
    for row in rows:
        position += 1
        link = digest(link, position, row)
        row.position, row.digest = position, link
    Event.objects.bulk_update(rows, ["position", "digest"], batch_size=1000)
    return len(rows)


def note(*, checked: int, broken_at: int | None) -> Event:
    """Writes down what a walk along the chain found."""
    details = {"checked": checked, "broken_at": broken_at}
    return record(by=SYSTEM, action="audit.verify", subject=CHAIN, details=details)
