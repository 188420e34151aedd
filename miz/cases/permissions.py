"""Who may act on a case. `check_can_x` raises NotAllowed, `can_x` answers."""

from miz.accounts import leaves
from miz.accounts.models import Unit, User
from miz.accounts.permissions import Permission

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
    if case.organisation_id != user.organisation_id:
        return False
    if case.confidential:
        return user.may(Permission.SEE_CONFIDENTIAL)
    if not user.may(Permission.SEE_REQUESTS):
        return False
    return user.may(Permission.ALL_PROVINCES) or case.province == user.province


def can_work(user: User, case: Case) -> bool:
    if not (user.may(Permission.WORK_ON_CASES) and can_see(user, case)):
        return False
    wide = Permission.ALL_UNITS_OF_PROVINCE
    return case.unit_id == user.unit_id or user.may(wide) or case.confidential


def check_can_work(user: User, case: Case) -> None:
    if not can_work(user, case):
        raise NotAllowed


def fits(user: User, lane: str) -> bool:
    """Whether the tasks of a lane are for such a person."""
    needed = LANE_PERMISSIONS.get(lane)
    return needed is not None and user.may(needed)


def check_can_complete(user: User, case: Case, task: Task) -> None:
    """One's own case or nobody's, and a task of one's lane; or what one's unit is asked."""
    if task.unit_id:
        check_can_answer(user, task)
        return
    check_can_work(user, case)
    if not fits(user, task.lane):
        raise NotAllowed("این مرحله با سرپرست است.")
    if case.assignee_id not in (None, user.pk) and not stands_in(user, case):
        raise NotAllowed("این درخواست نزد همکار دیگری است. نخست آن را تحویل بگیرید.")


def check_can_answer(user: User, task: Task) -> None:
    """What a unit is asked is answered there, by who leads it."""
    if task.unit_id != user.unit_id or not fits(user, task.lane):
        raise NotAllowed


def check_can_resolve(user: User, case: Case) -> None:
    """Incidents are the supervisor's; of a confidential case the inspector's."""
    if not (user.may(Permission.RESOLVE_INCIDENTS) and can_see(user, case)):
        raise NotAllowed


def can_take_over(user: User, case: Case) -> bool:
    """May `user` take a case away from the colleague who holds it?"""
    return user.may(Permission.ALL_UNITS_OF_PROVINCE) or stands_in(user, case)


def stands_in(user: User, case: Case) -> bool:
    """Does `user` do the work of the colleague who holds the case and is away?"""
    if case.assignee_id in (None, user.pk):
        return False
    return leaves.stands_in_for(user.pk).filter(pk=case.assignee_id).exists()


def can_receive_handover(unit: Unit, case: Case) -> bool:
    """A confidential case never leaves the inspection; the others never enter it."""
    same = unit.organisation_id == case.organisation_id
    return same and (unit.kind == Unit.Kind.INSPECTION) == case.confidential
