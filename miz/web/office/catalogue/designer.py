"""The designer: every file of a draft as text, with the check's findings beside it.

A drawing of a process and a table of rules stand over the same text in browsers that run scripts;
what is sent is always the text. A file is saved against the text that its page has seen, so two
tabs of one designer do not stand in each other's way; nothing that was typed is ever thrown away.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from miz.accounts.models import User
from miz.catalogue import checks, drafts, records
from miz.catalogue.draft_errors import DraftChanged, DraftRefused
from miz.catalogue.findings import Finding, refused
from miz.catalogue.models import Draft
from miz.catalogue.published import Published
from miz.web.office.forms import RevisionForm
from miz.web.office.templatetags.catalogue import file_label

from .access import designer, of_draft
from .designer_files import FOLDERS, PROCESS, RULES, TABS, begun, digest, in_folder
from .designer_forms import FileForm, NameForm, RenameForm

KEPT = "{} نگه داشته شد."
REMOVED = "پرونده برداشته شد."
RENAMED = "نام پرونده عوض شد."
CHANGED = (
    "{} در این میان همین پرونده را تغییر داد. نوشتهٔ شما در همین صفحه است و هنوز نگه داشته نشده؛ متن"
    " او پایین‌تر آمده است. اگر دوباره «نگه داشتن» را بزنید نوشتهٔ شما جای آن را می‌گیرد."
)


@dataclass(frozen=True)
class Page:
    """What one page of the designer shows, beside the form. `theirs` is what somebody else saved
    meanwhile; `is_tried` says that the findings are of the typed text, which is not kept yet."""

    draft: Draft
    name: str
    form: FileForm
    rename: RenameForm | None = None
    theirs: str | None = None
    is_tried: bool = False

    @property
    def text(self) -> str | None:
        files: dict[str, str] = self.draft.files
        return files.get(self.name)


@designer
@of_draft
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, user: User, draft: Draft, name: str) -> HttpResponse:
    """One file: kept, or only checked as typed. One that is not there begins as a small example."""
    if not checks.is_known(name):
        raise Http404
    if draft.state != Draft.State.DRAFT:
        return redirect("office:draft", draft.pk)
    text = draft.files.get(name)
    shown = begun(draft, name) if text is None else text
    form = FileForm(request.POST or None, initial={"text": shown})
    page = Page(draft, name, form)
    if request.method == "POST" and form.is_valid():
        if "check" in request.POST:
            return _show(request, replace(page, is_tried=True))
        return _keep(request, user, page)
    return _show(request, page)


def _keep(request: HttpRequest, user: User, page: Page) -> HttpResponse:
    text, draft = page.form.cleaned_data["text"], page.draft
    if page.form.cleaned_data["seen"] != digest(page.text) and page.text != text:
        return _conflict(request, page)
    files = {**draft.files, page.name: text}
    try:
        drafts.save(draft=draft, files=files, revision=draft.revision, by=user)
    except DraftChanged:
        # Another file of it, as a rule; this one is looked at anew.
        fresh = Draft.objects.of(user).select_related("organisation").get(pk=draft.pk)
        return _keep(request, user, replace(page, draft=fresh))
    except DraftRefused as error:
        page.form.add_error("text", str(error))
        return _show(request, replace(page, is_tried=True))
    messages.success(request, KEPT.format(file_label(page.name)))
    return redirect("office:draft-edit", draft.pk, page.name)


def _conflict(request: HttpRequest, page: Page) -> HttpResponse:
    page.form.add_error(None, CHANGED.format(page.draft.changed_by))
    return _show(request, replace(page, theirs=page.text or "", is_tried=True))


def _show(request: HttpRequest, page: Page) -> HttpResponse:
    name, folder = page.name, page.name.partition("/")[0]
    found = _findings(page)
    context: dict[str, Any] = {
        "draft": page.draft,
        "name": name,
        "here": name if name in TABS else folder,
        "folder": folder if folder in FOLDERS else "",
        "title": file_label(name),
        "form": page.form,
        "seen": digest(page.text),
        "is_new": page.text is None,
        "theirs": page.theirs,
        "is_tried": page.is_tried,
        "rename": page.rename or _rename(page),
        "findings": [_Row(page.draft, each) for each in _own_first(found, name)],
        "stops": len(refused(found)),
        "scenarios": len(in_folder("scenarios", page.draft.files)),
        "kind": name.removesuffix(".yaml") if name in records.FORMS else "",
        "drawn": {PROCESS: "process", RULES: "rules"}.get(name, ""),
    }
    return render(request, "office/catalogue/design.html", context)


def _rename(page: Page) -> RenameForm | None:
    folder, _, name = page.name.partition("/")
    if folder not in FOLDERS or page.text is None:
        return None
    initial = {"name": name.removesuffix(FOLDERS[folder]), "revision": page.draft.revision}
    return RenameForm(folder=folder, taken=page.draft.files, initial=initial)


# --- what the check says


@dataclass(frozen=True)
class _Row:
    """A finding and where it leads."""

    draft: Draft
    finding: Finding

    @property
    def address(self) -> str:
        if not checks.is_known(self.finding.file):
            return ""
        page = reverse("office:draft-edit", args=[self.draft.pk, self.finding.file])
        return f"{page}?line={self.finding.line}#id_text"


def _findings(page: Page) -> list[Finding]:
    """Of the draft with the text that the page shows; an example that nobody kept is no part."""
    files = dict(page.draft.files)
    if page.form.is_bound and "text" in page.form.cleaned_data:
        files[page.name] = page.form.cleaned_data["text"]
    library = Published(page.draft.organisation, page.draft.slug)
    return checks.findings(files, where=page.draft.slug, library=library)


def _own_first(found: list[Finding], name: str) -> list[Finding]:
    return sorted(found, key=lambda finding: finding.file != name)


# --- the files of a folder


@designer
@of_draft
@require_safe
def folder(request: HttpRequest, user: User, draft: Draft, name: str) -> HttpResponse:
    """The files of a folder; the name of a new one leads to its page, where it is written."""
    if name not in FOLDERS:
        raise Http404
    if draft.state != Draft.State.DRAFT:
        return redirect("office:draft", draft.pk)
    form = NameForm(request.GET if "name" in request.GET else None, folder=name, taken=draft.files)
    if form.is_valid():
        return redirect("office:draft-edit", draft.pk, form.path)
    context = {
        "draft": draft,
        "here": name,
        "title": TABS[name],
        "form": form,
        "files": in_folder(name, draft.files),
        "ending": FOLDERS[name],
    }
    return render(request, "office/catalogue/design_folder.html", context)


@designer
@of_draft
@require_POST
def rename(request: HttpRequest, user: User, draft: Draft, name: str) -> HttpResponse:
    folder = name.partition("/")[0]
    if name not in draft.files or folder not in FOLDERS:
        raise Http404
    form = RenameForm(request.POST, folder=folder, taken=draft.files)
    if form.is_valid():
        files = {form.path if each == name else each: text for each, text in draft.files.items()}
        if _saved(request, user, draft, files, form.cleaned_data["revision"]):
            messages.success(request, RENAMED)
            return redirect("office:draft-edit", draft.pk, form.path)
        return redirect("office:draft-edit", draft.pk, name)
    shown = FileForm(initial={"text": draft.files[name]})
    return _show(request, Page(draft, name, shown, rename=form))


@designer
@of_draft
@require_POST
def remove(request: HttpRequest, user: User, draft: Draft, name: str) -> HttpResponse:
    """Every file but service.yaml, without which there is no package."""
    if name not in draft.files or name == "service.yaml":
        raise Http404
    seen = RevisionForm(request.POST)
    files = {each: text for each, text in draft.files.items() if each != name}
    revision = seen.cleaned_data["revision"] if seen.is_valid() else 0
    if not _saved(request, user, draft, files, revision):
        return redirect("office:draft-edit", draft.pk, name)
    messages.success(request, REMOVED)
    return redirect("office:draft", draft.pk)


def _saved(
    request: HttpRequest, user: User, draft: Draft, files: dict[str, str], revision: int
) -> bool:
    try:
        drafts.save(draft=draft, files=files, revision=revision, by=user)
    except DraftRefused as error:
        messages.error(request, str(error))
        return False
    return True
