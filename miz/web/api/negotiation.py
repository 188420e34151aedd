"""Which representation is sent, and whether it must be sent at all (RFC 9110, 8 and 13)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.request import MediaType
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from .problems import Problem

FRESH_SECONDS = 60


def choose(request: HttpRequest, offered: Sequence[str]) -> str:
    """The media type that is wanted most, the first of equals; raises Problem (406)."""
    told = request.headers.get("Accept", "").lower().split(",")
    ranges = [MediaType(each.strip()) for each in told if each.strip()] or [MediaType("*/*")]
    best = max(offered, key=lambda media_type: _quality(ranges, media_type))
    if _quality(ranges, best) > 0:
        return best
    detail = "این خدمت با قالب خواسته‌شده در دست نیست؛ قالب‌ها در «offered» آمده است."
    raise Problem(406, "not_acceptable", detail, headers={"Vary": "Accept"},
                  members={"offered": [*offered]})  # fmt: skip


def _quality(ranges: Sequence[MediaType], media_type: str) -> float:
    """What the narrowest range says that covers the type; 0 when none does."""
    main, _, sub = media_type.partition("/")
    covering = [r for r in ranges if r.main_type in (main, "*") and r.sub_type in (sub, "*")]
    # A parameter such as a profile narrows a range; what we send has none and fits all the same.
    narrowest = max(covering, key=lambda each: each.specificity, default=None)
    return narrowest.quality if narrowest else 0


def conditional(
    request: HttpRequest,
    response: HttpResponseBase,
    state: str | bytes,
    modified: datetime | None = None,
    *,
    negotiated: bool = False,
) -> HttpResponseBase:
    """`response` with its validators, or 304 when the client has the same already.

    `state` is what the content follows from: the same state, the same content of that media type.
    """
    seed = state.encode(errors="replace") if isinstance(state, str) else state
    digest = hashlib.sha256(seed + response.headers["Content-Type"].encode()).hexdigest()
    response.headers["ETag"] = etag = f'"{digest[:32]}"'
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    seconds = int(modified.timestamp()) if modified else None
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    if negotiated:
        patch_vary_headers(response, ["Accept"])
    # Streamed answers go this way too; only the stubs do not know it.
    whole = cast("HttpResponse", response)
    return get_conditional_response(request, etag, seconds, whole) or response


def document(
    request: HttpRequest, text: str | bytes, media_type: str, modified: datetime | None = None,
    *, negotiated: bool = False,
) -> HttpResponseBase:  # fmt: skip
    """An answer whose state is its whole text."""
    response = HttpResponse(text, content_type=media_type)
    return conditional(request, response, response.content, modified, negotiated=negotiated)
