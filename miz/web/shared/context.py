"""What every page knows: whose desk this is."""

import time

from django.conf import settings
from django.http import HttpRequest

from miz.accounts.models import Organisation

# An organisation's name changes once in years; asking for it on every page would cost a query.
_KEPT_SECONDS = 60.0
_kept: dict[str, tuple[float, Organisation | None]] = {}


def desk(request: HttpRequest) -> dict[str, object]:
    return {"organisation": portal_organisation(), "user": getattr(request, "user", None)}


def portal_organisation() -> Organisation | None:
    code = settings.PORTAL_ORGANISATION
    until, organisation = _kept.get(code, (0.0, None))
    if organisation is None or until < time.monotonic():
        organisation = Organisation.objects.filter(code=code).first()
        _kept[code] = (time.monotonic() + _KEPT_SECONDS, organisation)
    return organisation
