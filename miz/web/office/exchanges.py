"""Files that came from other agencies: what was taken, what was refused and why, what waits.

Nothing here shows a person: lines are told by number and reason, never by what stood in them.
"""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.connectors import batches
from miz.connectors.agent_banks.banks import NAMES
from miz.connectors.agent_banks.exchange import AGREEMENT
from miz.connectors.batch_models import BatchFile

from .permissions import staff_with

SHOWN_FILES = 100
SHOWN_REMARKS = 200
State = BatchFile.State
overseer = staff_with(Permission.OVERSEE_BATCHES)


@dataclass(frozen=True, slots=True)
class Row:
    """A file in the list; `missing` is the number it waits for, `late` that it has for a day."""

    file: BatchFile
    bank: str
    missing: int | None
    late: bool


@overseer
@require_safe
def exchanges(request: HttpRequest, user: User) -> HttpResponse:
    files = BatchFile.objects.filter(organisation=user.organisation_id).order_by("-id")
    now = timezone.now()
    rows = [_row(file, now) for file in files[:SHOWN_FILES]]
    waiting = [row for row in rows if row.missing is not None]
    return render(request, "office/exchanges.html", {"rows": rows, "waiting": waiting})


@overseer
@require_safe
def batch_file(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    file = _own(user, pk)
    remarks = [
        (remark, AGREEMENT.meanings[remark.reason])
        for remark in file.remarks.order_by("-refused", "line")[:SHOWN_REMARKS]
    ]
    context = {
        "row": _row(file, timezone.now()),
        "file": file,
        "total": "" if file.declared_sum is None else batches.grouped(file.declared_sum),
        "remarks": remarks,
        "more": file.remarks.count() > SHOWN_REMARKS,
    }
    return render(request, "office/batch_file.html", context)


@overseer
@require_safe
def receipt(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """What the sender was told, word for word."""
    file = _own(user, pk, settled_at__isnull=False)
    response = HttpResponse(batches.receipt(file, AGREEMENT.meanings), content_type="text/csv")
    name = f"receipt-{file.sender}-{file.sequence or file.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own(user: User, pk: int, **more: object) -> BatchFile:
    return get_object_or_404(BatchFile, pk=pk, organisation=user.organisation_id, **more)


def _row(file: BatchFile, now: datetime.datetime) -> Row:
    waits = file.state == State.WAITING
    return Row(
        file=file,
        bank=NAMES.get(file.sender, file.sender),
        missing=batches.expected(AGREEMENT, file.sender) if waits else None,
        late=waits and now - file.received_at > batches.PATIENCE,
    )
