"""Messages to people: rows first, written with the change they tell of; the worker sends them."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One SMS or e-mail. The row's number is the local id by which a gateway knows a resend."""

    class Channel(models.TextChoices):
        SMS = "sms", "پیامک"
        EMAIL = "email", "ایمیل"

    class State(models.TextChoices):
        QUEUED = "queued", "در صف"
        SENDING = "sending", "در حال ارسال"
        SENT = "sent", "ارسال‌شده"
        FAILED = "failed", "ناموفق"

    class Priority(models.IntegerChoices):
        CODE = 0, "کد یک‌بارمصرف"
        NOTICE = 5, "خبر"

    channel = models.TextField(choices=Channel.choices)
    recipient = models.TextField()
    title = models.TextField(default="")
    body = models.TextField()
    reference = models.TextField(db_index=True)
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NOTICE)
    state = models.TextField(choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    gateway_reference = models.TextField(default="")
    error = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["priority", "due_at"],
                name="outbox_due",
                condition=Q(state__in=["queued", "sending"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "failed"]),
                name="outbox_state_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "email"]), name="outbox_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.state}"
