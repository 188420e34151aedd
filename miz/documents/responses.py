"""How a stored file leaves: as an attachment that no browser runs, sniffs or keeps."""

from typing import Protocol

from django.http import HttpResponse
from django.utils.http import content_disposition_header


class Attachment(Protocol):
    """An Upload or a Paper."""

    name: str
    media_type: str
    content: bytes | memoryview


def attachment_response(attachment: Attachment) -> HttpResponse:
    """The whole file for download; who may have it was decided before."""
    content = bytes(attachment.content)
    disposition = content_disposition_header(as_attachment=True, filename=attachment.name)
    return HttpResponse(
        content,
        content_type=attachment.media_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "Content-Length": str(len(content)),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
