"""Who comes in by the staff door. Outermost on every view: a stranger learns nothing, not even
which method a page takes, and nothing of these pages is kept by a browser or a proxy.

What is in a sensitive case opens to who holds it, and to others once they have said why; the
applicant reads that reason.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases.models import Case

View = Callable[..., HttpResponse]

READERS = (Permission.SEE_REQUESTS, Permission.SEE_CONFIDENTIAL)
REASONS = "office reasons"
CLOSED = "این درخواست حساس است و کارتان انجام نشد. نخست دلیل دیدن آن را بنویسید."
SIGNED_OUT = "زمان ورود شما به پایان رسیده بود و کارتان انجام نشد. وارد شوید و دوباره انجامش دهید."


def staff_with(*permissions: Permission, page: str = "") -> Callable[[View], View]:
    """Gives the view its `user`: signed in, active, with one of `permissions`; else 403.

    Who was signed out while sending a form comes back to `page`, that of the same `pk`.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: object) -> HttpResponse:
            user = request.user
            if not isinstance(user, User):
                return _to_login(request, resolve_url(page, kwargs["pk"]) if page else "")
            if not any(user.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, user, **kwargs)

        return wrapped

    return decorate


def on_case(view: View) -> View:
    """As `on_known_case`, for views that show or change what is in it."""

    @on_known_case
    @wraps(view)
    def wrapped(request: HttpRequest, user: User, case: Case, **kwargs: object) -> HttpResponse:
        if not opens(request, user, case):
            return _to_reason(request, case)
        return view(request, user, case, **kwargs)

    return wrapped


def on_known_case(view: View) -> View:
    """Gives the view the case of the address, as far as it exists for this user; else 404."""

    @staff_with(*READERS, page="office:case")
    @wraps(view)
    def wrapped(request: HttpRequest, user: User, pk: int, **kwargs: object) -> HttpResponse:
        case = visible_case(user, pk)
        if case is None:
            raise Http404
        return view(request, user, case, **kwargs)

    return wrapped


def opens(request: HttpRequest, user: User, case: Case) -> bool:
    """Whether `user` may read what is in the case without saying why, or has said it."""
    if not case.sensitive or case.assignee_id == user.pk:
        return True
    return case.pk in request.session.get(REASONS, ())


def open_for(request: HttpRequest, case: Case) -> None:
    """As long as this session lasts."""
    request.session[REASONS] = [*request.session.get(REASONS, ()), case.pk]


def visible_case(user: User, pk: int) -> Case | None:
    people = Case.objects.visible_to(user).select_related("unit", "organisation", "assignee")
    return people.filter(pk=pk).first()


def _to_reason(request: HttpRequest, case: Case) -> HttpResponse:
    page = reverse("office:reason", args=[case.pk])
    if request.method in ("GET", "HEAD"):
        return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
    messages.warning(request, CLOSED)
    return redirect(page)


def _to_login(request: HttpRequest, page: str) -> HttpResponse:
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    # A form cannot be sent again by a redirect, so only a page is worth coming back to.
    messages.warning(request, SIGNED_OUT)
    return redirect_to_login(page) if page else redirect("office:login")
