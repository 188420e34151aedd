"""Where a request stands in the drawing of its process: a page of its own, light for who only
wants the list of stages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from miz.cases import whereabouts

from .tracking import Visit, visiting


@require_safe
@visiting
def process(request: HttpRequest, visit: Visit) -> HttpResponse:
    """As much as the stages tell, so what is sensitive needs no code here."""
    place = whereabouts.of(visit.case)
    if place is None:
        raise Http404
    context = {"case": visit.case, **vars(place)}
    return render(request, "portal/process.html", context)
