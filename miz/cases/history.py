"""What happened to a case: the audit's rows about it say who, when, what, and before and after.

A row that moved the process also says what the engine was told (`did`), so that where the case
stands can be worked out again from its first row on, and compared with what is stored.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from miz.accounts import leaves
from miz.accounts.models import User
from miz.audit import actions as audit
from miz.audit import models as audit_models
from miz.audit import queries as audit_queries
from miz.audit.actors import Actor, Kind
from miz.catalogue import queries as catalogue
from miz.processes import engine, migration
from miz.processes.engine import Process, Progress

from . import deadlines
from .errors import ACTION_WORDS, ChangedMeanwhile, NotNow
from .models import Case


@dataclass(frozen=True)
class Happened:
    """One row of the history. `changed` is {name: [before, after]}; `did` what moved the process,
    empty when nothing did."""

    at: datetime.datetime
    who: str
    action: str
    reason: str
    changed: dict[str, list[Any]]
    did: dict[str, Any]


def lock(case: Case, revision: int | None = None) -> Case:
    """The case as it is now, held for this transaction: every change of one begins here.

    `revision` is the one that was seen; ChangedMeanwhile tells what happened since.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if revision is not None and locked.revision != revision:
        raise ChangedMeanwhile(audit_queries.last(case.subject, ACTION_WORDS))
    return begin(locked)


def begin(locked: Case) -> Case:
    """Notes a locked case as it is before the change that `record` will tell of."""
    locked._before = locked.told()  # type: ignore[attr-defined]
    locked.revision += 1
    return locked


def record(
    case: Case,
    *,
    by: Actor,
    action: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
    did: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> None:
    """Writes the row of a change in the caller's transaction. `at` is the engine's clock.

    Who did it in the place of a colleague who is away is named together with the colleague.
    """
    at = at or timezone.now()
    row(case, by=by, action=action, reason=reason, details=details, did=did, at=at).save(
        force_insert=True
    )


def person(user: User) -> dict[str, Any]:
    """How a row names a member of staff."""
    return {"id": user.pk, "name": user.full_name}


def _in_place_of(case: Case, by: Actor) -> dict[str, Any]:
    holder = getattr(case, "_before", {}).get("assignee_id")
    if by.kind != Kind.STAFF or holder in (None, int(by.id)):
        return {}
    absent = leaves.stands_in_for(int(by.id)).filter(pk=holder).first()
    return {"on_behalf_of": person(absent)} if absent else {}


def row(
    case: Case,
    *,
    by: Actor,
    action: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
    did: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> audit_models.Event:
    """The row that tells of a change, for a caller who writes it together with others; without
    `at` it is that of a new case."""
    return audit.row(
        by=by,
        action=action,
        subject=case.subject,
        reason=reason,
        details=_in_place_of(case, by) | (details or {}) | _told(case, did),
        at=at or case.submitted_at,
    )


def _told(case: Case, did: dict[str, Any] | None) -> dict[str, Any]:
    before: dict[str, Any] = getattr(case, "_before", {})
    now = case.told()
    changed = {n: [before.get(n), now[n]] for n in now if before.get(n) != now[n]}
    told: dict[str, Any] = {"changed": changed} if changed else {}
    return told | ({"did": did} if did else {})


def of(case: Case) -> Iterator[Happened]:
    """Everything that was done to a case, the oldest first; looks are not changes."""
    rows = audit_models.Event.objects.filter(subject=case.subject).order_by("id")
    for event in rows.exclude(action__in=["case.view", "case.tell_state"]):
        yield Happened(
            at=event.at,
            who=event.actor_label,
            action=event.action,
            reason=event.reason,
            changed=event.details.get("changed", {}),
            did=event.details.get("did", {}),
        )


def rebuild(case: Case) -> bytes:
    """Where the process of a case stands by its history alone; NotNow when that has a hole."""
    progress: Progress | None = None
    process: Process | None = None
    for happened in of(case):
        if not happened.did:
            continue
        version = happened.did.get("version")
        before, process = process, _process(version) if version else process
        if process is None:
            raise NotNow("تاریخچهٔ این درخواست از آغاز آن نیست.")
        hours = catalogue.version(case.version_id).office_hours
        at = engine.clock(happened.at, deadlines.calendar(hours))
        progress = _again(process, before, progress, happened.did, at)
    if progress is None:
        raise NotNow("تاریخچهٔ این درخواست از آغاز آن نیست.")
    return progress.state


def _process(version_id: int) -> Process | None:
    return catalogue.version(version_id).process


# What the engine was told, by its verb: (process, state, what was told, clock).
_VERBS: dict[str, Callable[[Process, bytes, dict[str, Any], engine.Clock], Progress]] = {
    "complete": lambda p, s, did, at: engine.complete(p, s, did["task"], did["data"], at),
    "receive": lambda p, s, did, at: engine.receive(p, s, did["message"], did["data"], at),
    "fire": lambda p, s, did, at: engine.fire(p, s, at),
    "retry": lambda p, s, did, at: engine.retry(p, s, did["task"], at),
    "skip": lambda p, s, did, at: engine.skip(p, s, did["task"], did["data"], at, flow=did["flow"]),
    "repair": lambda p, s, did, at: engine.repair(p, s, did["data"], at),
    # Back to where it stood before a move, which is older than its present version.
    "return": lambda p, s, did, at: engine.look(p, did["state"].encode(), at),
}


def _again(
    process: Process,
    before: Process | None,
    progress: Progress | None,
    did: dict[str, Any],
    at: engine.Clock,
) -> Progress:
    """The same event once more."""
    if did["verb"] == "start":
        return engine.start(process, did["data"], at)
    if progress is None or before is None:
        raise NotNow("تاریخچهٔ این درخواست از آغاز آن نیست.")
    if did["verb"] == "migrate":
        moved = migration.migrate(before, process, progress.state, did["mapping"])
        return engine.look(process, moved, at)
    return _VERBS[did["verb"]](process, progress.state, did, at)
