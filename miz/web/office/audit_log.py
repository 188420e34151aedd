"""The book of events, for the auditor: who did what and when, never what is in a case.

Of a case only its number is shown; the reasons of what was done to it are words about it and stay
out. Reading leaves its own trace, and so does taking the rows along.
"""

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_safe

from miz.accounts.days import today
from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.audit import queries
from miz.audit.models import Event
from miz.audit.search import Wanted, search
from miz.cases.errors import ACTION_WORDS
from miz.lib import csv_lines, digits, jalali

from .dates import PARTS, DatesForm
from .permissions import staff_with

SIZE = 50
CHUNK = 2000
# Of one export; who wants more asks for fewer days at a time.
MOST = 100_000
HEAD = ("زمان", "تاریخ", "چه کسی", "گروه", "رویداد", "نام رویداد", "دربارهٔ", "دلیل", "مهرشده")
MORE = "رویدادهای بیشتری هست؛ روزهای کمتری برگزینید."
KINDS = {"staff": "همکاران", "citizen": "متقاضیان", "machine": "سامانه‌های دیگر", "system": "سامانه"}
SUBJECTS = {"case": "درخواست", "user": "همکار", "notice": "اطلاعیه", "draft": "پیش‌نویس"}
# What is one of its kind and has no number.
WHOLE = {"audit:log": "دفتر رویدادها", "cases:search": "درخواست‌ها"}
OF_STAFF = {
    "staff.login": "وارد شد",
    "staff.logout": "بیرون رفت",
    "staff.enter": "همکاری را وارد کرد",
    "staff.move": "جای همکاری را عوض کرد",
    "staff.let_go": "پایان خدمت همکاری را ثبت کرد",
    "staff.posting": "همکاری به جای تازه رفت",
    "staff.left": "خدمت همکاری پایان یافت",
    "staff.grant": "نقشی به همکاری داد",
    "staff.withdraw_grant": "نقشی را پس گرفت",
    "staff.give_password": "گذرواژهٔ موقت داد",
    "staff.change_password": "گذرواژهٔ خود را عوض کرد",
    "staff.recover_password": "گذرواژهٔ فراموش‌شده را بازیافت",
    "staff.end_sessions": "نشست‌های خود را پایان داد",
    "factor.add": "عامل دوم افزود",
    "factor.remove": "عامل دوم برداشت",
    "factor.codes": "کدهای بازیابی تازه گرفت",
    "factor.wrong": "عامل دوم نادرست داد",
    "factor.reset": "عامل دوم همکاری را برداشت",
    "leave.enter": "مرخصی ثبت کرد",
    "leave.withdraw": "مرخصی را پس گرفت",
    "notice.write": "اطلاعیه نوشت",
    "notice.publish": "اطلاعیه منتشر کرد",
    "notice.withdraw": "اطلاعیه را برداشت",
    "draft.create": "پیش‌نویس خدمتی را آغاز کرد",
    "draft.save": "پیش‌نویس خدمتی را نوشت",
    "draft.propose": "پیش‌نویسی را برای تأیید پیشنهاد کرد",
    "draft.send_back": "پیش‌نویسی را به طراح بازگرداند",
    "draft.approve": "پیش‌نویسی را تأیید کرد",
    "draft.publish": "پیش‌نویسی را منتشر کرد",
    "draft.set_aside": "فرمی را که خدمت آن پیش‌نویس باز داشت نگه داشت",
    "draft.discard": "پیش‌نویسی را کنار گذاشت",
    "service.publish": "خدمتی را منتشر کرد",
    "service.withdraw": "خدمتی را برداشت",
    "audit.read": "دفتر رویدادها را خواند",
    "audit.export": "از دفتر رویدادها خروجی گرفت",
    "audit.verify": "زنجیرهٔ رویدادها را سنجید",
}
OF_CASES = {
    "case.view": "درخواستی را دید",
    "case.print": "درخواستی را چاپ کرد",
    "case.search": "در درخواست‌ها جست‌وجو کرد",
    "case.tell_state": "وضعیت درخواستی را گفت",
    "case.rate": "درخواست: به پاسخ امتیاز داد",
} | {action: f"درخواست: {words}" for action, words in ACTION_WORDS.items()}
OF_CITIZENS = {
    "citizen.join": "حساب ساخت",
    "citizen.password": "گذرواژهٔ خود را عوض کرد",
    "recovery.ask": "بازیابی گذرواژه خواست",
    "recovery.prove": "کد بازیابی را تأیید کرد",
    "consent.ask": "رضایت متقاضی را خواست",
    "consent.take": "رضایت متقاضی را گرفت",
    "representation.begin": "نمایندگی ثبت کرد",
    "representation.end": "نمایندگی را پایان داد",
}
WORDS = OF_STAFF | OF_CITIZENS | OF_CASES

auditor = staff_with(Permission.READ_AUDIT)


class AuditForm(DatesForm):
    """What is asked; what is empty does not narrow."""

    dates: ClassVar[dict[str, str]] = {"since": "از", "until": "تا پایان"}

    kind = forms.ChoiceField(
        label="چه کسانی", choices=[("", "همه"), *KINDS.items()], required=False
    )
    name = forms.CharField(
        label="نام کاربری همکار",
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
    )
    action = forms.ChoiceField(
        label="رویداد",
        choices=[
            ("", "همه"),
            ("همکاران و سامانه", list(OF_STAFF.items())),
            ("حساب‌های متقاضیان", list(OF_CITIZENS.items())),
            ("درخواست‌ها", list(OF_CASES.items())),
        ],
        required=False,
    )
    about = forms.ChoiceField(
        label="دربارهٔ", choices=[("", "همه"), *SUBJECTS.items()], required=False
    )
    number = forms.CharField(
        label="شمارهٔ آن",
        max_length=19,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )
    before = forms.CharField(
        required=False,
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"\A[0-9]{1,18}\Z")],
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        for name, field in self.fields.items():
            if name.startswith(("since_", "until_")):
                field.required, field.initial = False, None

    def clean_name(self) -> User | None:
        name = self.cleaned_data["name"]
        if not name:
            return None
        own = User.objects.filter(organisation=self.reader.organisation_id)
        found = own.filter(username=name).first()
        if found is None:
            raise forms.ValidationError("همکاری با این نام کاربری نیست.", code="unknown")
        return found

    def clean_number(self) -> str:
        number = digits.compact(self.cleaned_data["number"])
        if number and not (number.isascii() and number.isdigit()):
            raise forms.ValidationError("شماره را با رقم بنویسید.", code="invalid")
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("about")) != bool(data.get("number")) and "number" not in self.errors:
            field = "number" if data.get("about") else "about"
            self.add_error(field, forms.ValidationError("نوع و شماره را با هم بنویسید."))
        for name in self.dates:
            parts = [bool(data.get(f"{name}_{part}")) for part in PARTS]
            if any(parts) and not all(parts):
                self.add_error(f"{name}_day", "روز و ماه و سال را با هم بنویسید.")
        return data

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        person = data["name"]
        kind = (data["kind"], "") if data["kind"] else None
        return Wanted(
            subject=f"{data['about']}:{data['number']}" if data["about"] else "",
            actor=("staff", str(person.pk)) if person else kind,
            action=data["action"],
            since=_midnight(data.get("since"), 0),
            until=_midnight(data.get("until"), 1),
            before=int(data["before"]) if data["before"] else None,
            hidden=_of_others(self.reader),
        )


@auditor
@require_safe
def events(request: HttpRequest, user: User) -> HttpResponse:
    form = AuditForm(request.GET, reader=user)
    context: dict[str, Any] = {"form": form, "health": queries.health()}
    if form.is_valid():
        found = search(form.wanted(), SIZE)
        _trace(user, "audit.read", form)
        context |= {"rows": [told(row) for row in found.rows], "before": found.before}
    return render(request, "office/audit.html", context)


@auditor
@require_safe
def export(request: HttpRequest, user: User) -> HttpResponse:
    """All that was asked for as CSV, from the newest; nothing leaves before its own row stands."""
    form = AuditForm(request.GET, reader=user)
    if not form.is_valid():
        return redirect(f"{resolve_url('office:audit')}?{request.GET.urlencode()}")
    _trace(user, "audit.export", form)
    response = StreamingHttpResponse(
        _lines(dataclasses.replace(form.wanted(), before=None)),
        content_type="text/csv; charset=utf-8",
    )
    day = jalali.to_iso(today())
    response["Content-Disposition"] = f'attachment; filename="audit-{day}.csv"'
    return response  # type: ignore[return-value]  # streamed; the door passes it on as it is


def _trace(user: User, action: str, form: AuditForm) -> None:
    asked = {name: value for name, value in form.data.items() if value and name in form.fields}
    by = user.acting(Permission.READ_AUDIT)
    audit.record(by=by, action=action, subject="audit:log", details={"asked": asked})


def _lines(wanted: Wanted) -> Iterator[str]:
    """A chunk of rows at a time, MOST rows altogether."""
    yield csv_lines.MARK + csv_lines.line(HEAD)
    left = MOST
    while left:
        found = search(wanted, min(CHUNK, left))
        yield from (csv_lines.line(_cells(row)) for row in found.rows)
        left -= len(found.rows)
        if found.before is None:
            return
        wanted = dataclasses.replace(wanted, before=found.before)
    yield csv_lines.line([MORE])


def _cells(event: Event) -> list[str]:
    row = told(event)
    at = jalali.in_tehran(event.at)
    return [
        at.isoformat(timespec="seconds"), jalali.to_iso(at.date()), row["who"], row["kind"],
        row["what"], row["action"], row["subject"], row["reason"], "بله" if row["sealed"] else "نه",
    ]  # fmt: skip


def told(event: Event) -> dict[str, Any]:
    """What the page may show of a row."""
    kind, _, number = event.subject.partition(":")
    of_case = kind == "case"
    return {
        "at": event.at,
        "who": event.actor_label,
        "kind": KINDS.get(event.actor_kind, event.actor_kind),
        "what": WORDS.get(event.action, ""),
        "action": event.action,
        "about": f"{SUBJECTS[kind]} {digits.to_persian(number)}"
        if kind in SUBJECTS
        else WHOLE.get(event.subject, ""),
        "subject": event.subject,
        "reason": "" if of_case else event.reason,
        "sealed": event.position is not None,
    }


def _midnight(day: datetime.date | None, later: int) -> datetime.datetime | None:
    return jalali.midnight(day + datetime.timedelta(days=later)) if day else None


def _of_others(reader: User) -> list[str]:
    """Staff of other organisations on the same desk: their doings are their auditor's."""
    others = User.objects.exclude(organisation=reader.organisation_id)
    return [str(pk) for pk in others.values_list("pk", flat=True)]
