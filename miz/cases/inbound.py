"""The register of what came in by SMS and mail: each thing is taken once."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import Inbound

# Longer than any carrier tries to deliver the same thing again.
KEPT = datetime.timedelta(days=90)


def take(channel: Inbound.Channel, name: str) -> Inbound | None:
    """The row of what its carrier calls `name`, in the caller's transaction; None when it was taken
    before. Somebody who brings the same at this moment waits for the end of that transaction."""
    key = settings.SECRET_KEY.encode()
    digest = hmac.digest(key, f"inbound:{channel}:{name}".encode(), hashlib.sha256)
    try:
        with transaction.atomic():
            return Inbound.objects.create(channel=channel, digest=digest, at=timezone.now())
    except IntegrityError:
        return None


def settle(row: Inbound, outcome: Inbound.Outcome) -> None:
    """Notes what became of it."""
    row.outcome = outcome
    row.save(update_fields=["outcome"])


def forget_old() -> None:
    Inbound.objects.filter(at__lt=timezone.now() - KEPT).delete()
