"""Cases that were late, and who was told of it."""

from django.db import models
from django.db.models import Q

from .case import Case


class Escalation(models.Model):
    """Of a case's missed deadline: how high it was taken (`to`, 0 is nobody yet) and since when.

    `next_at` is when it goes a level higher. It tells of the deadline `due_at` and of no other: one
    that was moved since has not been missed.
    """

    class To(models.TextChoices):
        NOBODY = "", "هیچ‌کس"
        SUPERVISOR = "supervisor", "سرپرست"
        HEADQUARTERS = "headquarters", "ستاد"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True)
    due_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=0)
    to = models.TextField(choices=To.choices, default="", blank=True)
    at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level=0, to="")
                | (Q(level__gt=0) & Q(to__in=["supervisor", "headquarters"])),
                name="escalation_told_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], name="escalation_next", condition=Q(next_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.level} for {self.case_id}"

    @property
    def stands(self) -> bool:
        """Somebody was told, and of the deadline that the case still has."""
        return self.level > 0 and self.due_at == self.case.due_at
