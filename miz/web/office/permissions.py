"""Who comes in by the staff door. Outermost on every view: a stranger learns nothing, not even
which method a page takes, and nothing of these pages is kept by a browser or a proxy.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.cache import never_cache

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases.models import Case

View = Callable[..., HttpResponse]

READERS = (Permission.SEE_REQUESTS, Permission.SEE_CONFIDENTIAL)
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
    """Gives the view the case of the address, as far as it exists for this user; else 404."""

    @staff_with(*READERS, page="office:case")
    @wraps(view)
    def wrapped(request: HttpRequest, user: User, pk: int, **kwargs: object) -> HttpResponse:
        case = visible_case(user, pk)
        if case is None:
            raise Http404
        return view(request, user, case, **kwargs)

    return wrapped


def visible_case(user: User, pk: int) -> Case | None:
    people = Case.objects.visible_to(user).select_related("unit", "organisation", "assignee")
    return people.filter(pk=pk).first()


def _to_login(request: HttpRequest, page: str) -> HttpResponse:
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    # A form cannot be sent again by a redirect, so only a page is worth coming back to.
    messages.warning(request, SIGNED_OUT)
    return redirect_to_login(page) if page else redirect("office:login")
