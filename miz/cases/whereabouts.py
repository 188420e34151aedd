"""Where a case stands in the drawing of its process."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from miz.catalogue import queries as catalogue
from miz.catalogue.models import ServiceVersion
from miz.processes.diagram import PEOPLE, Element
from miz.processes.drawing import Drawing, draw, present
from miz.processes.errors import ProcessError

from . import history
from .models import Case, ProcessState


@dataclass(frozen=True)
class Whereabouts:
    """`present` and `passed` are elements of `drawing`: where the case waits, and what surely was
    done or reached before."""

    drawing: Drawing
    present: frozenset[str]
    passed: frozenset[str]


def of(case: Case) -> Whereabouts | None:
    """Nothing for a case whose service has no process."""
    process = catalogue.version(case.version_id).process
    if process is None:
        return None
    drawing = draw(ServiceVersion.objects.values_list("process", flat=True).get(pk=case.version_id))
    elements = process.diagram.elements
    now = _present(case, drawing.places)
    passed = frozenset(_done(case)) | frozenset(_reached(case, list(elements.values())))
    return Whereabouts(drawing, now, (passed & elements.keys()) - now)


def _present(case: Case, places: frozenset[str]) -> frozenset[str]:
    """Nothing when the state cannot be read any more."""
    stored = ProcessState.objects.filter(case=case).first()
    if stored is None:
        return frozenset()
    try:
        return present(bytes(stored.state), places)
    except ProcessError:
        return frozenset()


def _done(case: Case) -> Iterator[str]:
    """What people did."""
    rows = case.tasks.filter(done_at__isnull=False).exclude(outcome="cancelled")
    yield from rows.values_list("element", flat=True)


def _reached(case: Case, elements: list[Element]) -> Iterator[str]:
    """The milestones that are told from the others: by their stage, or with it by their state."""
    stages = set(case.stages.values_list("code", flat=True))
    states = {row.changed["state"][1] for row in history.of(case) if "state" in row.changed}
    marks = [(element, *_mark(element)) for element in elements]
    of_stage = Counter(stage for _, stage, _ in marks)
    of_both = Counter((stage, state) for _, stage, state in marks)
    for element, stage, state in marks:
        told = of_stage[stage] == 1 or (of_both[stage, state] == 1 and state in states)
        if stage in stages and told and element.tag not in PEOPLE:
            yield element.id


def _mark(element: Element) -> tuple[str, str]:
    return element.properties.get("stage", ""), element.properties.get("state", "")
