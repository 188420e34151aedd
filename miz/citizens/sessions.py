"""Sessions of citizens: begun at sign-in with a new token, ended by their owner or by time."""

import secrets

from django.db import transaction
from django.utils import timezone

from miz.audit import actions as audit

from .models import Citizen, CitizenSession, Way
from .queries import digest


@transaction.atomic
def begin(*, citizen: Citizen, way: Way, device: str, instead_of: str = "") -> str:
    """Answers the new token; the session of the token that the browser brought ends."""
    token, now = secrets.token_urlsafe(32), timezone.now()
    CitizenSession.objects.filter(digest=digest(instead_of), ended_at=None).update(ended_at=now)
    CitizenSession.objects.create(
        digest=digest(token), citizen=citizen, way=way, device=device, began_at=now, seen_at=now
    )
    _tell(citizen, "citizen.sign_in", way=way)
    return token


@transaction.atomic
def end(*, citizen: Citizen, number: int) -> None:
    """Ends the session of that number, when it is the citizen's own."""
    own = CitizenSession.objects.filter(citizen=citizen, pk=number, ended_at=None)
    if own.update(ended_at=timezone.now()):
        _tell(citizen, "citizen.end_session", session=number)


@transaction.atomic
def end_all(*, citizen: Citizen, but: CitizenSession | None = None) -> None:
    """Ends every session of the citizen, except `but`."""
    own = CitizenSession.objects.filter(citizen=citizen, ended_at=None)
    others = own.exclude(pk=but.pk) if but else own
    if ended := others.update(ended_at=timezone.now()):
        _tell(citizen, "citizen.end_sessions", ended=ended)


def _tell(citizen: Citizen, action: str, **details: object) -> None:
    audit.record(by=citizen.as_actor(), action=action, subject=citizen.subject, details=details)
