"""«خدمت‌ها»: what is being drawn up, what is published; the ways in which a draft begins."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from miz.accounts.models import User
from miz.catalogue import checks, drafts, imports, records
from miz.catalogue.draft_errors import CheckFailed, DraftRefused
from miz.catalogue.findings import refused
from miz.catalogue.models import Draft, Service
from miz.catalogue.published import Published
from miz.lib import digits

from .access import DESIGN, designer, reader
from .forms import ArchiveForm, EmptyForm, ImportForm
from .uploads import takes_forms

SHOWN = 200
READ = "{} فرم خوانده شد. هر یک پیش‌نویسی جداست؛ نخست بخش‌های نامطمئن را بازبینی کنید."
KEPT = "{} فرم خوانده شد."
UNPACKED = "بسته پذیرفته شد و پیش‌نویسی از آن ساخته شد."
BEGUN = "پیش‌نویس ساخته شد؛ اکنون شناسنامه را پر کنید."


@reader
@require_safe
def catalogue(request: HttpRequest, user: User) -> HttpResponse:
    """Open drafts, those that wait for the reader first; then what was published."""
    waits = Draft.State.DRAFT if user.may(DESIGN) else Draft.State.PROPOSED
    found = Draft.objects.of(user).open().select_related("changed_by").defer("files")[:SHOWN]
    services = Service.objects.known().filter(organisation=user.organisation_id)
    context = {
        "drafts": sorted(found, key=lambda draft: draft.state != waits),
        "services": services.select_related("version").defer("version__files").order_by("title"),
        "designs": user.may(DESIGN),
        "aside": Draft.objects.of(user).set_aside().defer("files", "readings")[:SHOWN],
    }
    return render(request, "office/catalogue/list.html", context)


@designer
@takes_forms
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, user: User) -> HttpResponse:
    """Four ways to begin, of which three are forms here; the fourth is a published version."""
    kinds = {"import": ImportForm, "archive": ArchiveForm, "empty": EmptyForm}
    way = request.POST.get("way", "")
    forms: dict[str, Any] = {name: kind() for name, kind in kinds.items()}
    findings = []
    if way in kinds:
        forms[way] = kinds[way](request.POST, request.FILES)
        if forms[way].is_valid():
            try:
                made = _begin(request, user, way, forms[way])
            except CheckFailed as error:
                findings = error.findings
                forms[way].add_error(None, str(error))
            except DraftRefused as error:
                forms[way].add_error(None, str(error))
            else:
                return made
    context = {"forms": forms, "form": forms.get(way), "findings": findings}
    return render(request, "office/catalogue/new.html", context)


def _begin(request: HttpRequest, user: User, way: str, form: Any) -> HttpResponse:
    said = form.cleaned_data
    if way == "import":
        made = imports.take(by=user, forms=said["file"], source=form.source)
        told = KEPT if any(draft.is_set_aside for draft in made) else READ
        messages.success(request, told.format(digits.to_persian(len(made))))
        if told == KEPT:
            return redirect("office:imported", made[0].source_key)
        kind = next(iter(made[0].readings))
        return redirect("office:draft-record", made[0].pk, kind)
    if way == "archive":
        draft = _unpacked(user, said["archive"])
        messages.success(request, UNPACKED)
        return redirect("office:draft", draft.pk)
    draft = drafts.create(by=user, files=imports.begun(user.organisation, **said))
    messages.success(request, BEGUN)
    return redirect("office:draft-record", draft.pk, "service")


@dataclass(frozen=True)
class Read:
    """A form of an imported file; `other` is the open draft that keeps it from being one."""

    draft: Draft
    other: Draft | None


@reader
@require_safe
def imported(request: HttpRequest, user: User, key: uuid.UUID) -> HttpResponse:
    """What became of each form of a file."""
    of_file = Draft.objects.of(user).filter(source_key=key).defer("files").order_by("pk")
    if not of_file:
        raise Http404
    forms = [Read(draft, in_the_way(draft)) for draft in of_file]
    context = {
        "forms": forms,
        "source": of_file[0].source,
        "aside": sum(form.draft.is_set_aside for form in forms),
        "designs": user.may(DESIGN),
    }
    return render(request, "office/catalogue/imported.html", context)


def in_the_way(draft: Draft) -> Draft | None:
    """The open draft of the service whose form was set aside."""
    if not draft.is_set_aside:
        return None
    others = Draft.objects.open().filter(slug=draft.slug, organisation=draft.organisation_id)
    return others.select_related("changed_by").defer("files").first()


def _unpacked(user: User, files: dict[str, str]) -> Draft:
    """Refused when it fails the check. The package of a published service is its next version."""
    slug = str(records.read(files["service.yaml"]).get("slug") or "")
    library = Published(user.organisation, slug)
    if wrong := refused(checks.findings(files, where=slug, library=library)):
        raise CheckFailed(wrong)
    own = Service.objects.filter(organisation=user.organisation_id, slug=slug)
    service = own.select_related("version__service").first()
    return drafts.create(by=user, files=files, base=service.version if service else None)
