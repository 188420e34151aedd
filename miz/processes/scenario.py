"""Executable examples of a process: what happens, step by step, and where it must lead.

    title: متقاضی مدرک می‌فرستد و پاسخ می‌گیرد
    at: 2026-11-22T08:00:00+03:30        # the clock at the start; left out: that moment
    start: {amount: 5}                   # data at the start
    expect: {waiting: [review]}
    steps:
      - complete: review                 # a task by its element
        with: {decision: ask}
        expect: {waiting: [citizen_reply], state: waiting_for_citizen}
      - receive: citizen_reply           # a message; `signal` likewise
      - wait: P3D                        # the clock goes on, timers fire
      - retry: check                     # or skip, with `with` and for gateways `flow`

A step that must be refused says `refused: TaskNotWaiting` (the name of the error) instead of
`expect`. Expected may be: waiting (elements, in any order), failed (elements), state (of the
last milestone that has one), entered (stages of this step, in order), sent (messages), data
(some names and values), done. Nothing is compared that is not named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import yaml

from . import engine, timers
from .errors import ProcessError
from .expressions import Value
from .process import Process

VERBS = ("complete", "receive", "signal", "wait", "retry", "skip")
EXPECTED = ("waiting", "failed", "state", "entered", "sent", "data", "done")
_KEYS = {*VERBS, "with", "expect", "refused", "flow"}
BEGINNING = datetime.fromisoformat("2026-11-22T08:00:00+03:30")


class ScenarioRefused(ProcessError):
    """این سناریو خوانده نمی‌شود."""


@dataclass(frozen=True)
class Step:
    verb: str
    subject: str
    data: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""
    flow: str = ""


@dataclass(frozen=True)
class Scenario:
    title: str
    at: datetime
    start: Mapping[str, Any]
    event: str | None
    expect: Mapping[str, Any]
    steps: tuple[Step, ...]


def parse(text: str) -> Scenario:
    """Raises ScenarioRefused, which names what is wrong."""
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A day that is not in the calendar is a ValueError, a thousand brackets a RecursionError.
        raise ScenarioRefused(str(getattr(error, "problem", "YAML"))) from error
    known = {"title", "at", "start", "event", "expect", "steps"}
    if not isinstance(content, dict) or content.keys() - known:
        raise ScenarioRefused(_strangers(content, known) or "YAML")
    return Scenario(
        title=_word(content.get("title")),
        at=_moment(content.get("at")),
        start=_mapping(content.get("start")),
        event=_word(content.get("event")) or None,
        expect=_expected(content.get("expect")),
        steps=tuple(_step(step) for step in _list(content.get("steps"))),
    )


def run(process: Process, scenario: Scenario) -> list[str]:
    """What went otherwise than the scenario says, a line each; empty when all is as it says."""
    return list(_differences(process, scenario))


def _differences(process: Process, scenario: Scenario) -> Iterator[str]:
    now = scenario.at
    try:
        progress = engine.start(process, scenario.start, engine.clock(now), event=scenario.event)
    except ProcessError as error:
        yield f"start: {error}"
        return
    state = _last_state(progress, "")
    yield from _compare("start", scenario.expect, progress, state)
    for number, step in enumerate(scenario.steps, 1):
        place = f"step {number} ({step.verb} {step.subject})"
        if step.verb == "wait":
            now += timers.duration(step.subject)
        try:
            progress = _do(process, progress, step, engine.clock(now))
        except ProcessError as error:
            if type(error).__name__ != step.refused:
                yield f"{place}: {type(error).__name__}: {error}"
                return
            continue
        if step.refused:
            yield f"{place}: not refused"
            return
        state = _last_state(progress, state)
        yield from _compare(place, step.expect, progress, state)


def _do(
    process: Process, progress: engine.Progress, step: Step, at: engine.Clock
) -> engine.Progress:
    state = progress.state
    if step.verb == "complete":
        return engine.complete(process, state, _task(progress, step.subject), step.data, at)
    if step.verb == "receive":
        return engine.receive(process, state, step.subject, step.data, at)
    if step.verb == "signal":
        return engine.signal(process, state, step.subject, at)
    if step.verb == "retry":
        return engine.retry(process, state, _task(progress, step.subject), at)
    if step.verb == "skip":
        task = _task(progress, step.subject)
        return engine.skip(process, state, task, step.data, at, flow=step.flow)
    return engine.fire(process, state, at)


def _task(progress: engine.Progress, element: str) -> str:
    """The oldest waiting task of an element; the name itself where nothing waits there."""
    return next((task.id for task in progress.waiting if task.name == element), element)


def _last_state(progress: engine.Progress, before: str) -> str:
    return next((e.state for e in reversed(progress.entered) if e.state), before)


def _compare(
    place: str, expect: Mapping[str, Any], progress: engine.Progress, state: str
) -> Iterator[str]:
    found: dict[str, Any] = {
        "waiting": sorted(task.name for task in progress.waiting if task.kind != "failed"),
        "failed": sorted(task.name for task in progress.waiting if task.kind == "failed"),
        "state": state,
        "entered": [entered.stage for entered in progress.entered if entered.stage],
        "sent": [message for message, _ in progress.sent],
        "done": progress.done,
    }
    wished = {name: value for name, value in expect.items() if name != "data"}
    wished |= {name: sorted(wished[name]) for name in ("waiting", "failed") if name in wished}
    for name, wanted in wished.items():
        if found[name] != wanted:
            yield f"{place}: {name} is {found[name]}, expected {wanted}"
    yield from _compare_data(place, expect.get("data") or {}, progress.data)


def _compare_data(
    place: str, wanted: Mapping[str, Any], data: Mapping[str, Value]
) -> Iterator[str]:
    for name, value in wanted.items():
        if data.get(name) != value:
            yield f"{place}: {name} is {data.get(name)!r}, expected {value!r}"


def _step(content: Any) -> Step:
    if not isinstance(content, dict) or content.keys() - _KEYS:
        raise ScenarioRefused(f"a step has one of {', '.join(VERBS)}")
    verbs = [verb for verb in VERBS if verb in content]
    if len(verbs) != 1:
        raise ScenarioRefused(f"a step has one of {', '.join(VERBS)}")
    subject = _word(content[verbs[0]])
    if verbs[0] == "wait":
        _duration(subject)
    return Step(
        verb=verbs[0],
        subject=subject,
        data=_mapping(content.get("with")),
        expect=_expected(content.get("expect")),
        refused=_word(content.get("refused")),
        flow=_word(content.get("flow")),
    )


def _expected(content: Any) -> Mapping[str, Any]:
    expected = _mapping(content)
    if unknown := _strangers(expected, set(EXPECTED)):
        raise ScenarioRefused(unknown)
    for name in ("waiting", "failed", "entered", "sent"):
        _list(expected.get(name))
    _mapping(expected.get("data"))
    return expected


def _strangers(content: object, known: set[str]) -> str:
    names = content if isinstance(content, Mapping) else ()
    return " ".join(sorted(str(name) for name in names if name not in known))


def _word(content: Any) -> str:
    """A text, empty when left out. The type alone is named: aliases can make a value endless."""
    if content is not None and not isinstance(content, str):
        raise ScenarioRefused(f"{type(content).__name__}: a text is needed")
    return content or ""


def _list(content: Any) -> list[Any]:
    if content is not None and not isinstance(content, list):
        raise ScenarioRefused(f"{type(content).__name__}: a list is needed")
    return content or []


def _mapping(content: Any) -> Mapping[str, Any]:
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ScenarioRefused(f"{type(content).__name__}: names and values are needed")
    return content


def _moment(content: Any) -> datetime:
    if content is None:
        return BEGINNING
    try:
        moment = content if isinstance(content, datetime) else datetime.fromisoformat(str(content))
    except ValueError as error:
        raise ScenarioRefused(str(content)) from error
    if moment.tzinfo is None:
        raise ScenarioRefused(f"{content}: a moment needs its zone")
    return moment


def _duration(text: str) -> timedelta:
    try:
        return timers.duration(text)
    except ValueError as error:
        raise ScenarioRefused(text) from error
