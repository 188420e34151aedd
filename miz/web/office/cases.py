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
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from miz.accounts.models import Unit, User
from miz.cases import actions, inbox, queries
from miz.cases.errors import CaseError
from miz.cases.models import Case
from miz.cases.opening import NewAttachment
from miz.documents.models import Upload
from miz.documents.responses import attachment_response
from miz.web.shared.request_forms import AttachmentForm, attachment_rows

from . import offers
from .forms import AnswerForm, AskForm, HandOverForm, NoteForm, RejectForm, RevisionForm
from .permissions import on_case, visible_case

CONFLICT = 409
FORMS: dict[str, type[forms.Form]] = {"ask": AskForm, "reject": RejectForm, "note": NoteForm}


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
    attempt = Attempt("note", _form("note", case, request.POST))
    return _act(request, user, case, attempt, actions.note, "یادداشت نوشته شد.")


@on_case
@require_POST
def ask(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("ask", _form("ask", case, request.POST))
    done = "از متقاضی تکمیل خواسته شد و مهلت تا پاسخ او متوقف است."
    return _act(request, user, case, attempt, _completing("ask"), done)


@on_case
@require_POST
def reject(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("reject", _form("reject", case, request.POST))
    done = "درخواست رد شد و دلیل آن به متقاضی گفته می‌شود."
    return _act(request, user, case, attempt, _completing("reject"), done)


@on_case
@require_POST
def answer(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    """Answers with up to five files; the button «درج متن» only brings the reusable text in."""
    form = _form("answer", case, request.POST)
    if "insert" in request.POST:
        return _show(request, user, case, Attempt("answer", _with_ready_text(case, form)))
    rows = attachment_rows(request.POST, request.FILES)
    done = "پاسخ ثبت شد و به متقاضی خبر داده می‌شود."
    return _act(
        request, user, case, Attempt("answer", form, rows), _completing("answer", rows), done
    )


@on_case
@require_POST
def hand_over(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    attempt = Attempt("hand_over", _form("hand_over", case, request.POST))
    return _act(request, user, case, attempt, _hand_over, "درخواست ارجاع شد.")


# --- pieces


def _completing(outcome: str, rows: list[AttachmentForm] | None = None) -> Callable[..., Case]:
    """Ends the task with `outcome`; the rows are read when it is called, found right by then."""

    def complete(**said: Any) -> Case:
        files = [
            NewAttachment(row.chosen_title, Upload.of(row.accepted))
            for row in rows or []
            if row.accepted
        ]
        return actions.complete(outcome=outcome, attachments=files, **said)

    return complete


def _with_ready_text(case: Case, sent: forms.Form) -> forms.Form:
    form = _form("answer", case)
    assert isinstance(sent, AnswerForm)  # noqa: S101 - made by `_form`
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
    if not attempt.is_right():
        return _show(request, user, case, attempt)
    try:
        act(by=user, case=case, **attempt.form.cleaned_data)
    except CaseError as error:
        return _refused(request, user, case, attempt, str(error))
    messages.success(request, done)
    return _back(user, case)


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
    shown = {name: _form(name, case) for name in offers.WITH_WORDS if offer.has(name)}
    if attempt and attempt.action in shown:
        shown[attempt.action] = attempt.form
    context = {
        "case": case,
        "due": inbox.Clock.of(user, timezone.now()).due(case),
        "stages": queries.stages(case),
        "talk": talk,
        "rating": queries.rating(case) if case.answered_at else None,
        "offer": offer,
        "forms": shown,
        "attempt": attempt,
        "rows": attempt.rows if attempt and attempt.rows else attachment_rows(),
        "trouble": trouble,
    }
    return render(request, "office/case.html", context, status=CONFLICT if trouble else 200)


def _form(action: str, case: Case, data: Any = None) -> forms.Form:
    """The form of something that takes words; its ids tell it from the others on the page."""
    auto_id = f"{action}_%s"
    if action == "answer":
        form = AnswerForm(data, auto_id=auto_id, texts=offers.ready_texts(case))
        form.fields["text"].widget.attrs["data-draft"] = f"case-{case.pk}-answer"
        return form
    if action == "hand_over":
        return HandOverForm(data, auto_id=auto_id, receivers=offers.receivers(case))
    return FORMS[action](data, auto_id=auto_id)
