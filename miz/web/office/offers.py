"""What a member of staff may do with a case right now: only that is offered on its page."""

import dataclasses

from miz.accounts.models import Unit, User
from miz.accounts.permissions import ROLE_PERMISSIONS, Permission
from miz.cases import permissions
from miz.cases.errors import NotAllowed
from miz.cases.models import Case, State, Task
from miz.catalogue import queries as catalogue
from miz.lib import digits, provinces, tracking_code
from miz.processes import engine

WITH_WORDS = ("answer", "ask", "reject", "hand_over", "note")
WORKERS = [role for role, may in ROLE_PERMISSIONS.items() if Permission.WORK_ON_CASES in may]


@dataclasses.dataclass(frozen=True)
class Offers:
    """`outcomes` are those of the open task (ask, answer, reject); `hindrance` says why none."""

    claim: bool = False
    release: bool = False
    hand_over: bool = False
    note: bool = False
    close: bool = False
    outcomes: frozenset[str] = frozenset()
    hindrance: str = ""

    def has(self, action: str) -> bool:
        return action in self.outcomes or bool(getattr(self, action, False))


def of(user: User, case: Case) -> Offers:
    if case.state == State.CLOSED or not permissions.can_work(user, case):
        return Offers()
    if case.state in (State.ANSWERED, State.REJECTED):
        return Offers(close=True)
    outcomes, hindrance = _outcomes(user, case)
    wide = permissions.can_take_over(user, case)
    mine = case.assignee_id == user.pk
    return Offers(
        # Who cannot do the waiting task would only keep it from the one who can.
        claim=not mine and (wide if case.assignee_id else not hindrance),
        release=mine or (case.assignee_id is not None and wide),
        hand_over=True,
        note=True,
        outcomes=outcomes,
        hindrance=hindrance,
    )


def _outcomes(user: User, case: Case) -> tuple[frozenset[str], str]:
    task = case.tasks.filter(done_at=None).order_by("pk").first()
    if task is None:
        return frozenset(), ""
    try:
        permissions.check_can_complete(user, case, task.lane)
    except NotAllowed as error:
        return frozenset(), str(error)
    return _choices(case, task), ""


def _choices(case: Case, task: Task) -> frozenset[str]:
    """The decisions that this task of the process knows."""
    process = catalogue.version(case.version_id).process
    fields = engine.fields(process, task.element) if process else ()
    return frozenset(
        choice for field in fields if field.name == "decision" for choice in field.choices
    )


def ready_texts(case: Case) -> dict[str, tuple[str, str]]:
    """Reusable answers {code: (title, text)}, with the name and code of this case in them."""
    values = {
        "{applicant_name}": case.full_name,
        "{tracking_code}": digits.to_persian(tracking_code.format(case.tracking_code)),
    }
    found = {}
    for answer in catalogue.version(case.version_id).answers:
        text = answer["text"].strip()
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        found[answer["code"]] = (answer["title"], text)
    return found


def receivers(case: Case) -> dict[str, list[tuple[str, str]]]:
    """To whom the case may go: {unit: [(unit-ID, the unit itself), (person-ID, colleague)…]}."""
    units = Unit.objects.filter(organisation=case.organisation_id).order_by("kind", "pk")
    able = {unit.pk: unit for unit in units if permissions.can_receive_handover(unit, case)}
    found = {pk: [(f"unit-{pk}", f"{unit} (خود واحد)")] for pk, unit in able.items()}
    people = User.objects.filter(unit__in=able, is_active=True, role__in=WORKERS)
    for person in people.order_by("full_name"):
        found[person.unit_id].append((f"person-{person.pk}", person.full_name))
    order = sorted(able.values(), key=lambda unit: _nearness(unit, case))
    return {str(unit): found[unit.pk] for unit in order}


def _nearness(unit: Unit, case: Case) -> tuple[bool, bool, int]:
    """One's own unit first, then the centre, then the provinces in the order of the alphabet."""
    order = [*provinces.PROVINCES]
    place = order.index(unit.province) if unit.province else -1
    return unit.pk != case.unit_id, bool(unit.province), place
