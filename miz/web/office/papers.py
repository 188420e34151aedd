"""Reading the files of a case beside its text: one paper at a time, as pictures or plain lists.

A file is judged here before its picture is asked for, so that what cannot be shown is said in words
and not by a broken picture. The bytes that were sent leave by `cases.attachment` alone.
"""

import dataclasses
import uuid

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from miz.accounts.models import User
from miz.cases import actions, queries
from miz.cases.models import Attachment, Case
from miz.documents import previews
from miz.documents.errors import NotShown
from miz.documents.previews import Preview
from miz.documents.responses import picture_response
from miz.lib import digits

from .permissions import on_case

ZOOMS = ("fit", "full")


@dataclasses.dataclass(frozen=True)
class Paper:
    """One attachment among those of its case, and what of it is shown: `trouble` says why none."""

    attachment: Attachment
    number: int
    of: int
    previous: Attachment | None
    next: Attachment | None
    preview: Preview
    page: int
    trouble: str

    @property
    def caption(self) -> str:
        """What the picture is, for who does not see it."""
        title = self.attachment.title
        several = self.preview.pages > 1
        return f"{title}، صفحهٔ {digits.to_persian(self.page)}" if several else title


@on_case
@require_safe
def paper(request: HttpRequest, user: User, case: Case, key: uuid.UUID) -> HttpResponse:
    actions.see(by=user, case=case, what="paper")
    talk = queries.conversation(case, internal=True)
    prefetch_related_objects(talk.entries, "author")
    zoom = request.GET.get("zoom", "")
    context = {
        "case": case,
        "talk": talk,
        "paper": _paper(case, key, request.GET.get("page", "")),
        "zoom": zoom if zoom in ZOOMS else ZOOMS[0],
    }
    return render(request, "office/paper.html", context)


@on_case
@require_safe
def picture(
    request: HttpRequest, user: User, case: Case, key: uuid.UUID, page: int
) -> HttpResponse:
    """A page of a paper, drawn anew; never the upload itself."""
    upload = _attachment(case, key).upload
    actions.see(by=user, case=case, what="paper")
    content = bytes(upload.content)
    try:
        if not 1 <= page <= previews.of(upload.media_type, content).pages:
            raise Http404
        drawn = previews.picture(upload.media_type, content, page)
    except NotShown as reason:
        raise Http404 from reason
    return picture_response(drawn.media_type, drawn.content)


def _attachment(case: Case, key: uuid.UUID) -> Attachment:
    found = case.attachments.select_related("upload").filter(upload__key=key).first()
    if found is None:
        raise Http404
    return found


def _paper(case: Case, key: uuid.UUID, wanted: str) -> Paper:
    shown = _attachment(case, key)
    papers = list(case.attachments.select_related("upload").defer("upload__content"))
    place = papers.index(shown)
    preview, page, trouble = _looked_at(shown, wanted)
    return Paper(
        attachment=shown,
        number=place + 1,
        of=len(papers),
        previous=papers[place - 1] if place else None,
        next=papers[place + 1] if place + 1 < len(papers) else None,
        preview=preview,
        page=page,
        trouble=trouble,
    )


def _looked_at(shown: Attachment, wanted: str) -> tuple[Preview, int, str]:
    """What can be shown, which page of it, and why nothing can."""
    upload = shown.upload
    media_type, content = upload.media_type, bytes(upload.content)
    try:
        preview = previews.of(media_type, content)
        page = _page(wanted, preview.pages)
        if preview.pages:
            previews.picture(media_type, content, page)
    except NotShown as reason:
        return Preview(), 1, str(reason)
    return preview, page, ""


def _page(wanted: str, pages: int) -> int:
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 else 1
    return max(1, min(number, pages))
