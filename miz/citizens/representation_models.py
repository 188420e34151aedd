"""Acting for another: what a person who is present agreed to, and who may act for whom."""

from django.db import models
from django.db.models import F, Q

from miz.accounts.models import Unit, User

_CODE = r"^[0-9]{10}$"


class Consent(models.Model):
    """That a person let an office send one request; the row is written when the code was right.

    The mobile that brought the code is kept as a keyed digest: enough to prove, nothing to read.
    """

    national_code = models.CharField(max_length=10)
    office = models.ForeignKey(Unit, on_delete=models.PROTECT)
    operator = models.ForeignKey(User, on_delete=models.PROTECT)
    purpose = models.TextField()
    mobile_digest = models.BinaryField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(national_code__regex=_CODE), name="consent_national_code"
            ),
            # What a case refers to: the consent together with whose it is.
            models.UniqueConstraint(fields=["id", "national_code"], name="consent_of_a_person"),
        ]
        indexes = [models.Index(fields=["office", "given_at"], name="consent_at_office")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Relation(models.TextChoices):
    """What the representative is to the person."""

    FATHER = "father", "پدر"
    MOTHER = "mother", "مادر"
    GUARDIAN = "guardian", "سرپرست قانونی"
    HEAD = "head", "سرگروه"


class Ground(models.TextChoices):
    """How the desk knows: from the registry, by the word of a parent, by the person's own code."""

    REGISTRY = "registry", "ثبت احوال"
    DECLARED = "declared", "اظهاری"
    CONSENT = "consent", "رضایت با پیامک"


class RepresentationQuerySet(models.QuerySet["Representation"]):
    def of(self, representative: str) -> "RepresentationQuerySet":
        """Those that the person of this national code has taken on, and were not ended."""
        return self.filter(representative_code=representative, ended_at=None)


class Representation(models.Model):
    """That somebody may act for somebody, from a moment to a moment.

    Without a beginning it waits for a code: that of the adult who is to be represented, or of the
    parent whose child is to join a group; `mobile` is where the code went.
    """

    representative_code = models.CharField(max_length=10)
    representative_name = models.TextField()
    subject_code = models.CharField(max_length=10)
    given_name = models.TextField()
    family_name = models.TextField()
    birth_date = models.DateField()
    gender = models.TextField()
    relation = models.TextField(choices=Relation.choices)
    ground = models.TextField(choices=Ground.choices)
    declaration = models.TextField(default="")
    mobile = models.CharField(max_length=11, default="")
    asked_at = models.DateTimeField()
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(representative_code__regex=_CODE) & Q(subject_code__regex=_CODE),
                name="representation_codes",
            ),
            models.CheckConstraint(
                condition=~Q(representative_code=F("subject_code")),
                name="representation_not_of_oneself",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values) & Q(ground__in=Ground.values),
                name="representation_known",
            ),
            models.CheckConstraint(
                condition=Q(begins_at__isnull=True, ends_at__isnull=True)
                | Q(begins_at__isnull=False, ends_at__gt=F("begins_at")),
                name="representation_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(ground="declared") | ~Q(declaration=""),
                name="representation_declared_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(relation="head") | Q(mobile__regex=r"^09[0-9]{9}$"),
                name="representation_by_a_head_was_asked",
            ),
            models.UniqueConstraint(
                fields=["representative_code", "subject_code"],
                condition=Q(ended_at__isnull=True),
                name="representation_once",
            ),
            models.UniqueConstraint(
                fields=["id", "subject_code"], name="representation_of_a_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_code"],
                condition=Q(ended_at__isnull=True),
                name="representation_of_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"representation {self.pk}"

    @property
    def subject(self) -> str:
        """How the audit and the codes name this row."""
        return f"representation:{self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"
