"""Moments that have come: timers of processes, and steps that try again.

The rows are the clock: an indexed moment beside each case. A worker takes what is due in small
groups, each one transaction; what another holds is left to the next round. A worker that was down
for hours finds everything still there, and what it does is done once because the moment is gone
from the row in the same transaction.
"""

import datetime
import logging
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from miz.audit.actors import SYSTEM
from miz.processes import engine
from miz.processes.engine import Progress
from miz.processes.errors import ProcessError

from . import history, progress
from .models import Case, Incident, ProcessState

log = logging.getLogger(__name__)

GROUP = 50


def fire_due(limit: int = GROUP, now: datetime.datetime | None = None) -> int:
    """Moves up to `limit` cases whose moment has come; answers how many."""
    now = now or timezone.now()
    with transaction.atomic():
        due = ProcessState.objects.filter(due_at__lte=now).order_by("due_at", "case_id")
        held = due.select_for_update(skip_locked=True, of=("self",))
        states = {row.case_id: bytes(row.state) for row in held[:limit]}
        return _move(_locked([*states]), states, now)


def retry_due(limit: int = GROUP, now: datetime.datetime | None = None) -> int:
    """Tries the steps once more whose turn has come; answers how many."""
    now = now or timezone.now()
    with transaction.atomic():
        due = Incident.objects.open().filter(retry_at__lte=now).order_by("retry_at", "id")
        held = due.select_for_update(skip_locked=True, of=("self",))
        incidents = {incident.case_id: incident for incident in held[:limit]}
        moved: list[tuple[Case, Progress]] = []
        for case in _locked([*incidents]):
            incident = incidents[case.pk]
            process, state = progress.at(case)
            try:
                done = engine.retry(process, state, incident.engine_id, progress.clock(case, now))
            except ProcessError as error:
                _park(case, error, now, incident)
                continue
            moved.append((case, done))
        progress.apply(moved, now)
        for case, _ in moved:
            did = {"verb": "retry", "task": incidents[case.pk].engine_id}
            _tell(case, "case.retry", did, now)
    return len(incidents)


def _locked(ids: list[int]) -> list[Case]:
    """The cases that nobody else holds, in the order of their numbers."""
    cases = Case.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=ids)
    return [history.begin(case) for case in cases.order_by("pk")]


def _move(cases: list[Case], states: Mapping[int, bytes], now: datetime.datetime) -> int:
    moved: list[tuple[Case, Progress]] = []
    for case in cases:
        process, clock = progress.process(case), progress.clock(case, now)
        try:
            moved.append((case, engine.fire(process, states[case.pk], clock)))
        except ProcessError as error:
            _park(case, error, now)
            continue
    progress.apply(moved, now)
    for case, _ in moved:
        _tell(case, "case.timer", {"verb": "fire"}, now)
    return len(cases)


def _park(
    case: Case, error: ProcessError, now: datetime.datetime, known: Incident | None = None
) -> None:
    """A case that cannot move waits for a person, and stops no other."""
    log.error("case %s cannot move: %s", case.pk, type(error).__name__)
    reason = f"{type(error).__name__}: {error.detail}".rstrip(": ")
    if known:
        Incident.objects.filter(pk=known.pk).update(retry_at=None, error=reason)
        return
    ProcessState.objects.filter(case=case).update(due_at=None)
    Incident.objects.get_or_create(
        case=case, engine_id="", resolved_at=None, defaults={"error": reason, "opened_at": now}
    )


def _tell(case: Case, action: str, did: dict[str, str], now: datetime.datetime) -> None:
    history.record(case, by=SYSTEM, action=action, did=did, at=now)
