"""Organisations, their units and staff, who is away; tokens of machines; quotas."""

import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value

from miz.audit.actors import Actor, Kind
from miz.lib import provinces

from .permissions import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role


class Organisation(models.Model):
    """An agency whose services run here. `code` is the folder of its packages."""

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

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of an organisation that answers for cases; `province` is empty for the centre."""

    class Kind(models.TextChoices):
        DESK = "desk", "میز خدمت"
        INSPECTION = "inspection", "بازرسی"
        HEADQUARTERS = "headquarters", "ستاد"
        OTHER = "other", "واحد دیگر"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    code = models.SlugField()
    name = models.TextField()
    kind = models.TextField(choices=Kind.choices)
    province = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
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


class User(AbstractBaseUser):
    """A member of staff: one role in one unit."""

    username = models.CharField(max_length=64, unique=True)
    full_name = models.TextField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    role = models.TextField(choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    # What the rules of a package may ask for, in their words.
    skills = ArrayField(models.TextField(), default=list, blank=True)
    is_active = models.BooleanField(default=True)

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
    def permissions(self) -> frozenset[Permission]:
        return ROLE_PERMISSIONS[Role(self.role)] if self.is_active else frozenset()

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def as_actor(self) -> Actor:
        return Actor(Kind.STAFF, str(self.pk), self.full_name)


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
