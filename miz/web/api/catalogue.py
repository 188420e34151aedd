"""The whole catalogue: what it is (DCAT-AP), and its downloads."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from miz.catalogue import queries
from miz.catalogue.exports import cpsv, dcat, entries, plain, rdf, tables

from . import schemas
from .negotiation import choose, conditional, document
from .problems import Problem
from .services import READ, SYNTAXES

router = Router()

MEDIA_TYPES = {each.ending: each.media_type for each in dcat.DOWNLOADS}


@router.api_operation(
    READ,
    "catalogue",
    response={200: None, 304: None, 406: schemas.ProblemDocument},
    summary="The catalogue as a data set: publisher, languages, downloads",
    description="DCAT-AP in JSON-LD or Turtle by `Accept`.",
    openapi_extra={"responses": {200: {"content": schemas.texts(SYNTAXES)}}},
)
def show_catalogue(request: HttpRequest) -> HttpResponseBase:
    media_type = choose(request, [*SYNTAXES])
    modified = entries.modified()
    nodes = dcat.nodes(entries.publisher(), settings.BASE_URL, modified)
    text = "".join(rdf.write(nodes, SYNTAXES[media_type]))
    return document(request, text, media_type, modified, negotiated=True)


@router.api_operation(
    READ,
    "catalogue.{ending}",
    response={200: None, 304: None, 404: schemas.ProblemDocument},
    summary="All published services in one file: json, csv, jsonld (CPSV-AP), ttl (CPSV-AP)",
    openapi_extra={"responses": {200: {"content": schemas.texts(MEDIA_TYPES.values())}}},
)
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    media_type = MEDIA_TYPES.get(ending)
    if media_type is None:
        raise Problem(404, "format_not_found", "فهرست خدمات به این قالب در دست نیست.")
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    # A HEAD asks for what stands in the headers; nothing is drawn up for it.
    content = _pieces(ending) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(content, content_type=f"{media_type}{charset}")
    response.headers["Content-Disposition"] = f'attachment; filename="services.{ending}"'
    return conditional(request, response, _state(), entries.modified())


def _state() -> str:
    """Changes whenever a service or what its agency is called does; costs no form to be read."""
    rows = queries.published_services().values_list(
        "slug", "version_id", "organisation__name", "organisation__parent_name",
        "organisation__portal_url",
    )  # fmt: skip
    digest = hashlib.sha256(settings.BASE_URL.encode())
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _pieces(ending: str) -> Iterator[str]:
    base = settings.BASE_URL
    if ending == "json":
        return plain.write(entries.published(), base)
    if ending == "csv":
        return tables.write(entries.published())
    nodes = cpsv.catalogue(entries.published(), base, entries.slugs_by_code())
    return rdf.write(nodes, SYNTAXES[MEDIA_TYPES[ending]])
