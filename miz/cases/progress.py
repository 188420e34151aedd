"""What the engine says becomes rows: the case's state and clock, its stages, tasks, incidents and
the messages that the process sends."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import models

from miz.catalogue import queries as catalogue
from miz.outbox import actions as outbox
from miz.outbox.models import Message
from miz.processes import engine
from miz.processes.engine import Progress, WaitingTask
from miz.processes.errors import silent_agency

from . import deadlines, messages, routing
from .errors import NotNow
from .models import Case, Incident, ProcessState, Stage, State, Task

# How long to wait before each further try of a step that says another may help.
BACK_OFF = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
# An agency that does not answer is asked for as long as it takes, at the last of these distances.
AGENCY_BACK_OFF = BACK_OFF[:3]
MOVED = [
    "version",
    "unit",
    "province",
    "state",
    "revision",
    "assignee",
    "due_at",
    "paused_at",
    "answered_at",
    "closed_at",
]


def clock(case: Case, at: datetime.datetime) -> engine.Clock:
    """The engine's clock: this moment by the calendar of the case's organisation."""
    hours = catalogue.version(case.version_id).office_hours
    return engine.clock(at, deadlines.calendar(hours))


def at(case: Case) -> tuple[engine.Process, bytes]:
    """The process of a locked case and where it stands; NotNow for a case without one."""
    return process(case), bytes(ProcessState.objects.get(case=case).state)


def process(case: Case) -> engine.Process:
    found = catalogue.version(case.version_id).process
    if found is None:
        raise NotNow
    return found


def last_state(progress: Progress) -> str | None:
    return next((e.state for e in reversed(progress.entered) if e.state), None)


def stages(case: Case, progress: Progress, at: datetime.datetime) -> list[Stage]:
    """The milestones that were entered, not saved yet."""
    return [
        Stage(case=case, code=entered.stage, entered_at=at)
        for entered in progress.entered
        if entered.stage
    ]


def rows(case: Case, progress: Progress, at: datetime.datetime) -> list[models.Model]:
    """What a new case brings besides its stages, not saved yet; its tasks say where it goes."""
    return [
        ProcessState(case=case, state=progress.state, due_at=progress.due_at),
        *(_task(case, task, at) for task in progress.waiting if _for_people(task)),
        *(_incident(case, progress, task, at) for task in progress.waiting if _failed(task)),
    ]


def told(case: Case, progress: Progress, language: str) -> list[Message]:
    """The messages that the process sent, in the words of the package; not saved yet."""
    drafts = (draft for name, _ in progress.sent for draft in messages.drafts(case, name, language))
    return outbox.rows(drafts=drafts, reference=case.subject)


def apply(moved: Sequence[tuple[Case, Progress]], at: datetime.datetime) -> None:
    """Brings locked cases where the engine stands, all their rows; the caller saves nothing."""
    cases = [case for case, _ in moved]
    _update(
        [ProcessState(case=case, state=p.state, due_at=p.due_at) for case, p in moved],
        ["state", "due_at"],
    )
    Stage.objects.bulk_create(stage for case, p in moved for stage in stages(case, p, at))
    _apply_tasks(moved, at)
    _apply_incidents(moved, at)
    for case, progress in moved:
        if state := last_state(progress):
            _move(case, State(state), at)
        _promise(case, progress, at)
    spoken = messages.languages([case for case, p in moved if p.sent])
    Message.objects.bulk_create(
        message for case, p in moved if p.sent for message in told(case, p, spoken[case.pk])
    )
    _update(cases, MOVED)


def _update(rows: Sequence[models.Model], fields: list[str]) -> None:
    """Many in one statement; one alone, the usual number, without the cost of making that."""
    if len(rows) == 1:
        rows[0].save(force_update=True, update_fields=fields)
    elif rows:
        type(rows[0])._default_manager.bulk_update(rows, fields)


def _apply_tasks(moved: Sequence[tuple[Case, Progress]], at: datetime.datetime) -> None:
    """Opens what waits now, and cancels what waits no more though nobody did it."""
    cases = [case for case, _ in moved]
    known = Task.objects.filter(case__in=cases, done_at=None)
    before = {(task.case_id, task.engine_id): task for task in known}
    now = {(case.pk, task.id): (case, task) for case, task in _waiting(moved) if _for_people(task)}
    gone = [before[key] for key in before.keys() - now.keys()]
    Task.objects.filter(pk__in=[task.pk for task in gone]).update(done_at=at, outcome="cancelled")
    earlier = {(task.case_id, _number(task.engine_id)): task for task in gone}
    Task.objects.bulk_create(
        [
            _renamed(_task(*each, at), earlier.get((key[0], _number(key[1]))))
            for key, each in now.items()
            if key not in before
        ],
        # A case that is taken back from another version finds its old task again.
        update_conflicts=True,
        unique_fields=["case", "engine_id"],
        update_fields=["element", "title", "lane", "done_at", "outcome"],
    )


def _apply_incidents(moved: Sequence[tuple[Case, Progress]], at: datetime.datetime) -> None:
    """Opens what has failed, counts what failed again, closes what has passed."""
    cases = [case for case, _ in moved]
    known = {(i.case_id, i.engine_id): i for i in Incident.objects.open().filter(case__in=cases)}
    for case, progress in moved:
        failed = {task.id: task for task in progress.waiting if _failed(task)}
        again = {failure.task for failure in progress.failures}
        for task in failed.values():
            incident = known.pop((case.pk, task.id), None)
            if incident is None:
                _incident(case, progress, task, at).save()
            elif task.id in again:
                incident.tries += 1
                incident.error = task.error
                incident.retry_at = _next_try(progress, task.id, incident.tries, at)
                incident.save()
    cancelled = {(c.pk, m.token) for c, p in moved for m in p.moves if m.what == "cancelled"}
    for incident in known.values():
        gone = (incident.case_id, _number(incident.engine_id)) in cancelled
        how = Incident.Resolution.WITHDRAWN if gone else Incident.Resolution.PASSED
        incident.resolved_at, incident.retry_at, incident.resolution = at, None, how
        incident.save()


def _number(engine_id: str) -> int:
    number = engine_id.rpartition(".")[2]
    return int(number) if number else 0


def _waiting(moved: Iterable[tuple[Case, Progress]]) -> Iterable[tuple[Case, WaitingTask]]:
    return ((case, task) for case, progress in moved for task in progress.waiting)


def _for_people(task: WaitingTask) -> bool:
    return task.kind in ("user", "manual")


def _failed(task: WaitingTask) -> bool:
    return task.kind == "failed"


def _task(case: Case, waiting: WaitingTask, at: datetime.datetime) -> Task:
    task = Task(
        case=case,
        engine_id=waiting.id,
        element=waiting.name,
        title=waiting.title,
        lane=waiting.lane or "",
        opened_at=at,
        due_at=_after(case, waiting.due, at),
    )
    routing.route(case, waiting, task)
    return task


def _renamed(task: Task, earlier: Task | None) -> Task:
    """A task that another version calls otherwise: asked of whom, when and until when it was."""
    if earlier is not None:
        task.unit_id = earlier.unit_id or task.unit_id
        task.opened_at, task.due_at = earlier.opened_at, earlier.due_at
    return task


def _after(case: Case, working_days: int | None, at: datetime.datetime) -> datetime.datetime | None:
    if working_days is None:
        return None
    return deadlines.promise(catalogue.version(case.version_id).office_hours, working_days, at)


def _incident(
    case: Case, progress: Progress, failed: WaitingTask, at: datetime.datetime
) -> Incident:
    return Incident(
        case=case,
        engine_id=failed.id,
        element=failed.name,
        title=failed.title,
        error=failed.error,
        opened_at=at,
        retry_at=_next_try(progress, failed.id, 1, at),
    )


def _next_try(
    progress: Progress, task: str, tries: int, at: datetime.datetime
) -> datetime.datetime | None:
    failure = next((each for each in progress.failures if each.task == task), None)
    if failure is None or not failure.retry:
        return None
    if silent_agency(failure.reason):
        return at + AGENCY_BACK_OFF[min(tries, len(AGENCY_BACK_OFF)) - 1]
    return at + BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None


def _move(case: Case, state: State, at: datetime.datetime) -> None:
    service = catalogue.version(case.version_id)
    if case.paused_at and state != State.WAITING_FOR_CITIZEN:
        case.due_at = deadlines.resume(service.office_hours, case.due_at, case.paused_at, at)
        case.paused_at = None
    if state == State.WAITING_FOR_CITIZEN:
        case.paused_at = at
    if state in (State.ANSWERED, State.REJECTED):
        case.answered_at = at
    if state == State.CLOSED:
        case.closed_at = at
    case.state = state


def _promise(case: Case, progress: Progress, at: datetime.datetime) -> None:
    """A step that promises an answer anew sets the clock of the case anew."""
    days = next((e.promise for e in reversed(progress.entered) if e.promise), None)
    case.due_at = _after(case, days, at) or case.due_at
