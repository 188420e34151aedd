"""XES in XML, IEEE 1849: one trace for each case, its steps as events.

The order of elements, the types of values and the names of keys are those of the standard's own
schema; the four extensions are its standard ones, what has no prefix is ours.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from lxml import etree

from .log import Step, Trace

NAMESPACE = "http://www.xes-standard.org/"
EXTENSIONS = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
    "Time": "time",
}
CLASSIFIERS = {
    "Activity": "concept:name",
    "ActivityTransition": "concept:name lifecycle:transition",
    "Resource": "org:resource",
}
UNKNOWN = "UNKNOWN"
# What every trace and every event has; a classifier may stand on these alone.
GLOBALS: dict[str, dict[str, str | datetime.datetime]] = {
    "trace": {"concept:name": UNKNOWN},
    "event": {
        "concept:name": UNKNOWN,
        "lifecycle:transition": "complete",
        "org:resource": UNKNOWN,
        "org:role": UNKNOWN,
        "org:group": UNKNOWN,
        "time:timestamp": datetime.datetime.fromtimestamp(0, datetime.UTC),
    },
}


def write(traces: Iterable[Trace], out: BinaryIO) -> tuple[int, int]:
    """Writes one document; answers how many cases and events. Memory holds one trace at a time."""
    cases = events = 0
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        features = {"xes.version": "1.0", "xes.features": ""}
        with xml.element(_tag("log"), features, nsmap={None: NAMESPACE}):
            _head(xml)
            for trace in traces:
                cases, events = cases + 1, events + len(trace.steps)
                _trace(xml, trace)
            xml.write("\n")
    return cases, events


def _head(xml: Any) -> None:
    for name, prefix in EXTENSIONS.items():
        uri = f"{NAMESPACE}{prefix}.xesext"
        _empty(xml, "extension", {"name": name, "prefix": prefix, "uri": uri})
    for scope, values in GLOBALS.items():
        with _element(xml, "global", {"scope": scope}):
            _attributes(xml, values)
    for name, keys in CLASSIFIERS.items():
        _empty(xml, "classifier", {"name": name, "scope": "event", "keys": keys})
    _attributes(xml, {"concept:name": "miz", "lifecycle:model": "standard"})


def _trace(xml: Any, trace: Trace) -> None:
    values = {
        "concept:name": trace.id,
        "service": trace.service.slug,
        "channel": trace.channel,
        "province": trace.province,
        "main_topic": trace.main_topic,
        "topic": trace.topic,
        "due": trace.due,
    }
    with _element(xml, "trace"):
        _attributes(xml, values)
        for step in trace.steps:
            with _element(xml, "event"):
                _attributes(xml, _event(step))


def _event(step: Step) -> dict[str, str | datetime.datetime | None]:
    return {
        "concept:name": step.name,
        "lifecycle:transition": step.transition,
        "org:resource": step.who.id,
        "org:role": step.who.role,
        "org:group": step.unit.id,
        "time:timestamp": step.at,
        "assignee": step.assignee.id if step.assignee else "",
        "state_before": step.state_before,
        "state_after": step.state,
        "due": step.due,
        "outcome": step.outcome,
    }


def _attributes(xml: Any, values: dict[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, datetime.datetime):
            told = value.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
            _empty(xml, "date", {"key": key, "value": told})
        elif value:
            _empty(xml, "string", {"key": key, "value": str(value)})


def _empty(xml: Any, name: str, attributes: dict[str, str]) -> None:
    xml.write("\n")
    with xml.element(_tag(name), attributes):
        pass


@contextmanager
def _element(xml: Any, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
    """An element whose tags stand on lines of their own: some readers go by lines."""
    xml.write("\n")
    with xml.element(_tag(name), attributes or {}):
        yield
        xml.write("\n")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
