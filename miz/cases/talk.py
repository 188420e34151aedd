"""Talk beside the process: what staff and citizen tell each other while a case is open.

It works in every state but closed and moves nothing: no token, no clock. Corrections and visits
are such talk too: a turn begins with one of `turns` and ends with `conclude`, all in the caller's
transaction.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.lib import digits
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft

from . import history, messages, permissions, turns
from .errors import NotNow
from .models import Case, Entry, State

MOST_UNANSWERED = 5


@transaction.atomic
def tell(*, by: User, case: Case, revision: int, text: str) -> Case:
    """Staff write to the citizen, who is told that something waits to be read."""
    case = turns.in_hand(by, case, revision)
    drafts = messages.drafts(case, "message")
    return conclude(case, "case.message", Entry.Kind.MESSAGE, text, by=by, drafts=drafts)


@transaction.atomic
def write(*, case: Case, text: str) -> Case:
    """The citizen writes to the desk; after MOST_UNANSWERED messages it is the desk's turn."""
    case = turns.reached(case)
    if len(unanswered(case)) >= MOST_UNANSWERED:
        most = digits.to_persian(MOST_UNANSWERED)
        raise NotNow(f"{most} پیام شما هنوز بی‌پاسخ است. پس از پاسخ کارشناس باز می‌توانید بنویسید.")
    return conclude(case, "case.write", Entry.Kind.MESSAGE, text)


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
    drafts: Iterable[Draft] = (),
    details: dict[str, Any] | None = None,
) -> Case:
    """Writes what was said, whom it is told and who did it; without `by` it is the citizen's."""
    at = timezone.now()
    unit_name = str(by.unit) if by else ""
    Entry.objects.create(case=case, kind=kind, text=text, author=by, unit_name=unit_name, at=at)
    outbox.queue(drafts=drafts, reference=case.subject)
    case.save()
    actor = by.as_actor() if by else CITIZEN
    history.record(case, by=actor, action=action, details=details, at=at)
    return case
