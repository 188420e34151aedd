"""How a turn at a case begins: its row locked, still open, and in the hands of who may act."""

from miz.accounts.models import User

from . import permissions
from .errors import NotNow
from .history import lock
from .models import Case, State


def in_hand(by: User, case: Case, revision: int) -> Case:
    """The case, locked for a turn of staff who saw it at `revision`."""
    locked = lock(case, revision)
    permissions.check_can_work(by, locked)
    return _still_open(locked)


def reached(case: Case) -> Case:
    """The case, locked for a turn of its citizen."""
    return _still_open(lock(case))


def _still_open(case: Case) -> Case:
    if case.state == State.CLOSED:
        raise NotNow("این درخواست بسته شده است.")
    return case
