"""People who are away, and who stands in for them.

A day is a day in Tehran. The delegate does the work as if it were the own; when the delegate is
away too, nobody stands in and the work goes to the queue.
"""

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from miz.audit import actions as audit

from .days import today as today
from .errors import LeaveRefused
from .models import Leave, User
from .permissions import Permission
from .posts import Post

# What a delegate must be allowed as well, as far as the person who is away is.
WORK = frozenset(
    {
        Permission.SEE_REQUESTS,
        Permission.SEE_CONFIDENTIAL,
        Permission.WORK_ON_CASES,
        Permission.REVIEW_OBJECTIONS,
    }
)
OVERLAPS = "در بخشی از این روزها پیش‌تر مرخصی ثبت شده است."
CANNOT = "این همکار نمی‌تواند همهٔ کارهای او را انجام دهد. همکار دیگری برگزینید."


# --- who is away


def away(users: Iterable[int]) -> set[int]:
    """Those of these users who are away today."""
    return set(Leave.objects.on(today()).filter(user__in=users).values_list("user_id", flat=True))


def present(people: QuerySet[User]) -> QuerySet[User]:
    """Those of these people who are not away today."""
    return people.exclude(leaves__in=Leave.objects.on(today()))


def at_work(user: User) -> User | None:
    """Who does the work of `user` today: the same, the delegate, or None for the queue."""
    leave = Leave.objects.on(today()).filter(user=user).select_related("delegate__unit").first()
    if leave is None:
        return user
    delegate = leave.delegate
    if delegate is None or away([delegate.pk]) or not can_stand_in(delegate, user):
        return None
    return delegate


def stands_in_for(delegate: int) -> QuerySet[User]:
    """For whom the user of this number stands in today."""
    leaves = Leave.objects.on(today()).filter(delegate=delegate)
    return User.objects.filter(leaves__in=leaves).order_by("full_name")


def can_stand_in(delegate: User, user: User) -> bool:
    """May the delegate do all that `user` does in the home post?"""
    if (
        not delegate.is_active
        or delegate == user
        or delegate.organisation_id != user.organisation_id
    ):
        return False
    return any(post.covers(user.home, WORK) for post in delegate.posts)


def candidates(user: User) -> list[User]:
    """Who may stand in for `user`."""
    colleagues = User.objects.with_posts().filter(organisation=user.organisation_id, is_active=True)
    people = colleagues.order_by("full_name")
    return [person for person in people if can_stand_in(person, user)]


# --- entering and withdrawing


def managed_by(user: User) -> QuerySet[User]:
    """For whom `user` may enter a leave: oneself, with MANAGE_LEAVES the people of the scope."""
    mine = Q(pk=user.pk) if user.may(Permission.WORK_ON_CASES) else Q(pk=None)
    for post in user.posts:
        if post.may(Permission.MANAGE_LEAVES):
            mine |= Q(organisation=user.organisation_id) & _staffed(post)
    people = User.objects.filter(mine, is_active=True).select_related("unit")
    return people.order_by("full_name")


def _staffed(post: Post) -> Q:
    """Whose home is in the place of a post."""
    place = {"unit__province": post.province, "unit": post.seen_unit}
    return Q(**{name: value for name, value in place.items() if value is not None})


def known_to(user: User) -> QuerySet[Leave]:
    """Leaves that are not over of the people whom `user` enters them for."""
    people = Leave.objects.filter(user__in=managed_by(user), withdrawn_at=None)
    return (
        people.filter(ends_on__gte=today())
        .select_related("user__unit", "delegate")
        .order_by("starts_on", "pk")
    )


@transaction.atomic
def enter(
    *,
    by: User,
    user: User,
    starts_on: datetime.date,
    ends_on: datetime.date,
    delegate: User | None,
    reason: str = "",
) -> Leave:
    """Writes a leave, first and last day included; LeaveRefused says what is wrong with it."""
    _check(by, user)
    if ends_on < starts_on or ends_on < today():
        raise LeaveRefused
    if delegate and not can_stand_in(delegate, user):
        raise LeaveRefused(CANNOT)
    leave = Leave(user=user, starts_on=starts_on, ends_on=ends_on, delegate=delegate, reason=reason)
    try:
        with transaction.atomic():
            leave.save()
    except IntegrityError as error:
        raise LeaveRefused(OVERLAPS) from error
    _audit(by, leave, "leave.enter")
    return leave


@transaction.atomic
def withdraw(*, by: User, leave: Leave) -> None:
    """Takes back a leave, or what is left of it: who is back today was away until yesterday."""
    _check(by, leave.user)
    leave = Leave.objects.select_for_update(of=("self",)).get(pk=leave.pk)
    if leave.withdrawn_at or leave.ends_on < today():
        raise LeaveRefused("این مرخصی پایان یافته است.")
    if leave.starts_on < today():
        leave.ends_on = today() - datetime.timedelta(days=1)
    else:
        leave.withdrawn_at = timezone.now()
    leave.save()
    _audit(by, leave, "leave.withdraw")


def _check(by: User, user: User) -> None:
    if not managed_by(by).filter(pk=user.pk).exists():
        raise LeaveRefused("شما نمی‌توانید برای این همکار مرخصی ثبت کنید.")


def _audit(by: User, leave: Leave, action: str) -> None:
    audit.record(
        by=by.as_actor() if by.pk == leave.user_id else by.acting(Permission.MANAGE_LEAVES),
        action=action,
        subject=f"user:{leave.user_id}",
        details={
            "leave": leave.pk,
            "starts_on": leave.starts_on.isoformat(),
            "ends_on": leave.ends_on.isoformat(),
            "delegate": leave.delegate_id,
        },
    )
