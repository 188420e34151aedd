"""What every page knows: whose desk this is."""

import time

from django.conf import settings
from django.http import HttpRequest

from miz.accounts.models import Organisation, User

# An organisation's name changes once in years; asking for it on every page would cost a query.
_KEPT_SECONDS = 60.0
_kept: dict[tuple[str, object], tuple[float, Organisation | None]] = {}
_AT_WORK = {"office", "counter"}


def desk(request: HttpRequest) -> dict[str, object]:
    """`organisation`: of the portal; at work, whose desk the signed in member of staff keeps."""
    user = getattr(request, "user", None)
    if _is_at_work(request) and isinstance(user, User):
        organisation = _organisation("pk", user.organisation_id)
    else:
        organisation = portal_organisation()
    return {"organisation": organisation, "user": user}


def portal_organisation() -> Organisation | None:
    return _organisation("code", settings.PORTAL_ORGANISATION)


def _is_at_work(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.namespace in _AT_WORK


def _organisation(name: str, value: object) -> Organisation | None:
    until, organisation = _kept.get((name, value), (0.0, None))
    if organisation is None or until < time.monotonic():
        organisation = Organisation.objects.filter(**{name: value}).first()
        _kept[name, value] = (time.monotonic() + _KEPT_SECONDS, organisation)
    return organisation
