"""Pages that only tell: home, about, notices, services; and the robot check's challenges."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from miz.catalogue import queries as catalogue
from miz.catalogue.models import Notice, Service
from miz.web.shared import context, robots

from . import rows, sheets, wizard


def home(request: HttpRequest) -> HttpResponse:
    page = {
        "notices": catalogue.notice_board(settings.PORTAL_ORGANISATION),
        "services": catalogue.published_services().filter(
            organisation__code=settings.PORTAL_ORGANISATION
        ),
    }
    return render(request, "portal/home.html", page)


def about(request: HttpRequest) -> HttpResponse:
    organisation = context.portal_organisation()
    hours = rows.hours(organisation.office_hours) if organisation else []
    return render(request, "portal/about.html", {"hours": hours})


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    board = Notice.objects.published().select_related("organisation")
    return render(request, "portal/notice.html", {"notice": get_object_or_404(board, pk=pk)})


def services(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = sorted(catalogue.find(words), key=lambda service: not _ours(service))
    groups = [(agency, list(own)) for agency, own in groupby(found, attrgetter("organisation"))]
    page = {"groups": groups, "count": len(found), "q": words}
    return render(request, "portal/services.html", page)


def service(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(catalogue.published_services(), slug=slug)
    if row.version is None:
        raise Http404
    sections = sheets.sheet(row.version)
    page = {
        "service": row,
        "identity": row.version.identity,
        "ours": _ours(row),
        "request_url": _request_url(row),
        "guide": sheets.guide(row.version),
        "told": [section for section in sections if section.known],
        "untold": [section for section in sections if not section.known],
        **_family(row, row.version.identity),
    }
    return render(request, "portal/service.html", page)


def _ours(service: Service) -> bool:
    """Whether this portal's own desk answers for the service."""
    return service.organisation.code == settings.PORTAL_ORGANISATION


def _request_url(service: Service) -> str | None:
    door = wizard.NAMES.get(service.kind)
    return reverse(f"portal:{door}") if door and _ours(service) else None


def _family(service: Service, identity: dict[str, Any]) -> dict[str, object]:
    """The parent and the children, as the packages state them; codes alone do not tell it."""
    published, parent_code = catalogue.published_services(), identity.get("parent_code")
    parent = published.filter(service_code=parent_code).first() if parent_code else None
    children = published.filter(version__identity__parent_code=service.service_code)
    return {"parent": parent, "children": children if service.service_code else []}


@never_cache
def robot_challenge(request: HttpRequest) -> HttpResponse:
    return JsonResponse(robots.challenge())


@never_cache
def robot_picture(request: HttpRequest, token: str) -> HttpResponse:
    try:
        image = robots.picture(token)
    except robots.RobotCheckFailed as error:
        raise Http404 from error
    return HttpResponse(image, content_type="image/png")
