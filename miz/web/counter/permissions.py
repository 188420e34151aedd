"""Who comes in by the counter's door, and the request that is being written there.

A stranger learns nothing, and nothing of these pages is kept by a browser or a proxy.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from miz.accounts.models import Unit, User
from miz.accounts.permissions import Permission

from .models import CounterDraft

View = Callable[..., HttpResponse]
IN_SESSION = "counter_draft"


def at_counter(view: View) -> View:
    """Gives the view its `user`: an operator of an office with a contract; else 403."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: object) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(reverse("counter:home"))
        office = user.unit
        if not user.may(Permission.FILE_AT_COUNTER) or office.kind != Unit.Kind.COUNTER:
            raise PermissionDenied
        return view(request, user, **kwargs)

    return wrapped


def writing(view: View) -> View:
    """Gives the view what this session is writing, not sent yet; else leads to the beginning."""

    @at_counter
    @wraps(view)
    def wrapped(request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        draft = draft_of(request, user)
        if draft is None:
            return redirect("counter:home")
        if draft.case_id:
            # The second click of a double click: its answer is what the operator gets to see.
            return redirect("counter:done")
        return view(request, user, draft, **kwargs)

    return wrapped


def draft_of(request: HttpRequest, user: User) -> CounterDraft | None:
    number = request.session.get(IN_SESSION)
    mine = CounterDraft.objects.filter(operator=user, expires_at__gt=timezone.now())
    return mine.filter(pk=number).first() if number else None
