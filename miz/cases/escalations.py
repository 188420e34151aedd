"""What is late goes up: to the supervisor at the deadline, to headquarters some days after.

A package may say otherwise (`escalation` in its `desk`). The rows are the clock, as with timers:
`watch` begins with what became overdue, `climb` takes it higher when its next moment comes.
Nobody's page becomes old by it: the revision of a case stays, unless it is taken from somebody
who is away.
"""

import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from miz.accounts import leaves
from miz.accounts.models import Organisation, User
from miz.accounts.permissions import Role
from miz.audit.actors import SYSTEM
from miz.audit.models import Event
from miz.catalogue import queries as catalogue

from . import deadlines, history
from .inbox import Literal
from .models import OPEN_STATES, Case, CaseQuerySet, Escalation, State

GROUP = 200
MOST_SHOWN = 50
NOT_NEEDED = ("text", "search_text", "request_digest")


def watch(limit: int = GROUP, now: datetime.datetime | None = None) -> int:
    """Takes up those that became overdue, `limit` of each inbox; answers how many."""
    now = now or timezone.now()
    found = 0
    for organisation in Organisation.objects.order_by("pk"):
        # One partial index each: without the organisation all open cases would be looked at.
        for confidential in (False, True):
            inbox = Q(organisation=organisation, confidential=confidential)
            with transaction.atomic():
                late = _late(now).filter(inbox).order_by("due_at", "id")
                found += _raise(_held(late, limit), now)
    return found


def climb(limit: int = GROUP, now: datetime.datetime | None = None) -> int:
    """Takes up to `limit` cases higher whose next moment has come; answers how many."""
    now = now or timezone.now()
    with transaction.atomic():
        due = Escalation.objects.filter(next_at__lte=now)
        owed = Q(case__state__in=[*OPEN_STATES, State.WAITING_FOR_CITIZEN])
        due.exclude(owed, case__due_at=F("due_at")).update(next_at=None)
        late = Case.objects.filter(_overdue(now), escalation__in=due).order_by("pk")
        return _raise(_held(late, limit), now)


def told(user: User) -> tuple[list[Escalation], bool]:
    """What went up to `user`, the longest overdue first, and whether there is more.

    Headquarters see what came as far as to them, others all of their scope.
    """
    open_cases = Case.objects.visible_to(user).filter(_open())
    rows = Escalation.objects.filter(level__gt=0, case__in=open_cases, due_at=F("case__due_at"))
    if user.role == Role.HEADQUARTERS:
        rows = rows.filter(to=Escalation.To.HEADQUARTERS)
    found = list(rows.select_related("case__assignee").order_by("due_at", "pk")[: MOST_SHOWN + 1])
    return found[:MOST_SHOWN], len(found) > MOST_SHOWN


def _open() -> Q:
    return Q(state__in=[Literal(state.value) for state in OPEN_STATES])


def _overdue(now: datetime.datetime) -> Q:
    return _open() & Q(due_at__lt=now)


def _late(now: datetime.datetime) -> CaseQuerySet:
    """Overdue by a deadline that was not taken up yet."""
    known = Escalation.objects.filter(case=OuterRef("pk"), due_at=OuterRef("due_at"))
    return Case.objects.filter(_overdue(now), ~Exists(known))


def _held(cases: CaseQuerySet, limit: int) -> list[Case]:
    """Those that nobody else has in hand; the others wait for the next round."""
    held = cases.select_for_update(skip_locked=True, of=("self",))
    return [history.begin(case) for case in held.defer(*NOT_NEEDED)[:limit]]


def _raise(cases: list[Case], now: datetime.datetime) -> int:
    """Writes how high each case stands now, frees it from who is away, and tells of both."""
    rows = [_stand(case, now) for case in cases]
    up = [row for row in rows if row.level]
    Escalation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["due_at", "level", "to", "at", "next_at"],
    )
    _free([row.case for row in up])
    Event.objects.bulk_create(_event(row) for row in up)
    return len(rows)


def _stand(case: Case, now: datetime.datetime) -> Escalation:
    """How high a late case stands by the rules of its package, not saved yet."""
    service = catalogue.version(case.version_id)
    moments = [
        (deadlines.after(service.office_hours, case.due_at, rung.after), rung.to)
        for rung in service.escalation
    ]
    reached = [to for at, to in moments if at <= now]
    return Escalation(
        case=case,
        due_at=case.due_at,
        level=len(reached),
        to=reached[-1] if reached else Escalation.To.NOBODY,
        at=now,
        next_at=min((at for at, _ in moments if at > now), default=None),
    )


def _free(cases: list[Case]) -> None:
    """Back to the queue with what lies with somebody who is away."""
    holders = {case.assignee_id for case in cases if case.assignee_id}
    away = leaves.away(holders) if holders else set()
    freed = [case for case in cases if case.assignee_id in away]
    for case in freed:
        case.assignee = None
    Case.objects.bulk_update(freed, ["assignee", "revision"])


def _event(row: Escalation) -> Event:
    details = {"level": row.level, "to": row.to}
    return history.row(row.case, by=SYSTEM, action="case.escalate", details=details, at=row.at)
