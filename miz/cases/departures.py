"""What somebody leaves behind who left the service or moved: back to the queue of the unit."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from miz.accounts.days import today
from miz.accounts.models import Posting, User
from miz.audit.actors import SYSTEM

from . import history, permissions
from .models import Case

LOOKED_BACK = timedelta(days=7)


def free() -> int:
    """Frees every open case whose holder does not reach it any more; answers how many."""
    held = Case.objects.filter(assignee__in=_gone_or_moved(), closed_at=None)
    return sum(_free(case) for case in held.only("pk").order_by("pk").iterator(chunk_size=200))


def _gone_or_moved() -> QuerySet[User]:
    """Whose posts may have become fewer in these days; who left stays in, at the cost of a look."""
    moved = Posting.objects.filter(
        user=OuterRef("pk"), starts_on__lte=today(), starts_on__gte=today() - LOOKED_BACK
    )
    return User.objects.filter(Q(is_active=False) | Exists(moved))


@transaction.atomic
def _free(found: Case) -> bool:
    case = history.lock(found)
    holder = case.assignee
    if holder is None or permissions.can_work(holder, case):
        return False
    case.assignee = None
    case.save(update_fields=["assignee", "revision"])
    history.record(case, by=SYSTEM, action="case.release", details={"left_by": holder.pk})
    return True
