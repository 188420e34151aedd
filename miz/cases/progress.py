"""What the engine says becomes rows: the case's state and clock, its stages and tasks."""

import datetime

from miz.catalogue import queries as catalogue
from miz.processes import engine
from miz.processes.engine import Progress

from . import deadlines
from .models import Case, ProcessState, Stage, State, Task


def last_state(progress: Progress) -> str | None:
    return next((e.state for e in reversed(progress.entered) if e.state), None)


def stages(case: Case, progress: Progress, at: datetime.datetime) -> list[Stage]:
    """The milestones that were entered, not saved yet."""
    return [
        Stage(case=case, code=entered.stage, entered_at=at)
        for entered in progress.entered
        if entered.stage
    ]


def tasks(case: Case, progress: Progress, at: datetime.datetime) -> list[Task]:
    """What waits for a person, not saved yet."""
    return [
        Task(
            case=case,
            engine_id=waiting.id,
            element=waiting.name,
            title=waiting.title,
            lane=waiting.lane or "",
            opened_at=at,
        )
        for waiting in progress.waiting
        if waiting.kind != "receive"
    ]


def apply(case: Case, progress: Progress, at: datetime.datetime) -> None:
    """Brings a locked case where the engine stands; the caller saves nothing of it himself."""
    ProcessState.objects.filter(case=case).update(state=progress.state)
    Stage.objects.bulk_create(stages(case, progress, at))
    open_ids = set(case.tasks.filter(done_at=None).values_list("engine_id", flat=True))
    waiting = {task.id for task in progress.waiting}
    case.tasks.filter(engine_id__in=open_ids - waiting).update(done_at=at, outcome="cancelled")
    new = [task for task in progress.waiting if task.id not in open_ids]
    Task.objects.bulk_create(tasks(case, _only(progress, new), at))
    if state := last_state(progress):
        _move(case, State(state), at)
    case.save()


def _only(progress: Progress, waiting: list[engine.WaitingTask]) -> Progress:
    return engine.Progress(
        state=progress.state,
        waiting=tuple(waiting),
        entered=progress.entered,
        data=progress.data,
        done=progress.done,
        calls=progress.calls,
    )


def _move(case: Case, state: State, at: datetime.datetime) -> None:
    service = catalogue.version(case.version_id)
    if case.paused_at and state != State.WAITING_FOR_CITIZEN:
        case.due_at = deadlines.resume(service.office_hours, case.due_at, case.paused_at, at)
        case.paused_at = None
    if state == State.WAITING_FOR_CITIZEN:
        case.paused_at = at
    if state in (State.ANSWERED, State.REJECTED):
        case.answered_at = at
    if state == State.OBJECTED:
        case.due_at = deadlines.promise(service.office_hours, service.working_days, at)
        case.assignee = None
    if state == State.CLOSED:
        case.closed_at = at
    case.state = state
