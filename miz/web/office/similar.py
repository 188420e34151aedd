"""Answered cases like the one in hand, asked for apart from its page so that it waits for nothing.

What is shown of another case is a look at it, and leaves its trace there; a sensitive one is not
shown to who has not said why.
"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from miz.accounts.models import User
from miz.cases import actions, similar
from miz.cases.models import Case

from . import offers
from .permissions import on_case, opens

ADAPTED = (
    "پاسخ پیشین در جای متن نشست و نام و کد پیگیری آن با نام و کد این متقاضی جایگزین شد. "
    "پیش از فرستادن، متن را از آغاز تا پایان بخوانید."
)


@on_case
@require_safe
def page(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    actions.see(by=user, case=case)
    return render(request, "office/similar.html", _context(request, user, case))


@on_case
@require_safe
def fragment(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    """The list alone, for the page of the case to fetch."""
    return render(request, "office/similar_list.html", _context(request, user, case))


def prefill(user: User, case: Case, request: HttpRequest) -> str | None:
    """The answer that `?answer_of=ID` names, ready for this case; None where there is none."""
    wanted = request.GET.get("answer_of", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        return None
    found = similar.one(case, user, int(wanted))
    if found is None or not opens(request, user, found.case):
        return None
    actions.see(by=user, case=found.case, what="similar")
    messages.info(request, ADAPTED)
    return found.answer


@transaction.atomic
def _context(request: HttpRequest, user: User, case: Case) -> dict[str, Any]:
    found = [each for each in similar.to(case, user) if opens(request, user, each.case)]
    for each in found:
        actions.see(by=user, case=each.case, what="similar")
    answers = (choice for choice in offers.of(user, case).choices if choice.is_answer)
    return {"case": case, "similar": found, "answer": next(answers, None)}
