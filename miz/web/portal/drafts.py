"""Finding, filling and forgetting drafts."""

import datetime
import re
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from miz.documents.models import Upload
from miz.web.shared.request_forms import MAX_ATTACHMENTS, AttachmentForm

from .models import LIFE, Draft, DraftFile

# A quoted cookie can bring any byte, NUL too, which the database refuses with an error.
KEY = re.compile("[A-Za-z0-9_-]{32}")


def cookie(kind: str) -> str:
    return f"miz_{kind}"


def find(request: HttpRequest, kind: str) -> Draft | None:
    """The living draft of this browser, sent or not."""
    key = request.COOKIES.get(cookie(kind), "")
    if not KEY.fullmatch(key):
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
def keep_files(draft: Draft, rows: Iterable[AttachmentForm]) -> None:
    """Stores the accepted files of right rows, as many as a request may have at all."""
    accepted = [row for row in rows if row.is_valid() and row.accepted]
    for row in accepted[: MAX_ATTACHMENTS - draft.files.count()]:
        assert row.accepted is not None  # noqa: S101 - chosen so in the line above
        upload = Upload.of(row.accepted)
        upload.save(force_insert=True)
        DraftFile.objects.create(draft=draft, upload=upload, title=row.chosen_title[:100])


@transaction.atomic
def drop_file(draft: Draft, number: str) -> None:
    """Forgets the file of that number, when this draft has one."""
    row = next((file for file in draft.files.all() if str(file.pk) == number), None)
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
