"""The process identity form of a package (process.yaml): checked on disk, read once published.

The form itself is kept word for word. Beside it the package says how Miz measures its criteria:
which control is which measure, when the operation opens and closes by the lunar calendar, and from
where on a breach raises an alert.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from miz.lib import digits, lunar

from .errors import PackageError

TEXTS = (
    *("process_name", "process_code", "produced_service", "produced_service_code", "goal", "type"),
    *("parent_process", "scope", "owner", "supervisor", "trigger", "description", "diagram"),
)
LISTS = ("strategic_goals", "sub_processes", "stakeholders", "laws", "systems")
RECORDS = {
    "glossary": ("term", "definition"),
    "inputs": ("input", "supplier"),
    "outputs": ("output", "customer"),
    "controls": ("indicator", "acceptance", "responsible", "period"),
}
TYPES = ("core", "support", "management")
# What is measured of a control; `miz.insights.recovery` says from which moment to which.
MEASURES = ("recovery.password_set", "recovery.sms")
TOLD = ("supervisor", "headquarters")
# Numbers may stand in either order: right-to-left print turns them round.
_CODE = re.compile(r"[0-9]{3}/[0-9]{11}|[0-9]{11}/[0-9]{3}")


@dataclass(frozen=True)
class Criterion:
    """A control that is measured: what it accepts lasts less than `seconds`."""

    indicator: str
    acceptance: str
    responsible: str
    period: str
    measure: str
    seconds: int


@dataclass(frozen=True)
class Alarm:
    """A day of at least `least` cases is broken below `share` (0 to 1) or above `p99_seconds`;
    `to` are the roles that are told."""

    share: float
    p99_seconds: float
    least: int
    to: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """One operation: from the day it opens to the day it closes, which is no longer in it."""

    opens: date
    closes: date


@dataclass(frozen=True)
class Operation:
    """When the process runs, every lunar year: (month, day) of its opening and its close."""

    opens: tuple[int, int]
    closes: tuple[int, int]

    def latest(self, day: date) -> Run:
        """The run that `day` is in, or the last one before it."""
        year = lunar.year_of(day)
        this = self.of(year)
        return this if this.opens <= day else self.of(year - 1)

    def before(self, run: Run) -> Run:
        return self.of(lunar.year_of(run.opens) - 1)

    def of(self, year: int) -> Run:
        """The run that opens in this lunar year."""
        ends = year if self.closes > self.opens else year + 1
        return Run(lunar.day_of(year, *self.opens), lunar.day_of(ends, *self.closes))


@dataclass(frozen=True)
class Measuring:
    """What is measured of a process form, and when."""

    criteria: tuple[Criterion, ...]
    operation: Operation
    alarm: Alarm


def measuring(form: Mapping[str, Any]) -> Measuring | None:
    """How the criteria of a form are measured; None when none is."""
    said = form.get("measuring")
    if not said:
        return None
    operation = said["operation"]
    return Measuring(
        criteria=tuple(_criterion(control) for control in form["controls"] if "measure" in control),
        operation=Operation(_day(operation["opens"]), _day(operation["closes"])),
        alarm=Alarm(**{**said["alarm"], "to": tuple(said["alarm"]["to"])}),
    )


def _criterion(control: Mapping[str, Any]) -> Criterion:
    return Criterion(
        indicator=control["indicator"],
        acceptance=control["acceptance"]["text"],
        responsible=control["responsible"] or "",
        period=control["period"] or "",
        measure=control["measure"],
        seconds=control["acceptance"]["seconds"],
    )


def _day(said: Mapping[str, int]) -> tuple[int, int]:
    return said["month"], said["day"]


# --- checked before it is published


def check(form: Any, path: object) -> None:
    """Raises PackageError with one line for each thing that is wrong with a process form."""
    if not isinstance(form, dict):
        raise PackageError(f"{path}: names and values are expected")
    if findings := [*_findings(form)]:
        raise PackageError("\n".join(f"{path}: {finding}" for finding in findings))


def _findings(form: dict[str, Any]) -> Iterator[str]:
    known = {*TEXTS, *LISTS, *RECORDS}
    yield from (f"{key} is missing" for key in sorted(known - form.keys()))
    yield from (f"{key} is unknown" for key in sorted(form.keys() - known - {"measuring"}))
    yield from (f"{key} is not text" for key in TEXTS if not _is_text(form.get(key)))
    for key in LISTS:
        entries = form.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(each, str) for each in entries):
            yield f"{key} is not a list of texts"
    for key, fields in RECORDS.items():
        yield from _record_findings(form.get(key, []), key, fields)
    yield from _code_findings(form)
    yield from _measure_findings(form)


def _is_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and bool(value.strip()))


def _record_findings(records: object, key: str, fields: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        yield f"{key} is not a list of records"
        return
    allowed = {*fields, *({"measure"} if key == "controls" else ())}
    for number, record in enumerate(records, start=1):
        if not {*fields} <= record.keys() <= allowed:
            yield f"{key} {number} needs {', '.join(fields)}"
        elif not record[fields[0]]:
            yield f"{key} {number} has no {fields[0]}"


def _code_findings(form: dict[str, Any]) -> Iterator[str]:
    code, service = (form.get(key) or "" for key in ("process_code", "produced_service_code"))
    if form.get("type") not in (None, *TYPES):
        yield f"type is one of {', '.join(TYPES)}"
    if not isinstance(code, str) or not isinstance(service, str):
        return  # told already
    if code and not _CODE.fullmatch(digits.to_ascii(code)):
        yield "process_code is a running number of three digits and the service's eleven"
    elif code and service and service not in code.split("/"):
        yield "process_code names another service than produced_service_code"


def _measure_findings(form: dict[str, Any]) -> Iterator[str]:
    controls = form.get("controls")
    controls = [c for c in controls if isinstance(c, dict)] if isinstance(controls, list) else []
    names = [control["measure"] for control in controls if "measure" in control]
    yield from (f"measure {name} is unknown" for name in names if name not in MEASURES)
    if len({*map(str, names)}) != len(names):
        yield "a measure stands twice"
    for control in controls:
        if not _is_acceptance(control.get("acceptance"), measured="measure" in control):
            yield f"acceptance of {control.get('indicator')} is text, or {{text, seconds}}"
    if bool(names) != ("measuring" in form):
        yield "measuring and a control with a measure come together"
    elif names and not _is_measuring(form["measuring"]):
        yield "measuring is {operation {opens, closes}, alarm {share, p99_seconds, least, to}}"


def _is_acceptance(said: object, *, measured: bool) -> bool:
    if not isinstance(said, dict):
        return _is_text(said) and not measured
    text, seconds = said.get("text"), said.get("seconds")
    return (
        said.keys() == {"text", "seconds"} and bool(text) and type(seconds) is int and seconds > 0
    )


def _is_measuring(said: object) -> bool:
    match said:
        case {
            "operation": {"opens": opens, "closes": closes},
            "alarm": {
                "share": int() | float() as share,
                "p99_seconds": int() | float() as p99,
                "least": int() as least,
                "to": [_, *_] as roles,
                **rest,
            },
        } if not rest:
            days = _is_lunar_day(opens) and _is_lunar_day(closes) and opens != closes
            told = all(role in TOLD for role in roles)
            return days and told and 0 < share <= 1 and p99 > 0 and least > 0
    return False


def _is_lunar_day(said: object) -> bool:
    match said:
        case {"month": int() as month, "day": int() as day}:
            return 1 <= month <= len(lunar.MONTHS) and 1 <= day <= 30
    return False
