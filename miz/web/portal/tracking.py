"""Following a request: find it, read it, send what was asked for, rate it, object to it.

Finding leaves a signed cookie that lapses after half an hour; every later page reads the case
from it, so no address of these pages is an authority by itself.
"""

import dataclasses
import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.audit.actors import CITIZEN
from miz.cases import actions, codes, looks, queries
from miz.cases.errors import CaseError
from miz.cases.looks import BY_CODES, Door
from miz.cases.models import Case, Entry
from miz.cases.opening import NewAttachment
from miz.citizens import identities
from miz.citizens.identities import Identity
from miz.documents.responses import attachment_response
from miz.lib import phones
from miz.web.shared import receipts
from miz.web.shared.addresses import client_address
from miz.web.shared.request_forms import (
    MAX_ATTACHMENTS,
    RobotCheckForm,
    asked_for,
    attachment_rows,
)

from . import drafts, talk_forms
from .forms import CodeForm, RatingForm, TextForm, TrackForm
from .models import Draft, DraftFile

COOKIE = "miz_case"
SALT = "tracking"
LIFE_SECONDS = 30 * 60
CONFLICT = 409
_REQUEST_MORE = Entry.Kind.REQUEST_MORE
NOT_FOUND = "درخواستی با این دو کد یافت نشد. هر دو را با رسید خود بسنجید و دوباره بنویسید."


@dataclasses.dataclass(frozen=True)
class Visit:
    """A found case in this browser; `proven` once the one-time code was given."""

    case: Case
    proven: bool

    @property
    def may_read(self) -> bool:
        return self.proven or not self.case.sensitive


THANKS = {
    "citizen_reply": "پاسخ شما رسید و بررسی درخواست از سر گرفته شد.",
    "objection": "اعتراض شما ثبت شد و سرپرست به آن رسیدگی می‌کند.",
    "rating": "سپاسگزاریم. نظر شما ثبت شد.",
}
View = Callable[..., HttpResponse]


def visiting(view: View) -> View:
    """Brings the visit, or leads to the search."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, **kwargs: object) -> HttpResponse:
        visit = _visit(request)
        return view(request, visit, **kwargs) if visit else redirect("portal:track")

    return wrapped


def reading(view: View) -> View:
    """A visit that may read what is sensitive, or the way to the one-time code."""

    @visiting
    @wraps(view)
    def wrapped(request: HttpRequest, visit: Visit, **kwargs: object) -> HttpResponse:
        if not visit.may_read:
            return redirect("portal:track-code")
        return view(request, visit, **kwargs)

    return wrapped


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    switching = "robot_kind" in request.POST
    typed = request.POST if switching else {"tracking_code": request.GET.get("code", "")[:20]}
    data = None if switching else request.POST or None
    form = TrackForm(data, initial={name: typed.get(name, "") for name in TrackForm.base_fields})
    robot = RobotCheckForm(data, asked=asked_for(request))
    if data and all([form.is_valid(), robot.is_valid()]) and robot.spend():
        case = _look_up(request, form)
        if case:
            looks.opened(by=BY_CODES, case=case, door=Door.PORTAL)
            response = redirect("portal:track-case")
            return _remember(response, case, proven=False)
    context = {"form": form, "robot": robot}
    return render(request, "portal/track.html", context)


def _look_up(request: HttpRequest, form: TrackForm) -> Case | None:
    who: Identity = form.cleaned_data["national_code"]
    misses = [
        ("track_miss_by_address", client_address(request)),
        ("track_miss_by_person", who.code),
    ]
    try:
        quotas.check(*misses)
        case = queries.by_codes(who.code, form.cleaned_data["tracking_code"])
        if case:
            return case
        if slip := identities.slip(who):
            form.add_error("national_code", ValidationError(slip, code="length"))
        form.add_error("tracking_code", ValidationError(NOT_FOUND, code="not_found"))
        for name, subject in misses:
            quotas.spend(name, subject)
    except QuotaExceeded as error:
        form.add_error(None, ValidationError(str(error), code="quota"))
    return None


@visiting
def case(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(request, visit)


def show(
    request: HttpRequest,
    visit: Visit,
    trouble: str = "",
    typed: talk_forms.Typed | None = None,
    **forms: object,
) -> HttpResponse:
    """The page of a case; a form that came back takes the place of an empty one.

    `trouble` is why something was refused: the case was not as it seemed and is read again.
    """
    case = queries.with_people().get(pk=visit.case.pk) if trouble else visit.case
    context: dict[str, object] = {
        "trouble": trouble,
        "case": case,
        "stages": queries.stages(case),
        "may_read": visit.may_read,
        "receipt": receipts.token(case),
    }
    if visit.may_read:
        kept = _kept(_begun_reply(request, case))
        context |= _content(case) | talk_forms.boxes(case, typed)
        context |= {
            "reply_form": TextForm(prefix="reply"),
            "kept": kept,
            "rows": attachment_rows()[: MAX_ATTACHMENTS - len(kept)],
            "rating_form": RatingForm(),
            "objection_form": TextForm(prefix="objection"),
            **forms,
        }
    return render(request, "portal/case.html", context, status=CONFLICT if trouble else 200)


def _content(case: Case) -> dict[str, object]:
    talk = queries.conversation(case, internal=False)
    rating = getattr(case, "rating", None)
    return {
        "talk": talk,
        "decisions": [entry for entry in talk.entries if entry.is_decision],
        "rating": rating,
        "waiting": case.state == "waiting_for_citizen",
        "asked_for": next((e for e in reversed(talk.entries) if e.kind == _REQUEST_MORE), None),
        "may_rate": case.answered_at is not None and rating is None,
        "may_object": case.state in ("answered", "rejected")
        and not any(entry.kind == Entry.Kind.OBJECTION for entry in talk.entries),
    }


@visiting
def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = CodeForm(request.POST if "check" in request.POST else None)
    another = visit.case.representation_id is not None
    mobile = phones.mask_mobile(visit.case.mobile)
    context = {"form": form, "mobile": mobile, "another": another, "sent": False}
    try:
        if "send" in request.POST:
            codes.send(case=visit.case)
            context["sent"] = True
        elif form.is_valid():
            codes.check(case=visit.case, code=form.cleaned_data["code"])
            return _remember(redirect("portal:track-case"), visit.case, proven=True)
    except (CaseError, QuotaExceeded) as error:
        form = form if form.is_bound else CodeForm({"code": ""})
        form.is_valid()
        form.errors.pop("code", None)
        form.add_error("code", ValidationError(str(error), code="code"))
        context["form"] = form
    return render(request, "portal/track_code.html", {**context, "asked": "send" in request.POST})


@require_POST
@reading
def reply(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sends what the clerk asked for; mistake or refusal, the text and accepted files are kept."""
    form = TextForm(request.POST, prefix="reply")
    rows = attachment_rows(request.POST, request.FILES)
    draft = _begun_reply(request, visit.case) or Draft.objects.create(service=_reply_to(visit.case))
    right = [part.is_valid() for part in (form, *rows)]
    drafts.keep_files(draft, rows)
    kept = _kept(draft)
    files = [NewAttachment(file.title, file.upload) for file in kept]
    trouble = _receive(visit, "citizen_reply", form, files) if all(right) else ""
    if all(right) and not trouble:
        Draft.objects.filter(pk=draft.pk).update(case=visit.case)
        return _thank(request, "citizen_reply")
    again = [*(row for row in rows if row.errors), *attachment_rows()]
    room = MAX_ATTACHMENTS - len(kept)
    response = show(request, visit, trouble, reply_form=form, rows=again[:room], kept=kept)
    drafts.remember(response, "reply", draft)
    return response


def _begun_reply(request: HttpRequest, case: Case) -> Draft | None:
    """The reply begun to this very case: files meant for another one must not go to it."""
    draft = drafts.find(request, "reply")
    return draft if draft and not draft.case_id and draft.service == _reply_to(case) else None


def _reply_to(case: Case) -> str:
    return f"reply-{case.pk}"


def _kept(draft: Draft | None) -> list[DraftFile]:
    files = draft.files.select_related("upload").defer("upload__content") if draft else ()
    return list(files)


@require_POST
@reading
def objection(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = TextForm(request.POST, prefix="objection")
    trouble = _receive(visit, "objection", form, []) if form.is_valid() else ""
    if form.errors or trouble:
        return show(request, visit, trouble, objection_form=form)
    return _thank(request, "objection")


@require_POST
@reading
def rate(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = RatingForm(request.POST)
    trouble = ""
    if form.is_valid():
        trouble = _trouble(actions.rate, case=visit.case, **form.cleaned_data)
    if form.errors or trouble:
        return show(request, visit, trouble, rating_form=form)
    return _thank(request, "rating")


def _receive(visit: Visit, message: str, form: TextForm, files: list[NewAttachment]) -> str:
    return _trouble(
        actions.receive,
        by=CITIZEN,
        case=visit.case,
        message=message,
        text=form.cleaned_data["text"],
        attachments=files,
    )


def _trouble(act: Callable[..., object], **said: object) -> str:
    """Does it; returns why it was refused, or nothing."""
    try:
        act(**said)
    except CaseError as error:
        return str(error)
    return ""


def _thank(request: HttpRequest, what: str) -> HttpResponse:
    messages.success(request, THANKS[what])
    return redirect("portal:track-case")


@reading
def attachment(request: HttpRequest, visit: Visit, key: uuid.UUID) -> HttpResponse:
    row = (
        visit.case.attachments.select_related("upload")
        .exclude(entry__kind__in=Entry.INTERNAL)
        .filter(upload__key=key)
        .first()
    )
    if row is None:
        raise Http404
    return attachment_response(row.upload)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """«خروج»: on a shared computer the next person must not read on."""
    response = redirect("portal:home")
    for name in (COOKIE, drafts.cookie("reply")):
        response.delete_cookie(name)
    return response


def grant(case: Case, *, proven: bool) -> HttpResponse:
    """The way to a case whose owner is known otherwise; the page is the same as after a search."""
    return _remember(redirect("portal:track-case"), case, proven=proven)


def _visit(request: HttpRequest) -> Visit | None:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return None
    case = queries.with_people().filter(pk=found["case"]).first()
    return Visit(case, bool(found["proven"])) if case else None


def _remember(response: HttpResponse, case: Case, *, proven: bool) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        signing.dumps({"case": case.pk, "proven": proven}, salt=SALT),
        max_age=LIFE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response
