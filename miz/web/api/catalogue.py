"""The whole catalogue: what it is (DCAT-AP), and its downloads."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from miz.catalogue.exports import dcat, downloads, entries, rdf

from . import schemas
from .negotiation import choose, conditional, document
from .problems import Problem
from .services import READ, SYNTAXES

router = Router()

RETRY_SECONDS = 10  # in which ten thousand services have been drawn up
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
    response={200: None, 304: None, **dict.fromkeys((404, 503), schemas.ProblemDocument)},
    summary="All published services in one file: json, csv, jsonld (CPSV-AP), ttl (CPSV-AP)",
    description="Drawn up by the first who asks after something was published. Meanwhile others "
    "get the file before; while there is none, 503 with `Retry-After`.",
    openapi_extra={"responses": {200: {"content": schemas.texts(MEDIA_TYPES.values())}}},
)
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    media_type = MEDIA_TYPES.get(ending)
    if media_type is None:
        raise Problem(404, "format_not_found", "فهرست خدمات به این قالب در دست نیست.")
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    state, content = _told(ending) if request.method == "GET" else (downloads.state(), iter(()))
    response = StreamingHttpResponse(content, content_type=f"{media_type}{charset}")
    response.headers["Content-Disposition"] = f'attachment; filename="services.{ending}"'
    return conditional(request, response, state, entries.modified())


def _told(ending: str) -> tuple[str, Iterator[bytes]]:
    """The state and the content; a HEAD asks for headers alone, so nothing is drawn up for it."""
    found = downloads.newest(ending)
    if found is None:
        wait = {"Retry-After": str(RETRY_SECONDS)}
        raise Problem(503, "being_drawn", "این پرونده در حال آماده‌سازی است.", headers=wait)
    return found.state, found.pieces()
