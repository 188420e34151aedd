"""Moving running cases to another version of their process: looked at first, reversible after.

A case moves whole or not at all. What every token would come to is told before anything moves;
for some days a move can be taken back for every case that nothing has happened to since.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from miz.audit.actors import Actor
from miz.catalogue import queries as catalogue
from miz.catalogue.models import ServiceVersion
from miz.processes import engine, migration
from miz.processes.engine import Process

from . import history, progress
from .errors import NotNow
from .models import Case, CaseQuerySet, Migrated, Migration, ProcessState, State

GROUP = 100
WINDOW = datetime.timedelta(days=7)


@dataclass
class Plan:
    """What a move would do, or did: how many cases can move and cannot; `landings` counts the
    tokens by (element, target, problem): an empty problem lands, `missing` needs a mapping."""

    movable: int = 0
    stuck: int = 0
    landings: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def plan(old: ServiceVersion, new: ServiceVersion, mapping: Mapping[str, str]) -> Plan:
    """The dry run: every running case is tried, nothing is written."""
    found = Plan()
    before, after = _process(old), _process(new)
    states = ProcessState.objects.filter(case__in=_running(old)).values_list("state", flat=True)
    for state in states.iterator(chunk_size=GROUP):
        landings = migration.plan(before, after, bytes(state), mapping)
        _count(found, landings)
    return found


def move(
    *, by: Actor, old: ServiceVersion, new: ServiceVersion, mapping: Mapping[str, str]
) -> tuple[Migration, Plan]:
    """Moves every case that can; each group of them is a transaction of its own."""
    batch = Migration.objects.create(old=old, new=new, mapping=dict(mapping), at=timezone.now())
    before, after, found = _process(old), _process(new), Plan()
    for numbers in _groups(_running(old).order_by("pk")):
        with transaction.atomic():
            _move(by, batch, before, after, _held(numbers, old), found)
    return batch, found


def _move(
    by: Actor,
    batch: Migration,
    before: Process,
    after: Process,
    cases: list[Case],
    found: Plan,
) -> None:
    at, moved = timezone.now(), []
    for case in cases:
        state = bytes(ProcessState.objects.get(case=case).state)
        landings = migration.plan(before, after, state, batch.mapping)
        if _count(found, landings):
            fresh = migration.migrate(before, after, state, batch.mapping)
            case.version = batch.new
            moved.append((case, engine.look(after, fresh, progress.clock(case, at)), state))
    progress.apply([(case, where) for case, where, _ in moved], at)
    Migrated.objects.bulk_create(
        Migrated(migration=batch, case=case, before=state, revision=case.revision)
        for case, _, state in moved
    )
    did = {"verb": "migrate", "mapping": batch.mapping, "version": batch.new_id}
    for case, _, _ in moved:
        history.record(case, by=by, action="case.migrate", did=did, at=at)


def revert(*, by: Actor, batch: Migration) -> tuple[int, int]:
    """Takes a move back: (how many cases went back, how many had gone on and stay)."""
    at = timezone.now()
    if batch.reverted_at or at > batch.at + WINDOW:
        raise NotNow("این جابه‌جایی را دیگر نمی‌توان بازگرداند.")
    back = stay = 0
    for numbers in _groups(Case.objects.filter(pk__in=batch.cases.values("case")).order_by("pk")):
        with transaction.atomic():
            earlier = {m.case_id: m for m in batch.cases.filter(case__in=numbers)}
            held = [c for c in _held(numbers, batch.new) if _untouched(c, earlier[c.pk])]
            _take_back(by, batch, held, earlier, at)
        back, stay = back + len(held), stay + len(numbers) - len(held)
    Migration.objects.filter(pk=batch.pk).update(reverted_at=at)
    return back, stay


def _untouched(case: Case, before: Migrated) -> bool:
    # Holding the case has counted one revision already.
    return case.revision == before.revision + 1


def _take_back(
    by: Actor,
    batch: Migration,
    cases: list[Case],
    earlier: Mapping[int, Migrated],
    at: datetime.datetime,
) -> None:
    process, moved = _process(batch.old), []
    for case in cases:
        case.version = batch.old
        state = bytes(earlier[case.pk].before)
        moved.append((case, engine.look(process, state, progress.clock(case, at))))
    progress.apply(moved, at)
    did = {"verb": "return", "version": batch.old_id}
    for case, where in moved:
        stood = did | {"state": where.state.decode()}
        history.record(case, by=by, action="case.migrate", did=stood, at=at)


def _running(version: ServiceVersion) -> CaseQuerySet:
    return Case.objects.filter(version=version).exclude(state=State.CLOSED)


def _held(numbers: list[int], version: ServiceVersion) -> list[Case]:
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in=numbers, version=version)
    return [history.begin(case) for case in cases.order_by("pk")]


def _groups(cases: CaseQuerySet) -> Iterator[list[int]]:
    numbers = list(cases.values_list("pk", flat=True))
    for first in range(0, len(numbers), GROUP):
        yield numbers[first : first + GROUP]


def _count(found: Plan, landings: tuple[migration.Landing, ...]) -> bool:
    """Adds one case to the plan; whether it can move."""
    found.landings.update((each.element, each.target, each.problem) for each in landings)
    can = not any(each.problem for each in landings)
    found.movable, found.stuck = found.movable + can, found.stuck + (not can)
    return can


def _process(version: ServiceVersion) -> Process:
    process = catalogue.version(version.pk).process
    if process is None:
        raise NotNow("این نسخه فرایندی ندارد.")
    return process
