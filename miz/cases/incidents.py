"""What a supervisor may do with a step that failed: try again, pass it by, mend the data."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.audit.actors import Actor
from miz.processes import engine
from miz.processes.engine import Progress
from miz.processes.errors import DataRefused, NoWayForward, ProcessError, TaskNotWaiting

from . import history, permissions, progress
from .errors import NotNow
from .models import Case, Incident


@transaction.atomic
def retry(*, by: User, incident: Incident, revision: int) -> Case:
    """Runs the failed step once more, now. It may fail again: the incident then counts the try."""
    case = _take(by, incident, revision)
    at, (process, state) = timezone.now(), progress.at(case)
    clock = progress.clock(case, at)
    if incident.engine_id:
        done = _try(lambda: engine.retry(process, state, incident.engine_id, clock))
        did = {"verb": "retry", "task": incident.engine_id}
    else:
        done = _try(lambda: engine.fire(process, state, clock))
        did = {"verb": "fire"}
    return _moved(case, by, "case.retry", done, did, at)


@transaction.atomic
def skip(
    *,
    by: User,
    incident: Incident,
    revision: int,
    reason: str,
    data: dict[str, Any] | None = None,
    flow: str = "",
) -> Case:
    """Goes on behind the failed step as if it had brought `data`; a gateway by `flow`."""
    case = _take(by, incident, revision)
    at, (process, state) = timezone.now(), progress.at(case)
    clock, task = progress.clock(case, at), incident.engine_id
    done = _try(lambda: engine.skip(process, state, task, data or {}, clock, flow=flow))
    did = {"verb": "skip", "task": task, "data": data or {}, "flow": flow}
    case = _moved(case, by, "case.skip", done, did, at, reason)
    Incident.objects.filter(pk=incident.pk).update(resolution=Incident.Resolution.SKIPPED)
    return case


@transaction.atomic
def repair(
    *, by: User, incident: Incident, revision: int, reason: str, data: dict[str, Any]
) -> Case:
    """Puts values into the data of the process, then tries the failed step again."""
    case = _take(by, incident, revision)
    at, (process, state) = timezone.now(), progress.at(case)
    clock = progress.clock(case, at)
    mended = _try(lambda: engine.repair(process, state, data, clock))
    did = {"verb": "repair", "data": data}
    history.record(case, by=_actor(by, case), action="case.repair", reason=reason, did=did, at=at)
    task = incident.engine_id
    done = _try(lambda: engine.retry(process, mended.state, task, clock))
    return _moved(case, by, "case.retry", done, {"verb": "retry", "task": task}, at)


def _take(by: User, incident: Incident, revision: int) -> Case:
    case = history.lock(incident.case, revision)
    permissions.check_can_resolve(by, case)
    if not Incident.objects.open().filter(pk=incident.pk).exists():
        raise NotNow("این خطا پیش‌تر برطرف شده است.")
    return case


def _actor(by: User, case: Case) -> Actor:
    return permissions.actor(by, case, Permission.RESOLVE_INCIDENTS)


def _try(move: Callable[[], Progress]) -> Progress:
    try:
        return move()
    except DataRefused as error:
        raise NotNow("داده‌ای که دادید با این گام نمی‌خواند.") from error
    except NoWayForward as error:
        raise NotNow("باید یکی از راه‌های این گام را برگزینید.") from error
    except TaskNotWaiting as error:
        raise NotNow("این خطا پیش‌تر برطرف شده است.") from error
    except ProcessError as error:
        raise NotNow(str(error)) from error


def _moved(
    case: Case,
    by: User,
    action: str,
    done: Progress,
    did: dict[str, Any],
    at: datetime.datetime,
    reason: str = "",
) -> Case:
    progress.apply([(case, done)], at)
    history.record(case, by=_actor(by, case), action=action, reason=reason, did=did, at=at)
    return case
