"""The notice board of the organisation, written by those who may publish."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.catalogue import actions
from miz.catalogue.models import Notice

from .forms import NoticeForm
from .permissions import staff_with

SHOWN = 100
publisher = staff_with(Permission.PUBLISH_NOTICES)


@publisher
@require_safe
def notices(request: HttpRequest, user: User) -> HttpResponse:
    # Drafts have no time of publishing, and PostgreSQL puts them first: they are what waits.
    rows = Notice.objects.filter(organisation=user.organisation_id).select_related("author")
    return render(request, "office/notices.html", {"notices": rows[:SHOWN]})


@publisher
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, user: User, pk: int | None = None) -> HttpResponse:
    """Keeps a new notice as a draft; a published one changes at once."""
    notice = _own(user, pk) if pk else None
    said = {"title": notice.title, "text": notice.text} if notice else {}
    form = NoticeForm(request.POST or None, initial=said)
    if not form.is_valid():
        return render(request, "office/notice.html", {"form": form, "notice": notice})
    notice = actions.write_notice(by=user, notice=notice, **form.cleaned_data)
    if "publish" in request.POST:
        actions.publish_notice(notice=notice, by=user.acting(Permission.PUBLISH_NOTICES))
    word = "منتشر" if notice.is_published else "پیش‌نویس"
    messages.success(request, f"اطلاعیه نگه داشته شد ({word}).")
    return redirect("office:notices")


@publisher
@require_POST
def publish(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    actions.publish_notice(notice=_own(user, pk), by=user.acting(Permission.PUBLISH_NOTICES))
    messages.success(request, "اطلاعیه منتشر شد.")
    return redirect("office:notices")


@publisher
@require_POST
def withdraw(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    notice = _own(user, pk)
    if notice.is_published:
        actions.withdraw_notice(notice=notice, by=user.acting(Permission.PUBLISH_NOTICES))
        messages.success(request, "اطلاعیه از تابلو برداشته شد.")
    return redirect("office:notices")


def _own(user: User, pk: int) -> Notice:
    return get_object_or_404(Notice, pk=pk, organisation=user.organisation_id)
