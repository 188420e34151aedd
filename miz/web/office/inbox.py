"""The inbox and the board: lists and figures, each of the scope of who looks.

Lists mask the names and show nothing of what was written; what a search found leaves its trace
before it is shown (`miz.cases.looks`).
"""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases import escalations, looks, queries
from miz.cases import inbox as cases

from .filters import saved_by
from .forms import InboxForm, SearchForm
from .permissions import READERS, staff_with
from .templatetags.office import up_to


@staff_with(*READERS)
@require_safe
def inbox(request: HttpRequest, user: User) -> HttpResponse:
    form = InboxForm(request.GET, user=user)
    filters, saved = form.filters(), saved_by(user)
    clock = cases.Clock.of(user, timezone.now())
    page = cases.page(user, filters, clock)
    if filters.words:
        looks.found(by=user, cases=[row.case for row in page.rows])
    context: dict[str, Any] = {
        "form": form,
        "search": SearchForm({"q": filters.words}),
        "filters": filters,
        "narrowed": filters != cases.Filters(),
        "query": form.query(),
        "place": form.query(place=True),
        "dropped": form.dropped,
        "saved": saved,
        "kept": any(each.query == form.query() for each in saved),
        "page": page,
        "counts": cases.counts(user, clock),
        "many": cases.MANY,
        "all_provinces": user.may(Permission.ALL_PROVINCES),
        "works": user.may(Permission.WORK_ON_CASES),
        "at": clock.now,
    }
    return render(request, "office/inbox.html", context)


class SinceForm(forms.Form):
    since = forms.DateTimeField()


@staff_with(*READERS)
@require_safe
def news(request: HttpRequest, user: User) -> HttpResponse:
    """What has changed beside a list since it was shown: the counts, and how many have come."""
    asked = SinceForm(request.GET)
    if not asked.is_valid():
        raise BadRequest
    form = InboxForm(request.GET, user=user)
    clock = cases.Clock.of(user, timezone.now())
    come = cases.arrived(user, form.filters(), asked.cleaned_data["since"], clock)
    counts = cases.counts(user, clock)
    said = {
        "counts": {name: up_to(number, cases.MANY) for name, number in counts.items()},
        "come": f"{up_to(come, cases.MANY)} درخواست تازه رسیده است" if come else "",
        "show": f"?{form.query(sort='newest')}",
    }
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@staff_with(Permission.SEE_BOARD)
@require_safe
def board(request: HttpRequest, user: User) -> HttpResponse:
    clock = cases.Clock.of(user, timezone.now())
    resolves = user.may(Permission.RESOLVE_INCIDENTS)
    incidents, more = queries.open_incidents(user) if resolves else ([], False)
    context = {
        "figures": cases.figures(user, clock),
        "limit": cases.BOARD_LIMIT,
        "ages": cases.AGES,
        "resolves": resolves,
        "incidents": incidents,
        "more_incidents": more,
        "busiest": cases.busiest(user, clock),
        "escalated": escalations.told(user),
        "at": clock.now,
        "all_provinces": user.may(Permission.ALL_PROVINCES),
    }
    return render(request, "office/board.html", context)
