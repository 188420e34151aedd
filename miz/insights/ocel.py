"""OCEL 2.0 in JSON: cases, tasks, units, staff and services, and what happened to them.

After the Object-Centric Event Log 2.0 specification of RWTH Aachen (16 October 2023): objects and
events name their type, types declare their attributes, relationships carry a qualifier. An object's
attribute holds from a moment on; what never changes holds from 1970.
"""

import datetime
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from typing import IO, Any, BinaryIO

from .log import Place, Service, Step, Trace, Who, Work

ALWAYS = "1970-01-01T00:00:00.000Z"
OBJECT_TYPES = {
    "case": {
        "channel": "string",
        "main_topic": "string",
        "topic": "string",
        "province": "string",
        "state": "string",
        "due": "time",
    },
    "task": {"element": "string", "lane": "string"},
    "unit": {"kind": "string", "province": "string"},
    "clerk": {"role": "string"},
    "service": {"code": "string"},
}
EVENT_ATTRIBUTES = {
    "role": "string",
    "state_before": "string",
    "state_after": "string",
    "due": "time",
    "outcome": "string",
}

Item = dict[str, Any]


def write(traces: Iterable[Trace], out: BinaryIO) -> tuple[int, int]:
    """Writes one document; answers how many cases and events. Memory holds one trace at a time
    (and the units, staff and services met), for what is written last waits in files."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as objects, \
            tempfile.TemporaryFile("w+", encoding="utf-8") as events:  # fmt: skip
        log, cases = _Log(_Items(objects), _Items(events)), 0
        for cases, trace in enumerate(traces, start=1):  # noqa: B007
            log.add(trace)
        log.pour(out)
        return cases, log.events.count


class _Items:
    """The items of a JSON array, waiting in a file."""

    def __init__(self, file: IO[str]) -> None:
        self.file, self.count = file, 0

    def add(self, item: Item) -> None:
        self.file.write((",\n" if self.count else "") + _json(item))
        self.count += 1

    def pour(self, out: BinaryIO) -> None:
        self.file.flush()
        self.file.seek(0)
        # Text was written, bytes are poured: nothing is decoded twice.
        shutil.copyfileobj(self.file.buffer, out)  # type: ignore[attr-defined]


class _Log:
    def __init__(self, objects: _Items, events: _Items) -> None:
        self.objects, self.events = objects, events
        self.shared: set[str] = set()
        self.types: dict[str, set[str]] = defaultdict(set)

    def add(self, trace: Trace) -> None:
        self._share(_service(trace.service))
        for unit in trace.units:
            self._share(_unit(unit))
        self.objects.add(_case(trace))
        for task in trace.tasks:
            self.objects.add(_task(task, trace))
        for number, step in enumerate(trace.steps, start=1):
            self._happened(step, trace, number)

    def _happened(self, step: Step, trace: Trace, number: int) -> None:
        for who in (step.who, step.assignee):
            if who and who.staff:
                self._share(_clerk(who))
        event = _event(step, trace, number)
        self.types[event["type"]] |= {attribute["name"] for attribute in event["attributes"]}
        self.events.add(event)

    def _share(self, item: Item) -> None:
        if item["id"] not in self.shared:
            self.shared.add(item["id"])
            self.objects.add(item)

    def pour(self, out: BinaryIO) -> None:
        object_types = [_type(name, OBJECT_TYPES[name]) for name in OBJECT_TYPES]
        event_types = [
            _type(name, {a: EVENT_ATTRIBUTES[a] for a in EVENT_ATTRIBUTES if a in seen})
            for name, seen in sorted(self.types.items())
        ]
        out.write(f'{{"objectTypes":{_json(object_types)},\n'.encode())
        out.write(f'"eventTypes":{_json(event_types)},\n"objects":[\n'.encode())
        self.objects.pour(out)
        out.write(b'\n],\n"events":[\n')
        self.events.pour(out)
        out.write(b"\n]}\n")


def _type(name: str, attributes: dict[str, str]) -> Item:
    return {"name": name, "attributes": [{"name": n, "type": t} for n, t in attributes.items()]}


def _service(service: Service) -> Item:
    return _object(_service_id(service), "service", {"code": service.code})


def _unit(unit: Place) -> Item:
    return _object(unit.id, "unit", {"kind": unit.kind, "province": unit.province})


def _clerk(who: Who) -> Item:
    return _object(who.id, "clerk", {"role": who.role})


def _task(task: Work, trace: Trace) -> Item:
    attributes = {"element": task.element, "lane": task.lane}
    return _object(task.id, "task", attributes) | {"relationships": [_related(trace.id, "part of")]}


def _case(trace: Trace) -> Item:
    fixed = {"channel": trace.channel, "main_topic": trace.main_topic, "topic": trace.topic}
    case = _object(trace.id, "case", fixed)
    for step in trace.steps:
        now = {"province": step.province, "state": step.state, "due": _time(step.due)}
        case["attributes"] += _values(now, at=_time(step.at))
    *earlier, last = trace.units
    case["relationships"] = [
        _related(_service_id(trace.service), "asks for"),
        *(_related(unit.id, "was with") for unit in earlier),
        _related(last.id, "is with"),
    ]
    return case


def _event(step: Step, trace: Trace, number: int) -> Item:
    named = "" if step.transition == "complete" and not step.task else f".{step.transition}"
    attributes = {
        "role": step.who.role,
        "state_before": step.state_before,
        "state_after": step.state,
        "due": _time(step.due),
        "outcome": step.outcome,
    }
    return {
        "id": f"{trace.id}/{number}",
        "type": f"{step.name}{named}",
        "time": _time(step.at),
        "attributes": [{"name": n, "value": v} for n, v in attributes.items() if v],
        "relationships": _relations(step, trace, first=number == 1),
    }


def _relations(step: Step, trace: Trace, *, first: bool) -> list[Item]:
    relations = [_related(trace.id, "subject"), _related(step.unit.id, "responsible")]
    if first:  # tools leave out an object that no event knows
        relations.append(_related(_service_id(trace.service), "asked for"))
    if step.task:
        relations.append(_related(step.task, "task"))
    if step.who.staff:
        relations.append(_related(step.who.id, "performer"))
    if step.assignee:
        relations.append(_related(step.assignee.id, "assignee"))
    return relations


def _object(name: str, kind: str, attributes: dict[str, str]) -> Item:
    return {
        "id": name,
        "type": kind,
        "attributes": _values(attributes, at=ALWAYS),
        "relationships": [],
    }


def _values(attributes: dict[str, str], at: str) -> list[Item]:
    return [{"name": n, "time": at, "value": v} for n, v in attributes.items() if v]


def _related(name: str, qualifier: str) -> Item:
    return {"objectId": name, "qualifier": qualifier}


def _service_id(service: Service) -> str:
    return f"service-{service.slug}"


def _time(moment: datetime.datetime | None) -> str:
    if moment is None:
        return ""
    told = moment.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
