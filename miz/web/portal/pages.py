"""Pages that only tell: home, about, notices; and the robot check's challenges."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from miz.catalogue import queries as catalogue
from miz.catalogue import search
from miz.catalogue.models import Notice
from miz.web.shared import context, robots

from . import rows

SERVICES = 8  # on the first page; the rest are in the list


def home(request: HttpRequest) -> HttpResponse:
    ours = settings.PORTAL_ORGANISATION
    page = {
        "notices": catalogue.notice_board(ours),
        "services": search.find(organisation=ours, limit=SERVICES).services,
    }
    return render(request, "portal/home.html", page)


def about(request: HttpRequest) -> HttpResponse:
    organisation = context.portal_organisation()
    hours = rows.hours(organisation.office_hours) if organisation else []
    return render(request, "portal/about.html", {"hours": hours})


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    board = Notice.objects.published().select_related("organisation")
    return render(request, "portal/notice.html", {"notice": get_object_or_404(board, pk=pk)})


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
