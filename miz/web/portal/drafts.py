"""Finding, filling and forgetting drafts."""

import datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from miz.documents.models import Upload
from miz.web.shared.request_forms import AttachmentForm

from .models import LIFE, Draft, DraftFile


def cookie(kind: str) -> str:
    return f"miz_{kind}"


def find(request: HttpRequest, kind: str) -> Draft | None:
    """The living draft of this browser, sent or not."""
    key = request.COOKIES.get(cookie(kind))
    if not key:
        return None
    return Draft.objects.filter(key=key, expires_at__gt=timezone.now()).first()


def remember(response: HttpResponse, kind: str, draft: Draft) -> None:
    response.set_cookie(
        cookie(kind),
        draft.key,
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


@transaction.atomic
def keep_file(draft: Draft, form: AttachmentForm) -> None:
    """Stores the accepted file of a row."""
    accepted = form.accepted
    if accepted is None:
        return
    upload = Upload.of(accepted)
    upload.save(force_insert=True)
    DraftFile.objects.create(draft=draft, upload=upload, title=form.chosen_title[:100])


@transaction.atomic
def drop_file(draft: Draft, file_id: int) -> None:
    row = draft.files.filter(pk=file_id).first()
    if row:
        row.delete()
        row.upload.delete()


@transaction.atomic
def forget_lapsed(before: datetime.datetime) -> int:
    """Deletes lapsed drafts, and with them the files that became no one's attachment."""
    lapsed = Draft.objects.filter(expires_at__lt=before)
    files = DraftFile.objects.filter(draft__in=lapsed)
    uploads = list(files.filter(upload__attachment=None).values_list("upload_id", flat=True))
    files.delete()
    Upload.objects.filter(pk__in=uploads).delete()
    return lapsed.delete()[0]
