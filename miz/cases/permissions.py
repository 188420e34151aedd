"""Who may act on a case. `check_can_x` raises NotAllowed, `can_x` answers."""

from miz.accounts.models import Unit, User
from miz.accounts.permissions import Permission

from .errors import NotAllowed
from .models import Case

LANE_PERMISSIONS = {
    "clerk": Permission.WORK_ON_CASES,
    "supervisor": Permission.REVIEW_OBJECTIONS,
    "inspector": Permission.SEE_CONFIDENTIAL,
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


def check_can_complete(user: User, case: Case, lane: str) -> None:
    """One's own case or nobody's, and a task of one's lane."""
    check_can_work(user, case)
    needed = LANE_PERMISSIONS.get(lane)
    if needed is None or not user.may(needed):
        raise NotAllowed("این مرحله با سرپرست است.")
    if case.assignee_id not in (None, user.pk):
        raise NotAllowed("این درخواست نزد همکار دیگری است. نخست آن را تحویل بگیرید.")


def check_can_resolve(user: User, case: Case) -> None:
    """Incidents are the supervisor's; of a confidential case the inspector's."""
    if not (user.may(Permission.RESOLVE_INCIDENTS) and can_see(user, case)):
        raise NotAllowed


def can_take_over(user: User, case: Case) -> bool:
    """May `user` take a case away from the colleague who holds it?"""
    return user.may(Permission.ALL_UNITS_OF_PROVINCE)


def can_receive_handover(unit: Unit, case: Case) -> bool:
    """A confidential case never leaves the inspection; the others never enter it."""
    same = unit.organisation_id == case.organisation_id
    return same and (unit.kind == Unit.Kind.INSPECTION) == case.confidential
