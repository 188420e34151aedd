"""What a citizen says beside the process: a message, a correction, an answer to an invitation.

All come from the page of the case and lead back to it; what does not go through comes back with
what was typed, as `tracking` does it.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from miz.cases import corrections, talk, visits
from miz.cases.errors import CaseError
from miz.cases.models import Correction
from miz.lib import ics

from . import talk_forms, tracking
from .talk_forms import MessageForm, MoveForms, SeenForm, Typed

SAME = "این همان است که اکنون ثبت است. اگر درست است، در پیامی به کارشناس بگویید."
LATE = "زمان مراجعه در این میان عوض شده است. زمان تازه را ببینید."


@require_POST
@tracking.reading
def message(request: HttpRequest, found: tracking.Visit) -> HttpResponse:
    form = MessageForm(request.POST, prefix="message")
    typed = Typed("message", [form])
    if not form.is_valid():
        return tracking.show(request, found, typed=typed)
    return _do(
        request, found, typed, "پیام شما به کارشناس رسید.",
        lambda: talk.write(case=found.case, text=form.cleaned_data["text"]),
    )  # fmt: skip


@require_POST
@tracking.reading
def correct(request: HttpRequest, found: tracking.Visit, field: str) -> HttpResponse:
    if field not in Correction.Field:
        raise Http404
    form = talk_forms.correction_form(found.case, field, request.POST)
    typed = Typed(field, [form])
    if form.is_valid() and not talk_forms.is_changed(found.case, field, form):
        form.add_error(next(iter(form.fields)), SAME)
    if form.errors:
        return tracking.show(request, found, typed=typed)
    return _do(
        request, found, typed, "اصلاح شما ثبت شد.",
        lambda: corrections.correct(case=found.case, field=field, values=form.cleaned_data),
    )  # fmt: skip


@require_POST
@tracking.reading
def confirm(request: HttpRequest, found: tracking.Visit) -> HttpResponse:
    form = SeenForm(request.POST)
    if not form.is_valid():
        return tracking.show(request, found, LATE)
    return _do(
        request, found, None, "سپاسگزاریم. زمان مراجعه قطعی شد.",
        lambda: visits.confirm(case=found.case, **form.cleaned_data),
    )  # fmt: skip


@require_POST
@tracking.reading
def ask_move(request: HttpRequest, found: tracking.Visit) -> HttpResponse:
    forms = MoveForms(found.case, request.POST)
    typed = Typed("move", forms.parts, forms)
    if not forms.is_valid():
        return tracking.show(request, found, typed=typed)
    return _do(
        request, found, typed, "درخواست شما برای زمان دیگر به کارشناس رسید.",
        lambda: visits.ask_move(case=found.case, **forms.said),
    )  # fmt: skip


@require_safe
@tracking.reading
def calendar(request: HttpRequest, found: tracking.Visit) -> HttpResponse:
    """The visit for the person's own calendar, which others may see: not what it is about."""
    visit = visits.live(found.case)
    if visit is None:
        raise Http404
    event = ics.Event(
        uid=f"visit-{visit.pk}@{settings.BASE_URL.partition('//')[2]}",
        sequence=found.case.revision,
        stamp=timezone.now(),
        at=visit.at,
        title=f"مراجعه به {found.case.organisation.short_name}",
        place=visit.place,
        text="" if found.case.sensitive or found.case.confidential else visit.documents,
    )
    return HttpResponse(
        ics.calendar(event),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="visit.ics"'},
    )


def _do(
    request: HttpRequest,
    found: tracking.Visit,
    typed: Typed | None,
    thanks: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Does it and says thanks, or shows the page as it is now with why not."""
    try:
        act()
    except CaseError as error:
        return tracking.show(request, found, str(error), typed=typed)
    messages.success(request, thanks)
    return redirect("portal:track-case")
