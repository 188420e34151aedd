"""Drafts: what a person has typed so far, kept on our side until it is sent or forgotten."""

import datetime
import secrets
from typing import Any

from django.db import models
from django.utils import timezone

from miz.cases.models import Case
from miz.documents.models import Upload

LIFE = datetime.timedelta(hours=24)


def _key() -> str:
    return secrets.token_urlsafe(24)


def _expiry() -> datetime.datetime:
    return timezone.now() + LIFE


class Draft(models.Model):
    """One request being written. The key lives in a cookie of its writer and nowhere else.

    `data` holds a part per page, under the page's name, with the forms' own field names.
    """

    key = models.TextField(unique=True, default=_key)
    service = models.SlugField()
    data = models.JSONField(default=dict)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True)
    expires_at = models.DateTimeField(default=_expiry, db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def put(self, page: str, values: dict[str, Any]) -> None:
        self.data[page] = values
        self.save(update_fields=["data"])

    def get(self, page: str) -> dict[str, Any]:
        found: dict[str, Any] = self.data.get(page, {})
        return found


class DraftFile(models.Model):
    """A file that was accepted already, so that no later mistake loses it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT)
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
