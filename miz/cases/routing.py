"""To whom a new task goes, when its process says so.

A task may name a unit, a skill, and how its work is shared: `queue` (nobody's until claimed),
`least_loaded` (who has the fewest open cases), `round_robin` (in turn). Who is meant but cannot be
found leaves the task where the case lies: nothing waits for a person who is not there.
"""

from django.db import connection
from django.db.models import Count, Q, QuerySet

from miz.accounts import leaves
from miz.accounts.models import Unit, User
from miz.accounts.permissions import ROLE_PERMISSIONS
from miz.catalogue import queries as catalogue
from miz.processes.engine import WaitingTask

from . import permissions
from .models import Case, Task

QUEUE = "queue"
_TURN = """
insert into cases_turn (unit_id, skill, last) values (%s, %s, %s)
on conflict (unit_id, skill) do update set last = coalesce(
    (select min(able) from unnest(%s::bigint[]) able where able > cases_turn.last), %s)
returning last
"""


def route(case: Case, waiting: WaitingTask, task: Task) -> None:
    """Puts an unsaved task, and the unit and assignee of its case, where the process wants them."""
    unit = find_unit(case.organisation_id, str(waiting.to.get("unit") or ""), case.province)
    if task.lane == permissions.ASKED_LANE:
        task.unit = unit or case.unit
        return
    if unit and permissions.can_receive_handover(unit, case):
        # As with a hand-over: in another province than its unit nobody could work on it.
        case.unit, case.province = unit, unit.province or case.province
    # Kept while the work is still that of the holder, and the case still where he reaches it.
    if case.assignee and not permissions.can_keep(case.assignee, case, task.lane):
        case.assignee = None
    share = waiting.to.get("share")
    # Who has the case keeps it: nobody is to tell the story twice.
    if share and case.assignee is None:
        wanted = str(waiting.to.get("skill") or "")
        case.assignee = _sharer(case, task.lane, wanted, str(share))


def find_unit(organisation: int, name: str, province: str) -> Unit | None:
    """The unit CODE of the case's province, else of the centre; or CODE/PROVINCE as it says."""
    if not name:
        return None
    code, _, place = name.partition("/")
    units = Unit.objects.filter(organisation=organisation, code=code)
    return units.filter(province__in=[place or province, ""]).order_by("-province").first()


def _sharer(case: Case, lane: str, skill: str, share: str) -> User | None:
    if share == QUEUE:
        return None
    people = _able(case, lane)
    if skill:
        people = people.filter(skills__contains=[skill])
    if share == "least_loaded":
        return _least_loaded(people)
    if share == "round_robin":
        return _next_in_turn(case, people, skill)
    return None


def _able(case: Case, lane: str) -> QuerySet[User]:
    """Who is at work in the unit of the case and may do the tasks of that lane: those whose role
    the lane is, others only where there are none."""
    needed = permissions.LANE_PERMISSIONS.get(lane)
    roles = [role for role, may in ROLE_PERMISSIONS.items() if needed in may]
    service = catalogue.version(case.version_id).slug
    everything_or_this = Q(services=[]) | Q(services__contains=[service])
    people = User.objects.filter(
        everything_or_this, unit=case.unit_id, role__in=roles, is_active=True
    )
    own = leaves.present(people).filter(role=lane)
    return own if own.exists() else leaves.present(people)


def _least_loaded(people: QuerySet[User]) -> User | None:
    held = Count("case", filter=Q(case__closed_at__isnull=True))
    return people.annotate(held=held).order_by("held", "pk").first()


def _next_in_turn(case: Case, people: QuerySet[User], skill: str) -> User | None:
    """Who comes after the one who came last; one statement, so no two cases get the same turn."""
    able = {person.pk: person for person in people.order_by("pk")}
    if not able:
        return None
    keys = list(able)
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [case.unit_id, skill, keys[0], keys, keys[0]])
        return able[cursor.fetchone()[0]]
