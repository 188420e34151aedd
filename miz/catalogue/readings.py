"""What an importer read of a form, as a draft keeps it until a person has looked.

`{"service" | "process": {key: reading}}`, a reading being {"value", "raw", "place", "confidence",
"reason"} and, once a person has looked, {"confirmed": true}. Of a key that is made of parts, each
part may have its reading: `stages` has four.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .importing.readings import NOT_FOUND, SURE

Path = tuple[str, ...]

_ENTRY: Final = {"value", "confidence"}


@dataclass(frozen=True)
class Reading:
    """`path` begins with the form: service, title. `place` is in words, empty when not known."""

    path: Path
    raw: str
    place: Mapping[str, Any]
    confidence: float
    reason: str
    confirmed: bool

    @property
    def is_doubtful(self) -> bool:
        """What was not found at all is no doubt: the form does not tell."""
        unsure = bool(self.raw) and self.confidence < SURE
        return not self.confirmed and (self.reason not in {"", NOT_FOUND} or unsure)

    @property
    def name(self) -> str:
        """Of a control of a page: service.stages.request."""
        return ".".join(self.path)


def all_of(read: Mapping[str, Any]) -> Iterator[Reading]:
    """Every reading, in the order of the importer."""
    for form, entries in read.items():
        for key, entry in entries.items():
            yield from _readings((form, key), entry)


def _readings(path: Path, entry: Any) -> Iterator[Reading]:
    if not isinstance(entry, dict):
        return
    if entry.keys() >= _ENTRY:
        yield Reading(
            path,
            str(entry.get("raw") or ""),
            entry.get("place") or {},
            float(entry["confidence"]),
            str(entry.get("reason") or ""),
            bool(entry.get("confirmed")),
        )
        return
    for key, part in entry.items():
        yield from _readings((*path, key), part)


def doubtful(read: Mapping[str, Any]) -> list[Reading]:
    return [reading for reading in all_of(read) if reading.is_doubtful]


def confirmed(read: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The readings, those of these names marked as seen by a person."""
    return {key: _confirmed(part, key, names) for key, part in read.items()}


def _confirmed(entry: Any, name: str, names: Collection[str]) -> Any:
    if not isinstance(entry, dict):
        return entry
    if entry.keys() >= _ENTRY:
        return entry | {"confirmed": True} if name in names else entry
    return {key: _confirmed(part, f"{name}.{key}", names) for key, part in entry.items()}


def record(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of one form's readings."""
    return {key: _value(entry) for key, entry in entries.items()}


def _value(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    if entry.keys() >= _ENTRY:
        return entry["value"]
    return {key: _value(part) for key, part in entry.items()}
