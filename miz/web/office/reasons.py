"""Why somebody who does not hold a sensitive case wants to read it: asked before it opens, written
down before it is shown, and told to its applicant as it was written."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from miz.accounts.models import User
from miz.cases import actions
from miz.cases.models import Case
from miz.web.shared.fields import StorableTextField

from .permissions import on_known_case, open_for, opens

OTHER = "other"
WHYS = {
    "work": "رسیدگی به این درخواست",
    "oversee": "نظارت بر رسیدگی",
    "stand_in": "به‌جای همکاری که نیست",
    "inquiry": "پاسخ به پرسش خود متقاضی",
    OTHER: "دلیل دیگر",
}
LONGEST = 300


class ReasonForm(forms.Form):
    why = forms.ChoiceField(
        label="برای چه این درخواست را باز می‌کنید؟",
        choices=list(WHYS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "یکی از دلیل‌ها را برگزینید."},
    )
    text = StorableTextField(
        label="توضیح",
        longest=LONGEST,
        required=False,
        help_text="یک یا دو جمله. متقاضی همین را می‌خواند.",
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("why") == OTHER and not data.get("text") and "text" not in self.errors:
            self.add_error("text", forms.ValidationError("دلیل را بنویسید.", code="required"))
        return data

    @property
    def reason(self) -> str:
        why, text = self.cleaned_data["why"], self.cleaned_data["text"]
        if why == OTHER:
            return str(text)
        return f"{WHYS[why]}: {text}" if text else WHYS[why]


@on_known_case
@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    if opens(request, user, case):
        return redirect(_wanted(request, case))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.see(by=user, case=case, what="reason", reason=form.reason)
        open_for(request, case)
        return redirect(_wanted(request, case))
    return render(request, "office/reason.html", {"form": form, "case": case})


def _wanted(request: HttpRequest, case: Case) -> str:
    """The page of this case that was asked for; another address is none of ours to lead to."""
    page, wanted = reverse("office:case", args=[case.pk]), request.GET.get("next", "")
    return wanted if wanted.startswith(page) else page
