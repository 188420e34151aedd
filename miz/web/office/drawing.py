"""Where a case stands in the drawing of its process."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from miz.accounts.models import User
from miz.cases import actions, whereabouts
from miz.cases.models import Case

from .permissions import on_case


@on_case
@require_safe
def process(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    place = whereabouts.of(case)
    if place is None:
        raise Http404
    actions.see(by=user, case=case, what="process")
    return render(request, "office/process.html", {"case": case, **vars(place)})
