"""What a member of staff may do with a case right now: only that is offered on its page."""

import dataclasses

from django.utils import timezone

from miz.accounts.models import Unit, User
from miz.accounts.permissions import ROLE_PERMISSIONS, Permission
from miz.cases import permissions
from miz.cases.errors import NotAllowed
from miz.cases.models import Case, State, Task
from miz.catalogue import queries as catalogue
from miz.catalogue.ready_texts import BLANK, filled
from miz.lib import digits, jalali, provinces, tracking_code
from miz.processes import engine

from .outcomes import Choice

WITH_WORDS = ("hand_over", "note")
WORKERS = [role for role, may in ROLE_PERMISSIONS.items() if Permission.WORK_ON_CASES in may]


@dataclasses.dataclass(frozen=True)
class Offers:
    """`choices` are the outcomes of the open tasks; `hindrance` says why there are none, and
    `asked` which units have been asked and not answered."""

    claim: bool = False
    release: bool = False
    hand_over: bool = False
    note: bool = False
    close: bool = False
    choices: tuple[Choice, ...] = ()
    hindrance: str = ""
    asked: tuple[str, ...] = ()

    def has(self, action: str) -> bool:
        return bool(getattr(self, action, False))


def of(user: User, case: Case) -> Offers:
    if case.state == State.CLOSED or not permissions.can_work(user, case):
        return Offers()
    if case.state in (State.ANSWERED, State.REJECTED):
        return Offers(close=True)
    tasks = list(case.tasks.filter(done_at=None).select_related("unit").order_by("pk"))
    found, hindrance = _choices(user, case, [task for task in tasks if not task.unit_id])
    wide = permissions.can_take_over(user, case)
    mine = case.assignee_id == user.pk
    return Offers(
        # Who cannot do the waiting task would only keep it from the one who can.
        claim=not mine and (wide if case.assignee_id else not hindrance),
        release=mine or (case.assignee_id is not None and wide),
        hand_over=True,
        note=True,
        choices=found,
        hindrance=hindrance,
        asked=tuple(_asked(task) for task in tasks if task.unit_id),
    )


def _choices(user: User, case: Case, tasks: list[Task]) -> tuple[tuple[Choice, ...], str]:
    """What may come of the open tasks, and what keeps `user` from the first that he may not do."""
    found: list[Choice] = []
    hindrance = ""
    for task in tasks:
        try:
            permissions.check_can_complete(user, case, task)
        except NotAllowed as error:
            hindrance = hindrance or str(error)
        else:
            found += choices(case, task)
    return tuple(found), "" if found else hindrance


def _asked(task: Task) -> str:
    until = f" تا {jalali.format_date(task.due_at)}" if task.due_at else ""
    return f"منتظر پاسخ {task.unit}{until}."


def choices(case: Case, task: Task) -> list[Choice]:
    """The outcomes that this task of the process knows."""
    process = catalogue.version(case.version_id).process
    made = engine.outcomes(process, task.element) if process else ()
    return [Choice(task, outcome) for outcome in made]


def ready_texts(case: Case, clerk: User | None = None) -> dict[str, tuple[str, str]]:
    """Reusable answers {code: (title, text)}, filled with what belongs to this case; who writes is
    `clerk`, else whoever holds the case, else a box to be filled."""
    writer = clerk or case.assignee
    values = {
        "applicant_name": case.full_name,
        "tracking_code": digits.to_persian(tracking_code.format(case.tracking_code)),
        "due": jalali.format_date(case.due_at),
        "topic": case.topic_title,
        "organisation": case.organisation.name,
        "unit": str(case.unit),
        "clerk_name": writer.full_name if writer else BLANK,
        "today": jalali.format_date(timezone.now()),
    }
    answers = catalogue.version(case.version_id).answers
    return {each["code"]: (each["title"], filled(each["text"], values)) for each in answers}


def receivers(*cases: Case) -> dict[str, list[tuple[str, str]]]:
    """To whom all these cases of an organisation may go: {unit: [(unit-ID, the unit itself),
    (person-ID, colleague)…]}."""
    units = Unit.objects.filter(organisation=cases[0].organisation_id).order_by("kind", "pk")
    able = {
        unit.pk: unit
        for unit in units
        if all(permissions.can_receive_handover(unit, case) for case in cases)
    }
    found = {pk: [(f"unit-{pk}", f"{unit} (خود واحد)")] for pk, unit in able.items()}
    people = User.objects.filter(unit__in=able, is_active=True, role__in=WORKERS)
    for person in people.order_by("full_name"):
        found[person.unit_id].append((f"person-{person.pk}", person.full_name))
    order = sorted(able.values(), key=lambda unit: _nearness(unit, cases[0]))
    return {str(unit): found[unit.pk] for unit in order}


def receiver(code: str) -> tuple[Unit, User | None]:
    """Whom a code of `receivers` means: a unit, and the colleague in it when it is one."""
    kind, _, pk = code.partition("-")
    if kind == "person":
        colleague = User.objects.select_related("unit").get(pk=pk)
        return colleague.unit, colleague
    return Unit.objects.get(pk=pk), None


def _nearness(unit: Unit, case: Case) -> tuple[bool, bool, int]:
    """One's own unit first, then the centre, then the provinces in the order of the alphabet."""
    order = [*provinces.PROVINCES]
    place = order.index(unit.province) if unit.province else -1
    return unit.pk != case.unit_id, bool(unit.province), place
