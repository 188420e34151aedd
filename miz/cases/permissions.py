"""Who may act on a case. `check_can_x` raises NotAllowed, `can_x` answers.

Who acts is named with the post that allowed it (`actor`), which is not always the home post.
"""

from collections.abc import Iterator

from miz.accounts import leaves
from miz.accounts.models import Unit, User
from miz.accounts.permissions import Permission
from miz.accounts.posts import Post
from miz.audit.actors import Actor
from miz.catalogue import queries as catalogue

from .errors import NotAllowed
from .models import Case, Task

# The lane of a unit that is only asked: the case stays where it is.
ASKED_LANE = "unit"
LANE_PERMISSIONS = {
    "clerk": Permission.WORK_ON_CASES,
    "supervisor": Permission.REVIEW_OBJECTIONS,
    "inspector": Permission.SEE_CONFIDENTIAL,
    ASKED_LANE: Permission.ANSWER_REFERRALS,
}


def can_see(user: User, case: Case) -> bool:
    """The rule of `CaseQuerySet.visible_to` for one case that is in hand already."""
    return next(_allowing(user, case), None) is not None


def actor(user: User, case: Case, *needed: Permission) -> Actor:
    """`user` in the post that allows what is `needed` with the case as it now is; where only the
    place of a colleague does, in the post that sees it."""
    post = next(_allowing(user, case, *needed), None) or next(_allowing(user, case), None)
    return user.as_actor(post)


def completing(user: User, case: Case, task: Task) -> Actor:
    """`user` in the post that the task is for, whom `check_can_complete` lets do it."""
    if not task.unit_id:
        return actor(user, case, Permission.WORK_ON_CASES, LANE_PERMISSIONS[task.lane])
    return answering(user, task)


def answering(user: User, task: Task) -> Actor:
    """`user` in the post that leads the unit which is asked."""
    posts = (post for post in user.posts if post.may(Permission.ANSWER_REFERRALS))
    return user.as_actor(next((post for post in posts if post.unit == task.unit_id), None))


def can_work(user: User, case: Case) -> bool:
    return _works(user, case, Permission.WORK_ON_CASES)


def _seeing(user: User, case: Case) -> Iterator[Post]:
    """The posts of `user` that see the case."""
    if case.organisation_id != user.organisation_id:
        return
    needed = Permission.SEE_CONFIDENTIAL if case.confidential else Permission.SEE_REQUESTS
    service = catalogue.version(case.version_id).slug
    for post in user.posts:
        if post.may(needed) and post.reaches(
            province=case.province, unit=case.unit_id, service=service
        ):
            yield post


def _allowing(user: User, case: Case, *needed: Permission) -> Iterator[Post]:
    """The posts of `user` that see the case and have all that is `needed`; to work on it, in the
    own unit."""
    works = Permission.WORK_ON_CASES in needed
    for post in _seeing(user, case):
        here = not works or post.worked_unit in (None, case.unit_id)
        if here and post.permissions.issuperset(needed):
            yield post


def _works(user: User, case: Case, *needed: Permission) -> bool:
    """Whether one post of `user` reaches the case, works on it and has all that is `needed`."""
    allowing = _allowing(user, case, Permission.WORK_ON_CASES, *needed)
    return next(allowing, None) is not None


def check_can_work(user: User, case: Case) -> None:
    if not can_work(user, case):
        raise NotAllowed


def can_keep(user: User, case: Case, lane: str) -> bool:
    """Whether the tasks of a lane of this case are for such a person."""
    needed = LANE_PERMISSIONS.get(lane)
    return needed is not None and _works(user, case, needed)


def check_can_complete(user: User, case: Case, task: Task) -> None:
    """One's own case or nobody's, and a task of one's lane; or what one's unit is asked."""
    if task.unit_id:
        check_can_answer(user, task)
        return
    check_can_work(user, case)
    if not can_keep(user, case, task.lane):
        raise NotAllowed("این مرحله با سرپرست است.")
    if case.assignee_id not in (None, user.pk) and not stands_in(user, case):
        raise NotAllowed("این درخواست نزد همکار دیگری است. نخست آن را تحویل بگیرید.")


def check_can_answer(user: User, task: Task) -> None:
    """What a unit is asked is answered there, by who leads it."""
    if task.lane != ASKED_LANE or task.unit_id not in answering_units(user):
        raise NotAllowed


def answering_units(user: User) -> set[int]:
    """The units whose questions `user` answers."""
    posts = (post for post in user.posts if post.may(Permission.ANSWER_REFERRALS))
    return {post.unit for post in posts if post.unit is not None}


def check_can_resolve(user: User, case: Case) -> None:
    """Incidents are the supervisor's; of a confidential case the inspector's."""
    if next(_allowing(user, case, Permission.RESOLVE_INCIDENTS), None) is None:
        raise NotAllowed


def can_take_over(user: User, case: Case) -> bool:
    """May `user` take a case away from the colleague who holds it?"""
    return _works(user, case, Permission.ALL_UNITS_OF_PROVINCE) or stands_in(user, case)


def stands_in(user: User, case: Case) -> bool:
    """Does `user` do the work of the colleague who holds the case and is away?"""
    if case.assignee_id in (None, user.pk):
        return False
    return leaves.stands_in_for(user.pk).filter(pk=case.assignee_id).exists()


def can_receive_handover(unit: Unit, case: Case) -> bool:
    """A confidential case never leaves the inspection; the others never enter it. A counter
    office takes requests in and works on none."""
    same = unit.organisation_id == case.organisation_id and unit.kind != Unit.Kind.COUNTER
    return same and (unit.kind == Unit.Kind.INSPECTION) == case.confidential
