"""The catalogue's pages: lists of services by words, agency, audience and life event, and the page
that tells all of one service."""

import re
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from miz.accounts.models import Organisation
from miz.catalogue import queries as catalogue
from miz.catalogue import search
from miz.catalogue.forms.service import LIFE_EVENTS, SERVICE_TYPES
from miz.catalogue.models import Service, ServiceVersion
from miz.catalogue.printing import papers
from miz.documents.responses import attachment_response
from miz.insights import answering
from miz.insights.answering import Answered
from miz.lib import digits

from . import guides, sheets, wizard
from .rows import words

EVENTS, AUDIENCES = words(LIFE_EVENTS), words(SERVICE_TYPES)
LONGEST = 100
FARTHEST = 10_000  # pages: what lies beyond would be too large a number for the database


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = _found(request)
    if not page["q"]:
        page["ways"] = _ways()
    return render(request, "portal/services.html", {"title": "فهرست خدمات", **page})


@require_safe
def of_agency(request: HttpRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Organisation, code=code)
    page = {"title": f"خدمات {agency.name}", "agency": agency}
    return render(
        request, "portal/services.html", {**page, **_found(request, organisation=agency.code)}
    )


@require_safe
def of_audience(request: HttpRequest, audience: str) -> HttpResponse:
    title = _named(AUDIENCES, audience)
    return render(
        request, "portal/services.html", {"title": title, **_found(request, audience=audience)}
    )


@require_safe
def of_event(request: HttpRequest, event: str) -> HttpResponse:
    title = f"خدمات رویداد «{_named(EVENTS, event)}»"
    return render(
        request, "portal/services.html", {"title": title, **_found(request, life_event=event)}
    )


def _named(options: dict[str, str], key: str) -> str:
    if key not in options:
        raise Http404
    return options[key]


def _found(
    request: HttpRequest, *, organisation: str = "", life_event: str = "", audience: str = ""
) -> dict[str, Any]:
    """One page of what was asked for; without words, grouped by agency."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    page = _page_number(request)
    found = search.find(
        q,
        organisation=organisation,
        life_event=life_event,
        audience=audience,
        first=(page - 1) * search.PAGE,
        limit=search.PAGE,
    )
    last = max(-(-found.total // search.PAGE), 1)
    if page > last:
        raise Http404
    groups = groupby(found.services, attrgetter("organisation"))
    return {
        "q": q,
        "found": found,
        "groups": [] if q else [(agency, list(own)) for agency, own in groups],
        "within": organisation or life_event or audience,
        "page": page,
        "last": last,
    }


def _page_number(request: HttpRequest) -> int:
    asked = digits.to_ascii(request.GET.get("page", "1"))
    if not re.fullmatch("[1-9][0-9]{0,4}", asked) or int(asked) > FARTHEST:
        raise Http404
    return int(asked)


def _ways() -> dict[str, object]:
    """Other ways to a service, each with how many it leads to."""
    return {
        "agencies": search.agencies(),
        "audiences": _shares(AUDIENCES, search.shares("audiences")),
        "events": _shares(EVENTS, search.shares("life_events")),
    }


def _shares(names: dict[str, str], counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """(key, name, count) of the options that any service has, in the order of the form."""
    return [(key, name, counts[key]) for key, name in names.items() if key in counts]


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    row, version = _published(slug)
    page = {
        "effective_on": catalogue.effective_on(version),
        **_family(row, version.identity),
    }
    answered = answering.usual(row.pk, timezone.now())
    return show(request, row, version, answered=answered, **page)


def show(
    request: HttpRequest,
    row: Service,
    version: ServiceVersion,
    *,
    answered: Answered | None = None,
    **page: object,
) -> HttpResponse:
    """The page of a service as this version tells it, published or not."""
    sections = sheets.sheet(version)
    told = {
        "service": row,
        "version": version,
        "identity": version.identity,
        "ours": _ours(row),
        "request_url": _request_url(row),
        "desk": _desk(row),
        "guide": guides.guide(version, answered),
        "answerers": guides.answerers(row, version),
        "told": [section for section in sections if section.known],
        "untold": [section for section in sections if not section.known],
    }
    return render(request, "portal/service.html", {**told, **page})


@require_safe
def form_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The official form on paper, or a page that waits for the worker and asks again by itself."""
    row, version = _published(slug)
    if paper := papers.kept(version):
        return attachment_response(paper)
    response = render(request, "portal/service_form_waits.html", {"service": row}, status=202)
    response["Refresh"] = f"3; url={request.path}"
    return response


def _published(slug: str) -> tuple[Service, ServiceVersion]:
    row = get_object_or_404(catalogue.known_services(), slug=slug)
    if row.version is None:
        raise Http404
    return row, row.version


def _ours(service: Service) -> bool:
    """Whether this portal's own desk answers for the service."""
    return service.organisation.code == settings.PORTAL_ORGANISATION


def _request_url(service: Service) -> str | None:
    door = wizard.NAMES.get(service.kind)
    return reverse(f"portal:{door}") if door and _ours(service) else None


def _desk(service: Service) -> Service | None:
    """The general desk of the service's own agency: it takes what no process takes."""
    desks: QuerySet[Service] = catalogue.published_services().filter(
        organisation=service.organisation_id, kind=Service.Kind.DESK
    )
    return desks.first()


def _family(service: Service, identity: dict[str, Any]) -> dict[str, object]:
    """The parent and the children, as the packages state them; codes alone do not tell it."""
    published, parent_code = catalogue.published_services(), identity.get("parent_code")
    parent = published.filter(service_code=parent_code).first() if parent_code else None
    children = published.filter(version__identity__parent_code=service.service_code)
    return {"parent": parent, "children": children if service.service_code else []}
