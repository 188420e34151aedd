"""What is agreed beside the process: corrections of a field, and visits in person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from miz.accounts.models import User

from .case import Case

LIVE = ["proposed", "confirmed", "move_asked"]


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open(self) -> "CorrectionQuerySet":
        return self.filter(done_at=None, withdrawn_at=None)


class Correction(models.Model):
    """One field of a request that the citizen is asked to correct, and how it was and became."""

    class Field(models.TextChoices):
        MOBILE = "mobile", "تلفن همراه"
        EMAIL = "email", "ایمیل"
        LANDLINE = "landline", "تلفن ثابت"
        TOPIC = "topic", "موضوع"
        TEXT = "text", "متن درخواست"

    CONTACTS = [Field.MOBILE, Field.EMAIL, Field.LANDLINE]

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    field = models.TextField(choices=Field.choices)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    old = models.TextField(default="")
    new = models.TextField(default="")
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "field"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="correction_once_per_field",
            ),
            models.CheckConstraint(
                condition=Q(field__in=["mobile", "email", "landline", "topic", "text"]),
                name="correction_field_known",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="correction_done_or_withdrawn",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, old="", new="")
                | (Q(done_at__isnull=False) & ~Q(old=models.F("new"))),
                name="correction_changed_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.case_id}"

    @property
    def is_of_contact(self) -> bool:
        """Whether it is about a way to reach the person: shown to nobody in full but staff."""
        return self.field in self.CONTACTS


class VisitQuerySet(models.QuerySet["Visit"]):
    def live(self) -> "VisitQuerySet":
        return self.filter(state__in=LIVE)


class Visit(models.Model):
    """An invitation to come in person. `remind_at` leaves the row when its reminder is written."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "منتظر تأیید متقاضی"
        CONFIRMED = "confirmed", "تأیید شد"
        MOVE_ASKED = "move_asked", "متقاضی زمان دیگری خواست"
        HELD = "held", "انجام شد"
        MISSED = "missed", "متقاضی نیامد"
        CANCELLED = "cancelled", "لغو شد"

    class Necessity(models.TextChoices):
        """Why it cannot be done from afar, as the official form lists it."""

        IDENTITY = "identity", "احراز اصالت فرد"
        DOCUMENT = "document", "احراز اصالت مدرک"
        NO_INFRASTRUCTURE = "no_infrastructure", "نبود زیرساخت ارتباطی مناسب"
        OTHER = "other", "سایر"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    state = models.TextField(choices=State.choices, default=State.PROPOSED)
    at = models.DateTimeField()
    place = models.TextField()
    documents = models.TextField(default="", blank=True)
    necessity = models.TextField(choices=Necessity.choices)
    reason = models.TextField(default="", blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT)
    invited_at = models.DateTimeField()
    proposals = ArrayField(models.DateTimeField(), default=list, size=2)  # the citizen's
    move_reason = models.TextField(default="", blank=True)
    cancel_reason = models.TextField(default="", blank=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=LIVE), name="visit_one_live"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*LIVE, "held", "missed", "cancelled"]),
                name="visit_state_known",
            ),
            models.CheckConstraint(
                condition=Q(necessity__in=["identity", "document", "no_infrastructure"])
                | (Q(necessity="other") & ~Q(reason="")),
                name="visit_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(place=""), name="visit_has_a_place"),
            models.CheckConstraint(
                condition=Q(state="move_asked", proposals__len__range=(1, 2))
                | (~Q(state="move_asked") & Q(proposals__len=0)),
                name="visit_proposals_wait",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(cancel_reason=""))
                | (~Q(state="cancelled") & Q(cancel_reason="")),
                name="visit_cancelled_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(remind_at__isnull=True) | Q(state__in=["proposed", "confirmed"]),
                name="visit_reminder_of_a_sure_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"], name="visit_remind", condition=Q(remind_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"visit of {self.case_id}, {self.state}"

    @property
    def why(self) -> str:
        """Why one must come, in one line: never empty."""
        if self.necessity == self.Necessity.OTHER:
            return self.reason
        label = self.get_necessity_display()
        return f"{label}: {self.reason}" if self.reason else label
