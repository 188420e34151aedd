"""Coming in and going out.

Wrong guesses are counted by address and by name. Somebody who guesses at a colleague's name must
not lock her out of her own desk: a browser that has come in under that name before is counted
apart from all the others (OWASP's device cookie).
"""

from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from miz.accounts import postings, quotas
from miz.accounts.errors import QuotaExceeded
from miz.accounts.models import User
from miz.audit import actions as audit
from miz.web.shared.addresses import client_address

from . import entering
from .forms import LoginForm

WRONG = "نام کاربری یا گذرواژه درست نیست."


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return redirect(entering.landing(request.user))
    form = LoginForm(request.POST or None)
    if form.is_valid() and (user := _authenticate(request, form)):
        return entering.begin(request, user, _next(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "office/login.html", context)


@entering.entering
def go_on(request: HttpRequest, user: User) -> HttpResponse:
    """From a page that had something to show on the way."""
    return entering.go_on(request, user)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        audit.record(
            by=request.user.as_actor(), action="staff.logout", subject=request.user.subject
        )
    auth.logout(request)
    messages.success(request, "از سامانه بیرون آمدید.")
    return redirect("office:login")


def _authenticate(request: HttpRequest, form: LoginForm) -> User | None:
    """The user, or None with the same words (and the same hashing) whoever was named."""
    name, address = form.cleaned_data["username"], client_address(request)
    try:
        quotas.check(("login_by_address", address))
        # Who joins or moves today is let in as what the plan says.
        postings.carry_out(User.objects.filter(username=name))
        user = _guess(request, name, form.cleaned_data["password"])
        if user is None:
            quotas.spend("login_by_address", address)
    except QuotaExceeded as error:
        form.add_error(None, ValidationError(str(error), code="quota"))
        return None
    if user is None:
        form.add_error(None, ValidationError(WRONG, code="wrong"))
    return user


@transaction.atomic
def _guess(request: HttpRequest, name: str, password: str) -> User | None:
    """Counts the guess first and holds the counter meanwhile, so parallel guesses queue for it."""
    quotas.spend("login_by_name", entering.BROWSERS.counted_as(request, name))
    user = auth.authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        return None
    transaction.set_rollback(True)  # a right password costs nothing
    return user


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""
