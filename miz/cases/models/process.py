"""Where the process of a case stands, for the engine, for people and for who mends it."""

from django.db import models
from django.db.models import Q

from miz.accounts.models import Unit, User
from miz.catalogue.models import ServiceVersion

from .case import Case


class ProcessState(models.Model):
    """Where the process of a case stands: the engine's own bytes, apart to keep Case narrow."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True)
    state = models.BinaryField()
    due_at = models.DateTimeField(null=True)  # of the next timer

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="process_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"process of {self.case_id}"


class Migration(models.Model):
    """A move of running cases from one version of their process to another."""

    old = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)
    at = models.DateTimeField()
    reverted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"


class Migrated(models.Model):
    """Where one case stood before its move, and the revision it had right after."""

    migration = models.ForeignKey(Migration, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    before = models.BinaryField()
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["migration", "case"], name="migrated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} by {self.migration_id}"


class Task(models.Model):
    """What waits for a person in a case, as the process asked for it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    engine_id = models.TextField()
    element = models.TextField()
    title = models.TextField()
    lane = models.TextField()
    # To whom it is addressed, where the process names a unit; else to the desk of the case.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # where the process gives the step time of its own
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    outcome = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "engine_id"], name="task_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="")
                | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="task_done_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.case_id})"


class Turn(models.Model):
    """Whose turn it was last in a unit, among those of one skill (empty for all)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE)
    skill = models.TextField(blank=True)
    last = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "skill"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}, {self.skill}: {self.last}"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> "IncidentQuerySet":
        return self.filter(resolved_at=None)


class Incident(models.Model):
    """A step of a case that failed: `retry_at` while it tries again, empty when it waits for a
    person. `engine_id` is that of the failed task, empty when the case as a whole cannot move."""

    class Resolution(models.TextChoices):
        PASSED = "passed", "در تلاش دوباره انجام شد"
        SKIPPED = "skipped", "از آن گذشتند"
        WITHDRAWN = "withdrawn", "دیگر لازم نیست"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incidents")
    engine_id = models.TextField(default="")
    element = models.TextField(default="")
    title = models.TextField(default="")
    error = models.TextField()
    tries = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolution = models.TextField(choices=Resolution.choices, default="", blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "engine_id"],
                condition=Q(resolved_at__isnull=True),
                name="incident_once",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolution="")
                | (Q(resolved_at__isnull=False, retry_at__isnull=True) & ~Q(resolution="")),
                name="incident_resolved_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"], name="incident_retry", condition=Q(retry_at__isnull=False)
            ),
            models.Index(
                fields=["opened_at"], name="incident_open", condition=Q(resolved_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.error} at {self.element or 'the case'} of {self.case_id}"


class Stage(models.Model):
    """A milestone that a case has passed or stands at; the latest row is where it stands."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stages")
    code = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["entered_at", "id"]

    def __str__(self) -> str:
        return self.code
