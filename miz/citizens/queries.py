"""Reads about accounts. What is asked of strangers too always answers one row, whoever is meant:
how long an answer takes must not tell who has an account."""

import datetime
import hashlib
from collections.abc import Sequence
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
_TAKEN = "select (select language from citizens_citizen where kind = %s and code = %s)"
# The language of whom `w` (kind, code, mobile) names: of a number that the account has proved, for
# others learn nothing of it. What a foreigner sends comes from the account itself.
LANGUAGE = """coalesce((
    select c.language from citizens_citizen c
    where c.kind = w.kind and c.code = w.code and (
        c.mobile = w.mobile or c.kind <> 'national' or exists (
            select from citizens_mobilechange m
            where m.citizen_id = c.id and m.before = w.mobile and m.done_at is not null))
), 'fa')"""
_LANGUAGES = f"""
select {LANGUAGE} from unnest(%s::text[], %s::text[], %s::text[])
    with ordinality w(kind, code, mobile, n) order by n
"""  # noqa: S608 - no value in it


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has this code and this mobile; `citizen_id` is None for a stranger."""

    citizen_id: int | None
    language: str


def owner(identity: Identity, mobile: str) -> Owner:
    with connection.cursor() as cursor:
        cursor.execute(_OWNER, [identity.kind, identity.code, mobile])
        return Owner(*cursor.fetchone())


def taken(identity: Identity) -> str | None:
    """The language of who has an account with this code; None while nobody has."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [identity.kind, identity.code])
        [language] = cursor.fetchone()
    return language if language is None else str(language)


def languages(people: Sequence[tuple[Identity, str]]) -> list[str]:
    """What each person with this mobile chose to read messages in, in their order."""
    if not people:
        return []
    columns = zip(*((who.kind.value, who.code, mobile) for who, mobile in people), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_LANGUAGES, [list(column) for column in columns])
        return [language for (language,) in cursor.fetchall()]


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
