"""Ticked rows of the inbox in one go: claimed, or handed over with one reason.

Each case goes through its own action in a transaction of its own, under the revision its row
showed. One that is refused stops no other and is told by its tracking code, with why; what was
typed for it stays.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_POST

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases import actions, inbox
from miz.cases.errors import CaseError
from miz.cases.models import Case
from miz.lib import digits

from . import offers
from .forms import HandOverForm, InboxForm
from .permissions import staff_with

CONFLICT = 409
TICK = re.compile(r"[0-9]{1,18}-[0-9]{1,9}")
worker = staff_with(Permission.WORK_ON_CASES)


class TicksField(forms.Field):
    """Rows as `case-revision`, one or several with commas: {case: revision}, a page at most."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": "نخست درخواستی را برگزینید.",
        "invalid": "این گزینش خوانده نشد؛ دوباره از کارتابل برگزینید.",
        "too_many": "در هر بار تنها درخواست‌های یک صفحه را برگزینید.",
    }

    def to_python(self, value: list[str] | None) -> dict[int, int]:
        ticks = [tick for group in value or () for tick in group.split(",")]
        if not all(TICK.fullmatch(tick) for tick in ticks):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        pairs = (tick.split("-") for tick in ticks)
        found = {int(case): int(revision) for case, revision in pairs}
        if len(found) > inbox.SIZE:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        return found


class TicksForm(forms.Form):
    """`shown` are the rows of the page of a hand-over: what is not ticked any more stays there."""

    case = TicksField()
    shown = TicksField(required=False)

    @property
    def ticked(self) -> dict[int, int]:
        found: dict[int, int] = self.cleaned_data.get("case", {})
        return found

    @property
    def rows(self) -> dict[int, int]:
        shown: dict[int, int] = self.cleaned_data.get("shown", {})
        return shown or self.ticked


class ReceiverForm(HandOverForm):
    """Of a hand-over, what all its cases share."""

    revision = None  # type: ignore[assignment]


@dataclasses.dataclass
class Outcome:
    """`refused` are those in sight that did not go, with why; `missing` counts the others."""

    done: int = 0
    refused: list[tuple[Case, str]] = dataclasses.field(default_factory=list)
    missing: int = 0

    @property
    def whole(self) -> bool:
        return not (self.refused or self.missing)


@worker
@require_POST
def claim(request: HttpRequest, user: User) -> HttpResponse:
    ticks = TicksForm(request.POST)
    if not ticks.is_valid():
        return _unticked(request, user, ticks)
    outcome = _each(user, ticks.ticked, actions.claim)
    if outcome.whole:
        said = f"{digits.to_persian(outcome.done)} درخواست اکنون نزد شماست."
        return _home(request, user, said)
    context = {"title": "برداشتن گروهی", "done_word": "اکنون نزد شماست", "outcome": outcome}
    return _show(request, user, context, CONFLICT)


@worker
@require_POST
def hand_over(request: HttpRequest, user: User) -> HttpResponse:
    """Asks to whom and why, then hands over; the cases that are refused stay in the form."""
    ticks = TicksForm(request.POST)
    ticks.is_valid()
    cases = _visible(user, ticks.rows)
    if not cases:
        return _unticked(request, user, ticks)
    sent = request.POST if "to" in request.POST else None
    form = ReceiverForm(sent, receivers=offers.receivers(*cases.values()))
    form.fields["reason"].widget.attrs["data-draft"] = _draft(user)
    if not (form.is_valid() and ticks.is_valid()):
        rows = _rows(cases.values(), ticks.rows, ticks.ticked)
        return _ask(request, user, form, rows, ticks=ticks)
    outcome = _each(user, ticks.ticked, _handing(**form.cleaned_data))
    if outcome.whole:
        said = f"{digits.to_persian(outcome.done)} درخواست ارجاع شد."
        return _home(request, user, said, draft=_draft(user))
    return _ask_again(request, user, form, outcome)


# --- pieces


def _each(user: User, ticked: dict[int, int], act: Callable[..., Case]) -> Outcome:
    """Does it to each case in a transaction of its own."""
    cases, outcome = _visible(user, ticked), Outcome()
    outcome.missing = len(ticked) - len(cases)
    for pk, case in cases.items():
        try:
            act(by=user, case=case, revision=ticked[pk])
        except CaseError as error:
            outcome.refused.append((case, str(error)))
        else:
            outcome.done += 1
    return outcome


def _visible(user: User, wanted: Iterable[int]) -> dict[int, Case]:
    """What exists of them for this user, in the order given."""
    found = Case.objects.visible_to(user).in_bulk(list(wanted))
    return {pk: found[pk] for pk in wanted if pk in found}


def _handing(*, to: str, reason: str) -> Callable[..., Case]:
    unit, colleague = offers.receiver(to)

    def act(**said: Any) -> Case:
        return actions.hand_over(unit=unit, colleague=colleague, reason=reason, **said)

    return act


def _rows(
    cases: Iterable[Case], revisions: dict[int, int], ticked: Iterable[int]
) -> list[dict[str, Any]]:
    return [
        {"case": case, "tick": f"{case.pk}-{revisions[case.pk]}", "ticked": case.pk in ticked}
        for case in cases
    ]


def _ask_again(
    request: HttpRequest, user: User, form: ReceiverForm, outcome: Outcome
) -> HttpResponse:
    """Those that were refused, as they are now: whoever sends them again has read what happened."""
    left = _visible(user, [case.pk for case, _ in outcome.refused])
    revisions = {case.pk: case.revision for case in left.values()}
    rows = _rows(left.values(), revisions, left)
    return _ask(request, user, form, rows, CONFLICT, outcome=outcome)


def _ask(
    request: HttpRequest,
    user: User,
    form: ReceiverForm,
    rows: list[dict[str, Any]],
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "title": "ارجاع گروهی",
        "done_word": "ارجاع شد",
        "form": form,
        "rows": rows,
        "shown": ",".join(row["tick"] for row in rows),
    }
    return _show(request, user, context | more, status)


def _show(
    request: HttpRequest, user: User, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context |= {"back": _back(request, user)}
    return render(request, "office/bulk.html", context, status=status)


def _unticked(request: HttpRequest, user: User, ticks: TicksForm) -> HttpResponse:
    """Nothing was ticked, or nothing of it is in sight any more."""
    why = ticks.errors.get("case", ["این درخواست‌ها دیگر در دسترس شما نیستند."])
    messages.error(request, " ".join(map(str, why)))
    return redirect(_address(_back(request, user)))


def _home(request: HttpRequest, user: User, said: str, draft: str = "") -> HttpResponse:
    messages.success(request, said, extra_tags=draft)
    return redirect(_address(_back(request, user)))


def _back(request: HttpRequest, user: User) -> str:
    """The list the rows were ticked in, as its address says it."""
    return InboxForm(QueryDict(request.POST.get("back", "")), user=user).query(place=True)


def _address(query: str) -> str:
    return f"{resolve_url('office:inbox')}?{query}" if query else resolve_url("office:inbox")


def _draft(user: User) -> str:
    return f"{user.pk}-bulk-hand-over"
