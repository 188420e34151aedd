"""Organisations, their units and staff: posts, second factors, who is away; machines; quotas."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, Value
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from miz.audit.actors import Actor, Kind
from miz.lib import provinces

from .days import today
from .permissions import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role
from .posts import Post

ROLES = [(role.value, ROLE_LABELS[role]) for role in Role]


class Organisation(models.Model):
    """An agency whose services run here. `code` is the folder of its packages."""

    class PasswordRecovery(models.TextChoices):
        """What is sent to who forgot the password: a code, or a password that must be changed."""

        CODE = "code", "کد یک‌بارمصرف"
        GENERATED = "generated", "گذرواژهٔ موقت"

    code = models.SlugField(unique=True)
    name = models.TextField()
    short_name = models.TextField()
    parent_name = models.TextField(default="")
    portal_url = models.URLField(default="")
    news_url = models.URLField(default="")
    about = models.TextField(default="")
    phone = models.TextField(default="")
    address = models.TextField(default="")
    office_hours = models.JSONField(default=dict)
    password_recovery = models.TextField(
        choices=PasswordRecovery.choices, default=PasswordRecovery.CODE
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(password_recovery__in=["code", "generated"]),
                name="organisation_password_recovery_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of an organisation that answers for cases; `province` is empty for the centre."""

    class Kind(models.TextChoices):
        DESK = "desk", "میز خدمت"
        INSPECTION = "inspection", "بازرسی"
        HEADQUARTERS = "headquarters", "ستاد"
        COUNTER = "counter", "دفتر پیشخوان"
        OTHER = "other", "واحد دیگر"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    code = models.SlugField()
    name = models.TextField()
    kind = models.TextField(choices=Kind.choices)
    province = models.TextField(default="", blank=True)
    # By which contract a counter office serves the organisation; no other unit has one.
    contract_no = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="counter") & ~Q(contract_no="")
                | ~Q(kind="counter") & Q(contract_no=""),
                name="unit_counter_has_a_contract",
            ),
            models.UniqueConstraint(
                fields=["organisation", "code", "province"], name="unit_once_per_province"
            ),
            models.CheckConstraint(
                condition=Q(province="") | Q(province__in=list(provinces.PROVINCES)),
                name="unit_province_known",
            ),
        ]

    def __str__(self) -> str:
        if not self.province:
            return self.name
        return f"{self.name} {provinces.PROVINCES[self.province].name}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def with_posts(self) -> models.QuerySet["User"]:
        """With all that is needed to say what they may do, in two statements for any number."""
        granted = Grant.objects.on(today()).select_related("unit")
        return self.select_related("unit").prefetch_related(
            Prefetch("grants", granted, to_attr="grants_today")
        )

    def in_service(self) -> models.QuerySet["User"]:
        """Who has joined and not left: with postings, only on their days."""
        planned = Posting.objects.filter(user=OuterRef("pk"))
        return self.filter(Exists(planned.on(today())) | ~Exists(planned), is_active=True)


class User(AbstractBaseUser):
    """A member of staff: one role in one unit, the home post; further posts are grants."""

    username = models.CharField(max_length=64, unique=True)
    full_name = models.TextField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    role = models.TextField(choices=ROLES)
    # Slugs of the services of the home post; empty is all of them.
    services = ArrayField(models.SlugField(), default=list, blank=True)
    # What the rules of a package may ask for, in their words.
    skills = ArrayField(models.TextField(), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    # Counted up to end all sessions, see `get_session_auth_hash`.
    sessions_ended = models.PositiveIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="user_role_known"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def province(self) -> str:
        return self.unit.province

    @property
    def home(self) -> Post:
        role = Role(self.role)
        wide = Permission.ALL_PROVINCES in ROLE_PERMISSIONS[role]
        province = None if wide else self.province
        return Post(role, province, self.unit_id, frozenset(self.services))

    @cached_property
    def granted(self) -> tuple[Post, ...]:
        """The further posts of today; read once, so not from an object that lives for long."""
        fetched = self.__dict__.get("grants_today")  # as `with_posts` brings them
        rows = self.grants.on(today()).select_related("unit") if fetched is None else fetched
        return tuple(grant.post(self) for grant in rows)

    @property
    def posts(self) -> Iterator[Post]:
        """Home first: whom that is enough for costs no further look."""
        if self.is_active:
            yield self.home
            yield from self.granted

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(post.permissions for post in self.posts))

    def may(self, permission: Permission) -> bool:
        """By whichever post; where, each post says for itself."""
        return self.is_active and (
            permission in ROLE_PERMISSIONS[Role(self.role)]
            or any(post.may(permission) for post in self.granted)
        )

    def get_session_auth_hash(self) -> str:
        """Another password or count ends every session that does not know of it."""
        return salted_hmac("staff session", f"{self.sessions_ended} {self.password}").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return iter(())

    @property
    def subject(self) -> str:
        """How the audit, the outbox and the quotas name this person."""
        return f"user:{self.pk}"

    def as_actor(self, post: Post | None = None) -> Actor:
        """Acting from `post`, one of the own; from the home post where none is named."""
        role, place = (post.role, post.place) if post else (Role(self.role), "")
        held = f"{ROLE_LABELS[role]}، {place or self.unit}"
        return Actor(Kind.STAFF, str(self.pk), self.full_name, held)

    def acting(self, permission: Permission) -> Actor:
        """From the first post that carries `permission`, for what is done in no case."""
        return self.as_actor(next((post for post in self.posts if post.may(permission)), None))


class DaysQuerySet(models.QuerySet[Any]):
    """Rows that hold from a day to a day, both included."""

    def on(self, day: datetime.date) -> "DaysQuerySet":
        still = Q(ends_on__gte=day) | Q(ends_on__isnull=True)
        return self.filter(still, starts_on__lte=day)


class GrantQuerySet(DaysQuerySet):
    def on(self, day: datetime.date) -> "DaysQuerySet":
        return super().on(day).filter(withdrawn_at=None)


def _once_at_a_time(name: str) -> ExclusionConstraint:
    """No two rows of one user share a day."""
    days = Func(
        F("starts_on"), F("ends_on"), Value("[]"),
        function="daterange", output_field=DateRangeField(),
    )  # fmt: skip
    user = Func(F("user"), F("user"), Value("[]"), function="int8range")
    return ExclusionConstraint(name=name, expressions=[(user, "&&"), (days, "&&")])


class Posting(models.Model):
    """Where somebody works from a day on: the plan that `miz.accounts.postings` carries out on the
    user. Who has no postings is in service as long as the account is active."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    role = models.TextField(choices=ROLES)
    services = ArrayField(models.SlugField(), default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = DaysQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="posting_role_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="posting_ends_after_it_began",
            ),
            _once_at_a_time("posting_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} from {self.starts_on} to {self.ends_on}"


class Grant(models.Model):
    """A further role for a person, in a place, for some days. What is empty does not narrow:
    no province is all that the role reaches, no unit all units there, no service all services."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.TextField(choices=ROLES)
    province = models.TextField(default="", blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    service = models.SlugField(default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.TextField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="grant_role_known"
            ),
            models.CheckConstraint(
                condition=Q(province="") | Q(province__in=list(provinces.PROVINCES)),
                name="grant_province_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="grant_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(given_by=F("user")), name="grant_not_to_oneself"),
            models.CheckConstraint(condition=~Q(reason=""), name="grant_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.user_id} until {self.ends_on}"

    def post(self, user: User) -> Post:
        role = Role(self.role)
        wide = Permission.ALL_PROVINCES in ROLE_PERMISSIONS[role]
        whole = None if wide and not self.unit else user.province
        place = self.province or (self.unit.province if self.unit else "") or whole
        services = frozenset({self.service} if self.service else ())
        named = str(self.unit) if self.unit else _named(place)
        return Post(role, place, self.unit_id, services, self.unit is not None, named)


def _named(province: str | None) -> str:
    return f"استان {provinces.PROVINCES[province].name}" if province else "همهٔ استان‌ها"


class Factor(models.Model):
    """A second thing to sign in with. Of an app (TOTP) `secret` is its shared secret, sealed, and
    `last_step` the last half minute whose code was used; of a passkey `secret` is its public key
    and `last_step` its counter."""

    class Kind(models.TextChoices):
        APP = "app", "برنامهٔ رمزساز"
        PASSKEY = "passkey", "کلید عبور"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factors")
    kind = models.TextField(choices=Kind.choices)
    secret = models.BinaryField()
    credential = models.BinaryField(null=True, unique=True)
    last_step = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="app", credential__isnull=True)
                | Q(kind="passkey", credential__isnull=False),
                name="factor_passkey_has_a_credential",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind="app"), name="factor_one_app_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class RecoveryCode(models.Model):
    """One of the codes on paper that replace the second factor, each once; a keyed digest."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: datetime.date) -> "LeaveQuerySet":
        """Who is away on this Tehran day."""
        return self.filter(withdrawn_at=None, starts_on__lte=day, ends_on__gte=day)


class Leave(models.Model):
    """The days, first and last included, on which somebody is away, and who stands in."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leaves")
    starts_on = models.DateField()
    ends_on = models.DateField()
    delegate = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="stands_in"
    )
    reason = models.TextField(default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="leave_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(delegate__isnull=True) | ~Q(delegate=F("user")),
                name="leave_not_to_oneself",
            ),
            ExclusionConstraint(
                name="leave_once_at_a_time",
                expressions=[
                    (Func(F("user"), F("user"), Value("[]"), function="int8range"), "&&"),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="leave_not_over")]

    def __str__(self) -> str:
        return f"{self.user_id} from {self.starts_on} to {self.ends_on}"


class ApiToken(models.Model):
    """A machine's key to the API; only its digest is kept."""

    name = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    digest = models.BinaryField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def as_actor(self) -> Actor:
        return Actor(Kind.MACHINE, self.name, self.name)


class Quota(models.Model):
    """How often a thing was done in the running window. `subject` is a keyed digest, never data."""

    key = models.BinaryField(primary_key=True)
    window_ends_at = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["window_ends_at"], name="quota_lapsed")]

    def __str__(self) -> str:
        return f"{self.used} until {self.window_ends_at}"


class OneTimeCode(models.Model):
    """The living code of a subject, see `miz.accounts.codes`; a code that was used is gone."""

    subject = models.TextField(primary_key=True)
    digest = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=5), name="one_time_code_five_tries")
        ]

    def __str__(self) -> str:
        return f"code of {self.subject}"
