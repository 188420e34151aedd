"""Time in which the desk stood still: recorded and withdrawn by who answers for the desk."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases import downtimes as cases
from miz.cases.errors import CaseError
from miz.cases.models import Downtime
from miz.web.shared.fields import StorableTextField

from .dates import DatesForm
from .permissions import staff_with

recorder = staff_with(Permission.RECORD_DOWNTIME)
WITHDRAWN = "اختلال برگردانده شد و مهلت‌ها تا چند دقیقهٔ دیگر به حال پیشین برمی‌گردند."
RECORDED = "اختلال ثبت شد و مهلت‌ها تا چند دقیقهٔ دیگر تمدید می‌شوند."


class DowntimeForm(DatesForm):
    dates: ClassVar[dict[str, str]] = {"start": "آغاز", "end": "پایان"}
    timed = True

    reason = StorableTextField(
        label="سبب",
        longest=200,
        help_text="متقاضیان این را در صفحهٔ پیگیری می‌خوانند؛ مانند «قطعی برق مرکز داده».",
        widget=forms.TextInput(attrs={"dir": "auto", "maxlength": "200"}),
        error_messages={"required": "سبب اختلال را بنویسید."},
    )

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"starts_at": data["start"], "ends_at": data["end"], "reason": data["reason"]}


@recorder
@require_http_methods(["GET", "POST"])
def downtimes(request: HttpRequest, user: User) -> HttpResponse:
    """The list, and the form that adds to it."""
    form = DowntimeForm(request.POST or None)
    if form.is_valid():
        try:
            cases.record(by=user, organisation=user.organisation, **form.said())
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, RECORDED)
            return redirect("office:downtimes")
    rows = [(row, _may_withdraw(user, row)) for row in cases.known_to(user)]
    return render(request, "office/downtimes.html", {"form": form, "rows": rows})


@recorder
@require_POST
def withdraw(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    downtime = get_object_or_404(Downtime, pk=pk, organisation=user.organisation_id)
    try:
        cases.withdraw(by=user, downtime=downtime)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, WITHDRAWN)
    return redirect("office:downtimes")


def _may_withdraw(user: User, downtime: Downtime) -> bool:
    return downtime.organisation_id == user.organisation_id and cases.may_withdraw(downtime)
