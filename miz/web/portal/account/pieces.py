"""What the pages of the account share: who may see them, forms with a robot check, kept steps."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from miz.accounts import quotas
from miz.accounts.errors import WrongCode
from miz.citizens import devices, sessions
from miz.citizens.errors import CitizenError
from miz.citizens.identities import Identity
from miz.citizens.models import Citizen, Way
from miz.web.portal import drafts, wizard
from miz.web.portal.forms import CodeForm
from miz.web.portal.models import Draft
from miz.web.shared import citizens
from miz.web.shared import drafts as written
from miz.web.shared.addresses import client_address
from miz.web.shared.known_browsers import KnownBrowsers
from miz.web.shared.request_forms import RobotCheckForm, asked_for

STEPS = "account"
BROWSERS = KnownBrowsers(cookie="miz_known_citizen", path="/account/")

View = Callable[..., HttpResponse]
Form = TypeVar("Form", bound=forms.Form)
Opened = TypeVar("Opened")


def signed_in(view: View) -> View:
    """Brings the session, or leads to the sign-in; from a generated password to a new one."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, **kwargs: object) -> HttpResponse:
        session = citizens.session_of(request)
        if session is None:
            return redirect("portal:account-in")
        if session.way == Way.GENERATED:
            return redirect("portal:account-password")
        return view(request, session, **kwargs)

    return wrapped


def begin_session(
    request: HttpRequest, response: HttpResponse, citizen: Citizen, way: Way
) -> HttpResponse:
    """A new session in this browser, which is known from now on."""
    token = sessions.begin(
        citizen=citizen,
        way=way,
        device=devices.words(request.headers.get("User-Agent", "")),
        instead_of=citizens.token_of(request),
    )
    # A form that a stranger had this browser load before is no form of this person.
    rotate_token(request)
    citizens.remember(response, token)
    BROWSERS.remember(response, str(citizen.identity))
    response.delete_cookie(drafts.cookie(STEPS))
    _leave_others_drafts(request, response, citizen)
    return response


def _leave_others_drafts(request: HttpRequest, response: HttpResponse, citizen: Citizen) -> None:
    """What somebody else began to write in this browser does not become a request of this one."""
    for kind in wizard.NAMES:
        draft = drafts.find(request, kind)
        if draft and written.identity_of(draft.get("identity")) != citizen.identity:
            response.delete_cookie(drafts.cookie(kind))


def with_robot(request: HttpRequest, kind: type[Form]) -> tuple[Form, RobotCheckForm]:
    """A form and its robot check; who asks for another check keeps what was typed."""
    switching = "robot_kind" in request.POST
    data = None if switching else request.POST or None
    typed = {name: request.POST.get(name, "") for name in kind.base_fields} if switching else {}
    return kind(data, initial=typed), RobotCheckForm(data, asked=asked_for(request))


def spend_code(request: HttpRequest, identity: Identity, mobile: str) -> None:
    """Counts a code that is asked for, alike whether anybody is meant. Raises QuotaExceeded."""
    quotas.spend_all(
        ("code_by_address", client_address(request)),
        ("code_in_all", "codes"),
        ("code_by_person", f"{BROWSERS.counted_as(request, str(identity))} {mobile}"),
    )


def tell(form: forms.Form, error: Exception, field: str | None = None) -> None:
    form.add_error(field, ValidationError(str(error), code="refused"))


# --- steps between two pages of this browser, kept on our side


def keep(what: str, data: dict[str, Any]) -> Draft:
    return Draft.objects.create(service=STEPS, data={"what": what, **data})


def kept(request: HttpRequest, what: str) -> Draft | None:
    draft = drafts.find(request, STEPS)
    ours = draft and draft.service == STEPS and draft.data.get("what") == what
    return draft if ours else None


def use_code(draft: Draft, form: CodeForm, use: Callable[..., Opened]) -> Opened | None:
    """What the typed code opens, and the step is over; None with the reason in the form.

    `use` takes `browser` and `code`, and raises WrongCode or another CitizenError.
    """
    if not form.is_valid():
        return None
    try:
        opened = use(browser=draft.key, code=form.cleaned_data["code"])
    except (WrongCode, CitizenError) as error:
        tell(form, error, "code")
        return None
    Draft.objects.filter(pk=draft.pk).delete()
    return opened


def subject(draft: Draft) -> str:
    """What the code of this step belongs to."""
    return f"account-step:{draft.pk}"


def identity_of(data: dict[str, Any]) -> Identity:
    return Identity(Citizen.Kind(data["kind"]), data["code"])
