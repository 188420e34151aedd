"""The PDFs of published forms: a version never changes, so each is drawn once and kept."""

import contextlib

from procrastinate.exceptions import AlreadyEnqueued

from miz.catalogue.models import ServiceVersion
from miz.documents.models import Paper

from .tasks import PROCESS, SERVICE, issue_form, subject

__all__ = ["PROCESS", "SERVICE", "kept"]


def kept(version: ServiceVersion, kind: str = SERVICE) -> Paper | None:
    """The PDF, or None while the worker draws it: ask again after a few seconds."""
    paper = Paper.objects.filter(kind=kind, subject=subject(version)).first()
    if paper is None:
        job = issue_form.configure(queueing_lock=f"{kind}:{version.pk}")
        # Asked for already: the job that waits draws the same paper.
        with contextlib.suppress(AlreadyEnqueued):
            job.defer(version_id=version.pk, kind=kind)
    return paper
