"""Published services: searched, one by one in the format that is asked for, and their paper."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query, Router

from miz.catalogue import queries, search
from miz.catalogue.exports import cpsv, rdf
from miz.catalogue.exports.entries import Entry, light, slugs_by_code
from miz.catalogue.forms.service import LIFE_EVENTS, SERVICE_TYPES
from miz.catalogue.forms.shapes import Option
from miz.catalogue.models import Service
from miz.lib import digits

from . import schemas
from .negotiation import choose, document
from .problems import FieldError, Problem

router = Router()

JSON = "application/json; charset=utf-8"
SYNTAXES = {"application/ld+json": "jsonld", "text/turtle": "turtle"}
OFFERED = ("application/json", *SYNTAXES)
READ = ["GET", "HEAD"]
CONDITIONS = {
    304: None,
    **dict.fromkeys((404, 406, 409, 410), schemas.ProblemDocument),
}


@router.api_operation(
    READ,
    "services",
    response={200: list[schemas.Service], 304: None, 422: schemas.ProblemDocument},
    summary="Published services, searched and by pages",
    description="`X-Total-Count` says how many there are in all, `Link` leads to the next page.",
)
def list_services(request: HttpRequest, wanted: Query[schemas.ServiceSearch]) -> HttpResponseBase:
    _check_option("life_event", wanted.life_event, LIFE_EVENTS)
    _check_option("audience", wanted.audience, SERVICE_TYPES)
    first, size = (wanted.page - 1) * wanted.page_size, wanted.page_size
    found = search.find(
        wanted.q, organisation=wanted.organisation, life_event=wanted.life_event,
        audience=wanted.audience, first=first, limit=size,
    )  # fmt: skip
    text = json.dumps([summary(service) for service in found.services], ensure_ascii=False)
    response = document(request, text, JSON)
    response.headers["X-Total-Count"] = str(found.total)
    if links := _links(request, wanted.page, -(-found.total // size)):
        response.headers["Link"] = links
    return response


def _check_option(name: str, wanted: str, options: tuple[Option, ...]) -> None:
    if wanted and wanted not in {option.key for option in options}:
        detail = "این گزینه در فرم شناسنامهٔ خدمت نیست."
        error = FieldError(name, "unknown_option", detail)
        raise Problem(422, "validation_failed", detail, [error])


def _links(request: HttpRequest, page: int, last: int) -> str:
    pages = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    here = settings.BASE_URL + request.path
    return ", ".join(
        f'<{here}?{urlencode({**request.GET.dict(), "page": number})}>; rel="{name}"'
        for name, number in pages.items()
        if 1 <= number <= last and number != page
    )


@router.api_operation(
    READ,
    "services/{code}",
    response={200: schemas.ServiceDetail, **CONDITIONS},
    summary="One service, by our slug or its official code",
    description="As plain JSON, or as CPSV-AP in JSON-LD or Turtle by `Accept`.",
    openapi_extra={"responses": {200: {"content": schemas.texts(SYNTAXES)}}},
)
def show_service(request: HttpRequest, code: str) -> HttpResponseBase:
    media_type = choose(request, OFFERED)
    service = find(code)
    entry = Entry.of(service)
    if syntax := SYNTAXES.get(media_type):
        text = "".join(rdf.write(_nodes(entry), syntax))
    else:
        text, media_type = json.dumps(_detail(service, entry), ensure_ascii=False), JSON
    return document(request, text, media_type, entry.published_at, negotiated=True)


def find(code: str) -> Service:
    """The service with this slug, else with this official code.

    Raises Problem: 404 unknown, 410 withdrawn, 409 when the code stands for several services.
    """
    wanted = digits.to_ascii(code)
    named = Q(slug=wanted) | Q(service_code=wanted) if "\x00" not in wanted else Q(pk=None)
    rows = [*light(queries.known_services()).filter(named)]
    rows = [row for row in rows if row.slug == wanted] or rows
    offered = [row for row in rows if row.withdrawn_at is None]
    if len(offered) == 1:
        return offered[0]
    if offered:
        raise _ambiguous(offered)
    if rows:
        raise Problem(410, "service_withdrawn", "این خدمت دیگر ارائه نمی‌شود.")
    raise Problem(404, "service_not_found", "خدمتی با این شناسه یافت نشد.")


def _ambiguous(services: list[Service]) -> Problem:
    told = [summary(service) for service in services]
    text = "این شناسه برای چند خدمت به کار رفته است؛ یکی را با «code» آن بخواهید."
    return Problem(409, "ambiguous_code", text, members={"services": told})


def _nodes(entry: Entry) -> list[rdf.Node]:
    """The service, and in short the services it is tied to."""
    codes = {entry.code, entry.identity.get("parent_code") or ""} - {""}
    rows = light(queries.published_services()).filter(service_code__in=codes) if codes else []
    tied = [Entry.of(row) for row in rows if row.slug != entry.slug]
    by_code = slugs_by_code((each.slug, each.code) for each in tied)
    nodes = cpsv.service(entry, settings.BASE_URL, by_code)
    return nodes + [node for each in tied for node in cpsv.brief(each, settings.BASE_URL)]


def _detail(service: Service, entry: Entry) -> dict[str, Any]:
    return {
        **summary(service),
        "identity": entry.identity,
        "topics": [*_topics(entry)],
        "version": entry.version,
        "digest": entry.digest,
        "published_at": entry.published_at.isoformat(),
    }


def _topics(entry: Entry) -> Iterator[dict[str, str]]:
    for main in entry.topics:
        above = {"main_code": main["code"], "main_title": main["title"]}
        for topic in main["topics"]:
            yield {"code": topic["code"], "title": topic["title"], **above}


def summary(service: Service) -> dict[str, str]:
    return {
        "code": service.slug,
        "service_code": service.service_code,
        "title": service.title,
        "organisation": service.organisation.name,
        "organisation_code": service.organisation.code,
        "kind": service.kind,
        "url": settings.BASE_URL + reverse("portal:service", args=[service.slug]),
    }
