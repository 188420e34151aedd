"""What came in by a channel that may bring a thing twice: counted, and never taken again."""

from django.db import models


class Inbound(models.Model):
    """One SMS or letter, known by a keyed digest of what its carrier calls it; no words, numbers or
    addresses are kept. What was set aside is only counted here."""

    class Channel(models.TextChoices):
        EMAIL = "email", "ایمیل"
        SMS = "sms", "پیامک"

    class Outcome(models.TextChoices):
        TAKEN = "taken", "رسید"
        OPENED = "opened", "درخواست تازه"
        ADDED = "added", "پیام در درخواست"
        TOLD = "told", "وضعیت گفته شد"
        NOT_TOLD = "not_told", "شماره یا کد نخواند"
        MUTED = "muted", "لغو پیام‌های اختیاری"
        UNMUTED = "unmuted", "وصل پیام‌های اختیاری"
        HELPED = "helped", "راهنما فرستاده شد"
        SILENT = "silent", "بی‌پاسخ"
        AUTOMATIC = "automatic", "پاسخ خودکار"
        LIST = "list", "خبرنامه"
        BOUNCE = "bounce", "برگشتی"
        OWN = "own", "نامهٔ خود میز"
        SPAM = "spam", "هرزنامه"

    channel = models.TextField(choices=Channel.choices)
    digest = models.BinaryField(max_length=32)
    outcome = models.TextField(choices=Outcome.choices, default=Outcome.TAKEN)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "digest"], name="inbound_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.outcome}"
