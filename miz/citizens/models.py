"""Citizens' accounts: who they are, where they are signed in, how they come back.

Citizens are no users of the office: a table of their own, sessions of their own, nothing of which
opens the staff's door.
"""

import datetime

from django.db import models
from django.db.models import Q

from miz.audit.actors import CITIZEN, Actor, Kind
from miz.outbox.models import Message

from . import identities
from .representation_models import Consent, Representation  # noqa: F401 - tables of this app too

# Of a password that was made for somebody who forgot the own one.
GENERATED_LIFE = datetime.timedelta(hours=24)


class Citizen(models.Model):
    """A person with an account; `password` is a hash, empty for who comes in by a code."""

    Kind = identities.Kind

    class Gender(models.TextChoices):
        FEMALE = "female", "زن"
        MALE = "male", "مرد"

    class Language(models.TextChoices):
        PERSIAN = "fa", "فارسی"
        ENGLISH = "en", "English"

    kind = models.TextField(choices=Kind.choices)
    code = models.TextField()
    given_name = models.TextField()
    family_name = models.TextField()
    gender = models.TextField(choices=Gender.choices, default="", blank=True)
    birth_date = models.DateField()
    mobile = models.CharField(max_length=11)
    mobile_proved_at = models.DateTimeField()
    email = models.EmailField(default="", blank=True)
    password = models.TextField(default="", blank=True)
    language = models.TextField(choices=Language.choices, default=Language.PERSIAN)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="citizen_once"),
            models.CheckConstraint(condition=identities.shape("kind", "code"), name="citizen_code"),
            models.CheckConstraint(
                condition=Q(mobile__regex=r"^09[0-9]{9}$"), name="citizen_mobile"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["fa", "en"]), name="citizen_language_known"
            ),
            models.CheckConstraint(
                condition=Q(gender__in=["", "female", "male"]), name="citizen_gender_known"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """How the audit and the outbox name this person."""
        return f"citizen:{self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def verified(self) -> bool:
        """Whether the names are the civil registry's and not their owner's."""
        return self.identity.is_verified

    @property
    def identity(self) -> identities.Identity:
        return identities.Identity(identities.Kind(self.kind), self.code)

    def as_actor(self) -> Actor:
        return Actor(Kind.CITIZEN, str(self.pk), CITIZEN.label)


class Way(models.TextChoices):
    """How somebody came in."""

    CODE = "code", "با کد پیامکی"
    PASSWORD = "password", "با گذرواژه"
    GENERATED = "generated", "با گذرواژهٔ موقت"
    WINDOW = "window", "از پنجرهٔ ملی"


class CitizenSession(models.Model):
    """One browser in which a citizen is signed in; only a digest of the cookie's token is kept."""

    digest = models.BinaryField(unique=True)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="sessions")
    way = models.TextField(choices=Way.choices)
    device = models.TextField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["code", "password", "generated", "window"]),
                name="citizen_session_way_known",
            )
        ]
        indexes = [
            models.Index(
                fields=["citizen", "-seen_at"],
                name="citizen_session_open",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"session {self.pk} of {self.citizen_id}"


class Recovery(models.Model):
    """One wish to come back without the password, of a stranger too (`citizen` is empty).

    The moments that the process is measured by: `asked_at`; `created_at`, `sent_at` and
    `delivered_at` of `message`; `password_set_at`.
    """

    class Way(models.TextChoices):
        CODE = "code", "کد یک‌بارمصرف"
        GENERATED = "generated", "گذرواژهٔ موقت"

    class Ended(models.TextChoices):
        SET = "set", "گذرواژهٔ تازه گذاشته شد"
        OVERTAKEN = "overtaken", "گذرواژه جور دیگری عوض شد"

    way = models.TextField(choices=Way.choices)
    # No foreign key in the database: checking one takes time that tells who exists.
    citizen = models.ForeignKey(
        Citizen, on_delete=models.DO_NOTHING, null=True, db_constraint=False
    )
    # Digests: of the asking browser's token, and keyed of the password that was generated.
    browser = models.BinaryField(unique=True)
    generated = models.BinaryField(null=True, unique=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True)
    asked_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    password_set_at = models.DateTimeField(null=True)
    ended = models.TextField(choices=Ended.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way="code", generated__isnull=True)
                | Q(way="generated", generated__isnull=False),
                name="recovery_generated_has_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(password_set_at__isnull=True)
                | Q(used_at__isnull=False, citizen__isnull=False),
                name="recovery_set_after_it_was_proved",
            ),
            models.CheckConstraint(
                condition=Q(ended="set", password_set_at__isnull=False)
                | Q(ended__in=["", "overtaken"], password_set_at__isnull=True),
                name="recovery_ended_as_it_was",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        return f"recovery:{self.pk}"


class MobileChange(models.Model):
    """A new number that its owner has proved. The older one stays until `effective_at`, and who
    reads the notice on it may stop the change with the token whose digest is kept."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="mobile_changes")
    before = models.CharField(max_length=11)
    mobile = models.CharField(max_length=11)
    digest = models.BinaryField(unique=True)
    asked_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citizen"],
                condition=Q(done_at__isnull=True, stopped_at__isnull=True),
                name="mobile_change_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(stopped_at__isnull=True),
                name="mobile_change_done_or_stopped",
            ),
            models.CheckConstraint(
                condition=Q(mobile__regex=r"^09[0-9]{9}$"), name="mobile_change_mobile"
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_at"],
                name="mobile_change_due",
                condition=Q(done_at__isnull=True, stopped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"change of {self.citizen_id}"
