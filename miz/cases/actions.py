"""Every write of a case. Three verbs move the process: open, complete, receive.

Each is one transaction: the case, its rows, the messages to the citizen and the audit row stand
or fall together. Staff actions name the `revision` they saw; when the case has moved on since,
ChangedMeanwhile tells who did what, and nothing is written.
"""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from miz.accounts import leaves
from miz.accounts.models import Unit, User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN, Actor
from miz.outbox import actions as outbox
from miz.processes import engine
from miz.processes.engine import Outcome, Value
from miz.processes.errors import DataRefused, MessageNotAwaited

from . import answers, history, messages, opening, permissions, progress, talk, together, turns
from .errors import (
    AlreadyObjected,
    AlreadyRated,
    NotAllowed,
    NotNow,
)
from .history import lock
from .models import Case, Entry, Rating, Task
from .opening import NewAttachment, NewRequest

TRACKING_CODE_TRIES = 3
WORK, TAKE_OVER = Permission.WORK_ON_CASES, Permission.ALL_UNITS_OF_PROVINCE


@dataclasses.dataclass(frozen=True)
class Opened:
    """`created` is False when the key had made this case before."""

    case: Case
    created: bool


# --- the three verbs


def open(  # noqa: A001
    *, by: Actor, request: NewRequest, key: str | None, beside: Sequence[models.Model] = ()
) -> Opened:
    """Makes a case of a request, once per `key`; raises KeyReused for another request under it.

    Rows `beside` it are written with a new case, and not with one that was there before.
    """
    for _ in range(TRACKING_CODE_TRIES):
        try:
            return Opened(_open(by, request, key, beside), created=True)
        except IntegrityError as error:
            # Somebody had the key already, or drew the same tracking code.
            constraint = _constraint(error)
            if key and constraint == "case_idempotency_key_once":
                earlier = opening.replay(request, key)
                if earlier:
                    return Opened(earlier, created=False)
            elif constraint != "case_tracking_code_once":
                raise
    raise NotNow("ثبت درخواست ممکن نشد. لطفاً دوباره تلاش کنید.")


def _open(by: Actor, request: NewRequest, key: str | None, beside: Sequence[models.Model]) -> Case:
    """One statement, and so one transaction: all its rows stand or fall together."""
    case, rows = opening.rows(request, key, timezone.now())
    together.insert(
        [
            *rows,
            *beside,
            history.row(
                case,
                by=by,
                action="case.open",
                did={"verb": "start", "data": opening.facts(case), "version": case.version_id},
            ),
        ]
    )
    return case


def _constraint(error: IntegrityError) -> str | None:
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None)


@transaction.atomic
def complete(
    *,
    by: User,
    case: Case,
    revision: int | None,
    outcome: str,
    text: str = "",
    attachments: Sequence[NewAttachment] = (),
    data: Mapping[str, Value] | None = None,
    task: int | None = None,
) -> Case:
    """Ends a waiting task (the oldest, or the one of that key) with an outcome it knows.

    `text` and files become the entry that the outcome brings, `data` are its further fields.
    Who sees the task alone names no revision: what happens in the case is not his to know.
    """
    case = lock(case, revision)
    open_task = _open_task(case, task)
    permissions.check_can_complete(by, case, open_task)
    actor = permissions.completing(by, case, open_task)
    made = _outcome(case, open_task, outcome)
    at, given = timezone.now(), {**made.data, **(data or {})}
    try:
        moved = engine.complete(
            *progress.at(case), open_task.engine_id, given, progress.clock(case, at)
        )
    except DataRefused as error:
        raise NotNow("در این مرحله چنین تصمیمی ممکن نیست.") from error
    Task.objects.filter(pk=open_task.pk).update(done_at=at, done_by=by, outcome=outcome)
    if open_task.unit_id is None:
        case.assignee = by
    progress.apply([(case, moved)], at)
    if made.entry:
        facts = answers.facts(case, made.fields, given)
        _write_entry(case, made.entry, text, attachments, at, author=by, facts=facts)
    did = {"verb": "complete", "task": open_task.engine_id, "data": given}
    action = f"case.{made.entry or 'complete'}"
    history.record(case, by=actor, action=action, did=did, at=at)
    return case


@transaction.atomic
def receive(
    *,
    by: Actor,
    case: Case,
    message: str,
    text: str = "",
    attachments: Sequence[NewAttachment] = (),
) -> Case:
    """Brings news from outside: citizen_reply, objection or close; raises NotNow when unawaited."""
    case = lock(case)
    if message == "objection" and case.entries.filter(kind=Entry.Kind.OBJECTION).exists():
        raise AlreadyObjected
    at = timezone.now()
    process, state = progress.at(case)
    try:
        moved = engine.receive(process, state, message, {}, progress.clock(case, at))
    except (MessageNotAwaited, DataRefused) as error:
        raise NotNow from error
    progress.apply([(case, moved)], at)
    if kind := engine.entry(process, moved.heard):
        _write_entry(case, kind, text, attachments, at)
    did = {"verb": "receive", "message": message, "data": {}}
    history.record(case, by=by, action=f"case.{message}", did=did, at=at)
    return case


# --- the work of staff between the verbs


@transaction.atomic
def claim(*, by: User, case: Case, revision: int) -> Case:
    case = turns.in_hand(by, case, revision)
    if case.assignee_id not in (None, by.pk) and not permissions.can_take_over(by, case):
        raise NotAllowed("این درخواست نزد همکار دیگری است.")
    actor = _taking(by, case)
    case.assignee = by
    return _save(case, actor, "case.claim")


@transaction.atomic
def release(*, by: User, case: Case, revision: int) -> Case:
    case = turns.in_hand(by, case, revision)
    if case.assignee_id != by.pk and not permissions.can_take_over(by, case):
        raise NotAllowed("این درخواست نزد شما نیست.")
    actor = _taking(by, case)
    case.assignee = None
    return _save(case, actor, "case.release")


@transaction.atomic
def hand_over(
    *, by: User, case: Case, revision: int, unit: Unit, colleague: User | None, reason: str
) -> Case:
    """Gives a case to a unit, or to one colleague in it; the reason stays inside."""
    case = turns.in_hand(by, case, revision)
    if not permissions.can_receive_handover(unit, case):
        raise NotAllowed("این واحد نمی‌تواند این درخواست را دریافت کند.")
    if colleague and (colleague.unit_id != unit.pk or not colleague.is_active):
        raise NotAllowed("این همکار در آن واحد نیست.")
    actor = permissions.actor(by, case, WORK)
    moved = case.unit_id != unit.pk
    holder = leaves.at_work(colleague) if colleague else None
    case.unit, case.assignee = unit, holder
    # The case moves with the desk that answers for it; the centre keeps it in its province.
    case.province = unit.province or case.province
    said = reason + _absence(colleague, holder)
    _write_entry(case, Entry.Kind.HANDOVER, said, (), timezone.now(), author=by)
    if moved:
        outbox.queue(drafts=messages.drafts(case, "handed_over"), reference=case.subject)
    details: dict[str, Any] = {"unit": unit.pk, "colleague": holder.pk if holder else None}
    if colleague and colleague != holder:
        details["meant_for"] = history.person(colleague)
    return _save(case, actor, "case.hand_over", reason=reason, details=details)


def _absence(colleague: User | None, holder: User | None) -> str:
    """What is added to the reason when the colleague who was named is away."""
    if colleague is None or colleague == holder:
        return ""
    if holder is None:
        return f"\n\n{colleague} در مرخصی است و جانشینی ندارد؛ درخواست به صف سپرده شد."
    return f"\n\nبه‌جای {colleague} که در مرخصی است، به {holder} سپرده شد."


@transaction.atomic
def note(*, by: User, case: Case, revision: int, text: str) -> Case:
    """An internal note: staff of the scope read it, the citizen never."""
    case = turns.in_hand(by, case, revision)
    _write_entry(case, Entry.Kind.NOTE, text, (), timezone.now(), author=by)
    return _save(case, permissions.actor(by, case, WORK), "case.note")


@transaction.atomic
def close(*, by: User, case: Case, revision: int) -> Case:
    case = turns.in_hand(by, case, revision)
    return receive(by=permissions.actor(by, case, WORK), case=case, message="close")


def see(*, by: User, case: Case, what: str = "", reason: str = "") -> None:
    """Leaves the trace of a look; the caller shows nothing when this fails.

    `what` is the part that is shown (a `paper`, a `file`…), empty for the case itself; `reason` is
    what staff gave for it and its applicant reads.
    """
    if not permissions.can_see(by, case):
        raise NotAllowed
    who, details = permissions.actor(by, case), {"what": what} if what else {}
    audit.record(by=who, action="case.view", subject=case.subject, reason=reason, details=details)


# --- the citizen's last word


@transaction.atomic
def rate(*, case: Case, score: int, text: str) -> Rating:
    case = lock(case)
    if case.answered_at is None:
        raise NotNow("پس از دریافت پاسخ می‌توانید به آن امتیاز دهید.")
    if Rating.objects.filter(case=case).exists():
        raise AlreadyRated
    audit.record(by=CITIZEN, action="case.rate", subject=case.subject, details={"score": score})
    return Rating.objects.create(case=case, score=score, text=text, at=timezone.now())


# --- pieces


def _save(case: Case, by: Actor, action: str, **more: Any) -> Case:
    case.save()
    history.record(case, by=by, action=action, **more)
    return case


def _taking(by: User, case: Case) -> Actor:
    """Who takes a case, or gives it back: from a colleague, in the post that may take it over."""
    over = case.assignee_id not in (None, by.pk)
    return permissions.actor(by, case, WORK, *([TAKE_OVER] if over else []))


def _open_task(case: Case, key: int | None) -> Task:
    waiting = case.tasks.filter(done_at=None).order_by("pk")
    task = waiting.filter(pk=key).first() if key else waiting.filter(unit=None).first()
    if task is None:
        raise NotNow
    return task


def _outcome(case: Case, task: Task, code: str) -> Outcome:
    made = engine.outcomes(progress.process(case), task.element)
    found = next((outcome for outcome in made if outcome.code == code), None)
    if found is None:
        raise NotNow("در این مرحله چنین تصمیمی ممکن نیست.")
    return found


def _write_entry(
    case: Case,
    kind: str,
    text: str,
    attachments: Sequence[NewAttachment],
    at: datetime.datetime,
    author: User | None = None,
    facts: Sequence[tuple[str, str]] = (),
) -> Entry:
    entry = Entry.objects.create(
        case=case,
        kind=kind,
        text=text,
        author=author,
        unit_name=str(author.unit) if author else "",
        at=at,
        facts=list(facts),
    )
    talk.enclose(case, entry, attachments)
    outbox.queue(drafts=messages.letters(case, entry), reference=case.subject)
    return entry
