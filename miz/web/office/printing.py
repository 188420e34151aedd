"""The whole file of a case on paper; that it was printed leaves a row of its own."""

from itertools import chain

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from miz.accounts.models import User
from miz.audit import actions as audit
from miz.cases import history, permissions, queries
from miz.cases.errors import ACTION_WORDS
from miz.cases.models import Case

from .permissions import on_case

WORDS = {
    **ACTION_WORDS,
    "case.print": "آن را چاپ کرد",
    "case.rate": "به پاسخ امتیاز داد",
    "case.code": "برای دیدن آن کد پیامکی خواست",
}
CHANGED = "آن را تغییر داد"


@on_case
@require_safe
def whole(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    """`?notes=1` adds what only staff may read, and says so on every copy."""
    notes = request.GET.get("notes") == "1"
    by = permissions.actor(user, case)
    audit.record(by=by, action="case.print", subject=case.subject, details={"notes": notes})
    talk = queries.conversation(case, internal=notes)
    prefetch_related_objects(talk.entries, "author")
    context = {
        "case": case,
        "notes": notes,
        "talk": talk,
        "papers": [
            *talk.of_request,
            *chain.from_iterable(talk.attachments.get(each.pk, []) for each in talk.entries),
        ],
        "stages": queries.stages(case),
        "rating": queries.rating(case) if case.answered_at else None,
        "history": [(each, WORDS.get(each.action, CHANGED)) for each in history.of(case)],
        "printed_at": timezone.now(),
    }
    return render(request, "office/print.html", context)
