"""What a caller hears of a request: its state and the promised day, for a tracking code.

A code alone opens nothing else. Codes cannot be guessed through: a caller has so many tries an
hour, and all callers together so many misses.
"""

import dataclasses

from django.db import transaction

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.cases import looks
from miz.cases.looks import Door
from miz.cases.models import Case
from miz.lib import digits, jalali, tracking_code

from . import BY_PHONE

LONGEST_NUMBER = 20


@dataclasses.dataclass(frozen=True)
class Told:
    """`state` is a value of cases.State; `due` the Jalali day as (year, month, day) in digits to be
    said, empty where no answer is owed any more."""

    state: str
    due: tuple[str, ...] = ()


class TooManyCalls(Exception):
    """This number, or everybody together, has asked too often; later it may again."""


def ask(caller: str, typed: str) -> Told | None:
    """The state of the request with the code `typed` by keypad; None when there is none.

    Raises TooManyCalls.
    """
    try:
        quotas.check(("call_misses", ""))
        quotas.spend("call_by_number", digits.compact(caller)[:LONGEST_NUMBER])
    except QuotaExceeded as error:
        raise TooManyCalls from error
    if case := _find(typed):
        return _told(case)
    _note_miss()
    return None


def _find(typed: str) -> Case | None:
    try:
        code = tracking_code.clean(typed)
    except tracking_code.InvalidTrackingCode:
        return None
    return Case.objects.filter(tracking_code=code).first()


def _note_miss() -> None:
    try:
        quotas.spend("call_misses", "")
    except QuotaExceeded as error:
        raise TooManyCalls from error


@transaction.atomic
def _told(case: Case) -> Told:
    looks.told(by=BY_PHONE, subject=case.subject, door=Door.PHONE)
    if not case.is_open:
        return Told(case.state)
    return Told(case.state, tuple(jalali.to_iso(case.due_at).split("-")))
