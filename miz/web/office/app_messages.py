"""What the desk wrote to a member of staff in the desk itself, such as an alert of an indicator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from miz.accounts.models import User
from miz.outbox import actions, queries

from .account import anybody

PAGE = 20


@anybody
@require_safe
def inbox(request: HttpRequest, user: User) -> HttpResponse:
    """The newest first; none but the own."""
    page = Paginator(queries.in_app(user.subject), PAGE).get_page(request.GET.get("page"))
    unread = queries.unread(user.subject).exists()
    return render(request, "office/messages.html", {"page": page, "unread": unread})


@anybody
@require_POST
def read(request: HttpRequest, user: User) -> HttpResponse:
    actions.read(person=user.subject)
    messages.success(request, "همهٔ پیام‌ها خوانده‌شده شمرده شد.")
    return redirect("office:messages")
