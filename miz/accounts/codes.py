"""One-time codes: six digits, five minutes, five tries, used once.

A code belongs to a subject (`case:17`, `recovery:3`), where one code lives at a time, and to the
browser it was asked for in, when that is given. Only a keyed digest is kept. How often somebody
may ask for a code is the caller's to count.
"""

import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from miz.lib import digits

from .errors import WrongCode
from .models import OneTimeCode

LENGTH = 6
LIFE = datetime.timedelta(minutes=5)
TRIES = 5


def issue(subject: str, *, browser: str = "") -> str:
    """Answers a new code in the caller's transaction; the older one of `subject` ends."""
    code = f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"
    row = OneTimeCode(
        subject=subject,
        digest=_digest(subject, code, browser),
        expires_at=timezone.now() + LIFE,
        tries=0,
    )
    # One statement, whether there was a code or not: of two senders at once the later one wins.
    OneTimeCode.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["digest", "expires_at", "tries"],
    )
    return code


def check(subject: str, code: str, *, browser: str = "") -> None:
    """Uses the code up or raises WrongCode; the try counts whichever way it ends.

    Not to be called in a transaction that may be rolled back: it would take the try back.
    """
    given = _digest(subject, digits.compact(code), browser)
    live = OneTimeCode.objects.filter(subject=subject, expires_at__gt=timezone.now())
    # Counted before it is compared: parallel guesses share the five tries.
    if not live.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        raise WrongCode
    kept = live.values_list("digest", flat=True).first()
    if kept is None or not hmac.compare_digest(bytes(kept), given):
        raise WrongCode
    # Of those who bring the right code at once, one takes it away.
    if not live.filter(digest=kept).delete()[0]:
        raise WrongCode


def end(subject: str) -> None:
    """No code of `subject` opens anything any more."""
    OneTimeCode.objects.filter(subject=subject).delete()


def _digest(subject: str, code: str, browser: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"code:{subject}:{browser}:{code}".encode(), hashlib.sha256)
