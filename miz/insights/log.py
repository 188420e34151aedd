"""The words of an event log: what both formats write, and nothing that names a person."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple


class Who(NamedTuple):
    """`id` is a pseudonym for staff, and the kind of actor for all others."""

    id: str
    role: str
    staff: bool


class Service(NamedTuple):
    slug: str
    code: str


class Place(NamedTuple):
    """A unit of an organisation."""

    id: str
    kind: str
    province: str


class Work(NamedTuple):
    """A task of a case: the element of the process that asked for it, and whose work it is."""

    id: str
    element: str
    lane: str


@dataclass(frozen=True, slots=True)
class Step:
    """One event: `name` is the activity, `transition` one of XES' standard lifecycle.

    `state`, `province` and `due` are what the case came to, empty where this step left them.
    """

    at: datetime.datetime
    name: str
    transition: str
    who: Who
    unit: Place
    task: str = ""
    outcome: str = ""
    assignee: Who | None = None
    state_before: str = ""
    state: str = ""
    province: str = ""
    due: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A case: `topic` is empty for a sensitive one; `units` had it, the last has it now."""

    id: str
    service: Service
    channel: str
    province: str
    main_topic: str
    topic: str
    due: datetime.datetime
    units: tuple[Place, ...]
    tasks: tuple[Work, ...]
    steps: tuple[Step, ...]
