"""A published service: its versions with who answers for each, and taking it off the desk."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from miz.accounts.models import User
from miz.catalogue import actions, diffs, drafts, queries
from miz.catalogue.draft_errors import DraftRefused
from miz.catalogue.models import Service, ServiceVersion
from miz.lib import digits

from .access import APPROVE, DESIGN, approver, designer, of_service, reader
from .downloads import package_response
from .forms import WithdrawForm

WITHDRAWN = "خدمت برداشته شد: درخواست تازه‌ای برای آن پذیرفته نمی‌شود و کارهای جاری ادامه دارد."


@reader
@of_service
@require_safe
def service(request: HttpRequest, user: User, service: Service) -> HttpResponse:
    return _page(request, user, service, WithdrawForm())


@approver
@of_service
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, user: User, service: Service) -> HttpResponse:
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw(service=service, reason=form.cleaned_data["reason"], by=user)
        except DraftRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, WITHDRAWN)
            return redirect("office:service", service.pk)
    return _page(request, user, service, form)


@designer
@of_service
@require_POST
def begin(request: HttpRequest, user: User, service: Service, number: int) -> HttpResponse:
    """A draft that begins as one of the versions."""
    try:
        draft = drafts.from_version(version=_version(service, number), by=user)
    except DraftRefused as error:
        messages.error(request, str(error))
        return redirect("office:service", service.pk)
    return redirect("office:draft", draft.pk)


@reader
@of_service
@require_safe
def version(request: HttpRequest, user: User, service: Service, number: int) -> HttpResponse:
    """What a version brought, against the one before."""
    row = _version(service, number)
    before = service.versions.filter(number__lt=number).order_by("-number").first()
    found = diffs.between(drafts.files_of(before) if before else {}, drafts.files_of(row))
    context = {
        "title": f"{service.title}، نسخهٔ {digits.to_persian(number)}",
        "diff": found,
        "before": before,
        "back": ("office:service", service.pk),
    }
    return render(request, "office/catalogue/diff.html", context)


@reader
@of_service
@require_safe
def download(request: HttpRequest, user: User, service: Service, number: int) -> HttpResponse:
    row = _version(service, number)
    return package_response(drafts.files_of(row), service.slug, f"{service.slug}-{number}")


def _version(service: Service, number: int) -> ServiceVersion:
    row = service.versions.select_related("service").filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, user: User, service: Service, form: WithdrawForm) -> HttpResponse:
    context = {
        "service": service,
        "versions": queries.versions_of(service).defer("files"),
        "form": form,
        "designs": user.may(DESIGN),
        "approves": user.may(APPROVE),
    }
    return render(request, "office/catalogue/service.html", context)
