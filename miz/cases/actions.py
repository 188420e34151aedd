"""Every write of a case. Three verbs move the process: open, complete, receive.

Each is one transaction: the case, its rows, the messages to the citizen and the audit row stand
or fall together. Staff actions name the `revision` they saw; when the case has moved on since,
ChangedMeanwhile tells who did what, and nothing is written.
"""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.models import Unit, User
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN, Actor
from miz.documents.models import Upload
from miz.outbox import actions as outbox
from miz.processes import engine
from miz.processes.errors import DataRefused, MessageNotAwaited

from . import history, messages, opening, permissions, progress, together
from .errors import (
    AlreadyObjected,
    AlreadyRated,
    NotAllowed,
    NotNow,
)
from .history import lock
from .models import Attachment, Case, Entry, Rating, State, Task
from .opening import NewAttachment, NewRequest

OUTCOMES = {
    # outcome: (kind of entry, audit action, message to the citizen)
    "ask": (Entry.Kind.REQUEST_MORE, "case.ask", "more_requested"),
    "answer": (Entry.Kind.ANSWER, "case.answer", "answered"),
    "reject": (Entry.Kind.REJECTION, "case.reject", "rejected"),
}
NEWS = {
    # message: (audit action, message to the citizen)
    "citizen_reply": ("case.reply", None),
    "objection": ("case.objection", "objected"),
    "close": ("case.close", None),
}
NEWS_ENTRIES = {"citizen_reply": Entry.Kind.REPLY, "objection": Entry.Kind.OBJECTION}
TRACKING_CODE_TRIES = 3


@dataclasses.dataclass(frozen=True)
class Opened:
    """`created` is False when the key had made this case before."""

    case: Case
    created: bool


# --- the three verbs


def open(*, by: Actor, request: NewRequest, key: str | None) -> Opened:  # noqa: A001
    """Makes a case of a request, once per `key`; raises KeyReused for another request under it."""
    for _ in range(TRACKING_CODE_TRIES):
        try:
            return Opened(_open(by, request, key), created=True)
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


def _open(by: Actor, request: NewRequest, key: str | None) -> Case:
    """One statement, and so one transaction: all its rows stand or fall together."""
    case, rows = opening.rows(request, key, timezone.now())
    together.insert(
        [
            *rows,
            *outbox.rows(drafts=messages.drafts(case, "received"), reference=case.subject),
            history.row(
                case,
                by=by,
                action="case.open",
                did={"verb": "start", "data": {}, "version": case.version_id},
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
    revision: int,
    outcome: str,
    text: str,
    attachments: Sequence[NewAttachment] = (),
) -> Case:
    """Ends the waiting task of a case: `outcome` is ask, answer or reject; `text` is told."""
    case = lock(case, revision)
    task = _open_task(case)
    permissions.check_can_complete(by, case, task.lane)
    kind, action, event = OUTCOMES[outcome]
    at, data = timezone.now(), {"decision": outcome}
    try:
        moved = engine.complete(*progress.at(case), task.engine_id, data, progress.clock(case, at))
    except DataRefused as error:
        raise NotNow("در این مرحله چنین تصمیمی ممکن نیست.") from error
    Task.objects.filter(pk=task.pk).update(done_at=at, done_by=by, outcome=outcome)
    case.assignee = by
    progress.apply([(case, moved)], at)
    _write_entry(case, kind, text, attachments, at, author=by)
    did = {"verb": "complete", "task": task.engine_id, "data": data}
    _tell(case, by.as_actor(), action, event, did, at)
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
    try:
        moved = engine.receive(*progress.at(case), message, {}, progress.clock(case, at))
    except MessageNotAwaited as error:
        raise NotNow from error
    progress.apply([(case, moved)], at)
    if kind := NEWS_ENTRIES.get(message):
        _write_entry(case, kind, text, attachments, at)
    action, event = NEWS.get(message, (f"case.{message}", None))
    did = {"verb": "receive", "message": message, "data": {}}
    _tell(case, by, action, event, did, at)
    return case


# --- the work of staff between the verbs


@transaction.atomic
def claim(*, by: User, case: Case, revision: int) -> Case:
    case = _take_in_hand(by, case, revision)
    if case.assignee_id not in (None, by.pk) and not permissions.can_take_over(by, case):
        raise NotAllowed("این درخواست نزد همکار دیگری است.")
    case.assignee = by
    return _save(case, by, "case.claim")


@transaction.atomic
def release(*, by: User, case: Case, revision: int) -> Case:
    case = _take_in_hand(by, case, revision)
    if case.assignee_id != by.pk and not permissions.can_take_over(by, case):
        raise NotAllowed("این درخواست نزد شما نیست.")
    case.assignee = None
    return _save(case, by, "case.release")


@transaction.atomic
def hand_over(
    *, by: User, case: Case, revision: int, unit: Unit, colleague: User | None, reason: str
) -> Case:
    """Gives a case to a unit, or to one colleague in it; the reason stays inside."""
    case = _take_in_hand(by, case, revision)
    if not permissions.can_receive_handover(unit, case):
        raise NotAllowed("این واحد نمی‌تواند این درخواست را دریافت کند.")
    if colleague and (colleague.unit_id != unit.pk or not colleague.is_active):
        raise NotAllowed("این همکار در آن واحد نیست.")
    moved = case.unit_id != unit.pk
    case.unit, case.assignee = unit, colleague
    # The case moves with the desk that answers for it; the centre keeps it in its province.
    case.province = unit.province or case.province
    _write_entry(case, Entry.Kind.HANDOVER, reason, (), timezone.now(), author=by)
    if moved:
        outbox.queue(drafts=messages.drafts(case, "handed_over"), reference=case.subject)
    details = {"unit": unit.pk, "colleague": colleague.pk if colleague else None}
    return _save(case, by, "case.hand_over", reason=reason, details=details)


@transaction.atomic
def note(*, by: User, case: Case, revision: int, text: str) -> Case:
    """An internal note: staff of the scope read it, the citizen never."""
    case = _take_in_hand(by, case, revision)
    _write_entry(case, Entry.Kind.NOTE, text, (), timezone.now(), author=by)
    return _save(case, by, "case.note")


@transaction.atomic
def close(*, by: User, case: Case, revision: int) -> Case:
    return receive(by=by.as_actor(), case=_take_in_hand(by, case, revision), message="close")


def see(*, by: User, case: Case) -> None:
    """Leaves the trace of a look; the caller shows nothing when this fails."""
    if not permissions.can_see(by, case):
        raise NotAllowed
    audit.record(by=by.as_actor(), action="case.view", subject=case.subject)


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


def _take_in_hand(by: User, case: Case, revision: int) -> Case:
    locked = lock(case, revision)
    permissions.check_can_work(by, locked)
    if locked.state == State.CLOSED:
        raise NotNow("این درخواست بسته شده است.")
    return locked


def _save(case: Case, by: User, action: str, **more: Any) -> Case:
    case.save()
    history.record(case, by=by.as_actor(), action=action, **more)
    return case


def _tell(
    case: Case,
    by: Actor,
    action: str,
    event: str | None,
    did: dict[str, Any],
    at: datetime.datetime,
) -> None:
    if event:
        outbox.queue(drafts=messages.drafts(case, event), reference=case.subject)
    history.record(case, by=by, action=action, did=did, at=at)


def _open_task(case: Case) -> Task:
    task = case.tasks.filter(done_at=None).order_by("pk").first()
    if task is None:
        raise NotNow
    return task


def _write_entry(
    case: Case,
    kind: Entry.Kind,
    text: str,
    attachments: Sequence[NewAttachment],
    at: datetime.datetime,
    author: User | None = None,
) -> Entry:
    entry = Entry.objects.create(
        case=case,
        kind=kind,
        text=text,
        author=author,
        unit_name=str(author.unit) if author else "",
        at=at,
    )
    Upload.objects.bulk_create([a.upload for a in attachments if a.upload.pk is None])
    Attachment.objects.bulk_create(
        Attachment(case=case, entry=entry, upload=a.upload, title=a.title) for a in attachments
    )
    return entry
