"""«به نمایندگی از دیگری»: children and members of a group, and the requests sent for them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from miz.accounts import errors, quotas
from miz.accounts.errors import QuotaExceeded
from miz.cases import looks
from miz.cases.looks import Door
from miz.cases.models import Case
from miz.catalogue import queries as catalogue
from miz.citizens import representation
from miz.citizens.models import Citizen, CitizenSession, Way
from miz.citizens.representation import NotRepresented
from miz.citizens.representation_models import Ground, Relation, Representation
from miz.connectors.civil_registry.client import Person
from miz.connectors.errors import ConnectorError
from miz.lib import jalali, phones
from miz.web.shared import identity as identities
from miz.web.shared.addresses import client_address

from . import drafts, tracking, wizard
from .account.pieces import signed_in
from .models import Draft
from .representation_forms import AgreementForm, ChildForm, MemberForm

SHOWN_REQUESTS = 25
SILENT = "سامانهٔ شاهکار اکنون پاسخ نمی‌دهد. چند دقیقهٔ دیگر دوباره بفرستید."


@signed_in
def people(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    citizen, now = session.citizen, timezone.now()
    rows = list(representation.touching(citizen))
    mine = [row for row in rows if row.representative_code == citizen.code]
    sent = Case.objects.filter(representation__representative_code=citizen.code)
    context = {
        "may": representation.may_represent(citizen),
        "mine": [row for row in mine if row.ends_at and row.ends_at > now],
        "asked": [row for row in mine if row.begins_at is None],
        "over_me": [row for row in rows if row not in mine and row.begins_at],
        "kinds": wizard.TITLES,
        "sent": sent.select_related("unit").order_by("-submitted_at")[:SHOWN_REQUESTS],
    }
    return _page(request, session, "people", context)


@signed_in
def child(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    form = ChildForm(request.POST or None)
    if form.is_valid() and _take_child(request, session.citizen, form):
        messages.success(request, "از این پس می‌توانید به نام این کودک درخواست بفرستید.")
        return redirect("portal:account-people")
    return _page(request, session, "people_child", {"form": form})


def _take_child(request: HttpRequest, citizen: Citizen, form: ChildForm) -> bool:
    person = _person(request, form)
    if person is None:
        return False
    relation = Relation(form.cleaned_data["relation"])
    try:
        representation.take_child(by=citizen, child=person, relation=relation)
    except NotRepresented as error:
        form.add_error(None, ValidationError(str(error), code="refused"))
        return False
    return True


@signed_in
def member(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    adults = representation.in_force(session.citizen).filter(
        relation=Relation.HEAD, ground=Ground.CONSENT
    )
    form = MemberForm(request.POST or None, parents=adults)
    if form.is_valid() and (asked := _ask(request, session.citizen, form)):
        return redirect("portal:account-people-code", pk=asked.pk)
    return _page(request, session, "people_member", {"form": form})


def _ask(request: HttpRequest, citizen: Citizen, form: MemberForm) -> Representation | None:
    """Sends the code, or tells in the form why not."""
    person = _person(request, form)
    if person is None:
        return None
    try:
        quotas.spend_all(
            ("consent_by_asker", citizen.subject),
            ("consent_by_person", person.national_code),
        )
        if representation.is_a_child(person.birth_date):
            parent = form.cleaned_data["parent"]
            return representation.ask_child_member(by=citizen, child=person, parent=parent)
        mobile = form.cleaned_data["mobile"]
        representation.check_own_number(person.national_code, mobile)
        return representation.ask_member(by=citizen, member=person, mobile=mobile)
    except representation.NotTheOwnNumber as error:
        form.add_error("mobile", ValidationError(str(error), code="not_own"))
    except (NotRepresented, QuotaExceeded) as error:
        form.add_error(None, ValidationError(str(error), code="refused"))
    except ConnectorError:
        form.add_error(None, ValidationError(SILENT, code="unavailable"))
    return None


@signed_in
def agreement(request: HttpRequest, session: CitizenSession, pk: int) -> HttpResponse:
    waiting = Representation.objects.of(session.citizen.code).filter(begins_at=None)
    asked = get_object_or_404(waiting, pk=pk)
    form = AgreementForm(request.POST or None)
    if form.is_valid():
        try:
            representation.confirm(by=session.citizen, asked=asked, code=form.cleaned_data["code"])
        except errors.WrongCode as error:
            form.add_error("code", ValidationError(str(error), code="wrong"))
        else:
            messages.success(request, f"{asked.full_name} به گروه شما افزوده شد.")
            return redirect("portal:account-people")
    context = {"form": form, "asked": asked, "mobile": phones.mask_mobile(asked.mobile)}
    return _page(request, session, "people_code", context)


@require_POST
@signed_in
def end(request: HttpRequest, session: CitizenSession, pk: int) -> HttpResponse:
    representation.end(by=session.citizen, pk=pk)
    messages.success(request, "این نمایندگی پایان یافت.")
    return redirect("portal:account-people")


@require_POST
@signed_in
def begin(request: HttpRequest, session: CitizenSession, pk: int, kind: str) -> HttpResponse:
    """A request for this person: its first page is answered already."""
    row = get_object_or_404(representation.in_force(session.citizen), pk=pk)
    if kind not in wizard.NAMES:
        raise Http404
    service = catalogue.desk(settings.PORTAL_ORGANISATION, kind)
    draft = Draft(service=service.slug)
    draft.data = {
        "identity": _identity(row),
        "contact": {"mobile": session.citizen.mobile, "email": session.citizen.email},
    }
    draft.save()
    response = redirect(f"portal:{wizard.NAMES[kind]}-contact")
    drafts.remember(response, kind, draft)
    return response


def _identity(row: Representation) -> dict[str, object]:
    """What the first page would have kept, and by which right; another person has neither."""
    year, month, day = jalali.to_iso(row.birth_date).split("-")
    return {
        "year": year,
        "month": month,
        "day": day,
        "national_code": row.subject_code,
        "birth_date": row.birth_date.isoformat(),
        "given_name": row.given_name,
        "family_name": row.family_name,
        "gender": row.gender,
        "representation": row.pk,
        "relation": row.get_relation_display(),
        "done": True,
    }


@signed_in
def request_page(request: HttpRequest, session: CitizenSession, code: str) -> HttpResponse:
    """A request sent for somebody, as long as the sender stands for that person."""
    standing = representation.in_force(session.citizen)
    case = get_object_or_404(Case, representation__in=standing, tracking_code=code)
    looks.opened(by=session.citizen.as_actor(), case=case, door=Door.REPRESENTATIVE)
    return tracking.grant(case, proven=session.way == Way.CODE)


def _person(request: HttpRequest, form: Form) -> Person | None:
    """Who was typed, in the words of the registry; else the form tells why not."""
    asker = ("identity_by_address", client_address(request))
    return identities.typed_person(form, asker=asker)


def _page(
    request: HttpRequest, session: CitizenSession, name: str, context: dict[str, object]
) -> HttpResponse:
    frame = {"citizen": session.citizen, "here_is": "people"}
    return render(request, f"portal/{name}.html", {**frame, **context})


PAGES = [
    path("account/people/", people, name="account-people"),
    path("account/people/child/", child, name="account-people-child"),
    path("account/people/member/", member, name="account-people-member"),
    path("account/people/<int:pk>/code/", agreement, name="account-people-code"),
    path("account/people/<int:pk>/end/", end, name="account-people-end"),
    path("account/people/<int:pk>/new/<slug:kind>/", begin, name="account-people-new"),
    path("account/people/requests/<str:code>/", request_page, name="account-people-request"),
]
