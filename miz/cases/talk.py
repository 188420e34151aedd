"""Talk beside the process: what staff and citizen tell each other while a case is open.

It works in every state but closed and moves nothing: no token, no clock. Corrections and visits
are such talk too: a turn begins with one of `turns` and ends with `conclude`, all in the caller's
transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.audit.actors import CITIZEN, Actor
from miz.documents.models import Upload
from miz.lib import digits
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft

from . import history, messages, permissions, turns
from .errors import NotNow
from .models import Attachment, Case, Entry, State
from .opening import NewAttachment

MOST_UNANSWERED = 5


@transaction.atomic
def tell(*, by: User, case: Case, revision: int, text: str) -> Case:
    """Staff write to the citizen, who is told that something waits to be read."""
    case = turns.in_hand(by, case, revision)
    drafts = messages.drafts(case, "message")
    return conclude(case, "case.message", Entry.Kind.MESSAGE, text, by=by, drafts=drafts)


@transaction.atomic
def write(
    *,
    case: Case,
    text: str,
    by: Actor = CITIZEN,
    attachments: Sequence[NewAttachment] = (),
    facts: Sequence[tuple[str, str]] = (),
) -> Case:
    """The citizen writes to the desk; after MOST_UNANSWERED messages it is the desk's turn.

    `by` says by which way, and `facts` what staff should know of it, as (label, value).
    """
    case = turns.reached(case)
    if len(unanswered(case)) >= MOST_UNANSWERED:
        most = digits.to_persian(MOST_UNANSWERED)
        raise NotNow(f"{most} پیام شما هنوز بی‌پاسخ است. پس از پاسخ کارشناس باز می‌توانید بنویسید.")
    return conclude(
        case, "case.write", Entry.Kind.MESSAGE, text,
        citizen=by, attachments=attachments, facts=facts,
    )  # fmt: skip


def unanswered(case: Case) -> list[Entry]:
    """The citizen's messages since staff last said something to the citizen."""
    heard = case.entries.exclude(kind__in=Entry.INTERNAL)
    last = heard.filter(author__isnull=False).order_by("-pk").values_list("pk", flat=True).first()
    own = heard.filter(kind=Entry.Kind.MESSAGE, author=None)
    return list(own.filter(pk__gt=last or 0))


def may_talk(user: User, case: Case) -> bool:
    return case.state != State.CLOSED and permissions.can_work(user, case)


# --- pieces


def conclude(
    case: Case,
    action: str,
    kind: Entry.Kind,
    text: str,
    *,
    by: User | None = None,
    citizen: Actor = CITIZEN,
    drafts: Iterable[Draft] = (),
    details: dict[str, Any] | None = None,
    attachments: Sequence[NewAttachment] = (),
    facts: Sequence[tuple[str, str]] = (),
) -> Case:
    """Writes what was said, whom it is told and who did it; without `by` it is the citizen's."""
    at = timezone.now()
    unit_name = str(by.unit) if by else ""
    entry = Entry.objects.create(
        case=case, kind=kind, text=text, author=by, unit_name=unit_name, at=at, facts=list(facts)
    )
    enclose(case, entry, attachments)
    outbox.queue(drafts=[*drafts, *messages.letters(case, entry)], reference=case.subject)
    case.save()
    actor = permissions.actor(by, case, Permission.WORK_ON_CASES) if by else citizen
    history.record(case, by=actor, action=action, details=details, at=at)
    return case


def enclose(case: Case, entry: Entry, attachments: Sequence[NewAttachment]) -> None:
    """Writes the files of an entry, and their uploads where those are not saved yet."""
    Upload.objects.bulk_create([a.upload for a in attachments if a.upload.pk is None])
    Attachment.objects.bulk_create(
        Attachment(case=case, entry=entry, upload=a.upload, title=a.title) for a in attachments
    )
