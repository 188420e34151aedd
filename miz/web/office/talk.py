"""Speaking to the citizen beside the process: messages, corrections, visits.

Every form stands on the page of its case. What does not go through comes back on a page of its
own with what went wrong on top, the typed words in their form and the conversation as it is now.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from miz.accounts.models import User
from miz.cases import actions, corrections, queries, talk, visits
from miz.cases.errors import CaseError
from miz.cases.models import Case

from . import talk_forms
from .forms import draft_name
from .permissions import on_case, visible_case
from .talk_forms import TalkForm

CONFLICT = 409


class Deed(NamedTuple):
    """What is done with a form, and how it is called when it comes back and when it is done."""

    act: Callable[..., Case]
    title: str
    button: str
    done: str


DEEDS = {
    "message": Deed(talk.tell, "پیام به متقاضی", "فرستادن پیام", "پیام برای متقاضی فرستاده شد."),
    "correction": Deed(
        corrections.ask,
        "اصلاح یک مورد",
        "خواستن اصلاح",
        "اصلاح خواسته شد و به متقاضی خبر داده می‌شود.",
    ),
    "withdraw": Deed(
        corrections.withdraw, "پس گرفتن اصلاح", "پس گرفتن", "خواست اصلاح پس گرفته شد."
    ),
    "invite": Deed(
        visits.invite, "دعوت حضوری", "فرستادن دعوت", "دعوت ثبت شد و به متقاضی خبر داده می‌شود."
    ),
    "accept": Deed(
        visits.move,
        "پذیرفتن زمان متقاضی",
        "پذیرفتن این زمان",
        "زمان متقاضی پذیرفته شد و به او خبر داده می‌شود.",
    ),
    "move": Deed(
        visits.move,
        "زمان دیگر",
        "گذاشتن این زمان",
        "زمان تازه ثبت شد و به متقاضی خبر داده می‌شود.",
    ),
    "cancel": Deed(
        visits.cancel, "لغو مراجعه", "لغو مراجعه", "مراجعه لغو شد و به متقاضی خبر داده می‌شود."
    ),
    "held": Deed(
        functools.partial(visits.settle, held=True),
        "متقاضی آمد",
        "متقاضی آمد",
        "انجام مراجعه ثبت شد.",
    ),
    "missed": Deed(
        functools.partial(visits.settle, held=False),
        "متقاضی نیامد",
        "متقاضی نیامد",
        "نیامدن متقاضی ثبت شد.",
    ),
}


@on_case
@require_POST
def say(request: HttpRequest, user: User, case: Case, what: str) -> HttpResponse:
    """Form, one action, redirect; `what` is a name of DEEDS."""
    deed = DEEDS.get(what)
    if deed is None:
        raise Http404
    form = talk_forms.form(what, case, user, request.POST)
    if not form.is_valid():
        return _again(request, user, case, what, form)
    try:
        deed.act(by=user, case=case, **form.said)
    except CaseError as error:
        return _refused(request, user, case, what, form, str(error))
    messages.success(request, deed.done, extra_tags=draft_name(f"talk-{what}", case, user))
    return redirect("office:case", case.pk)


def _refused(
    request: HttpRequest, user: User, case: Case, what: str, form: TalkForm, why: str
) -> HttpResponse:
    fresh = visible_case(user, case.pk)
    if fresh is None:
        messages.error(request, why)
        return redirect("office:inbox")
    return _again(request, user, fresh, what, form, why)


def _again(
    request: HttpRequest, user: User, case: Case, what: str, form: TalkForm, trouble: str = ""
) -> HttpResponse:
    actions.see(by=user, case=case)
    said = queries.conversation(case, internal=True)
    prefetch_related_objects(said.entries, "author")
    context = {
        "case": case,
        "what": what,
        "deed": DEEDS[what],
        "form": form,
        "talk": said,
        "trouble": trouble,
    }
    return render(request, "office/talk.html", context, status=CONFLICT if trouble else 200)
