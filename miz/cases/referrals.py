"""What other units are asked: tasks addressed to a unit, read and answered there.

Who answers sees the words written for the unit and their files alone, never the case: neither who
asks, nor the request. The case may be one that he must not even know of.
"""

import dataclasses

from django.db.models import QuerySet

from miz.accounts.models import User
from miz.audit import actions as audit

from . import permissions
from .errors import NotAllowed
from .models import Attachment, Entry, Task


@dataclasses.dataclass(frozen=True)
class Asked:
    """A task of a unit with the words that came with it; `entry` is None where none did."""

    task: Task
    entry: Entry | None
    files: list[Attachment]


def waiting(user: User) -> QuerySet[Task]:
    """What the unit of `user` is asked and has not answered, the most urgent first."""
    units = permissions.answering_units(user)
    return Task.objects.filter(unit__in=units, done_at=None).order_by("due_at", "pk")


def asked(user: User, pk: int) -> Asked | None:
    """One of these as `user` may read it, None when it is not his; the look leaves its trace."""
    task = waiting(user).select_related("case", "unit").filter(pk=pk).first()
    if task is None:
        return None
    audit.record(
        by=permissions.answering(user, task),
        action="case.view",
        subject=task.case.subject,
        details={"task": task.engine_id},
    )
    entry = task.case.entries.filter(kind=Entry.Kind.REFERRAL, at=task.opened_at).last()
    files = list(entry.attachments.select_related("upload")) if entry else []
    return Asked(task, entry, files)


def file(user: User, pk: int, key: object) -> Attachment:
    """A file of what the unit is asked; NotAllowed when it is not among these."""
    found = asked(user, pk)
    attachment = next((f for f in found.files if f.upload.key == key), None) if found else None
    if attachment is None:
        raise NotAllowed
    return attachment
