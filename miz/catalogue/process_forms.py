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

from .findings import Slip

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
        criteria=tuple(
            _criterion(control) for control in form["controls"] if control.get("measure")
        ),
        operation=Operation(_day(operation["opens"]), _day(operation["closes"])),
        alarm=Alarm(**{**said["alarm"], "to": tuple(said["alarm"]["to"])}),
    )


def _criterion(control: Mapping[str, Any]) -> Criterion:
    return Criterion(
        indicator=control["indicator"],
        acceptance=control["acceptance"]["text"],
        responsible=control.get("responsible") or "",
        period=control.get("period") or "",
        measure=control["measure"],
        seconds=control["acceptance"]["seconds"],
    )


def _day(said: Mapping[str, int]) -> tuple[int, int]:
    return said["month"], said["day"]


# --- checked before it is published: what the schema does not say


def slips(form: Mapping[str, Any]) -> Iterator[Slip]:
    """What is wrong with a process form of the right shape."""
    yield from _code_slips(form)
    yield from _measure_slips(form)


def _code_slips(form: Mapping[str, Any]) -> Iterator[Slip]:
    code, service = (form.get(key) or "" for key in ("process_code", "produced_service_code"))
    if code and not _CODE.fullmatch(digits.to_ascii(code)):
        yield Slip(("process_code",), "process_code")
    elif code and service and digits.to_ascii(service) not in digits.to_ascii(code).split("/"):
        yield Slip(("process_code",), "other_service")


def _measure_slips(form: Mapping[str, Any]) -> Iterator[Slip]:
    measured = [
        (number, control)
        for number, control in enumerate(form.get("controls", ()))
        if control.get("measure")
    ]
    names: set[str] = set()
    for number, control in measured:
        if control["measure"] in names:
            path = ("controls", number, "measure")
            yield Slip(path, "measure_twice", {"name": control["measure"]})
        names.add(control["measure"])
        if not isinstance(control.get("acceptance"), dict):
            said = {"indicator": control.get("indicator")}
            yield Slip(("controls", number, "acceptance"), "acceptance", said)
    yield from _measuring_slips(form, bool(measured))


def _measuring_slips(form: Mapping[str, Any], measured: bool) -> Iterator[Slip]:
    said = form.get("measuring")
    if measured != bool(said):
        yield Slip(("measuring" if said else "controls",), "measuring_alone")
    if said and said["operation"]["opens"] == said["operation"]["closes"]:
        yield Slip(("measuring", "operation"), "same_day")
