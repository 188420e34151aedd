"""Failed steps on the page of a case: what happened in plain words, and who may help, how.

Only who may resolve them meets the forms; colleagues learn that the case waits, and why not for
them; the citizen learns nothing of it.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from miz.accounts.models import User
from miz.cases import incidents, permissions, queries
from miz.cases.errors import NotAllowed
from miz.cases.models import Case, Incident
from miz.catalogue import queries as catalogue
from miz.processes import engine
from miz.processes.diagram import Diagram
from miz.processes.engine import Process
from miz.processes.fields import Field

from .forms import RevisionForm, draft_name
from .incident_forms import RepairForm, SkipForm

RESOLVE: dict[str, Callable[..., Case]] = {
    "retry": incidents.retry,
    "skip": incidents.skip,
    "repair": incidents.repair,
}
RESOLVED = {
    "retry": "گام انجام شد و درخواست پیش رفت.",
    "skip": "از این گام گذشتید و درخواست پیش رفت.",
    "repair": "داده اصلاح شد و گام انجام شد.",
}
FAILED_AGAIN = {
    "retry": "گام باز هم انجام نشد. آنچه این بار رخ داد در همین صفحه است.",
    "repair": "داده اصلاح شد، ولی گام باز هم انجام نشد. آنچه این بار رخ داد در همین صفحه است.",
}
WAITS_FOR_SUPERVISOR = "به‌سبب خطایی فنی، این درخواست منتظر اقدام سرپرست است."
WAITS_FOR_NEXT_TRY = "به‌سبب خطایی فنی، گامی از این درخواست انجام نشد؛ سامانه دوباره تلاش می‌کند."
WAITS_FOR_AGENCY = "در انتظار پاسخ {}؛ میز خود دوباره می‌پرسد و درخواست پس از پاسخ پیش می‌رود."

# What an error of the engine means to who has to decide; the error itself is for technicians.
UNFORESEEN = "خطایی پیش‌بینی‌نشده رخ داد."
MEANINGS = {
    "StepFailed": "این گام انجام نشد؛ شاید سامانهٔ دیگری پاسخ نداده یا آن را نپذیرفته است.",
    "NoWayForward": "هیچ‌یک از راه‌های ادامهٔ کار با داده‌های این درخواست جور نبود.",
    "ExpressionFailed": "با داده‌های این درخواست، محاسبه‌ای ممکن نشد؛ شاید داده‌ای کم یا نادرست است.",
    "DataRefused": "داده‌ای که این گام آورد پذیرفته نشد.",
    "StateRefused": "وضعیت ذخیره‌شدهٔ این درخواست با فرایند آن نمی‌خواند.",
}
CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@dataclasses.dataclass(frozen=True)
class Failed:
    """One failed step with the `forms` that may help, by how: none for a case that cannot move as
    a whole, which is only tried again."""

    incident: Incident
    forms: dict[str, forms.Form]

    @property
    def meaning(self) -> str:
        if agency := queries.silent_agencies([self.incident.error]):
            return WAITS_FOR_AGENCY.format(agency)
        return MEANINGS.get(self.incident.error.partition(":")[0], UNFORESEEN)


@dataclasses.dataclass(frozen=True)
class Panel:
    """What the page of a case says of its failed steps: `failed` to who may resolve them,
    `waiting` to everybody else; both are empty when nothing has failed."""

    failed: list[Failed] = dataclasses.field(default_factory=list)
    waiting: str = ""

    def has(self, action: str) -> bool:
        """Whether the form of `action`, skip-NUMBER or repair-NUMBER, is on the page."""
        return any(
            action == f"{how}-{each.incident.pk}" for each in self.failed for how in each.forms
        )


def may_resolve(user: User, case: Case) -> bool:
    try:
        permissions.check_can_resolve(user, case)
    except NotAllowed:
        return False
    return True


def panel(user: User, case: Case, sent: dict[str, forms.Form]) -> Panel:
    """`sent` {action: form} is what came back and stands in the place of its empty form."""
    found = queries.incidents(case)
    if found and not may_resolve(user, case):
        return Panel(waiting=_waiting(found))
    return Panel([_failed(user, incident, sent) for incident in found])


def _waiting(found: list[Incident]) -> str:
    if not all(incident.retry_at for incident in found):
        return WAITS_FOR_SUPERVISOR
    agencies = [queries.silent_agencies([incident.error]) for incident in found]
    if all(agencies):
        return WAITS_FOR_AGENCY.format(" و ".join(dict.fromkeys(agencies)))
    return WAITS_FOR_NEXT_TRY


def _failed(user: User, incident: Incident, sent: dict[str, forms.Form]) -> Failed:
    ways = ("skip", "repair") if incident.engine_id else ()
    back = {way: sent.get(f"{way}-{incident.pk}") for way in ways}
    return Failed(incident, {way: back[way] or form(way, user, incident) for way in ways})


def form(how: str, user: User, incident: Incident, data: Any = None) -> forms.Form:
    """The form of one way to help; its ids tell it from the others on the page."""
    action = f"{how}-{incident.pk}"
    made = FORMS[how](incident, data=data, auto_id=f"{action}_%s")
    if "reason" in made.fields:
        name = draft_name(action, incident.case, user)
        made.fields["reason"].widget.attrs["data-draft"] = name
    return made


def tell(request: HttpRequest, how: str, incident: Incident, draft: str) -> None:
    """Says how it went: what was tried again may have failed again."""
    incident.refresh_from_db()
    if incident.resolution:
        messages.success(request, RESOLVED[how], extra_tags=draft)
    else:
        messages.warning(request, FAILED_AGAIN[how], extra_tags=draft)


# --- pieces


def _retry(incident: Incident, **said: Any) -> forms.Form:
    return RevisionForm(**said)


def _skip(incident: Incident, **said: Any) -> forms.Form:
    process, element = _process(incident), incident.element
    if process is None or not element:
        return SkipForm(declared=(), roads={}, **said)
    return SkipForm(
        declared=engine.fields(process, element), roads=_roads(process, element), **said
    )


def _repair(incident: Incident, **said: Any) -> forms.Form:
    """Offers all data of the process; undeclared it is text."""
    process = _process(incident)
    if process is None:
        return RepairForm(names={}, **said)
    now = queries.process_data(incident.case)
    declared = {field.name: field for group in process.fields.values() for field in group}
    fields = {name: declared.get(name, Field(name, "text")) for name in sorted(process.names)}
    return RepairForm(names={name: (each, now.get(name)) for name, each in fields.items()}, **said)


FORMS: dict[str, Callable[..., forms.Form]] = {"retry": _retry, "skip": _skip, "repair": _repair}


def _process(incident: Incident) -> Process | None:
    return catalogue.version(incident.case.version_id).process


def _roads(process: Process, element: str) -> dict[str, str]:
    """{flow: where it leads} of a gateway that chooses; equal titles are told apart by ids."""
    diagram = _diagram(process, element)
    if diagram is None or diagram.elements[element].tag not in CHOOSING:
        return {}
    ways = [(flow, diagram.elements[flow.target]) for flow in diagram.out_of(element)]
    titles = {flow.id: flow.name or target.name or target.id for flow, target in ways}
    times = Counter(titles.values())
    return {
        flow: title if times[title] == 1 else f"{title} ({flow})" for flow, title in titles.items()
    }


def _diagram(process: Process, element: str) -> Diagram | None:
    diagrams = (each.diagram for each in (process, *process.called.values()))
    return next((diagram for diagram in diagrams if element in diagram.elements), None)
