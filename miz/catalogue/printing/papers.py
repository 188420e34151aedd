"""The PDFs of published forms: a version never changes, so each is drawn once and kept."""

import contextlib

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from miz.catalogue.models import ServiceVersion
from miz.documents.models import Paper

from .tasks import PROCESS, SERVICE, issue_form, subject

__all__ = ["PROCESS", "SERVICE", "kept", "order"]


def kept(version: ServiceVersion, kind: str = SERVICE) -> Paper | None:
    """The PDF, or None while the worker draws it: ask again after a few seconds."""
    paper = Paper.objects.filter(kind=kind, subject=subject(version)).first()
    if paper is None:
        order(version, kind)
    return paper


def order(version: ServiceVersion, kind: str = SERVICE) -> None:
    """Has the worker draw the PDF; once, however often it is asked."""
    job = issue_form.configure(queueing_lock=f"{kind}:{version.pk}")
    # Asked for already: the job that waits draws the same paper. The refusal is one of the
    # database, and would take a transaction around it along.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(version_id=version.pk, kind=kind)
