"""What other units ask: the list of a unit, one question with its files, and the answer to it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases import referrals as cases
from miz.cases.errors import CaseError, NotAllowed
from miz.cases.referrals import Asked
from miz.documents.responses import attachment_response
from miz.web.shared.request_forms import attachment_rows

from . import offers
from .cases import Attempt, completing, outcome_box, outcome_form
from .forms import draft_name
from .outcomes import Choice
from .permissions import staff_with

CONFLICT = 409
MOST = 100


@staff_with(Permission.ANSWER_REFERRALS)
@require_safe
def referrals(request: HttpRequest, user: User) -> HttpResponse:
    tasks = cases.waiting(user).select_related("case")[:MOST]
    return render(request, "office/referrals.html", {"tasks": tasks, "unit": user.unit})


@staff_with(Permission.ANSWER_REFERRALS, page="office:referral")
@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    asked = cases.asked(user, pk)
    if asked is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, user, asked)
    return _page(request, user, asked)


@staff_with(Permission.ANSWER_REFERRALS)
@require_safe
def attachment(request: HttpRequest, user: User, pk: int, key: uuid.UUID) -> HttpResponse:
    try:
        return attachment_response(cases.file(user, pk, key).upload)
    except NotAllowed as error:
        raise Http404 from error


def _answer(request: HttpRequest, user: User, asked: Asked) -> HttpResponse:
    choice = next((c for c in _choices(asked) if c.name == request.POST.get("choice")), None)
    if choice is None:
        raise Http404
    form = outcome_form(choice, asked.task.case, user, request.POST)
    rows = attachment_rows(request.POST, request.FILES, f"{choice.name}_%s")
    attempt = Attempt(choice.name, form, rows)
    if not attempt.is_right():
        return _page(request, user, asked, attempt)
    try:
        # Of the case itself nothing is shown here, not even that somebody changed it meanwhile.
        said = form.cleaned_data | {"revision": None}
        completing(choice, rows)(by=user, case=asked.task.case, **said)
    except CaseError as error:
        return _page(request, user, asked, attempt, str(error))
    done = choice.words.done
    messages.success(request, done, extra_tags=draft_name(choice.name, asked.task.case, user))
    return redirect("office:referrals")


def _page(
    request: HttpRequest,
    user: User,
    asked: Asked,
    attempt: Attempt | None = None,
    trouble: str = "",
) -> HttpResponse:
    found = [outcome_box(choice, asked.task.case, user) for choice in _choices(asked)]
    context = {
        "asked": asked,
        "case": asked.task.case,
        "boxes": [box.with_attempt(attempt) for box in found],
        "attempt": attempt,
        "trouble": trouble,
    }
    return render(request, "office/referral.html", context, status=CONFLICT if trouble else 200)


def _choices(asked: Asked) -> list[Choice]:
    return offers.choices(asked.task.case, asked.task)
