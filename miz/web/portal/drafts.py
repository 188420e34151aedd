"""The draft of a browser: found, remembered and forgotten. Filling is the same at every door."""

import datetime
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from miz.web.shared import drafts
from miz.web.shared.drafts import keep_files

from .models import LIFE, Draft, DraftFile

__all__ = ["cookie", "find", "forget_lapsed", "keep_files", "remember"]

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


def forget_lapsed(before: datetime.datetime) -> int:
    return drafts.forget_lapsed(Draft, DraftFile, before)
