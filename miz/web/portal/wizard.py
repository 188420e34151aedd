"""Sending a request or a complaint: identity, contact, topic, details, check, done.

Each page keeps what it got in the draft before it looks further, so going back, failing or
reloading loses nothing. A page whose forerunners are not done leads back to the first of them.
"""

import datetime
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.cases import actions
from miz.cases.errors import CaseError
from miz.cases.models import Case
from miz.catalogue import queries as catalogue
from miz.catalogue.queries import PublishedService
from miz.web.shared import identity as identities
from miz.web.shared import receipts
from miz.web.shared.addresses import client_address
from miz.web.shared.citizens import citizen_of
from miz.web.shared.details import Details
from miz.web.shared.drafts import (
    answers,
    gender,
    identity_of,
    identity_part,
    new_request,
)
from miz.web.shared.request_forms import (
    IdentityForm,
    MainTopicForm,
    RobotCheckForm,
    asked_for,
)

from . import drafts
from .account import prefill
from .filing import sender
from .models import Draft

NAMES = {"desk": "request", "complaints": "complaint", "access": "information"}
TITLES = {
    "desk": "ارسال درخواست",
    "complaints": "ثبت شکایت، انتقاد و پیشنهاد",
    "access": "درخواست دسترسی به اطلاعات",
}
PAGES = ["identity", "contact", "topic", "details", "check"]
PAGE_TITLES = ["مشخصات شما", "راه‌های تماس", "موضوع", "شرح", "بازبینی"]
ROBOT_LIFE = datetime.timedelta(minutes=30)

View = Callable[..., HttpResponse]


def step(page: str) -> Callable[[View], View]:
    """A page of the wizard: brings draft and service, leads back when earlier pages are missing."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def wrapped(request: HttpRequest, kind: str) -> HttpResponse:
            draft = drafts.find(request, kind)
            if draft is None:
                return redirect(_url(kind, "identity"))
            if draft.case_id:
                # The second click of a double click: its answer is what the person gets to see.
                return redirect(_url(kind, "done"))
            for earlier in PAGES[: PAGES.index(page)]:
                if not draft.get(earlier).get("done"):
                    return redirect(_url(kind, earlier))
            service = catalogue.current(draft.service)
            return view(request, kind, draft, service)

        return wrapped

    return decorate


@never_cache
def identity(request: HttpRequest, kind: str) -> HttpResponse:
    service = catalogue.desk(settings.PORTAL_ORGANISATION, kind)
    draft = drafts.find(request, kind)
    if draft is None or draft.case_id:
        draft = Draft(service=service.slug)
    if citizen := citizen_of(request):
        if identity_of(draft.get("identity")) != citizen.identity:
            # What was begun for a child or a member of a group is not continued as one's own.
            draft = Draft(service=service.slug, data={"identity": prefill.identity(citizen)})
            draft.save()
        response = redirect(_next(request, kind, "contact"))
        drafts.remember(response, kind, draft)
        return response
    form = IdentityForm(request.POST or None, initial=draft.get("identity"))
    if request.method == "POST" and form.is_valid() and _ask_registry(request, form, draft):
        response = redirect(_next(request, kind, "contact"))
        drafts.remember(response, kind, draft)
        return response
    return _page(request, kind, "identity", {"form": form})


def _ask_registry(request: HttpRequest, form: IdentityForm, draft: Draft) -> bool:
    """Fills the draft with the registry's words, or the form with what went wrong."""
    asker = ("identity_by_address", client_address(request))
    person = identities.typed_person(form, asker=asker)
    if person:
        draft.data["identity"] = identity_part(form.cleaned_data, person)
        draft.save()
    return person is not None


@step("contact")
def contact(
    request: HttpRequest, kind: str, draft: Draft, service: PublishedService
) -> HttpResponse:
    form = prefill.contact_form(request, draft)
    if request.method == "POST":
        draft.keep_typed("contact", [form], request.POST)
        if form.is_valid():
            draft.put("contact", {**form.cleaned_data, "done": True})
            return redirect(_next(request, kind, "topic"))
    person = draft.get("identity")
    context = {"form": form, "person": person, "gender": gender(person)}
    if citizen_of(request):
        context["previous"] = "portal:home"
    return _page(request, kind, "contact", context)


@step("topic")
def topic(request: HttpRequest, kind: str, draft: Draft, service: PublishedService) -> HttpResponse:
    form = MainTopicForm(request.POST or None, initial=draft.get("topic"), service=service)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["main_topic"]
        if chosen != draft.get("topic").get("main_topic"):
            # Another main topic has other sub-topics: the text stays, the choice goes.
            draft.data["details"] = {"text": draft.get("details").get("text", "")}
        draft.put("topic", {"main_topic": chosen, "done": True})
        return redirect(_next(request, kind, "details"))
    return _page(request, kind, "topic", {"form": form})


@step("details")
def details(
    request: HttpRequest, kind: str, draft: Draft, service: PublishedService
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    robot = RobotCheckForm(posted, asked=asked_for(request))
    told = Details(request, draft, service, draft.get("topic")["main_topic"], robot)
    if posted is not None:
        if told.keep():
            return redirect(_url(kind, "details"))
        if "robot_kind" in posted:
            return redirect(f"{reverse(_url(kind, 'details'))}?robot={asked_for(request)}")
        if told.is_valid() and robot.spend():
            told.finish(robot_passed_at=timezone.now().isoformat())
            return redirect(_url(kind, "check"))
    return _page(request, kind, "details", {**told.context(), "robot": robot})


@step("check")
def check(request: HttpRequest, kind: str, draft: Draft, service: PublishedService) -> HttpResponse:
    if request.method == "POST":
        return _send(request, kind, draft, service)
    return _show_answers(request, kind, draft, service)


def _show_answers(
    request: HttpRequest, kind: str, draft: Draft, service: PublishedService, problem: str = ""
) -> HttpResponse:
    context = {**answers(draft, service), "problem": problem}
    return _page(request, kind, "check", context)


def _send(request: HttpRequest, kind: str, draft: Draft, service: PublishedService) -> HttpResponse:
    passed = datetime.datetime.fromisoformat(draft.get("details")["robot_passed_at"])
    if timezone.now() - passed > ROBOT_LIFE:
        draft.put("details", {**draft.get("details"), "done": False})
        return redirect(_url(kind, "details"))
    try:
        by, filing = sender(request, draft)
        whole = new_request(draft, service, filing=filing)
        quotas.spend("request_by_person", whole.applicant.national_code)
        opened = actions.open(by=by, request=whole, key=f"form:{draft.key}")
    except (QuotaExceeded, CaseError) as error:
        return _show_answers(request, kind, draft, service, problem=str(error))
    Draft.objects.filter(pk=draft.pk).update(case=opened.case, data={})
    return redirect(_url(kind, "done"))


@never_cache
def done(request: HttpRequest, kind: str) -> HttpResponse:
    draft = drafts.find(request, kind)
    if draft is None or draft.case_id is None:
        return redirect(_url(kind, "identity"))
    case = Case.objects.select_related("unit").get(pk=draft.case_id)
    context = {
        "case": case,
        "receipt": receipts.token(case),
        "kind": kind,
        "title": TITLES[kind],
        "again": _url(kind, "new"),
    }
    return render(request, "portal/done.html", context)


@never_cache
def start_again(request: HttpRequest, kind: str) -> HttpResponse:
    """«انصراف» and a new request both begin with an empty first page."""
    response = redirect("portal:home" if request.method == "POST" else _url(kind, "identity"))
    response.delete_cookie(drafts.cookie(kind))
    return response


# --- pieces


def _url(kind: str, page: str) -> str:
    name = NAMES[kind]
    return f"portal:{name}" if page == "identity" else f"portal:{name}-{page}"


def _next(request: HttpRequest, kind: str, page: str) -> str:
    """The next page, or back to the check when the person came from there to change one answer."""
    return _url(kind, "check" if request.GET.get("back") == "check" else page)


def _page(request: HttpRequest, kind: str, page: str, context: dict[str, object]) -> HttpResponse:
    number = PAGES.index(page)
    frame = {
        "kind": kind,
        "title": TITLES[kind],
        "page_title": PAGE_TITLES[number],
        "number": number + 1,
        "count": len(PAGES),
        "previous": _url(kind, PAGES[number - 1]) if number else "portal:home",
        "urls": {p: _url(kind, p) for p in PAGES},
        "cancel": f"portal:{NAMES[kind]}-new",
    }
    return render(request, f"portal/{page}.html", {**frame, **context})
