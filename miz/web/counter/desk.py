"""A request for who is present: person, consent, contact, details, check, done.

Nothing is written in anybody's name before the code that came to the own mobile was read out. The
operator sends and hands over the receipt; what becomes of the request is not to be seen here.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from miz.accounts import errors, quotas
from miz.accounts.days import today
from miz.accounts.errors import QuotaExceeded
from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.cases import actions
from miz.cases.errors import CaseError
from miz.cases.models import Case
from miz.cases.opening import Filing
from miz.catalogue import queries as catalogue
from miz.catalogue.queries import PublishedService
from miz.citizens import representation
from miz.citizens.representation import NotRepresented
from miz.connectors.errors import ConnectorError
from miz.lib import jalali, phones
from miz.web.shared import drafts, receipts
from miz.web.shared import identity as identities
from miz.web.shared.details import Details
from miz.web.shared.request_forms import IdentityForm, MainTopicForm

from .forms import ConsentForm, MobileForm, PresentContactForm
from .models import CounterDraft
from .permissions import IN_SESSION, at_counter, draft_of, writing

KINDS = {
    "desk": "درخواست",
    "complaints": "شکایت، انتقاد یا پیشنهاد",
    "access": "درخواست دسترسی به اطلاعات",
}
PAGES = {
    "person": "متقاضی",
    "consent": "رضایت متقاضی",
    "contact": "تماس و موضوع",
    "details": "شرح",
    "check": "بازبینی",
}
SILENT = "شاهکار اکنون پاسخ نمی‌دهد و بی آن نمی‌توان کد فرستاد. چند دقیقهٔ دیگر دوباره بفرستید."
View = Callable[..., HttpResponse]


def step(page: str) -> Callable[[View], View]:
    """A page after the first: brings draft and service, leads back to the first that is missing."""

    def decorate(view: View) -> View:
        @writing
        @wraps(view)
        def wrapped(request: HttpRequest, user: User, draft: CounterDraft) -> HttpResponse:
            for earlier in list(PAGES)[: list(PAGES).index(page)]:
                if not _is_done(draft, earlier):
                    return redirect(f"counter:{earlier}")
            return view(request, user, draft, catalogue.current(draft.service))

        return wrapped

    return decorate


def _is_done(draft: CounterDraft, page: str) -> bool:
    if page == "consent":
        return draft.consent_id is not None
    return bool(draft.get("identity" if page == "person" else page).get("done"))


@at_counter
def home(request: HttpRequest, user: User) -> HttpResponse:
    begun = draft_of(request, user)
    context = {
        "kinds": KINDS,
        "begun": begun if begun and not begun.case_id else None,
        "today": _filed_today(user),
    }
    return render(request, "counter/home.html", context)


def _filed_today(user: User) -> list[Case]:
    """What this office sent since midnight: what its list shows, and nothing more is read."""
    since = jalali.midnight(today())
    ours = Case.objects.filter(consent__office=user.unit_id, consent__given_at__gte=since)
    shown = ours.only("tracking_code", "given_name", "family_name", "submitted_at")
    return list(shown.order_by("-submitted_at"))


@at_counter
def new(request: HttpRequest, user: User, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    service = catalogue.desk(user.organisation.code, kind)
    return _person(request, user, CounterDraft(operator=user, service=service.slug), service)


@writing
def person(request: HttpRequest, user: User, draft: CounterDraft) -> HttpResponse:
    return _person(request, user, draft, catalogue.current(draft.service))


def _person(
    request: HttpRequest, user: User, draft: CounterDraft, service: PublishedService
) -> HttpResponse:
    form = IdentityForm(request.POST or None, initial=draft.get("identity"))
    if request.method == "POST" and form.is_valid():
        if (
            draft.pk
            and draft.get("identity")["national_code"] != form.cleaned_data["national_code"]
        ):
            # Somebody else: nothing of what was said for the one before goes along.
            draft = CounterDraft(operator=user, service=service.slug)
        if _ask_registry(user, form, draft):
            request.session[IN_SESSION] = draft.pk
            return redirect("counter:consent")
    return _page(request, "person", service, {"form": form})


def _ask_registry(user: User, form: IdentityForm, draft: CounterDraft) -> bool:
    """Fills the draft with the registry's words, or the form with what went wrong."""
    person = identities.typed_person(form, asker=("identity_by_operator", str(user.pk)))
    if person:
        draft.data["identity"] = drafts.identity_part(form.cleaned_data, person)
        draft.save()
    return person is not None


@step("consent")
def consent(
    request: HttpRequest, user: User, draft: CounterDraft, service: PublishedService
) -> HttpResponse:
    if draft.consent_id:
        return redirect("counter:contact")
    sending = "send" in request.POST
    mobile = MobileForm(request.POST if sending else None, initial=draft.get("consent"))
    code = ConsentForm(request.POST if "check" in request.POST else None)
    if sending and mobile.is_valid():
        _send_code(user, draft, service, mobile)
    elif code.is_valid() and _take_consent(user, draft, service, code):
        return redirect("counter:contact")
    sent = draft.get("consent").get("mobile", "")
    context = {
        "form": mobile,
        "code": code,
        "sent": phones.mask_mobile(sent) if sent else "",
        "just_sent": sending and not mobile.errors,
        "person": draft.get("identity"),
    }
    return _page(request, "consent", service, context)


def _send_code(
    user: User, draft: CounterDraft, service: PublishedService, form: MobileForm
) -> None:
    """Sends the code to a mobile that is the person's own, or tells in the form why not."""
    national_code, mobile = draft.get("identity")["national_code"], form.cleaned_data["mobile"]
    try:
        quotas.spend_all(
            ("consent_by_person", national_code),
            ("consent_by_asker", user.subject),
        )
        representation.check_own_number(national_code, mobile)
    except NotRepresented as error:
        form.add_error("mobile", ValidationError(str(error), code="not_own"))
    except QuotaExceeded as error:
        form.add_error(None, ValidationError(str(error), code="quota"))
    except ConnectorError:
        form.add_error(None, ValidationError(SILENT, code="unavailable"))
    else:
        draft.put("consent", {"mobile": mobile})
        representation.ask_consent(
            by=user,
            national_code=national_code,
            mobile=mobile,
            purpose=service.title,
            subject=draft.subject,
        )


def _take_consent(
    user: User, draft: CounterDraft, service: PublishedService, form: ConsentForm
) -> bool:
    try:
        draft.consent = representation.take_consent(
            by=user,
            national_code=draft.get("identity")["national_code"],
            mobile=draft.get("consent").get("mobile", ""),
            purpose=service.title,
            subject=draft.subject,
            code=form.cleaned_data["code"],
        )
    except errors.WrongCode as error:
        form.add_error("code", ValidationError(str(error), code="wrong"))
        return False
    draft.save(update_fields=["consent"])
    return True


@step("contact")
def contact(
    request: HttpRequest, user: User, draft: CounterDraft, service: PublishedService
) -> HttpResponse:
    kept, data = draft.get("contact"), request.POST or None
    form = PresentContactForm(data, mobile=draft.get("consent")["mobile"], initial=kept)
    topic = MainTopicForm(data, initial=kept, service=service)
    if request.method == "POST":
        draft.keep_typed("contact", [form, topic], request.POST)
        if all([form.is_valid(), topic.is_valid()]):
            draft.put("contact", {**form.cleaned_data, **topic.cleaned_data, "done": True})
            _forget_other_topic(draft, service)
            return redirect("counter:details")
    context = {"form": form, "topic": topic, "mobile": form.proven}
    return _page(request, "contact", service, context)


def _forget_other_topic(draft: CounterDraft, service: PublishedService) -> None:
    """Another main topic has other sub-topics: the text stays, the choice goes."""
    kept = draft.get("details")
    listed = {topic.code for topic in service.of_main(draft.get("contact")["main_topic"])}
    if kept.get("topic") not in listed:
        draft.put("details", {"text": kept.get("text", "")})


@step("details")
def details(
    request: HttpRequest, user: User, draft: CounterDraft, service: PublishedService
) -> HttpResponse:
    told = Details(request, draft, service, draft.get("contact")["main_topic"])
    if request.method == "POST":
        if told.keep():
            return redirect("counter:details")
        if told.is_valid():
            told.finish()
            return redirect("counter:check")
    return _page(request, "details", service, told.context())


@step("check")
def check(
    request: HttpRequest, user: User, draft: CounterDraft, service: PublishedService
) -> HttpResponse:
    problem = _send(user, draft, service) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("counter:done")
    answers = drafts.answers(draft, service)
    return _page(request, "check", service, {**answers, "problem": problem})


def _send(user: User, draft: CounterDraft, service: PublishedService) -> str:
    """Makes the case; returns why it could not be made, or nothing."""
    filing = Filing(
        filed_by=Case.FiledBy.COUNTER,
        filed_by_name=f"{user.full_name}، {user.unit}",
        filed_by_code=user.unit.contract_no,
        consent_id=draft.consent_id,
    )
    try:
        quotas.spend("request_by_person", draft.get("identity")["national_code"])
        whole = drafts.new_request(draft, service, channel=Case.Channel.COUNTER, filing=filing)
        opened = actions.open(
            by=user.acting(Permission.FILE_AT_COUNTER), request=whole, key=draft.subject
        )
    except (QuotaExceeded, CaseError) as error:
        return str(error)
    CounterDraft.objects.filter(pk=draft.pk).update(case=opened.case, data={})
    return ""


@at_counter
def done(request: HttpRequest, user: User) -> HttpResponse:
    context = {"case": _sent(request, user), "kinds": KINDS}
    return render(request, "counter/done.html", context)


@at_counter
def receipt(request: HttpRequest, user: User) -> HttpResponse:
    """For the hands of who is present: with the whole names of both."""
    case = _sent(request, user)
    audit.record(
        by=user.acting(Permission.FILE_AT_COUNTER),
        action="case.view",
        subject=case.subject,
        details={"what": "receipt"},
    )
    context = {**receipts.content(case, name=case.full_name), "full": True}
    return render(request, "counter/receipt.html", context)


def _sent(request: HttpRequest, user: User) -> Case:
    """What this session sent last; it is another's, or forgotten: 404."""
    draft = draft_of(request, user)
    if draft is None or draft.case_id is None:
        raise Http404
    return Case.objects.select_related("unit", "organisation").get(pk=draft.case_id)


@require_POST
@at_counter
def cancel(request: HttpRequest, user: User) -> HttpResponse:
    request.session.pop(IN_SESSION, None)
    return redirect("counter:home")


# --- pieces


def _page(
    request: HttpRequest, page: str, service: PublishedService, context: dict[str, object]
) -> HttpResponse:
    names = list(PAGES)
    number = names.index(page)
    frame = {
        "service": service,
        "page_name": PAGES[page],
        "number": number + 1,
        "count": len(PAGES),
        "previous": f"counter:{names[number - 1]}" if number else "counter:home",
        "urls": {
            "identity": "counter:person",
            "contact": "counter:contact",
            "topic": "counter:contact",
            "details": "counter:details",
        },
    }
    return render(request, f"counter/{page}.html", {**frame, **context})
