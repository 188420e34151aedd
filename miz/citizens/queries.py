"""Reads about accounts. What is asked of strangers too always answers one row, whoever is meant:
how long an answer takes must not tell who has an account."""

import datetime
import hashlib
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from .identities import Identity
from .models import Citizen, CitizenSession, MobileChange

IDLE = datetime.timedelta(minutes=30)
LONGEST = datetime.timedelta(hours=12)
# A moment that is noted on every page would cost a write a page.
NOTED_EVERY = datetime.timedelta(minutes=1)

_OWNER = """
select c.id, coalesce(c.language, 'fa') from (values (1)) one
left join citizens_citizen c on c.kind = %s and c.code = %s and c.mobile = %s
"""
_TAKEN = "select exists(select from citizens_citizen where kind = %s and code = %s)"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has this code and this mobile; `citizen_id` is None for a stranger."""

    citizen_id: int | None
    language: str


def owner(identity: Identity, mobile: str) -> Owner:
    with connection.cursor() as cursor:
        cursor.execute(_OWNER, [identity.kind, identity.code, mobile])
        return Owner(*cursor.fetchone())


def is_taken(identity: Identity) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [identity.kind, identity.code])
        return bool(cursor.fetchone()[0])


def digest(token: str) -> bytes:
    """As tokens of browsers are kept: a drawn secret of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def current(token: str) -> CitizenSession | None:
    """The living session of a cookie's token, with its citizen; notes that it was seen."""
    if not token:
        return None
    found = _living().select_related("citizen").filter(digest=digest(token)).first()
    if found and found.seen_at < timezone.now() - NOTED_EVERY:
        CitizenSession.objects.filter(pk=found.pk).update(seen_at=timezone.now())
    return found


def sessions(citizen: Citizen) -> list[CitizenSession]:
    """Where the citizen is signed in, the last seen first."""
    return list(_living().filter(citizen=citizen).order_by("-seen_at", "-pk"))


def proved_mobiles(citizen: Citizen) -> set[str]:
    """The number of the account and those it had before."""
    done = MobileChange.objects.filter(citizen=citizen, done_at__isnull=False)
    return {citizen.mobile, *done.values_list("before", flat=True)}


def change_under_way(citizen: Citizen) -> MobileChange | None:
    return MobileChange.objects.filter(citizen=citizen, done_at=None, stopped_at=None).first()


def _living() -> QuerySet[CitizenSession]:
    now = timezone.now()
    return CitizenSession.objects.filter(
        ended_at=None, seen_at__gt=now - IDLE, began_at__gt=now - LONGEST
    )
