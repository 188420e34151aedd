"""How a stored file leaves: as an attachment that no browser runs, sniffs or keeps.

What was drawn from one leaves under the same rules, to be seen in a page of ours.
"""

from typing import Protocol

from django.http import HttpResponse
from django.utils.http import content_disposition_header

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


class Attachment(Protocol):
    """An Upload or a Paper."""

    name: str
    media_type: str
    content: bytes | memoryview


def attachment_response(attachment: Attachment) -> HttpResponse:
    """The whole file for download; who may have it was decided before."""
    content = bytes(attachment.content)
    disposition = content_disposition_header(as_attachment=True, filename=attachment.name)
    response = HttpResponse(content, content_type=attachment.media_type, headers=HEADERS)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Length"] = str(len(content))
    return response


def picture_response(media_type: str, content: bytes) -> HttpResponse:
    """A picture that was drawn here, for a page that shows it; never bytes that somebody sent."""
    response = HttpResponse(content, content_type=media_type, headers=HEADERS)
    response["Content-Length"] = str(len(content))
    return response
