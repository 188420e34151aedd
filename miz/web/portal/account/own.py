"""What somebody who is signed in sees: own requests, messages, sessions, profile."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from miz.cases.models import Case
from miz.citizens import profile as profiles
from miz.citizens import queries, sessions
from miz.citizens.models import Citizen, CitizenSession, Way
from miz.outbox.models import Message
from miz.web.portal import tracking

from . import pieces
from .forms import ProfileForm

PAGE = 20


@pieces.signed_in
def requests(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    own = _cases(session.citizen).select_related("unit", "organisation").order_by("-submitted_at")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    return _page(request, session, "requests", {"page": page})


@pieces.signed_in
def request_page(request: HttpRequest, session: CitizenSession, code: int) -> HttpResponse:
    """The page of an own request; no code is asked again of who came in by a code to the mobile."""
    case = get_object_or_404(_cases(session.citizen), tracking_code=str(code))
    return tracking.grant(case, proven=session.way == Way.CODE)


def _cases(citizen: Citizen) -> QuerySet[Case]:
    """The requests with this code and a number that the account has proved, those too that were
    sent before there was an account; and what somebody else filed for this person, with whichever
    number. Those of a foreigner are all sent from the account.

    The code alone is not enough: whoever knows it can send a request with it, in his own words.
    """
    theirs = Case.objects.filter(applicant_kind=citizen.kind, national_code=citizen.code)
    if not citizen.verified:
        return theirs
    return theirs.filter(Q(mobile__in=queries.proved_mobiles(citizen)) | ~Q(filed_by=""))


@pieces.signed_in
def inbox(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    own = Message.objects.filter(
        channel=Message.Channel.APP, recipient=session.citizen.subject
    ).order_by("-created_at")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    return _page(request, session, "messages", {"page": page})


@pieces.signed_in
def security(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    listed = queries.sessions(session.citizen)
    return _page(request, session, "security", {"sessions": listed, "here": session.pk})


@require_POST
@pieces.signed_in
def end_session(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    """Ends one session, or all others."""
    number = request.POST.get("session", "")
    if number == "others":
        sessions.end_all(citizen=session.citizen, but=session)
    elif number.isascii() and number.isdigit() and len(number) < 19:
        sessions.end(citizen=session.citizen, number=int(number))
    else:
        raise Http404
    messages.success(request, "پایان یافت. آن دستگاه برای ورود دوباره باید خود را بشناساند.")
    return redirect("portal:account-security")


@pieces.signed_in
def profile(request: HttpRequest, session: CitizenSession) -> HttpResponse:
    citizen = session.citizen
    now = {
        "language": citizen.language,
        "email": citizen.email,
        "optional_messages": profiles.wants_optional(citizen),
    }
    form = ProfileForm(request.POST or None, initial=now)
    if form.is_valid():
        profiles.choose(citizen=citizen, **form.cleaned_data)
        messages.success(request, "برگزیدهٔ شما ثبت شد.")
        return redirect("portal:account-profile")
    change = queries.change_under_way(citizen)
    return _page(request, session, "profile", {"form": form, "change": change})


def _page(
    request: HttpRequest, session: CitizenSession, name: str, context: dict[str, object]
) -> HttpResponse:
    frame = {"citizen": session.citizen, "here_is": name}
    return render(request, f"portal/account/{name}.html", {**frame, **context})
