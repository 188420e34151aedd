"""Time in which the desk could not work, given back to the deadlines that ran through it.

Recording one writes a row and no more. The worker then goes through the cases in groups, in the
order of their numbers, each group one transaction with the place it has come to: a worker that
dies goes on behind the last whole group, and no case is extended twice.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from miz.accounts.models import Organisation, User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.audit.actors import SYSTEM, Actor
from miz.audit.models import Event
from miz.catalogue import queries as catalogue
from miz.outbox import actions as outbox
from miz.outbox.models import Message

from . import deadlines, history, messages
from .deadlines import Span
from .errors import DowntimeRefused, NotAllowed
from .models import OPEN_STATES, Case, CaseDowntime, CaseQuerySet, Downtime, State

GROUP = 500
# So much later a deadline must be for the citizen to be told of it.
WORTH_TELLING = datetime.timedelta(days=1)
# So long a downtime that was recorded by mistake may be withdrawn.
REGRET = datetime.timedelta(days=1)
OVERLAPS = "اختلالی که بخشی از این زمان را در بر دارد پیش‌تر ثبت شده است."
PROMISED = [*OPEN_STATES, State.WAITING_FOR_CITIZEN]
# These set a deadline and promise nothing anew; a new case was promised when it was sent.
NO_PROMISE = ["case.open", "case.extend", "case.unextend"]
NOT_NEEDED = ("text", "search_text", "request_digest")


@dataclasses.dataclass
class Clock:
    """Since when the present promise of a case runs, and when its clock stood."""

    promised_at: datetime.datetime
    pauses: list[Span]


# --- what people do


@transaction.atomic
def record(
    *,
    by: User | Actor,
    organisation: Organisation | None,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    reason: str,
) -> Downtime:
    """Writes it down; the worker extends the deadlines. Without an organisation it is the whole
    platform's, which no member of staff may record. Raises NotAllowed, DowntimeRefused."""
    now = timezone.now()
    _check(by, organisation)
    if not starts_at < ends_at <= now:
        raise DowntimeRefused
    downtime = Downtime(
        organisation=organisation,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        recorded_by=by if isinstance(by, User) else None,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            downtime.save()
    except IntegrityError as error:
        raise DowntimeRefused(OVERLAPS) from error
    _audit(by, downtime, "downtime.record")
    return downtime


@transaction.atomic
def withdraw(*, by: User | Actor, downtime: Downtime) -> Downtime:
    """Takes back what was recorded by mistake, for a day; the worker takes back the deadlines."""
    # Waits for the group that a worker has in hand.
    downtime = Downtime.objects.select_for_update(of=("self",)).get(pk=downtime.pk)
    _check(by, downtime.organisation)
    if not may_withdraw(downtime):
        raise DowntimeRefused("این اختلال دیگر برگرداندنی نیست.")
    downtime.withdrawn_at, downtime.done_at = timezone.now(), None
    downtime.save()
    _audit(by, downtime, "downtime.withdraw")
    return downtime


def may_withdraw(downtime: Downtime) -> bool:
    """Tells whether it stands and is younger than REGRET."""
    return not downtime.withdrawn_at and timezone.now() - downtime.recorded_at < REGRET


def _check(by: User | Actor, organisation: Organisation | None) -> None:
    if isinstance(by, Actor):
        return
    own = organisation is not None and organisation.pk == by.organisation_id
    if not (own and by.may(Permission.RECORD_DOWNTIME)):
        raise NotAllowed


def _audit(by: User | Actor, downtime: Downtime, action: str) -> None:
    span = {"starts_at": downtime.starts_at, "ends_at": downtime.ends_at}
    audit.record(
        by=_actor(by) if isinstance(by, User) else by,
        action=action,
        subject=f"downtime:{downtime.pk}",
        reason=downtime.reason,
        details={name: moment.isoformat() for name, moment in span.items()},
    )


def _actor(by: User) -> Actor:
    return by.acting(Permission.RECORD_DOWNTIME)


def known_to(user: User) -> list[Downtime]:
    """The newest downtimes of the user's organisation, and those of the platform."""
    own = Downtime.objects.filter(Q(organisation=user.organisation_id) | Q(organisation=None))
    return list(own.select_related("recorded_by").order_by("-starts_at", "-pk")[:100])


# --- what the worker does


@transaction.atomic
def work_off(limit: int = GROUP) -> bool:
    """One group of one downtime; False when there is nothing left to do."""
    waiting = Downtime.objects.filter(done_at=None).order_by("pk")
    held = waiting.select_for_update(skip_locked=True, of=("self",))
    downtime = held.select_related("recorded_by").first()
    if downtime is None:
        return False
    work = _take_back if downtime.withdrawn_at else _extend
    # A row that changed while it was waited for may be missing in a group: only none is the end.
    if not work(downtime, limit):
        downtime.done_at = timezone.now()
    downtime.save(update_fields=["progress", "done_at"])
    return True


def _extend(downtime: Downtime, limit: int) -> int:
    """Extends the next cases, as far as their promise ran through the downtime."""
    cases = list(_promised(downtime).filter(pk__gt=downtime.progress).order_by("pk")[:limit])
    rows = [row for row in _losses(downtime, cases) if row.lost]
    late: list[Case] = []
    for row in rows:
        case = history.begin(row.case)
        before, hours = case.due_at, catalogue.version(case.version_id).office_hours
        case.due_at = deadlines.extend(hours, before, row.lost)
        if case.due_at - before > WORTH_TELLING and not case.paused_at:
            late.append(case)
    CaseDowntime.objects.bulk_create(rows)
    _save(downtime, [row.case for row in rows], "case.extend")
    Message.objects.bulk_create(_news(late))
    if cases:
        downtime.progress = cases[-1].pk
    return len(cases)


def _promised(downtime: Downtime) -> CaseQuerySet:
    """Who may have been waiting then: sent before, and not broken by then.

    A case that pauses is one too: what is left of its time was counted when the pause began, and
    a downtime before that had made it less.
    """
    ran = Q(submitted_at__lt=downtime.starts_at, due_at__gt=downtime.starts_at)
    cases = Case.objects.filter(ran, state__in=PROMISED)
    if downtime.organisation_id:
        cases = cases.filter(organisation=downtime.organisation_id)
    return cases.select_for_update(of=("self",)).defer(*NOT_NEEDED)


def _losses(downtime: Downtime, cases: list[Case]) -> Iterator[CaseDowntime]:
    """What the downtime cost each promise that ran through it, not saved yet."""
    clocks, span = _clocks(cases), Span(downtime.starts_at, downtime.ends_at)
    for case in cases:
        clock, hours = clocks[case.subject], catalogue.version(case.version_id).office_hours
        if clock.promised_at < downtime.starts_at:
            lost = deadlines.lost(hours, span, clock.pauses)
            yield CaseDowntime(downtime=downtime, case=case, lost=lost)


def _clocks(cases: list[Case]) -> dict[str, Clock]:
    """How the clock of each case ran, by its history."""
    clocks = {case.subject: Clock(case.submitted_at, []) for case in cases}
    changes = Event.objects.filter(
        subject__in=clocks, details__changed__has_any_keys=["due_at", "paused_at"]
    )
    for event in changes.exclude(action__in=NO_PROMISE).order_by("id"):
        changed, clock = event.details["changed"], clocks[event.subject]
        paused_at, *_ = changed.get("paused_at", [None])
        if paused_at:
            clock.pauses.append(Span(datetime.datetime.fromisoformat(paused_at), event.at))
        elif "due_at" in changed:
            clock.promised_at = event.at
    for case in cases:
        if case.paused_at:
            clocks[case.subject].pauses.append(Span(case.paused_at, timezone.now()))
    return clocks


def _take_back(downtime: Downtime, limit: int) -> int:
    """Shortens the next cases again, unless their answer was promised anew since."""
    rows = list(downtime.cases.order_by("case_id")[:limit])
    lost = {row.case_id: row.lost for row in rows}
    held = Case.objects.select_for_update(of=("self",)).defer(*NOT_NEEDED)
    cases = list(held.filter(pk__in=lost).order_by("pk"))
    clocks = _clocks(cases)
    cases = [case for case in cases if clocks[case.subject].promised_at < downtime.starts_at]
    for case in cases:
        hours = catalogue.version(case.version_id).office_hours
        case.due_at = deadlines.shorten(hours, history.begin(case).due_at, lost[case.pk])
    _save(downtime, cases, "case.unextend")
    downtime.cases.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _save(downtime: Downtime, cases: list[Case], action: str) -> None:
    by = _actor(downtime.recorded_by) if downtime.recorded_by else SYSTEM
    now, details = timezone.now(), {"downtime": downtime.pk}
    Case.objects.bulk_update(cases, ["due_at", "revision"])
    Event.objects.bulk_create(
        history.row(case, by=by, action=action, reason=downtime.reason, details=details, at=now)
        for case in cases
    )


def _news(cases: Iterable[Case]) -> Iterable[Message]:
    cases = list(cases)
    spoken = messages.languages(cases)
    for case in cases:
        drafts = messages.drafts(case, "extended", spoken[case.pk])
        yield from outbox.rows(drafts=drafts, reference=case.subject)
