"""The page of a process: its identity form, and beside each criterion what was measured of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from miz.catalogue import queries as catalogue
from miz.catalogue.process_forms import measuring
from miz.insights import recovery
from miz.lib import jalali

from . import sheets


def page(request: HttpRequest, slug: str) -> HttpResponse:
    service = get_object_or_404(catalogue.published_services(), slug=slug)
    if service.version is None or not service.version.process_form:
        raise Http404
    form, now = service.version.process_form, timezone.now()
    how = measuring(form)
    context = {
        "service": service,
        "form": form,
        "sections": sheets.process_form(form),
        "how": how,
        "measured": recovery.measured(how, now) if how else [],
        "run": how.operation.latest(jalali.in_tehran(now).date()) if how else None,
        "today": jalali.in_tehran(now).date(),
        "at": now,
    }
    return render(request, "portal/process_form.html", context)
