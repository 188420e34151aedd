"""What a citizen may say beside the process: forms, and which of them stand on the page now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from miz.cases import corrections, talk, visits
from miz.cases.models import Case, Correction, State, Visit
from miz.catalogue import queries as catalogue
from miz.web.shared.fields import CodeField, StorableTextField
from miz.web.shared.request_forms import ContactForm, DetailsForm
from miz.web.shared.visit_times import VisitTimeForm

Field = Correction.Field
FIRST, SECOND = "first", "second"


class MessageForm(forms.Form):
    text = StorableTextField(
        label="پیام شما",
        longest=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": "پیام خود را بنویسید."},
    )


class SeenForm(forms.Form):
    """Which time of the visit the person saw."""

    seen = forms.DateTimeField(widget=forms.HiddenInput)


class MoveReasonForm(SeenForm):
    reason = StorableTextField(
        label="چرا این زمان مناسب نیست؟",
        longest=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": "بنویسید چرا این زمان مناسب نیست."},
    )


class MoveForms:
    """Another time for a visit: the reason, a first proposal and, if wished, a second."""

    def __init__(self, case: Case, data: Any = None) -> None:
        self.reason = MoveReasonForm(data, prefix="move")
        self.first = VisitTimeForm(data, prefix=FIRST, case=case)
        self.second = VisitTimeForm(
            data, prefix=SECOND, case=case, empty_permitted=True, use_required_attribute=False
        )

    @property
    def parts(self) -> list[forms.Form]:
        return [self.first, self.second, self.reason]

    def is_valid(self) -> bool:
        return not [part for part in self.parts if not part.is_valid()]

    @property
    def said(self) -> dict[str, Any]:
        times = [form.cleaned_data.get("at") for form in (self.first, self.second)]
        return {**self.reason.cleaned_data, "proposals": [at for at in times if at]}


def correction_form(case: Case, field: str, data: Any = None) -> forms.Form:
    """Exactly one field of the request, judged as when the request was made.

    The ways to reach a person begin empty: who knows the codes of a case need not know them.
    """
    made = _whole_form(case, field, data)
    names = [name for name in corrections.COLUMNS[Field(field)] if name in made.fields]
    made.fields = {name: made.fields[name] for name in names}
    return made


def _whole_form(case: Case, field: str, data: Any) -> forms.Form:
    if field in Correction.CONTACTS:
        return ContactForm(data, prefix=field)
    service = catalogue.version(case.version_id)
    initial = {"topic": case.topic, "text": case.text}
    made = DetailsForm(data, prefix=field, initial=initial, service=service, main_topic="")
    groups = {
        title: [(topic.code, topic.title) for topic in service.of_main(code)]
        for code, title in service.main_topics.items()
    }
    made.fields["topic"] = CodeField(
        label="موضوع",
        choices=list(groups.items()),
        widget=forms.Select,
        error_messages={"invalid_choice": "این موضوع در فهرست نیست."},
    )
    return made


def is_changed(case: Case, field: str, form: forms.Form) -> bool:
    """Whether a right form says something else than the case does."""
    return any(getattr(case, name) != value for name, value in form.cleaned_data.items())


@dataclass(frozen=True)
class Typed:
    """What was sent and comes back: its box (message, move or the field of a correction)."""

    box: str
    parts: Sequence[forms.Form]
    whole: MoveForms | None = None

    @property
    def is_wrong(self) -> bool:
        return any(form.errors for form in self.parts)

    @property
    def words(self) -> str:
        """What a person wrote, for the case that its box is not there any more."""
        return "\n".join(filter(None, self._values()))

    def _values(self) -> Iterator[str]:
        for form in self.parts:
            for field in form.visible_fields():
                yield str(field.value() or "")


@dataclass(frozen=True)
class Asked:
    """A correction that is wanted, with its form."""

    case: Case
    row: Correction
    form: forms.Form

    @property
    def present(self) -> str:
        """What stands now, masked; empty where it stands in the form itself."""
        if not self.row.is_of_contact:
            return ""
        return corrections.masked(self.row.field, corrections.shown(self.case, self.row.field))


def boxes(case: Case, typed: Typed | None = None) -> dict[str, Any]:
    """What the page of a case shows of it; `typed` stands in the place of its empty box."""
    asked = _asked(case, typed)
    visit = visits.live(case)
    may_move = visit is not None and visit.state != Visit.State.MOVE_ASKED
    may_write = case.state != State.CLOSED and len(talk.unanswered(case)) < talk.MOST_UNANSWERED
    there = {each.row.field for each in asked}
    there |= {name for name, is_there in (("message", may_write), ("move", may_move)) if is_there}
    return {
        "visit": visit,
        "may_move": may_move,
        "may_write": may_write,
        "asked": asked,
        "move": (typed and typed.whole) or MoveForms(case),
        "message_form": _own(typed, "message") or MessageForm(prefix="message"),
        "typed": typed,
        "late_words": typed.words if typed and typed.box not in there else "",
    }


def _asked(case: Case, typed: Typed | None) -> list[Asked]:
    rows = case.corrections.none() if case.state == State.CLOSED else case.corrections.open()
    return [
        Asked(case, row, _own(typed, row.field) or correction_form(case, row.field)) for row in rows
    ]


def _own(typed: Typed | None, box: str) -> forms.Form | None:
    return typed.parts[0] if typed and typed.box == box else None
