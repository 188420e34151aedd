"""A draft: what it holds, what the check finds, what changed, and what may be done with it now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.catalogue import diffs, drafts, imports, readings, records
from miz.catalogue.draft_errors import DraftRefused
from miz.catalogue.drafts import State
from miz.catalogue.findings import refused
from miz.catalogue.models import Draft, Service, ServiceVersion
from miz.web.office.forms import RevisionForm
from miz.web.office.templatetags.catalogue import FILES, file_label
from miz.web.shared import previews

from .access import APPROVE, DESIGN, of_draft, reader
from .downloads import package_response
from .forms import ApproveForm, ReasonForm
from .lists import in_the_way


@dataclass(frozen=True)
class Deed:
    """What may be done with a draft: by whom, in which states, with which form."""

    title: str
    hint: str
    icon: str
    done: str
    permission: Permission
    states: tuple[str, ...]
    act: Callable[..., Draft]
    form: type[RevisionForm] = RevisionForm
    look: str = ""

    def is_for(self, user: User, draft: Draft) -> bool:
        """Of what was discarded, only what an import set aside is still worth a deed."""
        gone = draft.state == State.DISCARDED and not draft.is_set_aside
        return draft.state in self.states and not gone and user.may(self.permission)


DEEDS = {
    "propose": Deed(
        "پیشنهاد برای تأیید",
        "پس از آن متن دیگر تغییر نمی‌کند تا تأییدکننده نظر بدهد.",
        "send", "پیش‌نویس برای تأیید فرستاده شد.", DESIGN, (State.DRAFT,), drafts.propose,
    ),
    "again": Deed(
        "ساختن پیش‌نویس از این فرم",
        "آنچه از فایل خوانده شد بر نسخهٔ جاری خدمت می‌نشیند. تا پیش‌نویس دیگری باز است ممکن نیست.",
        "plus-lg", "پیش‌نویس ساخته شد.", DESIGN, (State.DISCARDED,), imports.again,
    ),
    "discard": Deed(
        "کنار گذاشتن",
        "پیش‌نویس بسته می‌شود و نام کوتاه آن آزاد می‌شود.",
        "trash", "پیش‌نویس کنار گذاشته شد.", DESIGN, (State.DRAFT, State.DISCARDED),
        drafts.discard, look="m-danger",
    ),
    "approve": Deed(
        "تأیید",
        "اگر روز اجرا امروز باشد، خدمت همین حالا منتشر می‌شود؛ وگرنه در آغاز همان روز.",
        "check-circle", "پیش‌نویس تأیید شد.", APPROVE, (State.PROPOSED,), drafts.approve,
        ApproveForm,
    ),
    "publish": Deed(
        "انتشار پیش از موعد",
        "خدمت همین حالا منتشر می‌شود و روز اجرا امروز می‌شود.",
        "megaphone", "خدمت منتشر شد.", APPROVE, (State.APPROVED,), drafts.publish,
    ),
    "send_back": Deed(
        "بازگرداندن به طراح",
        "طراح دلیل شما را می‌خواند و پیش‌نویس را اصلاح می‌کند.",
        "reply", "پیش‌نویس به طراح بازگردانده شد.", APPROVE, (State.PROPOSED, State.APPROVED),
        drafts.send_back, ReasonForm, "m-secondary",
    ),
}  # fmt: skip


@reader
@of_draft
@require_safe
def draft(request: HttpRequest, user: User, draft: Draft) -> HttpResponse:
    return _page(request, user, draft)


@reader
@of_draft
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, user: User, draft: Draft, what: str) -> HttpResponse:
    """One deed; when it is refused the page comes back with what was typed."""
    deed = DEEDS.get(what)
    if deed is None or not user.may(deed.permission):
        raise Http404
    form = deed.form(request.POST or None)
    if not form.is_valid():
        return _page(request, user, draft, {what: form})
    try:
        done = deed.act(draft=draft, by=user, **_said(form))
    except DraftRefused as error:
        form.add_error(None, str(error))
    else:
        published = done.state == State.PUBLISHED
        messages.success(request, DEEDS["publish"].done if published else deed.done)
        return redirect("office:draft", done.pk)
    return _page(request, user, draft, {what: form})


def _said(form: RevisionForm) -> dict[str, Any]:
    said = {"revision": form.cleaned_data["revision"]}
    if isinstance(form, ApproveForm):
        return said | {"effective_on": form.effective_on}
    if isinstance(form, ReasonForm):
        return said | {"reason": form.cleaned_data["reason"]}
    return said


@reader
@of_draft
@require_safe
def diff(request: HttpRequest, user: User, draft: Draft) -> HttpResponse:
    before = against(draft)
    context = {
        "title": draft.title or draft.slug,
        "diff": diffs.between(drafts.files_of(before) if before else {}, draft.files),
        "before": before,
        "back": ("office:draft", draft.pk),
    }
    return render(request, "office/catalogue/diff.html", context)


def against(draft: Draft) -> ServiceVersion | None:
    """The version in force, or the one before what the draft became."""
    if draft.version:
        older = draft.version.service.versions.filter(number__lt=draft.version.number)
        return older.order_by("-number").first()
    own = Service.objects.filter(organisation=draft.organisation_id, slug=draft.slug)
    service = own.select_related("version").first()
    return service.version if service else None


@reader
@of_draft
@require_safe
def file(request: HttpRequest, user: User, draft: Draft, name: str) -> HttpResponse:
    if name not in draft.files:
        raise Http404
    context = {"draft": draft, "name": name, "title": file_label(name), "text": draft.files[name]}
    return render(request, "office/catalogue/file.html", context)


@reader
@of_draft
@require_safe
def download(request: HttpRequest, user: User, draft: Draft) -> HttpResponse:
    return package_response(draft.files, draft.slug, f"{draft.slug}-draft-{draft.revision}")


@dataclass(frozen=True)
class File:
    """A file of the draft; `kind` where the pages can edit it as a form."""

    name: str
    label: str
    kind: str = ""


def _page(
    request: HttpRequest,
    user: User,
    draft: Draft,
    tried: dict[str, RevisionForm] | None = None,
) -> HttpResponse:
    tried = tried or {}
    seen = {"revision": draft.revision}
    deeds = [
        (what, deed, tried.get(what) or deed.form(initial=seen))
        for what, deed in DEEDS.items()
        if deed.is_for(user, draft) or what in tried
    ]
    before = against(draft)
    findings = drafts.findings(draft) if draft.state in Draft.OPEN else []
    context = {
        "draft": draft,
        "files": [_file(name) for name in sorted(draft.files, key=_order)],
        "findings": findings,
        "doubtful": readings.doubtful(draft.readings),
        "deeds": deeds,
        "form": next(iter(tried.values()), None),
        "tried": next(iter(tried), ""),
        "edits": user.may(DESIGN) and draft.state == State.DRAFT,
        "own_words": user.pk in (draft.proposed_by_id, draft.changed_by_id),
        "before": before,
        "overtaken": draft.base_id and before and draft.base_id != before.pk and not draft.version,
        "preview": "" if refused(findings) else previews.address(draft),
        "siblings": _siblings(user, draft),
        "other": in_the_way(draft),
    }
    return render(request, "office/catalogue/draft.html", context)


def _file(name: str) -> File:
    return File(name, file_label(name), name.removesuffix(".yaml") if name in records.FORMS else "")


def _order(name: str) -> tuple[int, str]:
    known = list(FILES)
    return (known.index(name) if name in known else len(known), name)


def _siblings(user: User, draft: Draft) -> list[Draft]:
    """The drafts of the same imported file, in its order."""
    if draft.source_key is None:
        return []
    same = Draft.objects.of(user).filter(source_key=draft.source_key).defer("files")
    return list(same.order_by("pk"))
