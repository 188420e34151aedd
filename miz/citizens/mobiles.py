"""Another mobile: proved by a code, used after a cooling time, stopped by who reads the old one."""

import datetime
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts import codes
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN, SYSTEM, Actor
from miz.outbox import actions as outbox

from . import joining, messages, queries, sessions
from .errors import ChangeUnderWay, NotYourNumber
from .models import Citizen, CitizenSession, MobileChange

BATCH = 100


def check_owner(citizen: Citizen, mobile: str) -> None:
    """Raises NotYourNumber, ChangeUnderWay or ConnectorError."""
    if queries.change_under_way(citizen):
        raise ChangeUnderWay
    identity = citizen.identity
    if mobile == citizen.mobile or not joining.is_owner(identity, mobile):
        raise NotYourNumber


@transaction.atomic
def ask_code(*, citizen: Citizen, mobile: str, browser: str) -> None:
    """Queues a code to the new number."""
    code = codes.issue(_subject(citizen, mobile), browser=browser)
    draft = messages.code("mobile", mobile, citizen.language, code)
    outbox.queue(drafts=[draft], reference=citizen.subject)
    _tell(citizen, citizen.as_actor(), "citizen.ask_mobile")


def change(*, citizen: Citizen, mobile: str, browser: str, code: str) -> MobileChange:
    """Uses the code up; the number before is told at once. Raises WrongCode, ChangeUnderWay."""
    codes.check(_subject(citizen, mobile), code, browser=browser)
    try:
        return _begin(citizen, mobile)
    except IntegrityError as error:
        raise ChangeUnderWay from error


@transaction.atomic
def _begin(citizen: Citizen, mobile: str) -> MobileChange:
    token, now = secrets.token_urlsafe(12), timezone.now()
    row = MobileChange.objects.create(
        citizen=citizen,
        before=citizen.mobile,
        mobile=mobile,
        digest=queries.digest(token),
        asked_at=now,
        effective_at=now + datetime.timedelta(hours=settings.MOBILE_COOLING_HOURS),
    )
    outbox.queue(drafts=messages.mobile_asked(citizen, row, token), reference=citizen.subject)
    _tell(citizen, citizen.as_actor(), "citizen.mobile")
    return row


def found(token: str) -> MobileChange | None:
    """The change that this token may stop still."""
    live = MobileChange.objects.filter(done_at=None, stopped_at=None).select_related("citizen")
    return live.filter(digest=queries.digest(token)).first()


@transaction.atomic
def stop(*, change: MobileChange, by: Actor = CITIZEN, but: CitizenSession | None = None) -> bool:
    """Stops it, unless it is done. Who asked for it may be a stranger: every session ends but the
    one it is stopped in."""
    live = MobileChange.objects.filter(pk=change.pk, done_at=None, stopped_at=None)
    if not live.update(stopped_at=timezone.now()):
        return False
    sessions.end_all(citizen=change.citizen, but=but)
    _tell(change.citizen, by, "citizen.stop_mobile")
    return True


def apply_due() -> int:
    """Puts the numbers in force whose cooling time is over; answers how many."""
    due = MobileChange.objects.filter(
        done_at=None, stopped_at=None, effective_at__lte=timezone.now()
    )
    numbers = list(due.order_by("effective_at").values_list("pk", flat=True)[:BATCH])
    for number in numbers:
        _apply(number)
    return len(numbers)


@transaction.atomic
def _apply(number: int) -> None:
    """Locked first: a stop at the same moment comes before or after, never between."""
    live = MobileChange.objects.select_for_update(of=("self",)).select_related("citizen")
    row = live.filter(pk=number, done_at=None, stopped_at=None).first()
    if row is None:
        return
    row.done_at = timezone.now()
    row.save(update_fields=["done_at"])
    citizen = row.citizen
    citizen.mobile, citizen.mobile_proved_at = row.mobile, row.asked_at
    citizen.save(update_fields=["mobile", "mobile_proved_at"])
    drafts = messages.news("mobile_changed", citizen, mobile=row.before)
    outbox.queue(drafts=drafts, reference=citizen.subject)
    _tell(citizen, SYSTEM, "citizen.mobile_changed")


def _subject(citizen: Citizen, mobile: str) -> str:
    # With the number: a code that was sent to one proves no other.
    return f"mobile:{citizen.pk}:{queries.digest(mobile).hex()[:16]}"


def _tell(citizen: Citizen, by: Actor, action: str) -> None:
    audit.record(by=by, action=action, subject=citizen.subject)
