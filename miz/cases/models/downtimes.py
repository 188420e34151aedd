"""Time in which the desk could not work: spans that count for no deadline, and whom they helped."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value

from miz.accounts.models import Organisation, User

from .case import Case

ORGANISATION = Func(F("organisation"), F("organisation"), Value("[]"), function="int8range")
SPAN = Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField())


class Downtime(models.Model):
    """A span in which an organisation's desk stood still; without one, the whole platform.

    `progress` is the number of the last case that was looked at, `done_at` when the last was; a
    withdrawn one is done again when the last deadline was taken back.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    progress = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="downtime_ends_after_it_began"
            ),
            # A range without bounds overlaps every other: the platform's downtime is everyone's.
            ExclusionConstraint(
                name="downtime_counts_once",
                expressions=[(ORGANISATION, "&&"), (SPAN, "&&")],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="downtime_to_do", condition=Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %T} to {self.ends_at:%F %T}"


class CaseDowntimeQuerySet(models.QuerySet["CaseDowntime"]):
    def since_answer(self) -> "CaseDowntimeQuerySet":
        """Those of the answer that is awaited now: what was answered is owed no more."""
        later = Q(downtime__recorded_at__gt=F("case__answered_at"))
        return self.filter(Q(case__answered_at=None) | later).select_related("downtime")


class CaseDowntime(models.Model):
    """By how much working time a downtime has moved the deadline of a case."""

    downtime = models.ForeignKey(Downtime, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    lost = models.DurationField()

    objects = CaseDowntimeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["downtime", "case"], name="case_extended_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lost} for {self.case_id}"
