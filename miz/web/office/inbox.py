"""The inbox and the board: lists and figures, each of the scope of who looks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases import inbox as cases
from miz.cases import queries

from .forms import InboxForm, SearchForm
from .permissions import READERS, staff_with


@staff_with(*READERS)
@require_safe
def inbox(request: HttpRequest, user: User) -> HttpResponse:
    form = InboxForm(request.GET, user=user)
    filters = form.filters()
    clock = cases.Clock.of(user, timezone.now())
    context: dict[str, Any] = {
        "form": form,
        "search": SearchForm({"q": filters.words}),
        "filters": filters,
        "narrowed": filters != cases.Filters(),
        "page": cases.page(user, filters, clock),
        "counts": cases.counts(user, clock),
        "many": cases.MANY,
        "all_provinces": user.may(Permission.ALL_PROVINCES),
    }
    return render(request, "office/inbox.html", context)


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
        "at": clock.now,
        "all_provinces": user.may(Permission.ALL_PROVINCES),
    }
    return render(request, "office/board.html", context)
