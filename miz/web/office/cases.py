"""The page of a case and what is done on it.

Every showing leaves its trace first, and shows nothing when it cannot. Every action names the
revision its page showed; when it does not go through, the page comes back in its fresh state with
what went wrong on top and the typed words still in their form.
"""

import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from miz.accounts.models import Unit, User
from miz.cases import actions, inbox, queries
from miz.cases.errors import CaseError
from miz.cases.models import Case, Incident
from miz.cases.opening import NewAttachment
from miz.documents.models import Upload
from miz.documents.responses import attachment_response
from miz.web.shared.request_forms import AttachmentForm, attachment_rows

from . import incidents, offers
from .forms import (
    AnswerForm,
    AskForm,
    HandOverForm,
    NoteForm,
    RejectForm,
    RevisionForm,
    draft_name,
)
from .incident_forms import RepairForm, SkipForm
from .permissions import on_case, visible_case

CONFLICT = 409
FORMS: dict[str, type[forms.Form]] = {
    "answer": AnswerForm,
    "ask": AskForm,
    "reject": RejectForm,
    "hand_over": HandOverForm,
    "note": NoteForm,
}
COMPLETED = {
    "answer": "پاسخ ثبت شد و به متقاضی خبر داده می‌شود.",
    "ask": "از متقاضی تکمیل خواسته شد و مهلت تا پاسخ او متوقف است.",
    "reject": "درخواست رد شد و دلیل آن به متقاضی گفته می‌شود.",
}


@dataclasses.dataclass(frozen=True)
class Attempt:
    """What was sent to do something: its form and rows of files."""

    action: str
    form: forms.Form
    rows: list[AttachmentForm] = dataclasses.field(default_factory=list)

    def is_right(self) -> bool:
        return not [part for part in (self.form, *self.rows) if not part.is_valid()]

    @property
    def typed(self) -> str:
        """The words in the form, to be shown where the form itself is not offered any more."""
        if isinstance(self.form, SkipForm | RepairForm):
            return self.form.typed
        names = [name for name in ("text", "reason") if name in self.form.fields]
        return str(self.form[names[0]].value() or "") if names else ""

    @property
    def wrong_rows(self) -> list[AttachmentForm]:
        return [row for row in self.rows if row.errors]

    @property
    def has_files(self) -> bool:
        return any(row.files for row in self.rows)


@on_case
@require_safe
def case(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    return _show(request, user, case)


@on_case
@require_safe
def attachment(request: HttpRequest, user: User, case: Case, key: uuid.UUID) -> HttpResponse:
    row = case.attachments.select_related("upload").filter(upload__key=key).first()
    if row is None:
        raise Http404
    actions.see(by=user, case=case)
    return attachment_response(row.upload)


# --- one press


@on_case
@require_POST
def claim(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("claim", RevisionForm(request.POST))
    return _act(request, user, case, attempt, actions.claim, "درخواست اکنون نزد شماست.")


@on_case
@require_POST
def release(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("release", RevisionForm(request.POST))
    return _act(request, user, case, attempt, actions.release, "درخواست به صف برگشت.")


@on_case
@require_POST
def close(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("close", RevisionForm(request.POST))
    return _act(request, user, case, attempt, actions.close, "درخواست بسته شد.")


# --- words


@on_case
@require_POST
def note(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("note", _form("note", case, user, request.POST))
    return _act(request, user, case, attempt, actions.note, "یادداشت نوشته شد.")


@on_case
@require_POST
def complete(request: HttpRequest, user: User, case: Case, outcome: str) -> HttpResponse:
    """Ends the task; only an answer brings files, and «درج متن» only fills its box."""
    form = _form(outcome, case, user, request.POST)
    rows: list[AttachmentForm] = []
    if isinstance(form, AnswerForm):
        if "insert" in request.POST:
            return _show(request, user, case, Attempt(outcome, _with_ready_text(case, user, form)))
        rows = attachment_rows(request.POST, request.FILES)
    attempt = Attempt(outcome, form, rows)
    return _act(request, user, case, attempt, _completing(outcome, rows), COMPLETED[outcome])


@on_case
@require_POST
def hand_over(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("hand_over", _form("hand_over", case, user, request.POST))
    return _act(request, user, case, attempt, _hand_over, "درخواست ارجاع شد.")


# --- failed steps


@on_case
@require_POST
def resolve(request: HttpRequest, user: User, case: Case, number: int, how: str) -> HttpResponse:
    """Tries a failed step again, passes it by or mends its data."""
    if not incidents.may_resolve(user, case):
        raise PermissionDenied
    incident = get_object_or_404(case.incidents, pk=number)
    name = f"{how}-{number}"
    attempt = Attempt(name, incidents.form(how, user, incident, request.POST))
    if refused := _try(request, user, case, attempt, _resolving(how, incident)):
        return refused
    incidents.tell(request, how, incident, draft_name(name, case, user))
    return _back(user, case)


# --- pieces


def _resolving(how: str, incident: Incident) -> Callable[..., Case]:
    def act(*, case: Case, **said: Any) -> Case:
        return incidents.RESOLVE[how](incident=incident, **said)

    return act


def _completing(outcome: str, rows: list[AttachmentForm]) -> Callable[..., Case]:
    """Ends the task with `outcome`; the rows are read when it is called, found right by then."""

    def act(**said: Any) -> Case:
        files = [
            NewAttachment(row.chosen_title, Upload.of(row.accepted)) for row in rows if row.accepted
        ]
        return actions.complete(outcome=outcome, attachments=files, **said)

    return act


def _with_ready_text(case: Case, user: User, sent: AnswerForm) -> forms.Form:
    form = _form("answer", case, user)
    form.initial = {"text": sent.with_ready_text(), "ready": sent["ready"].value()}
    return form


def _hand_over(*, by: User, case: Case, revision: int, to: str, reason: str) -> Case:
    kind, _, pk = to.partition("-")
    colleague = User.objects.select_related("unit").get(pk=pk) if kind == "person" else None
    unit = colleague.unit if colleague else Unit.objects.get(pk=pk)
    return actions.hand_over(
        by=by, case=case, revision=revision, unit=unit, colleague=colleague, reason=reason
    )


def _act(
    request: HttpRequest,
    user: User,
    case: Case,
    attempt: Attempt,
    act: Callable[..., Case],
    done: str,
) -> HttpResponse:
    """Form, one action, redirect; mistakes and refusals show the page again."""
    if refused := _try(request, user, case, attempt, act):
        return refused
    messages.success(request, done, extra_tags=draft_name(attempt.action, case, user))
    return _back(user, case)


def _try(
    request: HttpRequest, user: User, case: Case, attempt: Attempt, act: Callable[..., Case]
) -> HttpResponse | None:
    """Does it, or answers with the page that says why not."""
    if not attempt.is_right():
        return _show(request, user, case, attempt)
    try:
        act(by=user, case=case, **attempt.form.cleaned_data)
    except CaseError as error:
        return _refused(request, user, case, attempt, str(error))
    return None


def _back(user: User, case: Case) -> HttpResponse:
    """To the page of the case, as long as it is still in sight."""
    if visible_case(user, case.pk):
        return redirect("office:case", case.pk)
    return redirect("office:inbox")


def _refused(
    request: HttpRequest, user: User, case: Case, attempt: Attempt, why: str
) -> HttpResponse:
    fresh = visible_case(user, case.pk)
    if fresh is None:
        messages.error(request, why)
        return redirect("office:inbox")
    return _show(request, user, fresh, attempt, trouble=why)


def _show(
    request: HttpRequest,
    user: User,
    case: Case,
    attempt: Attempt | None = None,
    trouble: str = "",
) -> HttpResponse:
    """The page of a case; a form that came back stands in the place of its empty one."""
    actions.see(by=user, case=case)
    offer = offers.of(user, case)
    talk = queries.conversation(case, internal=True)
    prefetch_related_objects(talk.entries, "author")
    shown = {name: _form(name, case, user) for name in offers.WITH_WORDS if offer.has(name)}
    if attempt and attempt.action in shown:
        shown[attempt.action] = attempt.form
    panel = incidents.panel(user, case, {attempt.action: attempt.form} if attempt else {})
    context = {
        "case": case,
        "due": inbox.Clock.of(user, timezone.now()).due(case),
        "stages": queries.stages(case),
        "talk": talk,
        "rating": queries.rating(case) if case.answered_at else None,
        "offer": offer,
        "forms": shown,
        "panel": panel,
        "attempt": attempt,
        "kept": attempt and (attempt.action in shown or panel.has(attempt.action)),
        "rows": attempt.rows if attempt and attempt.rows else attachment_rows(),
        "trouble": trouble,
    }
    return render(request, "office/case.html", context, status=CONFLICT if trouble else 200)


def _form(action: str, case: Case, user: User, data: Any = None) -> forms.Form:
    """The form of something that takes words; its ids tell it from the others on the page."""
    more: dict[str, Any] = {}
    if action == "answer":
        more["texts"] = offers.ready_texts(case)
    elif action == "hand_over":
        more["receivers"] = offers.receivers(case)
    form = FORMS[action](data, auto_id=f"{action}_%s", **more)
    words = form.fields["reason" if action == "hand_over" else "text"]
    words.widget.attrs["data-draft"] = draft_name(action, case, user)
    return form
