"""Messages to people: rows first, written with the change they tell of; the worker sends them.

Beside them what the sending of them has taught: who wants no optional messages, how each provider
of SMS behaved, and how many left within the minute.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

WAITING = ["queued", "sending"]


class MessageQuerySet(models.QuerySet["Message"]):
    def unreported(self) -> Self:
        """Handed over, and their fate is still to be asked; `due_at` says when."""
        return self.filter(
            channel=Message.Channel.SMS,
            state=Message.State.SENT,
            decoy=False,
            delivered_at=None,
            error="",
        )


class Message(models.Model):
    """One message. The row's number is the local id by which a gateway knows a resend.

    `recipient` is a mobile (SMS), an address (e-mail), the lines of a label (letter) or the name
    of a person as the caller gives it, such as `citizen:12` (in-app). `due_at` is when to look
    again: to send it, and once it was handed over, to ask whether it has arrived. A `decoy` is
    like any other message until it would leave: it is handed to nobody. `provider` is who has the
    SMS, or was the last to be asked; `unknowns` counts the tries of which nobody knows the end.
    What says a secret `lapses_at` a moment: it leaves no later, and its words go once settled.
    """

    class Channel(models.TextChoices):
        SMS = "sms", "پیامک"
        EMAIL = "email", "ایمیل"
        LETTER = "letter", "نامهٔ پستی"
        APP = "app", "پیام در سامانه"

    class State(models.TextChoices):
        QUEUED = "queued", "در صف"
        SENDING = "sending", "در حال ارسال"
        SENT = "sent", "ارسال‌شده"
        FAILED = "failed", "ناموفق"
        WITHHELD = "withheld", "به خواست گیرنده فرستاده نشد"

    class Priority(models.IntegerChoices):
        CODE = 0, "کد یک‌بارمصرف"
        NOTICE = 5, "خبر"
        BULK = 9, "انبوه"

    channel = models.TextField(choices=Channel.choices)
    kind = models.TextField(default="", db_default="")
    recipient = models.TextField()
    title = models.TextField(default="")
    body = models.TextField()
    language = models.TextField(default="fa", db_default="fa")
    reference = models.TextField()
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NOTICE)
    optional = models.BooleanField(default=False, db_default=False)
    decoy = models.BooleanField(default=False, db_default=False)
    state = models.TextField(choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)
    provider = models.TextField(default="", db_default="")
    unknowns = models.PositiveSmallIntegerField(default=0, db_default=0)
    gateway_reference = models.TextField(default="")
    error = models.TextField(default="")

    objects = MessageQuerySet.as_manager()

    class Meta:
        # A new row is in the first two alone: the rest is paid for when it is sent.
        indexes = [
            models.Index(fields=["reference"], name="outbox_reference"),
            models.Index(
                fields=["channel", "priority", "due_at"],
                name="outbox_waiting",
                condition=Q(state__in=WAITING),
            ),
            models.Index(
                fields=["recipient", "sent_at"], name="outbox_tried", condition=Q(attempts__gt=0)
            ),
            models.Index(
                fields=["priority", "due_at"],
                name="outbox_unreported",
                condition=Q(
                    channel="sms", state="sent", decoy=False, delivered_at__isnull=True, error=""
                ),
            ),
            models.Index(
                fields=["gateway_reference"],
                name="outbox_gateway_reference",
                condition=~Q(gateway_reference=""),
            ),
            models.Index(
                fields=["recipient", "created_at"], name="outbox_app", condition=Q(channel="app")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "failed", "withheld"]),
                name="outbox_state_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "email", "letter", "app"]),
                name="outbox_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(state="sent"),
                name="outbox_delivered_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(lapses_at__isnull=True) | Q(state__in=WAITING) | Q(body=""),
                name="outbox_secrets_are_not_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.state}"

    def forgotten(self) -> dict[str, str]:
        """What changes besides when it is settled: the words of a secret go."""
        return {"body": ""} if self.lapses_at else {}


class Muted(models.Model):
    """A mobile whose owner wants no optional messages."""

    mobile = models.TextField(primary_key=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"muted since {self.since:%Y-%m-%d}"


class Attempt(models.Model):
    """One request to a provider of SMS, kept for a day. Whose message it was is not written."""

    class Outcome(models.TextChoices):
        SENT = "sent", "پذیرفته"
        REFUSED = "refused", "خود پیام پذیرفتنی نیست"
        BUSY = "busy", "اکنون نمی‌پذیرد"
        UNREACHABLE = "unreachable", "در دسترس نیست"
        UNKNOWN = "unknown", "نتیجه نامعلوم"

    provider = models.TextField()
    at = models.DateTimeField()
    seconds = models.FloatField()
    outcome = models.TextField(choices=Outcome.choices)

    class Meta:
        indexes = [models.Index(fields=["provider", "at"], name="outbox_attempt_recent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["sent", "refused", "busy", "unreachable", "unknown"]),
                name="outbox_attempt_outcome_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.outcome}"


class Standing(models.Model):
    """How much of its weight a provider has now, from 0 to 1; shared by all workers."""

    provider = models.TextField(primary_key=True)
    share = models.FloatField(default=1.0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1), name="outbox_standing_share"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.share:.2f}"


class Minute(models.Model):
    """How many messages of a lane left in its present minute; its lock orders the claims."""

    lane = models.TextField(primary_key=True)
    began_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.lane} {self.used}"
