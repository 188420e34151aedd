"""The official form of a service as paper: HTML, DOCX, and the PDF that the worker draws."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from miz.catalogue import printing
from miz.catalogue.models import ServiceVersion
from miz.catalogue.printing import papers

from . import schemas
from .negotiation import conditional
from .problems import Problem
from .services import READ, find

router = Router()

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
RETRY_SECONDS = 5  # in which the worker has drawn a form


@router.api_operation(
    READ,
    "services/{code}/form.{ending}",
    response={
        200: None,
        304: None,
        **dict.fromkeys((404, 409, 410, 503), schemas.ProblemDocument),
    },
    summary="The official form of a service, printed: pdf, docx, html",
    description="A PDF that is not drawn yet is 503 with `Retry-After`; the worker draws it once.",
    openapi_extra={"responses": {200: {"content": schemas.texts(MEDIA_TYPES.values())}}},
)
def show_form(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    media_type = MEDIA_TYPES.get(ending)
    if media_type is None:
        raise Problem(404, "format_not_found", "شناسنامهٔ خدمت به این قالب در دست نیست.")
    service = find(code)
    version = service.version
    if version is None:
        raise ValueError(f"{code} was found and is not published")
    response = HttpResponse(_content(version, ending), content_type=media_type)
    if ending != "html":
        name = f"{service.slug}-v{version.number}.{ending}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # A DOCX differs by the second it was packed in; what it says follows from the version.
    state = response.content if ending == "html" else f"{version.pk} {version.digest}"
    return conditional(request, response, state, version.published_at)


def _content(version: ServiceVersion, ending: str) -> str | bytes:
    if ending == "html":
        return printing.service_html(version.identity, version)
    if ending == "docx":
        return printing.service_docx(version.identity, version)
    paper = papers.kept(version)
    if paper is None:
        wait = {"Retry-After": str(RETRY_SECONDS)}
        raise Problem(503, "being_drawn", "این پرونده در حال آماده‌سازی است.", headers=wait)
    return bytes(paper.content)
