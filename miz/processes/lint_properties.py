"""Rules of the linter about extension properties: where each belongs and what it may say."""

from collections.abc import Iterator

from . import diagram as diagrams
from . import fields, outcomes, work
from .diagram import PEOPLE, Diagram, Element
from .errors import Finding
from .lint_data import at
from .process import STAGE, declared

MOST_DAYS = 365
ADDRESSED = ("unit", "skill", "share")
_WITH_DATA = frozenset(
    {"userTask", "receiveTask", "startEvent", "intermediateCatchEvent", "boundaryEvent",
     "serviceTask", "businessRuleTask"}
)  # fmt: skip
# Elements that hear news, and so may bring words.
_EARS = frozenset({"receiveTask", "startEvent", "intermediateCatchEvent", "boundaryEvent"})


def properties(diagram: Diagram) -> Iterator[Finding]:
    carriers: list[Diagram | Element] = [diagram, *diagram.elements.values()]
    for where in carriers:
        for name, value in where.properties.items():
            if not _belongs(name, value, where):
                yield at(where, "property", f"این ویژگی اینجا پذیرفته نیست: {name}")
        for name, value in declared(where.properties, fields.PREFIX):
            try:
                fields.parse(name, value)
            except ValueError:
                yield at(where, "data", f"تعریف داده درست نیست: {name} = {value}")


def _belongs(name: str, value: str, where: Diagram | Element) -> bool:
    if name.startswith((fields.TITLE, fields.WHEN)):
        return _describes(name, value, where)
    if isinstance(where, Diagram):
        return name.startswith((fields.PREFIX, STAGE))
    if name.startswith(fields.PREFIX):
        # The data of a plain start is that of the process and stands there.
        return where.tag in _WITH_DATA and (where.tag, where.event.kind) != ("startEvent", "none")
    if name in {"state", "stage"}:
        return where.tag in diagrams.ACTIVITIES | diagrams.EVENTS
    if name == "clock":
        return where.event.kind == "timer" and value == "working"
    if name.startswith((work.IN, work.OUT)):
        return where.tag == "callActivity"
    if name == "decision" or name.startswith(work.INPUT):
        return where.tag == "businessRuleTask"
    if name == "step":
        return where.tag == "serviceTask"
    return _of_people(name, value, where)


def _describes(name: str, value: str, where: Diagram | Element) -> bool:
    """A title or condition of data that is declared beside it, and of choices that it has."""
    prefix = fields.TITLE if name.startswith(fields.TITLE) else fields.WHEN
    data, _, choice = name.removeprefix(prefix).partition(".")
    if prefix == fields.WHEN:
        known, named = _choices(fields.DECISION, where), fields.choices(value)
        return data in _data(where) and bool(named) and set(named) <= known and not choice
    return data in _data(where) and (not choice or choice in _choices(data, where))


def _of_people(name: str, value: str, where: Element) -> bool:
    """What tells of the work of a person: its words, its time, to whom it goes."""
    if name == "promise":
        return where.tag in diagrams.TASKS | diagrams.EVENTS and _is_days(value)
    if name == outcomes.ENTRY:
        return value in _entries(where)
    if where.tag not in PEOPLE:
        return False
    if name.startswith(f"{outcomes.ENTRY}."):
        choice = name.partition(".")[2]
        return choice in _choices(fields.DECISION, where) and value in _entries(where)
    if name.startswith(work.TO):
        return name.removeprefix(work.TO) in ADDRESSED
    return name == "due" and _is_days(value)


def _entries(where: Element) -> tuple[str, ...]:
    """The kinds of words that may come at an element: who speaks there has no others."""
    if where.tag in PEOPLE:
        return outcomes.OF_STAFF
    return outcomes.OF_CITIZEN if where.tag in _EARS else ()


def _is_days(value: str) -> bool:
    return value.isascii() and value.isdecimal() and 1 <= int(value) <= MOST_DAYS


def _data(where: Diagram | Element) -> set[str]:
    return {name for name, _ in declared(where.properties, fields.PREFIX)}


def _choices(name: str, where: Diagram | Element) -> set[str]:
    return set(fields.choices(where.properties.get(fields.PREFIX + name, "").rstrip("?[] ")))
