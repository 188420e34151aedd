"""Pages that only tell: home, about, notices, services; and the robot check's challenges."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from miz.catalogue import queries as catalogue
from miz.catalogue.models import Notice
from miz.web.shared import robots

from .sheets import sheet


def home(request: HttpRequest) -> HttpResponse:
    context = {
        "notices": catalogue.notice_board(settings.PORTAL_ORGANISATION),
        "services": catalogue.published_services().filter(
            organisation__code=settings.PORTAL_ORGANISATION
        ),
    }
    return render(request, "portal/home.html", context)


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    board = Notice.objects.published().select_related("organisation")
    return render(request, "portal/notice.html", {"notice": get_object_or_404(board, pk=pk)})


def services(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "")[:100]
    found = catalogue.find(words)
    return render(request, "portal/services.html", {"services": found, "q": words})


def service(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(catalogue.published_services(), slug=slug)
    if row.version is None:
        raise Http404
    context = {"service": row, "sheet": sheet(row.version), "identity": row.version.identity}
    return render(request, "portal/service.html", context)


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
