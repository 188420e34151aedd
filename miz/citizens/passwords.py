"""Passwords of citizens: what one must be, setting one, comparing one."""

import functools
import secrets
import unicodedata
from collections.abc import Iterable

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from miz.audit import actions as audit
from miz.lib import digits
from miz.outbox import actions as outbox

from . import messages, sessions
from .errors import WeakPassword
from .models import Citizen, CitizenSession, Recovery

SHORTEST, LONGEST = 10, 128
TOO_SHORT = "گذرواژه دست‌کم ۱۰ نویسه باشد؛ چند واژهٔ بی‌ربط کنار هم خوب است."
TOO_LONG = "گذرواژه حداکثر ۱۲۸ نویسه باشد."
TOO_COMMON = "این گذرواژه را بسیاری به کار می‌برند و زود حدس زده می‌شود."
TOO_PLAIN = "در این گذرواژه تنها یکی دو نویسه تکرار شده است."
OWN_DATA = "گذرواژه نام، کد ملی، شمارهٔ تلفن یا ایمیل شما را در خود نداشته باشد."
FEW_SIGNS = 3


def folded(password: str) -> str:
    """As it is hashed: the same on a keyboard that writes ۱ or 1, or composes letters otherwise."""
    whole = password.encode(errors="replace").decode()  # half a character cannot be hashed
    return digits.to_ascii(unicodedata.normalize("NFKC", whole))


def judge(password: str, citizen: Citizen) -> None:
    """Raises WeakPassword with the first reason."""
    password = folded(password)
    if len(password) < SHORTEST:
        raise WeakPassword(TOO_SHORT)
    if len(password) > LONGEST:
        raise WeakPassword(TOO_LONG)
    if len(set(password)) < FEW_SIGNS:
        raise WeakPassword(TOO_PLAIN)
    if any(word in password.casefold() for word in _own_words(citizen)):
        raise WeakPassword(OWN_DATA)
    try:
        _common().validate(password)
    except ValidationError as error:
        raise WeakPassword(TOO_COMMON) from error


def fits(password: str, encoded: str) -> bool:
    """Takes the same time for a hash of nobody (`nobodys`) as for that of a person."""
    return check_password(folded(password), encoded)


@functools.cache
def nobodys() -> str:
    """What is compared with where there is no password; drawn, so that nothing typed fits it."""
    return make_password(secrets.token_urlsafe(32))


@transaction.atomic
def set_new(
    *,
    citizen: Citizen,
    password: str,
    but: CitizenSession | None = None,
    recovery: Recovery | None = None,
) -> None:
    """Sets it, ends all sessions except `but`, tells the channels. Raises WeakPassword.

    `recovery` is the one it was proved by; every other of the citizen's is overtaken.
    """
    judge(password, citizen)
    citizen = Citizen.objects.select_for_update().get(pk=citizen.pk)
    citizen.password = make_password(folded(password))
    citizen.save(update_fields=["password"])
    _end_recoveries(citizen, recovery)
    sessions.end_all(citizen=citizen, but=but)
    outbox.queue(drafts=messages.news("password_changed", citizen), reference=citizen.subject)
    details = {"recovery": recovery.pk} if recovery else {}
    audit.record(
        by=citizen.as_actor(), action="citizen.password", subject=citizen.subject, details=details
    )


def _end_recoveries(citizen: Citizen, by: Recovery | None) -> None:
    live = Recovery.objects.filter(citizen=citizen, ended="")
    if by:
        live.filter(pk=by.pk).update(ended=Recovery.Ended.SET, password_set_at=timezone.now())
    live.update(ended=Recovery.Ended.OVERTAKEN)


def _own_words(citizen: Citizen) -> Iterable[str]:
    own = [citizen.code, citizen.mobile[1:], citizen.email.partition("@")[0]]
    words = own + citizen.given_name.split() + citizen.family_name.split()
    # A name of two letters stands in many words by chance.
    return (folded(word).casefold() for word in words if len(word) > 2)


@functools.cache
def _common() -> CommonPasswordValidator:
    # Reads 20,000 lines.
    return CommonPasswordValidator()
