"""What people sent and what the organisation issued, bytes included.

The bytes lie in the database so that one transaction keeps a case with its files and one backup
holds both. They are compressed already, hence stored without another try at it (migration 0002).
"""

import hashlib
import uuid

from django.db import models

from miz.documents.uploads import MAX_BYTES, Accepted


class OctetLength(models.Func):
    """The number of bytes of a binary column."""

    function = "octet_length"
    output_field = models.IntegerField()


class Upload(models.Model):
    """A file that passed `miz.documents.uploads.check`. Addresses carry `key`, never the id."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.TextField()
    media_type = models.TextField()
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__range=(1, MAX_BYTES), size=OctetLength("content")),
                name="documents_upload_size",
                violation_error_message="اندازهٔ فایل باید از ۱ بایت تا ۳۰۰ کیلوبایت باشد.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, accepted: Accepted) -> "Upload":
        """The row of an accepted file, not saved yet."""
        return cls(
            name=accepted.name,
            media_type=accepted.media_type,
            size=len(accepted.content),
            sha256=hashlib.sha256(accepted.content).digest(),
            content=accepted.content,
        )


class Paper(models.Model):
    """A document the organisation issued about `subject` (`kind:id`), one of each kind."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.TextField()
    subject = models.TextField()
    name = models.TextField()
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    media_type = "application/pdf"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="documents_paper_once"),
        ]

    def __str__(self) -> str:
        return self.name
