"""The second factor of staff: an authenticator app (TOTP), passkeys, codes on paper.

Whoever has a factor is always asked for one; settings.SECOND_FACTOR says whether everybody must
have one. A code opens once, whoever is faster; how often one may try is the caller's to count.
"""

import base64
import hashlib
import hmac
import secrets
import time

import pyotp
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from miz.audit import actions as audit
from miz.lib import digits

from . import vault
from .errors import StaffRefused, WrongCode
from .models import Factor, RecoveryCode, User
from .permissions import Permission

ISSUER = "Miz"
STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_BYTES = 10


def required() -> bool:
    return bool(settings.SECOND_FACTOR == "required")


def enrolled(user: User) -> bool:
    return Factor.objects.filter(user=user).exists()


def must_enrol(user: User) -> bool:
    return required() and not enrolled(user)


# --- the app


def new_secret() -> str:
    return pyotp.random_base32()


def address(user: User, secret: str) -> str:
    """What the app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)


@transaction.atomic
def add_app(*, user: User, secret: str, code: str) -> list[str]:
    """Keeps the app that made `code`, in the place of an older one; WrongCode when it did not.

    Answers recovery codes, unless there are some already.
    """
    step = _step(secret, code)
    if step is None:
        raise WrongCode
    Factor.objects.filter(user=user, kind=Factor.Kind.APP).delete()
    Factor.objects.create(
        user=user,
        kind=Factor.Kind.APP,
        secret=vault.seal(secret.encode()),
        last_step=step,
    )
    return added(user, Factor.Kind.APP)


def added(user: User, kind: str) -> list[str]:
    """Writes down a new factor in the caller's transaction; answers the codes for the paper."""
    _record(user, user, "factor.add", details={"kind": kind})
    unused = RecoveryCode.objects.filter(user=user, used_at=None)
    return [] if unused.exists() else _draw_recovery_codes(user)


def use_code(user_id: int, code: str) -> str:
    """Uses up a code of the app or of the paper and says of which; raises WrongCode.

    An unknown number takes the same ways as one without factors.
    """
    if _use_app(user_id, code):
        return "app"
    if _use_recovery(user_id, code):
        return "recovery"
    raise WrongCode


def _use_app(user_id: int, code: str) -> bool:
    factor = Factor.objects.filter(user=user_id, kind=Factor.Kind.APP).first()
    secret = vault.unseal(bytes(factor.secret)) if factor else None
    step = _step(secret.decode() if secret else new_secret(), code)
    if factor is None or step is None:
        return False
    # The condition is the lock: of two who bring the same code one finds the step gone.
    fresh = Factor.objects.filter(pk=factor.pk, last_step__lt=step)
    return bool(fresh.update(last_step=step, used_at=timezone.now()))


def _step(secret: str, code: str) -> int | None:
    """The half minute this code belongs to, of now and the ones beside it."""
    typed, now = digits.compact(code), int(time.time()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    fitting = [
        step
        for step in (now - 1, now, now + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
    ]
    return fitting[0] if fitting else None


# --- codes on paper


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes, shown once; the older ones end."""
    _record(user, user, "factor.codes")
    return _draw_recovery_codes(user)


def _draw_recovery_codes(user: User) -> list[str]:
    codes = [_draw() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user.pk, code)) for code in codes
    )
    return codes


def _use_recovery(user_id: int, code: str) -> bool:
    kept = RecoveryCode.objects.filter(user=user_id, digest=_digest(user_id, code), used_at=None)
    return bool(kept.update(used_at=timezone.now()))


def _draw() -> str:
    """Sixteen letters in groups of four: 80 bits, so a fast digest guards them well enough."""
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _digest(user_id: int, code: str) -> bytes:
    typed = "".join(letter for letter in digits.to_ascii(code).lower() if letter.isalnum())
    return hmac.digest(
        settings.SECRET_KEY.encode(), f"recovery:{user_id}:{typed}".encode(), hashlib.sha256
    )


# --- taking away


@transaction.atomic
def remove(*, factor: Factor) -> None:
    """By its owner; the last one stays where everybody must have one."""
    user = User.objects.select_for_update().get(pk=factor.user_id)
    if required() and user.factors.count() == 1:
        raise StaffRefused("این تنها عامل دوم شماست. نخست یکی دیگر بیفزایید.")
    Factor.objects.filter(pk=factor.pk).delete()
    if not enrolled(user):
        # The paper stands for a factor; alone it would still open the way of a forgotten password.
        RecoveryCode.objects.filter(user=user).delete()
    _record(user, user, "factor.remove", details={"kind": factor.kind})


@transaction.atomic
def reset(*, by: User, user: User, reason: str) -> None:
    """Takes all factors away and ends the sessions; the person is told at the next sign-in."""
    Factor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    _record(by, user, "factor.reset", reason=reason)


def _record(by: User, user: User, action: str, **more: object) -> None:
    # Of another it is the keeper of the staff who takes factors away.
    who = by.as_actor() if by.pk == user.pk else by.acting(Permission.MANAGE_STAFF)
    audit.record(by=who, action=action, subject=user.subject, **more)  # type: ignore[arg-type]
