"""One-time codes: what is sensitive is shown after a code to the mobile on the request.

Six digits, five minutes, five tries, used once, bound to the case. A new code ends the older.
"""

import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from miz.accounts import quotas
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN
from miz.lib import digits
from miz.outbox import actions as outbox

from . import messages
from .errors import WrongCode
from .models import Case, OneTimeCode

LIFE = datetime.timedelta(minutes=5)
TRIES = 5


def send(*, case: Case) -> None:
    """Queues a new code; raises QuotaExceeded when too many were asked for."""
    quotas.spend("code_by_case", case.subject)
    _send(case)


@transaction.atomic
def _send(case: Case) -> None:
    code = f"{secrets.randbelow(10**6):06}"
    # One sender at a time: two would leave two codes that live. Read again: a number that was
    # corrected meanwhile gets no code any more.
    case = Case.objects.select_for_update(of=("self",)).only("mobile").get(pk=case.pk)
    OneTimeCode.objects.filter(case=case, used_at=None).delete()
    OneTimeCode.objects.create(
        case=case, digest=_digest(case, code), expires_at=timezone.now() + LIFE
    )
    outbox.queue(drafts=[messages.code_draft(case, code)], reference=case.subject)
    audit.record(by=CITIZEN, action="case.code", subject=case.subject)


def check(*, case: Case, code: str) -> None:
    """Uses the code up, or raises WrongCode; the try counts whichever way it ends."""
    now = timezone.now()
    # Counted and committed before it is compared: parallel guesses share the five tries.
    live = OneTimeCode.objects.filter(case=case, used_at=None, expires_at__gt=now, tries__lt=TRIES)
    if not live.update(tries=F("tries") + 1):
        raise WrongCode
    row = OneTimeCode.objects.filter(case=case, used_at=None).first()
    given = _digest(case, digits.compact(code))
    if row is None or not hmac.compare_digest(bytes(row.digest), given):
        raise WrongCode
    if not OneTimeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise WrongCode


def _digest(case: Case, code: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"code:{case.pk}:{code}".encode(), hashlib.sha256)
