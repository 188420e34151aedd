"""An official form of a draft, read from a file or typed: every field, the doubtful ones first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from miz.accounts.models import User
from miz.catalogue import drafts, readings, records
from miz.catalogue.draft_errors import DraftChanged, DraftRefused
from miz.catalogue.models import Draft
from miz.catalogue.readings import Reading
from miz.web.office.forms import RevisionForm

from .access import designer, of_draft
from .record_form import RecordForm
from .review import panels

TITLES = {"service": "شناسنامهٔ خدمت", "process": "شناسنامهٔ فرایند"}
KEPT = "شناسنامه نگه داشته شد."
NEXT = "شناسنامه نگه داشته شد؛ این فرم بعدی همان فایل است."
CHANGED = (
    "{} در این میان این پیش‌نویس را تغییر داد. نوشته‌های شما در همین صفحه است و هنوز نگه داشته نشده؛"
    " اگر دوباره «نگه داشتن» را بزنید جای نوشته‌های او را می‌گیرد."
)


@designer
@of_draft
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, user: User, draft: Draft, kind: str) -> HttpResponse:
    """Nothing that was typed is lost: not by a mistake, not by somebody else's save."""
    name = f"{kind}.yaml"
    if name not in records.FORMS:
        raise Http404
    if draft.state != Draft.State.DRAFT:
        return redirect("office:draft", draft.pk)
    text, more = draft.files.get(name, ""), request.POST.get("more", "")
    before = records.read(text)
    unreadable = bool(text) and not before
    form = RecordForm(request.POST or None, name=name, record=before, more=more)
    if request.method == "POST" and not more and not unreadable and form.is_valid():
        try:
            kept = _save(request, user, draft, name, form)
        except DraftChanged:
            form.add_error(None, CHANGED.format(draft.changed_by))
        except DraftRefused as error:
            form.add_error("slug" if "slug" in form.fields else None, str(error))
        else:
            return _after(request, user, kept, kind)
    return _page(request, user, draft, kind, form, unreadable=unreadable)


def _save(request: HttpRequest, user: User, draft: Draft, name: str, form: RecordForm) -> Draft:
    seen = RevisionForm(request.POST)
    revision = seen.cleaned_data["revision"] if seen.is_valid() else 0
    text = records.written(name, form.record(), draft.files.get(name, ""))
    files = {**draft.files, name: text}
    read = readings.confirmed(draft.readings, _seen(request, draft, name, form))
    return drafts.save(draft=draft, files=files, revision=revision, by=user, read=read)


def _seen(request: HttpRequest, draft: Draft, name: str, form: RecordForm) -> set[str]:
    """The readings that a person has looked at: confirmed, or changed, or all at once."""
    kind = name.removesuffix(".yaml")
    waiting = [each for each in readings.doubtful(draft.readings) if each.path[0] == kind]
    if "confirm_all" in request.POST:
        return {each.name for each in waiting}
    ticked = set(request.POST.getlist("confirm"))
    changed = {f"{kind}.{field}" for field in form.changed_data}
    return {
        each.name
        for each in waiting
        if each.name in ticked or any(_is_of(field, each.name) for field in changed)
    }


def _is_of(field: str, name: str) -> bool:
    return field == name or field.startswith(f"{name}.")


def _after(request: HttpRequest, user: User, draft: Draft, kind: str) -> HttpResponse:
    """On to the next form of the same file that waits, when that was asked for."""
    if "next" not in request.POST:
        messages.success(request, KEPT)
        return redirect("office:draft", draft.pk)
    for other in _waiting(user, draft):
        messages.success(request, NEXT)
        return redirect("office:draft-record", other.pk, next(iter(other.readings)))
    messages.success(request, KEPT)
    return redirect("office:draft", draft.pk)


def _waiting(user: User, draft: Draft) -> list[Draft]:
    """Other drafts of the same file that still hold something doubtful."""
    if draft.source_key is None:
        return []
    same = Draft.objects.of(user).filter(source_key=draft.source_key, state=Draft.State.DRAFT)
    others = same.exclude(pk=draft.pk).order_by("pk")
    return [other for other in others if readings.doubtful(other.readings)]


def _page(
    request: HttpRequest,
    user: User,
    draft: Draft,
    kind: str,
    form: RecordForm,
    *,
    unreadable: bool,
) -> HttpResponse:
    own = [each for each in readings.all_of(draft.readings) if each.path[0] == kind]
    by_name: dict[str, Reading] = {".".join(each.path[1:]): each for each in own}
    context: dict[str, Any] = {
        "draft": draft,
        "kind": kind,
        "title": TITLES[kind],
        "form": form,
        "panels": panels(form, f"{kind}.yaml", by_name),
        "doubtful": [each for each in own if each.is_doubtful],
        "confirmed": set(request.POST.getlist("confirm")),
        "waiting": _waiting(user, draft),
        "unreadable": unreadable,
    }
    return render(request, "office/catalogue/record.html", context)
