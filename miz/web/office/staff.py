"""The pages of colleagues: who works here, in which posts, from when to when.

For the administrator of an organisation: what people do in their cases is not to be seen here.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from miz.accounts import staff as accounts
from miz.accounts.days import today
from miz.accounts.errors import StaffRefused
from miz.accounts.models import Factor, Grant, User
from miz.accounts.permissions import Permission

from .permissions import staff_with
from .staff_forms import (
    GrantForm,
    LeaveServiceForm,
    NewPersonForm,
    PlaceForm,
    ReasonForm,
    SearchForm,
)

keeper = staff_with(Permission.MANAGE_STAFF)
SIZE = 50
SHOWN_ONCE = "office/staff_password.html"


@keeper
@require_safe
def people(request: HttpRequest, user: User) -> HttpResponse:
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = _number(request.GET.get("page", ""))
    found = _with_states(accounts.found(accounts.known_to(user), words))
    rows = list(found[(page - 1) * SIZE : page * SIZE + 1])
    context = {
        "form": form,
        "words": words,
        "people": rows[:SIZE],
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if len(rows) > SIZE else None,
    }
    return render(request, "office/staff.html", context)


def _number(text: str) -> int:
    return min(int(text), 10_000) or 1 if text.isascii() and text.isdigit() else 1


def _with_states(people: QuerySet[User]) -> QuerySet[User]:
    """`factor`: whether there is a second one; `joins_on`: the next day of joining or moving."""
    coming = Min("postings__starts_on", filter=Q(postings__starts_on__gt=today()))
    factor = Exists(Factor.objects.filter(user=OuterRef("pk")))
    return people.annotate(factor=factor, joins_on=coming)


@keeper
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, user: User) -> HttpResponse:
    form = NewPersonForm(request.POST or None, keeper=user)
    if form.is_valid():
        try:
            person, password = accounts.enter(by=user, **form.said())
        except StaffRefused as error:
            form.add_error(None, str(error))
        else:
            return render(request, SHOWN_ONCE, {"person": person, "password": password})
    return render(request, "office/staff_new.html", {"form": form})


# --- one person


@dataclasses.dataclass(frozen=True)
class Deed:
    """What can be done with a person: its form, and the act that answers what to say of it."""

    title: str
    button: str
    form: Callable[..., forms.Form]
    act: Callable[[User, User, Any], str]
    hint: str = ""


def _move(by: User, person: User, form: PlaceForm) -> str:
    accounts.move(by=by, user=person, **form.said())
    return "جای تازه ثبت شد."


def _grant(by: User, person: User, form: GrantForm) -> str:
    accounts.grant(by=by, user=person, **form.said())
    return "نقش افزوده شد."


def _let_go(by: User, person: User, form: LeaveServiceForm) -> str:
    data = form.cleaned_data
    accounts.let_go(by=by, user=person, last_day=data["last"], reason=data["reason"])
    return "پایان خدمت ثبت شد."


def _reset(by: User, person: User, form: ReasonForm) -> str:
    accounts.reset_factors(by=by, user=person, reason=form.cleaned_data["reason"])
    return "عامل دوم برداشته شد و نشست‌های او پایان یافت."


DEEDS = {
    "move": Deed(
        "جابه‌جایی", "ثبت جای تازه", PlaceForm, _move,
        "از این روز نقش و واحد اصلی او این است. آنچه دیگر در دسترس او نباشد به صف واحد برمی‌گردد.",
    ),
    "grant": Deed(
        "نقش افزوده", "افزودن نقش", GrantForm, _grant,
        "نقشی در کنار نقش اصلی، از روزی تا روزی. هرچه برگزیده نشود محدود نمی‌کند.",
    ),
    "factors": Deed(
        "برداشتن عامل دوم", "برداشتن", ReasonForm, _reset,
        "برای کسی که گوشی یا کلید خود را گم کرده است. او در ورود بعدی آگاه می‌شود.",
    ),
    "let-go": Deed(
        "پایان خدمت", "ثبت پایان خدمت", LeaveServiceForm, _let_go,
        "پس از این روز نمی‌تواند وارد شود و درخواست‌هایش به صف واحد برمی‌گردد. "
        "برای پایان فوری، دیروز را بنویسید.",
    ),
}  # fmt: skip
BOUND = {"move", "grant"}
# The fields of a deed that come before its dates.
NAMED = ("role", "province", "unit", "service")


@keeper
@require_safe
def person(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    return _page(request, user, _known(user, pk))


@keeper
@require_POST
def change(request: HttpRequest, user: User, pk: int, what: str) -> HttpResponse:
    """One of DEEDS; what is refused comes back on the page with what was typed."""
    found, deed = _known(user, pk), DEEDS.get(what)
    if deed is None:
        raise Http404
    form = _form(what, user, found, request.POST)
    if form.is_valid():
        try:
            messages.success(request, deed.act(user, found, form))
        except StaffRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("office:person", found.pk)
    return _page(request, user, found, {what: form})


@keeper
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """A temporary password, on the one page that shows it."""
    found = _known(user, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            given = accounts.give_password(by=user, user=found, **form.cleaned_data)
        except StaffRefused as error:
            form.add_error(None, str(error))
        else:
            return render(request, SHOWN_ONCE, {"person": found, "password": given})
    context = {
        "person": found,
        "form": form,
        "title": "گذرواژهٔ موقت",
        "text": "گذرواژهٔ کنونی او از کار می‌افتد و نشست‌هایش پایان می‌یابد. گذرواژهٔ تازه تنها "
        "یک بار نشان داده می‌شود و او باید در نخستین ورود آن را عوض کند.",
    }
    return render(request, "office/staff_reason.html", context)


@keeper
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """Takes a further role back."""
    live = Grant.objects.filter(user__in=accounts.known_to(user), withdrawn_at=None)
    found = get_object_or_404(live.select_related("user__unit"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            accounts.withdraw(by=user, grant=found, **form.cleaned_data)
        except StaffRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "نقش پس گرفته شد.")
            return redirect("office:person", found.user_id)
    context = {
        "person": found.user,
        "form": form,
        "title": "پس گرفتن نقش",
        "text": f"نقش «{found.get_role_display()}» از همین اکنون از او گرفته می‌شود.",
    }
    return render(request, "office/staff_reason.html", context)


def _known(user: User, pk: int) -> User:
    return get_object_or_404(_with_states(accounts.known_to(user)), pk=pk)


def _form(what: str, user: User, person: User, data: Any = None) -> forms.Form:
    more: dict[str, Any] = {"keeper": user} if what in BOUND else {}
    if what == "move":
        now = {"role": person.role, "unit": person.unit_id, "services": person.services}
        more["initial"] = now
    return DEEDS[what].form(data, prefix=what, **more)


def _page(
    request: HttpRequest, user: User, found: User, tried: dict[str, forms.Form] | None = None
) -> HttpResponse:
    tried = tried or {}
    deeds = [
        (what, deed, tried.get(what) or _form(what, user, found)) for what, deed in DEEDS.items()
    ]
    context = {
        "person": found,
        "deeds": [] if found.pk == user.pk else deeds,
        "tried": next(iter(tried), ""),
        "form": next(iter(tried.values()), None),
        "grants": accounts.coming_grants(found),
        "postings": found.postings.select_related("unit").order_by("starts_on"),
        "today": today(),
        "named": NAMED,
    }
    return render(request, "office/person.html", context)
