"""Which agency was asked what, why and how it went: the fields, never what was in them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from . import batch_models  # noqa: F401 - its tables belong to this app


class Call(models.Model):
    """One question to another agency's system, also one that was held back by the breaker."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "پاسخ داد"
        UNAVAILABLE = "unavailable", "پاسخ نداد"
        REFUSED = "refused", "نپذیرفت"
        HELD = "held", "پرسیده نشد"

    connector = models.CharField(max_length=40)
    operation = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200)
    asked = ArrayField(models.CharField(max_length=40))
    answered = ArrayField(models.CharField(max_length=40))
    # A case, or a keyed digest of the person's code: see `calls.about_person`.
    subject = models.CharField(max_length=100)
    at = models.DateTimeField()
    milliseconds = models.FloatField()
    outcome = models.CharField(max_length=20, choices=Outcome)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["answered", "unavailable", "refused", "held"]),
                name="connectors_call_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(milliseconds__gte=0), name="connectors_call_takes_time"
            ),
        ]
        indexes = [
            models.Index("connector", models.F("at").desc(), name="connectors_call_newest"),
            models.Index("subject", models.F("at").desc(), name="connectors_call_about"),
            # For clearing away by age: costs next to nothing when a row is written.
            BrinIndex(fields=["at"], name="connectors_call_age"),
        ]

    def __str__(self) -> str:
        return f"{self.connector} {self.operation} {self.outcome}"
