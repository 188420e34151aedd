"""Forms of the staff door. Every name that sorts or filters comes from a list."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import RegexValidator

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.cases import inbox
from miz.cases.models import Case, State
from miz.catalogue.ready_texts import boxes
from miz.lib import provinces
from miz.web.shared.fields import CodeField, StorableTextField

STATES = [
    ("open", "در دست اقدام"),
    (State.WAITING_FOR_CITIZEN.value, "در انتظار متقاضی"),
    (State.ANSWERED.value, "پاسخ داده شد"),
    (State.REJECTED.value, "رد شد"),
    (State.CLOSED.value, "بسته شد"),
    ("all", "همه"),
]
ASSIGNMENTS = [("", "همه"), ("mine", "نزد من"), ("unassigned", "بی‌مسئول")]
DUES = [
    ("", "همه"),
    ("overdue", "گذشته از مهلت"),
    ("today", "مهلت امروز"),
    ("nearly_due", "نزدیک به مهلت"),
]
SORTS = [("deadline", "نزدیک‌ترین مهلت"), ("newest", "تازه‌ترین ثبت")]
PLACE = ("after", "before")
LONGEST_TEXT = 5000
UNFILLED = "در متن جای خالی مانده است؛ به جای هر کدام متن خودتان را بنویسید: {}"


class LoginForm(forms.Form):
    username = forms.CharField(
        label="نام کاربری",
        max_length=64,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "username", "autocapitalize": "none"}
        ),
        error_messages={"required": "نام کاربری را بنویسید."},
    )
    password = forms.CharField(
        label="گذرواژه",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"dir": "ltr", "autocomplete": "current-password"}),
        error_messages={"required": "گذرواژه را بنویسید."},
    )


class SearchForm(forms.Form):
    q = StorableTextField(
        label="جست‌وجو",
        longest=100,
        required=False,
        widget=forms.TextInput(
            attrs={
                "dir": "auto",
                "placeholder": "کد پیگیری، کد ملی، نام یا واژه‌ای از متن",
                "data-key": "/",
            }
        ),
    )


class InboxForm(forms.Form):
    """The filter bar. What is not on a list counts as not given."""

    state = CodeField(label="وضعیت", choices=STATES, required=False)
    assignment = CodeField(label="مسئول", choices=ASSIGNMENTS, required=False)
    due = CodeField(label="مهلت", choices=DUES, required=False)
    main_topic = CodeField(label="موضوع", required=False)
    province = CodeField(label="استان", required=False)
    sort = CodeField(label="ترتیب", choices=SORTS, required=False)
    q = StorableTextField(label="جست‌وجو", longest=100, required=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        words = data.get("q", "").strip()
        # Who searches means the whole archive, until he says otherwise.
        self.usual = {"state": "all" if words else "open", "sort": "deadline"}
        super().__init__({**self.usual, **{name: value for name, value in data.items() if value}})
        topics = list(inbox.main_topics(user).items())
        self._choices("main_topic", [("", "همه"), *topics])
        self._choices("province", [("", "همه"), *provinces.choices()])
        for name in PLACE:
            self.fields[name].validators.append(RegexValidator(r"\A[0-9]{1,16}-[0-9]{1,18}\Z"))
        if not user.may(Permission.ALL_PROVINCES):
            del self.fields["province"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def filters(self) -> inbox.Filters:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        for name in PLACE:
            if name in given:
                given[name] = inbox.Position.parse(given[name])
        if "q" in given:
            given["words"] = given.pop("q")
        return inbox.Filters(**given)

    def query(self, *, place: bool = False, **changes: str) -> str:
        """This list as an address says it: what departs from the usual, and the `place` in it."""
        left_out = () if place else PLACE
        kept = {n: value for n, value in self._unusual().items() if n not in left_out}
        return urlencode(kept | changes)

    def in_words(self) -> str:
        """This list as people say it: «مهلت: گذشته از مهلت، استان: فارس»."""
        said = [(self.fields[name], value) for name, value in self._unusual().items()]
        choices = [dict(getattr(field, "choices", ())) for field, _ in said]
        return "، ".join(
            f"{field.label}: {names.get(value, value)}"
            for (field, value), names in zip(said, choices, strict=True)
        )

    @property
    def dropped(self) -> list[str]:
        """The labels of what was asked for and is on no list any more."""
        self.is_valid()
        return [
            str(field.label)
            for name, field in self.base_fields.items()
            if field.label and name in self.data and name not in self.cleaned_data
        ]

    def _unusual(self) -> dict[str, str]:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: value for name, value in given.items() if value != self.usual.get(name)}


class RevisionForm(forms.Form):
    """Every action names the revision its page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def draft_name(action: str, case: Case, user: User) -> str:
    """Under which name the browser keeps the words of a form until they have arrived."""
    return f"{user.pk}-case-{case.pk}-{action}"


def text_field(label: str, required: str, rows: int = 4) -> StorableTextField:
    return StorableTextField(
        label=label,
        longest=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"required": required},
    )


class NoteForm(RevisionForm):
    text = text_field("متن یادداشت", "متن یادداشت را بنویسید.", rows=3)


class AnswerChoice(forms.Select):
    """A select whose options carry the text they stand for."""

    texts: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if text := self.texts.get(str(value)):
            option["attrs"]["data-text"] = text
        return option


class AnswerForm(RevisionForm):
    """The answer; `ready` may name one of the reusable `texts` {code: (title, text)}."""

    ready = forms.ChoiceField(label="متن آماده", required=False, widget=AnswerChoice)
    text = text_field("متن پاسخ", "متن پاسخ را بنویسید.", rows=10)

    def __init__(self, *args: Any, texts: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ready"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            ("", "بدون متن آماده"),
            *((code, title) for code, (title, _) in texts.items()),
        ]
        assert isinstance(field.widget, AnswerChoice)  # noqa: S101 - declared above
        field.widget.texts = {code: text for code, (_, text) in texts.items()}
        self.texts = field.widget.texts

    def clean_text(self) -> str:
        """What a ready text left for the clerk to fill must be filled before it may leave."""
        text = str(self.cleaned_data["text"])
        if left := boxes(text):
            raise forms.ValidationError(UNFILLED.format(" ".join(left)))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.pop("ready", None)  # it helped to write; what counts is what was written
        return data

    def with_ready_text(self) -> str:
        """What stands in the box after «درج متن»: nobody's own words are thrown away."""
        typed = str(self["text"].value() or "").replace("\r\n", "\n").strip()
        chosen = self.texts.get(str(self["ready"].value()), "")
        if not typed or typed in self.texts.values():
            return chosen or typed
        return f"{typed}\n\n{chosen}".strip()


class HandOverForm(RevisionForm):
    """`to` is unit-ID or person-ID, of the receivers {unit name: [(value, label)]}."""

    to = forms.ChoiceField(
        label="گیرنده",
        error_messages={
            "required": "گیرنده را برگزینید.",
            "invalid_choice": "این گیرنده در فهرست نیست.",
        },
    )
    reason = text_field("دلیل ارجاع", "دلیل ارجاع را بنویسید.", rows=3)

    def __init__(
        self, *args: Any, receivers: dict[str, list[tuple[str, str]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "گیرنده را برگزینید"), *receivers.items()]


class NoticeForm(forms.Form):
    title = StorableTextField(
        label="عنوان",
        longest=200,
        widget=forms.TextInput(attrs={"dir": "auto", "maxlength": "200"}),
        error_messages={"required": "عنوان اطلاعیه را بنویسید."},
    )
    text = text_field("متن", "متن اطلاعیه را بنویسید.", rows=10)
