"""`miz cases export` and `miz cases rebuild`: histories for process mining, and their proof."""

import datetime
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from miz.audit import actions as audit
from miz.audit.actors import Actor, Kind
from miz.cases import history
from miz.cases.errors import NotNow
from miz.cases.models import Case, ProcessState
from miz.catalogue.models import Service
from miz.lib import digits, jalali
from miz.lib.console import say
from miz.processes.errors import ProcessError

from . import ocel, xes
from .mining import GROUP, Selection, traces

FORMATS = {"ocel": ocel.write, "xes": xes.write}


def run(
    *,
    form: str,
    out: Path,
    service: str = "",
    since: str = "",
    until: str = "",
    confidential: bool = False,
    as_json: bool = False,
) -> int:
    """Writes the histories in `form` (ocel, xes) to `out`; answers 2 when asked for nonsense."""
    try:
        wanted = Selection(_known(service), _day(since), _day(until), confidential)
    except ValueError as error:
        say(str(error))
        return 2
    with _whole(out) as file:
        cases, events = FORMATS[form](traces(wanted), file)
        _audit(form, wanted, cases, events)
    if as_json:
        say(json.dumps({"format": form, "out": str(out), "cases": cases, "events": events}))
    else:
        say(f"{cases} cases, {events} events in {out}")
    return 0


def run_rebuild(*, service: str = "", limit: int | None = None, as_json: bool = False) -> int:
    """Works out again where each case stands, the newest first and at most `limit`, and compares
    it with what is stored; answers 1 when one differs, 2 for an unknown service."""
    try:
        wanted = _known(service)
    except ValueError as error:
        say(str(error))
        return 2
    checked, differing = 0, []
    for checked, number in enumerate(_numbers(wanted, limit), start=1):  # noqa: B007
        if fault := _fault(number):
            differing.append({"case": number, "why": fault})
    if as_json:
        say(json.dumps({"checked": checked, "differing": differing}, ensure_ascii=False))
    else:
        for each in differing:
            say(f"case:{each['case']} {each['why']}")
        say(f"{checked} cases, {len(differing)} differ from their history")
    return 1 if differing else 0


def _known(service: str) -> str:
    if service and not Service.objects.filter(slug=service).exists():
        raise ValueError(f"no service has the slug {service}")
    return service


def _day(text: str) -> datetime.date | None:
    """A day as operators write it: a Jalali year begins with 13 or 14."""
    if not text:
        return None
    written = digits.to_ascii(text)
    if written.startswith(("13", "14")):
        return jalali.from_iso(written)
    return datetime.date.fromisoformat(written)


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all, and readable by its owner alone."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _audit(form: str, wanted: Selection, cases: int, events: int) -> None:
    """Nobody is signed in at a terminal: the account of the system is who it was."""
    audit.record(
        by=Actor(Kind.SYSTEM, f"uid:{os.getuid()}", "راهبر سامانه"),
        action="cases.export",
        subject=f"export:{form}",
        details={
            "service": wanted.service,
            "since": wanted.since.isoformat() if wanted.since else "",
            "until": wanted.until.isoformat() if wanted.until else "",
            "confidential": wanted.confidential,
            "cases": cases,
            "events": events,
        },
    )


def _numbers(service: str, limit: int | None) -> Iterator[int]:
    """The cases that have a process, the newest first."""
    states = ProcessState.objects.order_by("-case_id")
    if service:
        states = states.filter(case__version__service__slug=service)
    before, left = None, limit
    while left is None or left > 0:
        older = states if before is None else states.filter(case_id__lt=before)
        size = GROUP if left is None else min(GROUP, left)
        group = list(older.values_list("case_id", flat=True)[:size])
        if not group:
            return
        yield from group
        before, left = group[-1], None if left is None else left - len(group)


def _fault(number: int) -> str:
    """How the stored state of a case differs from its history; empty when it does not."""
    with transaction.atomic():
        # Held, for a case that moves between the two reads would seem to differ.
        case = Case.objects.select_for_update(of=("self",)).get(pk=number)
        stored = bytes(ProcessState.objects.get(case=case).state)
        try:
            return "" if history.rebuild(case) == stored else "differs"
        except (NotNow, ProcessError) as error:
            # By its name alone: the words of an error may hold what somebody wrote.
            return type(error).__name__
