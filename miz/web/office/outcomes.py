"""How the outcomes of a task look to who works on it: the form that the process declared.

Names of actions are `OUTCOME-TASK`, so that two tasks of one case do not share a box.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

from django import forms

from miz.accounts.models import Unit
from miz.cases.models import Case, Entry, Task
from miz.processes.engine import Field, Outcome
from miz.web.shared.fields import StorableTextField

from .forms import AnswerForm, RevisionForm, text_field

Kind = Entry.Kind


@dataclasses.dataclass(frozen=True)
class Words:
    """What surrounds the words of one kind of entry."""

    icon: str
    label: str
    missing: str
    button: str
    done: str
    about: str = ""
    look: str = ""
    rows: int = 4
    key: str = ""
    files: bool = False


INSIDE = "متقاضی این را نمی‌بیند."
NO_WORDS = Words("check-lg", "", "", "انجام شد", "این مرحله انجام شد.")
WORDS = {
    Kind.ANSWER: Words(
        icon="reply", label="متن پاسخ", missing="متن پاسخ را بنویسید.", button="فرستادن پاسخ",
        done="پاسخ ثبت شد و به متقاضی خبر داده می‌شود.", rows=10, key="a", files=True,
    ),
    Kind.REQUEST_MORE: Words(
        icon="question-circle", label="چه چیزی کم است؟",
        missing="بنویسید متقاضی چه چیزی باید بفرستد.", button="فرستادن به متقاضی",
        done="از متقاضی تکمیل خواسته شد و مهلت تا پاسخ او متوقف است.",
        about="متقاضی این متن را می‌بیند. تا پاسخ او، مهلت متوقف است.", key="q",
    ),
    Kind.REJECTION: Words(
        icon="x-circle", label="دلیل رد درخواست", missing="دلیل رد درخواست را بنویسید.",
        button="رد درخواست", done="درخواست رد شد و دلیل آن به متقاضی گفته می‌شود.",
        about="متقاضی این دلیل را می‌بیند.", look="m-danger", files=True,
    ),
    Kind.REFERRAL: Words(
        icon="signpost-split", label="پرسش از واحد", missing="بنویسید از واحد چه می‌پرسید.",
        button="فرستادن به واحد", done="پرسش به واحد فرستاده شد.",
        about="واحد تنها همین متن و پرونده‌های آن را می‌بیند، نه نام و درخواست متقاضی را.",
        files=True,
    ),
    Kind.OPINION: Words(
        icon="reply", label="پاسخ واحد", missing="پاسخ واحد را بنویسید.", button="فرستادن پاسخ",
        done="پاسخ واحد فرستاده شد.", about=INSIDE, rows=8, key="a", files=True,
    ),
    Kind.FINDING: Words(
        icon="journal-text", label="شرح رسیدگی و نتیجه", missing="نتیجهٔ رسیدگی را بنویسید.",
        button="ثبت نتیجه", done="نتیجهٔ رسیدگی ثبت شد.", about=INSIDE, rows=8, files=True,
    ),
    Kind.NOTE: Words(
        icon="journal-text", label="متن یادداشت", missing="متن یادداشت را بنویسید.",
        button="ثبت", done="این مرحله انجام شد.", about=INSIDE,
    ),
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Choice:
    """One outcome of one open task, as it is offered."""

    task: Task
    outcome: Outcome

    @property
    def name(self) -> str:
        return f"{self.outcome.code}-{self.task.pk}"

    @property
    def place(self) -> list[Any]:
        """What names it in an address: case, task, outcome."""
        return [self.task.case_id, self.task.pk, self.outcome.code]

    @property
    def words(self) -> Words:
        return WORDS.get(Kind(self.outcome.entry), NO_WORDS) if self.outcome.entry else NO_WORDS

    @property
    def is_answer(self) -> bool:
        return self.outcome.entry == Kind.ANSWER


class OutcomeForm(RevisionForm):
    """The declared fields of an outcome, then its words. `given` is what the process gets."""

    def __init__(self, *args: Any, choice: Choice, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        asked = {_prefixed(each): field(each, case) for each in choice.outcome.fields}
        if words := choice.words.label:
            asked["text"] = text_field(words, choice.words.missing, choice.words.rows)
        self.fields.update(asked)
        self.order_fields(["revision", *(name for name in asked if name != "text"), "ready"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        declared = self.choice.outcome.fields
        given = {f.name: value(f, cleaned.pop(_prefixed(f), None)) for f in declared}
        cleaned["data"] = {name: each for name, each in given.items() if each is not None}
        return cleaned


class AnswerOutcomeForm(OutcomeForm, AnswerForm):
    """An outcome whose words may begin with a reusable answer."""


class GoneForm(RevisionForm):
    """What was typed for an outcome that is offered no more."""

    text = StorableTextField(required=False)


def form(
    choice: Choice, case: Case, texts: dict[str, tuple[str, str]], data: Any, **more: Any
) -> OutcomeForm:
    """The form of an outcome; `texts` are the reusable answers of AnswerForm."""
    if choice.is_answer:
        return AnswerOutcomeForm(data, choice=choice, case=case, texts=texts, **more)
    return OutcomeForm(data, choice=choice, case=case, **more)


def _prefixed(declared: Field) -> str:
    """Apart from the names of our own fields."""
    return f"data-{declared.name}"


def field(declared: Field, case: Case) -> forms.Field:
    """A field of a form for what a process asks."""
    common: dict[str, Any] = {"label": declared.label, "required": declared.required}
    missing = {"required": f"«{declared.label}» را بنویسید.", "invalid": "این مقدار درست نیست."}
    chosen = {**missing, "required": f"«{declared.label}» را برگزینید."}
    if declared.type == "choice":
        options = [("", "برگزینید"), *((c, declared.said(c)) for c in declared.choices)]
        return forms.ChoiceField(choices=options, error_messages=chosen, **common)
    if declared.type == "unit":
        options = [("", "برگزینید"), *units(case)]
        return forms.ChoiceField(choices=options, error_messages=chosen, **common)
    if declared.type == "boolean":
        yes_or_no = [("", "برگزینید"), ("true", "بله"), ("false", "خیر")]
        return forms.ChoiceField(choices=yes_or_no, error_messages=chosen, **common)
    if declared.type in ("integer", "number"):
        kind = forms.IntegerField if declared.type == "integer" else forms.DecimalField
        return kind(error_messages=missing, localize=False, **common)
    words = text_field(declared.label, missing["required"], rows=2)
    words.required = declared.required
    return words


def value(declared: Field, typed: Any) -> Any:
    """What was typed, as the process holds it; None for nothing."""
    if typed in (None, ""):
        return None
    if declared.type == "boolean":
        typed = typed == "true"
    elif declared.type == "number":
        typed = float(typed)
    return [typed] if declared.many else typed


def units(case: Case) -> Iterator[tuple[str, str]]:
    """(CODE/PROVINCE, name) of the units of the organisation, but for the inspection itself."""
    known = Unit.objects.filter(organisation=case.organisation_id)
    for unit in known.exclude(kind=Unit.Kind.INSPECTION).order_by("kind", "pk"):
        yield (f"{unit.code}/{unit.province}" if unit.province else unit.code), str(unit)
