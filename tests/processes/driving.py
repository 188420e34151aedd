"""Drives small processes: tasks are found by their element, for numbers say nothing."""

from datetime import datetime, timedelta

from miz.processes import engine

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+03:30")


def begin(xml: bytes, **data: object) -> tuple[engine.Process, engine.Progress]:
    process = engine.load(xml)
    return process, engine.start(process, data, engine.clock(MONDAY))


def names(progress: engine.Progress) -> list[str]:
    """The elements that are waited at, the oldest token first; of failed ones "!NAME"."""
    return [("!" if task.kind == "failed" else "") + task.name for task in progress.waiting]


def task_of(progress: engine.Progress, element: str = "") -> str:
    """The id of the oldest task of an element, or of all."""
    return next(t.id for t in progress.waiting if element in ("", t.name))


def do(
    process: engine.Process, progress: engine.Progress, element: str = "", **data: object
) -> engine.Progress:
    """Completes the oldest task of an element on that Monday."""
    now = engine.clock(MONDAY)
    return engine.complete(process, progress.state, task_of(progress, element), data, now)


def hear(
    process: engine.Process, progress: engine.Progress, message: str, **data: object
) -> engine.Progress:
    return engine.receive(process, progress.state, message, data, engine.clock(MONDAY))


def later(process: engine.Process, progress: engine.Progress, **wait: float) -> engine.Progress:
    """Fires what is due so long after that Monday morning."""
    return engine.fire(process, progress.state, engine.clock(MONDAY + timedelta(**wait)))
