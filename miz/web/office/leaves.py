"""Who is away and who stands in: one's own leave, those of one's people, a colleague's cases."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from miz.accounts import leaves as accounts
from miz.accounts.errors import LeaveRefused
from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases import inbox
from miz.web.shared.fields import StorableTextField

from .dates import DatesForm
from .permissions import staff_with

worker = staff_with(Permission.WORK_ON_CASES, Permission.MANAGE_LEAVES)
MOST_SHOWN = 50


class PersonForm(forms.Form):
    """Whose leave is entered."""

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"] = _people_field("مرخصی برای", people)


class LeaveForm(DatesForm):
    dates: ClassVar[dict[str, str]] = {"first": "آغاز مرخصی", "last": "پایان مرخصی"}

    reason = StorableTextField(
        label="توضیح",
        longest=200,
        required=False,
        help_text="تنها همکاران شما آن را می‌بینند.",
        widget=forms.TextInput(attrs={"dir": "auto", "maxlength": "200"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = accounts.candidates(person)
        self.fields["delegate"] = _people_field("جانشین", colleagues, "کسی نیست؛ به صف برود")

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        told = {name: data[name] for name in ("delegate", "reason")}
        return told | {"starts_on": data["first"], "ends_on": data["last"]}


@worker
@require_http_methods(["GET", "POST"])
def leaves(request: HttpRequest, user: User) -> HttpResponse:
    people = list(accounts.managed_by(user))
    person = _person(request, user, people)
    form = LeaveForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            accounts.enter(by=user, user=person, **form.said())
        except LeaveRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"مرخصی {person} ثبت شد.")
            return redirect("office:leaves")
    context = {
        "form": form,
        "person": person,
        "chooser": PersonForm({"of": person.pk}, people=people) if len(people) > 1 else None,
        "leaves": accounts.known_to(user)[:MOST_SHOWN],
        "today": accounts.today(),
        **_stood_in(user),
    }
    return render(request, "office/leaves.html", context)


@worker
@require_POST
def withdraw(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    leave = get_object_or_404(accounts.known_to(user), pk=pk)
    said = "پایان یافت" if leave.starts_on < accounts.today() else "لغو شد"
    try:
        accounts.withdraw(by=user, leave=leave)
    except LeaveRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"مرخصی {leave.user} {said}.")
    return redirect("office:leaves")


def _person(request: HttpRequest, user: User, people: list[User]) -> User:
    """Of whom the address speaks; a stranger does not exist."""
    wanted = request.GET.get("of", str(user.pk))
    found = next((person for person in people if str(person.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _stood_in(user: User) -> dict[str, Any]:
    """The open cases of those for whom `user` stands in today, the most urgent first."""
    absent = list(accounts.stands_in_for(user.pk))
    if not absent:
        return {"absent": []}
    cases = inbox.open_cases(user).filter(assignee__in=absent).order_by("due_at", "id")
    clock = inbox.Clock.of(user, timezone.now())
    shown = cases.select_related("assignee").defer(*inbox.NOT_SHOWN)[:MOST_SHOWN]
    return {"absent": absent, "rows": [(case, clock.due(case)) for case in shown]}


def _people_field(label: str, people: list[User], nobody: str = "") -> forms.TypedChoiceField:
    """A choice among these people and no others; cleaned it is the person, or None."""
    known = {str(person.pk): person for person in people}
    choices = [(pk, f"{person}، {person.unit}") for pk, person in known.items()]
    return forms.TypedChoiceField(
        label=label,
        choices=[("", nobody), *choices] if nobody else choices,
        coerce=known.get,
        empty_value=None,
        required=not nobody,
        error_messages={"invalid_choice": "این همکار در فهرست نیست."},
    )
