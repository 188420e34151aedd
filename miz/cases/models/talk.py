"""What was said in a case, with its files, and what the citizen thinks of it."""

from django.db import models
from django.db.models import Q

from miz.accounts.models import User
from miz.documents.models import Upload

from .case import Case


class Entry(models.Model):
    """One contribution to the conversation of a case."""

    class Kind(models.TextChoices):
        REQUEST_MORE = "request_more", "درخواست تکمیل"
        REPLY = "reply", "پاسخ متقاضی"
        NOTE = "note", "یادداشت داخلی"
        HANDOVER = "handover", "ارجاع"
        ANSWER = "answer", "پاسخ"
        REJECTION = "rejection", "رد درخواست"
        OBJECTION = "objection", "اعتراض"
        REFERRAL = "referral", "ارجاع به واحد"
        OPINION = "opinion", "پاسخ واحد"
        FINDING = "finding", "نتیجهٔ رسیدگی"
        MESSAGE = "message", "پیام"
        VISIT = "visit", "مراجعهٔ حضوری"
        CORRECTION = "correction", "اصلاح"

    INTERNAL = [Kind.NOTE, Kind.HANDOVER, Kind.REFERRAL, Kind.OPINION, Kind.FINDING]

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    kind = models.TextField(choices=Kind.choices)
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    unit_name = models.TextField(default="")
    at = models.DateTimeField()
    # What was chosen beside the words, as people read it: [[label, value]].
    facts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind="objection"),
                name="entry_one_objection",
                violation_error_message="پیش‌تر به این پاسخ اعتراض کرده‌اید.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["message", "visit", "correction"])
                | Q(kind__in=["reply", "objection"], author__isnull=True)
                | (~Q(kind__in=["reply", "objection"]) & Q(author__isnull=False)),
                name="entry_staff_has_an_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"

    @property
    def is_internal(self) -> bool:
        return self.kind in self.INTERNAL

    @property
    def is_decision(self) -> bool:
        return self.kind in (self.Kind.ANSWER, self.Kind.REJECTION)

    @property
    def is_from_citizen(self) -> bool:
        return self.author_id is None


class Attachment(models.Model):
    """An upload with its title, of the request itself (`entry` is empty) or of an entry."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, related_name="attachments"
    )
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT)
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Rating(models.Model):
    """What the citizen thinks of the answer, once."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT)
    score = models.PositiveSmallIntegerField()
    text = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="rating_one_to_five")
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.case_id}"
