"""The page of a case and what is done on it.

Every showing leaves its trace first, and shows nothing when it cannot. Every action names the
revision its page showed; when it does not go through, the page comes back in its fresh state with
what went wrong on top and the typed words still in their form.
"""

import dataclasses
import functools
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from miz.accounts.models import User
from miz.cases import actions, inbox, queries
from miz.cases.errors import CaseError
from miz.cases.models import Case, Incident
from miz.cases.opening import NewAttachment
from miz.documents.models import Upload
from miz.documents.responses import attachment_response
from miz.web.shared.request_forms import AttachmentForm, attachment_rows

from . import incidents, offers, outcomes, similar
from .forms import HandOverForm, NoteForm, RevisionForm, draft_name
from .incident_forms import RepairForm, SkipForm
from .offers import Offers
from .outcomes import AnswerOutcomeForm, Choice, GoneForm, OutcomeForm, Words
from .permissions import on_case, opens, visible_case

CONFLICT = 409
# What can be done whatever waits: name of form and address: (title, what surrounds the words).
ALWAYS = {
    "hand_over": (
        "ارجاع",
        Words("signpost-split", "", "", "ارجاع", "", "دلیل ارجاع تنها برای همکاران است.", key="r"),
    ),
    "note": (
        "یادداشت داخلی",
        Words("journal-text", "", "", "نوشتن یادداشت", "", outcomes.INSIDE, "m-secondary", key="n"),
    ),
}
FORMS: dict[str, type[forms.Form]] = {"hand_over": HandOverForm, "note": NoteForm}


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


@dataclasses.dataclass(frozen=True)
class Box:
    """Something that may be done with words, as a box that opens; `attempt` when it came back."""

    name: str
    title: str
    address: str
    form: forms.Form
    words: Words
    rows: list[AttachmentForm] = dataclasses.field(default_factory=list)
    ready: bool = False
    attempt: Attempt | None = None

    def with_attempt(self, attempt: Attempt | None) -> "Box":
        """The form that came back stands in the place of the empty one."""
        if attempt is None or attempt.action != self.name:
            return self
        rows = attempt.rows or self.rows
        return dataclasses.replace(self, form=attempt.form, rows=rows, attempt=attempt)


@on_case
@require_safe
def case(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    return _show(request, user, case, _prefilled(request, user, case))


@on_case
@require_safe
def attachment(request: HttpRequest, user: User, case: Case, key: uuid.UUID) -> HttpResponse:
    row = case.attachments.select_related("upload").filter(upload__key=key).first()
    if row is None:
        raise Http404
    actions.see(by=user, case=case, what="file")
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
def complete(request: HttpRequest, user: User, case: Case, task: int, outcome: str) -> HttpResponse:
    """Ends a task with an outcome of its process; «درج متن» only fills the box of an answer."""
    choice = _choice(case, task, outcome)
    if choice is None:
        gone = Attempt(f"{outcome}-{task}", GoneForm(request.POST))
        too_late = functools.partial(actions.complete, outcome=outcome, task=task)
        return _act(request, user, case, gone, too_late, "")
    form = outcome_form(choice, case, user, request.POST)
    if "insert" in request.POST and isinstance(form, AnswerOutcomeForm):
        return _show(request, user, case, Attempt(choice.name, _with_ready_text(case, user, form)))
    rows: list[AttachmentForm] = []
    if choice.words.files:
        rows = attachment_rows(request.POST, request.FILES, f"{choice.name}_%s")
    attempt = Attempt(choice.name, form, rows)
    return _act(request, user, case, attempt, completing(choice, rows), choice.words.done)


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
    return _back(request, user, case)


# --- pieces


def _resolving(how: str, incident: Incident) -> Callable[..., Case]:
    def act(*, case: Case, **said: Any) -> Case:
        return incidents.RESOLVE[how](incident=incident, **said)

    return act


def completing(choice: Choice, rows: list[AttachmentForm]) -> Callable[..., Case]:
    """Ends the task so; the rows are read when it is called, found right by then."""

    def act(**said: Any) -> Case:
        files = [
            NewAttachment(row.chosen_title, Upload.of(row.accepted)) for row in rows if row.accepted
        ]
        return actions.complete(
            outcome=choice.outcome.code, task=choice.task.pk, attachments=files, **said
        )

    return act


def _prefilled(request: HttpRequest, user: User, case: Case) -> Attempt | None:
    """The answer box with the words of a similar case, when the address asks for them."""
    choice = next((c for c in offers.of(user, case).choices if c.is_answer), None)
    words = similar.prefill(user, case, request) if choice else None
    if choice is None or words is None:
        return None
    form = outcome_form(choice, case, user)
    form.initial = {"text": words}
    return Attempt(choice.name, form)


def _choice(case: Case, task: int, outcome: str) -> Choice | None:
    waiting = case.tasks.filter(pk=task, done_at=None, unit=None).first()
    made = offers.choices(case, waiting) if waiting else []
    return next((choice for choice in made if choice.outcome.code == outcome), None)


def _with_ready_text(case: Case, user: User, sent: AnswerOutcomeForm) -> forms.Form:
    form = outcome_form(sent.choice, case, user)
    form.initial = {**_typed(sent), "text": sent.with_ready_text()}
    return form


def _typed(form: forms.Form) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields if name != "revision"}


def _hand_over(*, by: User, case: Case, revision: int, to: str, reason: str) -> Case:
    unit, colleague = offers.receiver(to)
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
    return _back(request, user, case)


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


def _back(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    """To the page of the case, as long as it is still in sight and open."""
    fresh = visible_case(user, case.pk)
    if fresh and opens(request, user, fresh):
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
    boxes = _boxes(user, case, offer, attempt)
    panel = incidents.panel(user, case, {attempt.action: attempt.form} if attempt else {})
    context = {
        "case": case,
        "due": inbox.Clock.of(user, timezone.now()).due(case),
        "stages": queries.stages(case),
        "talk": talk,
        "rating": queries.rating(case) if case.answered_at else None,
        "offer": offer,
        "boxes": boxes,
        "panel": panel,
        "attempt": attempt,
        "kept": attempt and (any(box.attempt for box in boxes) or panel.has(attempt.action)),
        "trouble": trouble,
    }
    return render(request, "office/case.html", context, status=CONFLICT if trouble else 200)


def _boxes(user: User, case: Case, offer: Offers, attempt: Attempt | None) -> list[Box]:
    """What may be done with words: the outcomes first, then what is always there."""
    found = [
        outcome_box(choice, case, user, reverse("office:complete", args=choice.place))
        for choice in offer.choices
    ]
    found += [_always(name, case, user) for name in offers.WITH_WORDS if offer.has(name)]
    return [box.with_attempt(attempt) for box in found]


def outcome_box(choice: Choice, case: Case, user: User, address: str = "") -> Box:
    """Its form is sent to `address`, or to the page that shows it."""
    form = outcome_form(choice, case, user)
    rows = attachment_rows(auto_id=f"{choice.name}_%s") if choice.words.files else []
    title = choice.outcome.title
    return Box(choice.name, title, address, form, choice.words, rows, ready=choice.is_answer)


def _always(name: str, case: Case, user: User) -> Box:
    title, words = ALWAYS[name]
    address = reverse(f"office:{name}", args=[case.pk])
    return Box(name, title, address, _form(name, case, user), words)


def outcome_form(choice: Choice, case: Case, user: User, data: Any = None) -> OutcomeForm:
    # Ready texts hold the name of the applicant, which a unit that is only asked does not learn.
    own = choice.is_answer and not choice.task.unit_id
    texts = offers.ready_texts(case, user) if own else {}
    form = outcomes.form(choice, case, texts, data, auto_id=f"{choice.name}_%s")
    if "text" in form.fields:
        form.fields["text"].widget.attrs["data-draft"] = draft_name(choice.name, case, user)
    return form


def _form(action: str, case: Case, user: User, data: Any = None) -> forms.Form:
    """The form of something that takes words; its ids tell it from the others on the page."""
    more: dict[str, Any] = {}
    if action == "hand_over":
        more["receivers"] = offers.receivers(case)
    form = FORMS[action](data, auto_id=f"{action}_%s", **more)
    words = form.fields["reason" if action == "hand_over" else "text"]
    words.widget.attrs["data-draft"] = draft_name(action, case, user)
    return form
