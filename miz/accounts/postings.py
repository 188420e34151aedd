"""Who works where from which day on: joining, moving, leaving.

Postings are the plan, the home post of the user is what holds today. `carry_out` makes the second
follow the first: at each sign-in of the person, and by the worker for all. Doors let in by the
plan (`UserManager.in_service`), so nobody is a minute too long in service when no worker runs.
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from miz.audit import actions as audit
from miz.audit.actors import SYSTEM

from .days import today
from .errors import StaffRefused
from .models import Posting, Unit, User
from .permissions import Role

DAY = datetime.timedelta(days=1)


@transaction.atomic
def plan(
    user: User, *, unit: Unit, role: Role, services: list[str], starts_on: datetime.date
) -> None:
    """From that day on the home post is this one, until the end that was planned already."""
    if starts_on < today():
        raise StaffRefused("روز آغاز نباید گذشته باشد.")
    ends_on = _until(user, starts_on)
    Posting.objects.create(
        user=user, unit=unit, role=role, services=services, starts_on=starts_on, ends_on=ends_on
    )
    carry_out(User.objects.filter(pk=user.pk))


@transaction.atomic
def end(user: User, *, last_day: datetime.date) -> None:
    """The last day of work; yesterday dismisses at once."""
    if last_day < today() - DAY:
        raise StaffRefused("آخرین روز کار نباید پیش از دیروز باشد.")
    _until(user, last_day + DAY)
    carry_out(User.objects.filter(pk=user.pk))
    if last_day < today():
        User.objects.filter(pk=user.pk).update(is_active=False)


def _until(user: User, day: datetime.date) -> datetime.date | None:
    """Ends what is planned on the day before `day`; answers until when that had been planned."""
    _begin(user)
    coming = Posting.objects.filter(user=user, starts_on__gte=day)
    running = Posting.objects.on(day).filter(user=user).exclude(pk__in=coming).first()
    ended = running or coming.order_by("starts_on").last()
    ends_on: datetime.date | None = ended.ends_on if ended else None
    coming.delete()
    if running:
        running.ends_on = day - DAY
        running.save(update_fields=["ends_on"])
    return ends_on if ends_on is None or ends_on >= day else None


def _begin(user: User) -> None:
    """The first posting of somebody who is in service without one."""
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if held.is_active and not held.postings.exists():
        Posting.objects.create(
            user=held, unit=held.unit, role=held.role, services=held.services,
            starts_on=today() - DAY,
        )  # fmt: skip


@transaction.atomic
def carry_out(people: QuerySet[User] | None = None) -> int:
    """Gives everybody the home post of today, or none; answers how many were changed."""
    planned = User.objects.all() if people is None else people
    planned = planned.filter(Exists(Posting.objects.filter(user=OuterRef("pk"))))
    rows = Posting.objects.on(today()).filter(user__in=planned)
    posts = {row.user_id: row for row in rows}
    late = [user.pk for user in planned if _differs(user, posts.get(user.pk))]
    held = User.objects.select_for_update(of=("self",)).filter(pk__in=late).order_by("pk")
    for user in held:
        _follow(user, posts.get(user.pk))
    return len(late)


def _home(posting: Posting) -> dict[str, Any]:
    return {"unit_id": posting.unit_id, "role": posting.role, "services": posting.services}


def _differs(user: User, posting: Posting | None) -> bool:
    wanted = {"is_active": posting is not None} | (_home(posting) if posting else {})
    return any(getattr(user, name) != value for name, value in wanted.items())


def _follow(user: User, posting: Posting | None) -> None:
    before = {"is_active": user.is_active, "unit_id": user.unit_id, "role": user.role}
    user.is_active = posting is not None
    for name, value in (_home(posting) if posting else {}).items():
        setattr(user, name, value)
    user.save(update_fields=["is_active", "unit", "role", "services"])
    now = {name: getattr(user, name) for name in before}
    changed = {name: [before[name], now[name]] for name in now if before[name] != now[name]}
    audit.record(
        by=SYSTEM,
        action="staff.posting" if posting else "staff.left",
        subject=user.subject,
        details={"changed": changed},
    )
