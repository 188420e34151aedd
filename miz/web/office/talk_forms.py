"""What staff may say to a citizen beside the process: one form each, and when it is offered."""

from typing import Any

from django import forms
from django.utils import timezone

from miz.accounts.models import User
from miz.cases import talk, visits
from miz.cases.models import Case, Correction, Visit
from miz.lib import digits
from miz.web.shared.fields import StorableTextField
from miz.web.shared.visit_times import CaseForm, VisitTimeForm

from .forms import RevisionForm, draft_name, text_field

TIME_PARTS = ("day", "month", "year", "time")
LONGEST_REASON = 1000


class TalkForm(RevisionForm, CaseForm):
    """Something to say; `said` is what its action takes."""

    @property
    def said(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in TIME_PARTS}


class MessageForm(TalkForm):
    text = text_field("متن پیام", "متن پیام را بنویسید.")


class CorrectionForm(TalkForm):
    field = forms.ChoiceField(
        label="کدام مورد؟",
        choices=[("", "یک مورد را برگزینید"), *Correction.Field.choices],
        error_messages={
            "required": "موردی را که باید اصلاح شود برگزینید.",
            "invalid_choice": "این مورد در فهرست نیست.",
        },
    )
    reason = text_field("چرا؟", "بنویسید چرا باید اصلاح شود.", rows=3)


class WithdrawForm(TalkForm):
    correction = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(VisitTimeForm, TalkForm):
    """Another time of the desk's own choice."""


class InviteForm(MoveForm):
    place = StorableTextField(
        label="مکان",
        longest=300,
        help_text="نشانی و اتاق؛ چنان‌که متقاضی بیابد.",
        widget=forms.TextInput(attrs={"dir": "auto", "maxlength": "300"}),
        error_messages={"required": "مکان مراجعه را بنویسید."},
    )
    documents = StorableTextField(
        label="مدارک همراه",
        longest=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    necessity = forms.ChoiceField(
        label="علت حضور",
        choices=[("", "علت را برگزینید"), *Visit.Necessity.choices],
        error_messages={
            "required": "بنویسید چرا این کار از راه دور شدنی نیست.",
            "invalid_choice": "این علت در فهرست نیست.",
        },
    )
    reason = StorableTextField(
        label="شرح علت",
        longest=LONGEST_REASON,
        required=False,
        help_text="متقاضی این را می‌خواند. اگر علت «سایر» است، نوشتن آن لازم است.",
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.case
        address = "" if case.unit.province else case.organisation.address
        self.fields["place"].initial = "، ".join(part for part in (str(case.unit), address) if part)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("necessity") == Visit.Necessity.OTHER and not data.get("reason", "").strip():
            self.add_error("reason", "بنویسید چرا این کار از راه دور شدنی نیست.")
        return data


class AcceptForm(TalkForm):
    """`proposal` names one of the citizen's times; said as the time itself."""

    proposal = forms.TypedChoiceField(
        label="زمان‌های پیشنهادی متقاضی",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "یکی از زمان‌ها را برگزینید.",
            "invalid_choice": "این زمان دیگر پیشنهاد متقاضی نیست.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visit = visits.live(self.case)
        self.times = {int(at.timestamp()): at for at in (visit.proposals if visit else [])}
        field = self.fields["proposal"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, visits.when(at)) for key, at in self.times.items()]

    @property
    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"revision": data["revision"], "at": self.times[data["proposal"]]}


class CancelForm(TalkForm):
    reason = text_field("دلیل لغو", "دلیل لغو را بنویسید.", rows=3)


class SettleForm(TalkForm):
    """A press: what came of the visit stands in the address."""


FORMS: dict[str, type[TalkForm]] = {
    "message": MessageForm,
    "correction": CorrectionForm,
    "withdraw": WithdrawForm,
    "invite": InviteForm,
    "accept": AcceptForm,
    "move": MoveForm,
    "cancel": CancelForm,
    "held": SettleForm,
    "missed": SettleForm,
}


def form(what: str, case: Case, user: User, data: Any = None) -> TalkForm:
    """The form of one thing to say; its ids tell it from the others on the page."""
    made = FORMS[what](data, case=case, auto_id=f"talk_{what}_%s")
    for name in ("text", "reason"):
        if name in made.fields:
            made.fields[name].widget.attrs["data-draft"] = draft_name(f"talk-{what}", case, user)
    return made


def offered(user: User, case: Case) -> dict[str, TalkForm]:
    """What `user` may say now, by its name in FORMS; a press needs no form and is not among it."""
    if not talk.may_talk(user, case):
        return {}
    visit = visits.live(case)
    names = ["message", "correction", *(["move", "cancel"] if visit else ["invite"])]
    if visit and visit.state == Visit.State.MOVE_ASKED:
        names.insert(0, "accept")
    return {name: form(name, case, user) for name in names}


def box(user: User, case: Case) -> dict[str, Any]:
    """What the page of a case shows of it."""
    visit = visits.live(case)
    offers = offered(user, case)
    return {
        "offers": offers,
        "visit": visit,
        "time_has_passed": visit is not None and visit.at <= timezone.now(),
        "asked": case.corrections.open() if offers else [],
        "corrected": case.corrections.filter(done_at__isnull=False),
        "unanswered": digits.to_persian(len(talk.unanswered(case))) if offers else "",
        "count": visits.count(case),
    }
