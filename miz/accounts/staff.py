"""The people of an organisation, as an administrator keeps them: enter, place, grant, let go.

Nobody does any of it to oneself; a colleague of another organisation does not exist. Every change
has a reason and an audit row. What may stand together in one person is `permissions.APART`, over
all posts that are not over yet.
"""

import datetime
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from miz.audit import actions as audit
from miz.lib import persian

from . import factors, postings
from .days import today
from .errors import StaffRefused
from .models import Grant, Unit, User
from .permissions import Permission, Role, go_together

TEMPORARY_BYTES = 9
LONGEST_GRANT = datetime.timedelta(days=366)
CLASH = "این نقش با نقش دیگر او در یک نفر جمع نمی‌شود."
ONESELF = "این کار را همکار دیگری باید برای شما انجام دهد."


# --- who


def known_to(user: User) -> QuerySet[User]:
    """The people whom `user` keeps."""
    return User.objects.filter(organisation=user.organisation_id).select_related("unit")


def found(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Those whose name or user name has every word."""
    for word in persian.for_storage(words).split()[:5]:
        people = people.filter(Q(full_name__icontains=word) | Q(username__icontains=word))
    return people.order_by("full_name", "pk")


def coming_grants(user: User) -> QuerySet[Grant]:
    """What is granted today or will be."""
    rows = Grant.objects.filter(user=user, withdrawn_at=None, ends_on__gte=today())
    return rows.select_related("unit", "given_by").order_by("starts_on", "pk")


# --- entering and placing


@transaction.atomic
def enter(
    *,
    by: User,
    username: str,
    full_name: str,
    unit: Unit,
    role: Role,
    services: list[str],
    starts_on: datetime.date,
    reason: str,
) -> tuple[User, str]:
    """A new person from that day on, with the password for the first sign-in, shown once."""
    _check_keeper(by, unit)
    password = _draw_password()
    user = User(
        username=username, full_name=full_name, organisation=by.organisation, unit=unit,
        role=role, services=services, is_active=False, must_change_password=True,
    )  # fmt: skip
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise StaffRefused("این نام کاربری از آن دیگری است.") from error
    _record(by, user, "staff.enter", reason, role=role, unit=unit.pk, starts_on=starts_on)
    postings.plan(user, unit=unit, role=role, services=services, starts_on=starts_on)
    return User.objects.get(pk=user.pk), password


@transaction.atomic
def move(
    *,
    by: User,
    user: User,
    unit: Unit,
    role: Role,
    services: list[str],
    starts_on: datetime.date,
    reason: str,
) -> None:
    """Another home post from that day on; also brings back who has left."""
    _check(by, user)
    _check_keeper(by, unit)
    granted = {Role(grant.role) for grant in coming_grants(user)}
    if not go_together({role, *granted}):
        raise StaffRefused(CLASH)
    _record(by, user, "staff.move", reason, role=role, unit=unit.pk, starts_on=starts_on)
    postings.plan(user, unit=unit, role=role, services=services, starts_on=starts_on)


@transaction.atomic
def let_go(*, by: User, user: User, last_day: datetime.date, reason: str) -> None:
    _check(by, user)
    _record(by, user, "staff.let_go", reason, last_day=last_day)
    postings.end(user, last_day=last_day)


# --- further roles


@transaction.atomic
def grant(
    *,
    by: User,
    user: User,
    role: Role,
    province: str,
    unit: Unit | None,
    service: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    reason: str,
) -> Grant:
    _check(by, user)
    _check_keeper(by, unit)
    if not today() <= starts_on <= ends_on <= starts_on + LONGEST_GRANT:
        raise StaffRefused("نقش باید از امروز یا پس از آن و حداکثر برای یک سال باشد.")
    if unit and province and unit.province != province:
        raise StaffRefused("این واحد در آن استان نیست.")
    if not go_together({role, *_roles(user)}):
        raise StaffRefused(CLASH)
    made = Grant.objects.create(
        user=user, role=role, province=province, unit=unit, service=service,
        starts_on=starts_on, ends_on=ends_on, reason=reason, given_by=by,
    )  # fmt: skip
    _record(
        by, user, "staff.grant", reason,
        grant=made.pk, role=role, province=province, unit=made.unit_id, service=service,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(*, by: User, grant: Grant, reason: str) -> None:
    _check(by, grant.user)
    live = Grant.objects.filter(pk=grant.pk, withdrawn_at=None)
    if not live.update(withdrawn_at=timezone.now()):
        raise StaffRefused("این نقش پیش‌تر پس گرفته شده است.")
    _record(by, grant.user, "staff.withdraw_grant", reason, grant=grant.pk, role=grant.role)


# --- the ways in


@transaction.atomic
def give_password(*, by: User, user: User, reason: str) -> str:
    """A temporary password, shown once, that must be changed at the next sign-in."""
    _check(by, user)
    password = _draw_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _record(by, user, "staff.give_password", reason)
    return password


@transaction.atomic
def reset_factors(*, by: User, user: User, reason: str) -> None:
    _check(by, user)
    factors.reset(by=by, user=user, reason=reason)


@transaction.atomic
def change_password(*, user: User, password: str, action: str) -> None:
    """By oneself: all sessions end with the old password."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    _record(user, user, action)


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """By oneself, wherever signed in; `user` then knows the new count."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    _record(user, user, "staff.end_sessions")


# --- pieces


def _check(by: User, user: User) -> None:
    _check_keeper(by, None)
    if user.organisation_id != by.organisation_id:
        raise StaffRefused
    if user.pk == by.pk:
        raise StaffRefused(ONESELF)


def _check_keeper(by: User, unit: Unit | None) -> None:
    foreign = unit is not None and unit.organisation_id != by.organisation_id
    if foreign or not by.may(Permission.MANAGE_STAFF):
        raise StaffRefused


def _roles(user: User) -> set[Role]:
    """Of all posts that are not over."""
    planned = user.postings.exclude(ends_on__lt=today()).values_list("role", flat=True)
    granted = coming_grants(user).values_list("role", flat=True)
    return {Role(role) for role in (user.role, *planned, *granted)}


def _draw_password() -> str:
    return secrets.token_urlsafe(TEMPORARY_BYTES)


def _record(by: User, user: User, action: str, reason: str = "", **details: object) -> None:
    told = {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in details.items()
    }
    who = by.as_actor() if by.pk == user.pk else by.acting(Permission.MANAGE_STAFF)
    audit.record(by=who, action=action, subject=user.subject, reason=reason, details=told)
