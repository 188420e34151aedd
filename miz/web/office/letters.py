"""Letters to other agencies: the list for who looks after the exchange, the words for who may read
requests. An administrator sees numbers and days, never what was written about whom.
"""

import re
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from miz.accounts.days import today
from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.audit.actors import Actor
from miz.cases import actions as cases
from miz.cases.errors import NotNow
from miz.cases.models import Case
from miz.connectors import letters as post
from miz.connectors.batch_models import Letter, LetterFile
from miz.connectors.foreign_ministry import client as foreign_ministry
from miz.connectors.letters import Answered, LetterRefused
from miz.documents.responses import attachment_response
from miz.lib import digits

from .exchanges import overseer
from .letter_forms import AnswerForm, LetterForm
from .permissions import View

SHOWN = 100
# What a process names the message that its letter was answered.
ANSWERED = "letter_answered"
KEPT = "پاسخ نامهٔ {} ثبت شد."
MOVED = "پاسخ نامهٔ {} ثبت شد و درخواست پیش رفت."
WRITTEN = "نامه با شمارهٔ {} نوشته شد و تا یک دقیقهٔ دیگر آمادهٔ چاپ است."

_CASE = re.compile("case:([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Row:
    letter: Letter
    late: bool


def correspondent(view: View) -> View:
    """Of those who look after the exchange only who may read requests: letters name people."""

    @overseer
    @wraps(view)
    def wrapped(request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        if not user.may(Permission.SEE_REQUESTS):
            raise PermissionDenied
        return view(request, user, **kwargs)

    return wrapped


@overseer
@require_safe
def letters(request: HttpRequest, user: User) -> HttpResponse:
    """Unanswered ones first, the longest expected on top."""
    found = Letter.objects.filter(organisation=user.organisation_id).order_by(
        F("answered_at").desc(nulls_first=True), "expected_on", "-id"
    )
    rows = [_row(letter) for letter in found[:SHOWN]]
    late = [row for row in rows if row.late]
    reads = user.may(Permission.SEE_REQUESTS)
    return render(request, "office/letters.html", {"rows": rows, "late": late, "reads": reads})


@correspondent
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, user: User) -> HttpResponse:
    form = LetterForm(request.POST or None, user=user)
    if form.is_valid():
        said = form.cleaned_data
        try:
            letter = foreign_ministry.ask(
                by=user,
                title=said["title"],
                body=said["body"],
                days=said["days"],
                reference=said["case"],
            )
        except LetterRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, WRITTEN.format(digits.to_persian(letter.number)))
            return redirect("office:letter", letter.pk)
    return render(request, "office/letter_new.html", {"form": form})


@correspondent
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, user: User) -> HttpResponse:
    """A scan that came: its letter is found by the number that stands on it."""
    initial = {"number": digits.to_persian(request.GET.get("number", "")[:40])}
    form = AnswerForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            letter, moved = _answered(user, **form.cleaned_data)
        except LetterRefused as error:
            form.add_error("number", str(error))
        else:
            told = (MOVED if moved else KEPT).format(digits.to_persian(letter.number))
            messages.success(request, told)
            return redirect("office:letter", letter.pk)
    return render(request, "office/letter_answer.html", {"form": form})


@correspondent
@require_safe
def letter(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    found = _own(user, pk)
    _trace(user, found)
    found_case = _CASE.fullmatch(found.reference)
    case = found_case and Case.objects.visible_to(user).filter(pk=int(found_case[1])).first()
    printed = found.files.filter(kind=LetterFile.Kind.OUT).exists()
    context = {"row": _row(found), "letter": found, "case": case, "printed": printed}
    return render(request, "office/letter.html", context)


@correspondent
@require_safe
def letter_file(request: HttpRequest, user: User, pk: int, kind: str) -> HttpResponse:
    """The printed letter or the scan of its answer; each reading is audited first."""
    if kind not in LetterFile.Kind.values:
        raise Http404
    found = _own(user, pk)
    paper = post.read(by=user, letter=found, kind=LetterFile.Kind(kind))
    if paper is None:
        raise Http404
    _trace(user, found)
    return attachment_response(paper)


@transaction.atomic
def _answered(user: User, *, number: str, scan: post.Scan, text: str) -> tuple[Letter, bool]:
    """Keep the answer and tell the case that waits for it, if one does."""
    done = foreign_ministry.answered(by=user, number=number, scan=scan, text=text)
    return done.letter, _told(user, done)


def _told(user: User, done: Answered) -> bool:
    found = _CASE.fullmatch(done.reference)
    case = Case.objects.filter(pk=int(found[1])).first() if found else None
    if case is None:
        return False
    try:
        cases.receive(by=_as(user), case=case, message=ANSWERED)
    except NotNow:
        return False
    return True


def _as(user: User) -> Actor:
    return user.acting(Permission.OVERSEE_BATCHES)


def _trace(user: User, letter: Letter) -> None:
    """What is in a letter about a case is told its applicant as a look at the case."""
    if _CASE.fullmatch(letter.reference):
        details = {"what": "letter"}
        audit.record(by=_as(user), action="case.view", subject=letter.reference, details=details)


def _own(user: User, pk: int) -> Letter:
    people = Letter.objects.select_related("author", "answered_by")
    return get_object_or_404(people, pk=pk, organisation=user.organisation_id)


def _row(letter: Letter) -> Row:
    return Row(letter, late=letter.answered_at is None and letter.expected_on < today())
