"""Drafts: what a person has typed so far, kept on our side until it is sent or forgotten."""

import datetime
import secrets

from django.db import models
from django.utils import timezone

from miz.cases.models import Case
from miz.web.shared.drafts import Written, WrittenFile

LIFE = datetime.timedelta(hours=24)


def _key() -> str:
    return secrets.token_urlsafe(24)


def _expiry() -> datetime.datetime:
    return timezone.now() + LIFE


class Draft(Written):
    """One request being written. The key lives in a cookie of its writer and nowhere else."""

    key = models.TextField(unique=True, default=_key)
    service = models.SlugField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    expires_at = models.DateTimeField(default=_expiry, db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftFile(WrittenFile):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
