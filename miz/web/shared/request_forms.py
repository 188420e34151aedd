"""The forms of a request, in the order of the pages; the API feeds the same forms."""

import copy
import datetime
import functools
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from miz.catalogue.queries import PublishedService
from miz.documents.errors import UploadRefused
from miz.documents.uploads import Accepted, check
from miz.lib import digits, jalali, phones, provinces

from . import robots
from .fields import (
    LTR,
    CodeField,
    MobileField,
    NationalCodeField,
    StorableTextField,
    shares_fields,
)

MAX_ATTACHMENTS = 5
LONGEST_TEXT = 5000


DATE = ("year", "month", "day")


def _number(label: str, css: str) -> forms.CharField:
    attrs = {**LTR, "class": css, "maxlength": "4"}
    return forms.CharField(
        label=label,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": f"{label} تولد را بنویسید."},
    )


@shares_fields
class IdentityForm(forms.Form):
    """Date of birth and national code; cleaned `birth_date` is Gregorian."""

    day = _number("روز", "m-input-2")
    month = _number("ماه", "m-input-2")
    year = _number("سال", "m-input-4")
    national_code = NationalCodeField(
        label="کد ملی", error_messages={"required": "کد ملی را بنویسید."}
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        parts = [data.get(name) for name in DATE]
        if all(parts):
            try:
                data["birth_date"] = self._birth_date(*map(str, parts))
            except jalali.InvalidDate as error:
                field = error.part if error.part in DATE else "day"
                self.add_error(field, str(error))
        elif not any(parts) and self.errors.keys() >= {*DATE}:
            # Nothing of it is written: one thing to do, not three.
            for name in DATE:
                del self.errors[name]
            self.add_error("day", ValidationError("تاریخ تولد را بنویسید.", code="required"))
        return data

    @staticmethod
    def _birth_date(year: str, month: str, day: str) -> datetime.date:
        birth_date = jalali.parse_date(year, month, day)
        if birth_date > datetime.datetime.now(tz=jalali.TEHRAN).date():
            raise jalali.InvalidDate("تاریخ تولد نمی‌تواند در آینده باشد.", "year")
        return birth_date


@shares_fields
class ContactForm(forms.Form):
    province = CodeField(
        label="استان",
        help_text="استانی که درخواست شما به آن مربوط است.",
        choices=[("", "استان را برگزینید"), *provinces.choices()],
        error_messages={
            "required": "استان را برگزینید.",
            "invalid_choice": "این استان در فهرست نیست.",
        },
    )
    mobile = MobileField(
        label="تلفن همراه",
        help_text="کد پیگیری و خبر پاسخ به این شماره پیامک می‌شود.",
        error_messages={"required": "شمارهٔ تلفن همراه را بنویسید."},
    )
    area_code = forms.CharField(
        label="پیش‌شماره",
        widget=forms.TextInput(attrs={**LTR, "class": "m-input-4", "maxlength": "8"}),
        error_messages={"required": "پیش‌شمارهٔ استان را بنویسید."},
    )
    landline = forms.CharField(
        label="تلفن ثابت",
        widget=forms.TextInput(attrs={**LTR, "class": "m-input-10", "maxlength": "20"}),
        error_messages={"required": "شمارهٔ تلفن ثابت را بنویسید."},
    )
    email = forms.EmailField(
        label="ایمیل",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        error_messages={"invalid": "این نشانی ایمیل درست نیست؛ نمونه: name@example.com"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("area_code") and data.get("landline"):
            try:
                data["area_code"], data["landline"] = phones.clean_landline(
                    data["area_code"], data["landline"]
                )
            except phones.InvalidLandline as error:
                field = "area_code" if error.part == "area_code" else "landline"
                self.add_error(field, str(error))
        return data


@functools.lru_cache(maxsize=1024)
def _listing(field: forms.Field, choices: tuple[tuple[str, str], ...]) -> forms.Field:
    """The field of codes with a list of its own; made once, for its list never changes."""
    own = copy.deepcopy(field)
    assert isinstance(own, CodeField)  # noqa: S101 - declared so
    own.choices = choices
    return own


@shares_fields
class MainTopicForm(forms.Form):
    main_topic = CodeField(
        label="موضوع اصلی",
        widget=forms.RadioSelect,
        error_messages={
            "required": "موضوع اصلی را برگزینید.",
            "invalid_choice": "این موضوع در فهرست نیست.",
        },
    )

    def __init__(self, *args: Any, service: PublishedService, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = tuple(service.main_topics.items())
        self.fields["main_topic"] = _listing(self.fields["main_topic"], listed)


@shares_fields
class DetailsForm(forms.Form):
    """Sub-topic of the chosen main topic, and the text."""

    topic = CodeField(
        label="موضوع فرعی",
        error_messages={
            "required": "موضوع فرعی را برگزینید.",
            "invalid_choice": "این موضوع فرعی از موضوع اصلی برگزیده نیست.",
        },
    )
    text = StorableTextField(
        label="متن درخواست",
        longest=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": "متن درخواست را بنویسید."},
    )

    def __init__(
        self, *args: Any, service: PublishedService, main_topic: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        topics = ((topic.code, topic.title) for topic in service.of_main(main_topic))
        listed = (("", "موضوع فرعی را برگزینید"), *topics)
        self.fields["topic"] = _listing(self.fields["topic"], listed)


@shares_fields
class AttachmentForm(forms.Form):
    """One file with its title; `accepted` is the checked upload, None for an empty row."""

    title = StorableTextField(
        label="عنوان پرونده",
        longest=100,
        required=False,
        widget=forms.TextInput(attrs={"maxlength": "100"}),
    )
    file = forms.FileField(label="انتخاب فایل", required=False, allow_empty_file=True)

    accepted: Accepted | None = None

    def clean_file(self) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        if file is None:
            return None
        try:
            self.accepted = check(file.name or "", file.read())
        except UploadRefused as error:
            raise ValidationError(str(error), code=error.code) from error
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("title") and not data.get("file") and "file" not in self.errors:
            self.add_error("file", "برای این عنوان فایلی برگزیده نشده است.")
        return data

    @property
    def chosen_title(self) -> str:
        return self.cleaned_data.get("title") or (self.accepted.name if self.accepted else "")


def attachment_rows(
    data: Any = None, files: Any = None, auto_id: str = "id_%s"
) -> list[AttachmentForm]:
    """MAX_ATTACHMENTS rows, named file-0-title, file-0-file and so on."""
    return [
        AttachmentForm(data, files, prefix=f"file-{n}", auto_id=auto_id)
        for n in range(MAX_ATTACHMENTS)
    ]


class RobotCheckForm(forms.Form):
    """The robot check beside another form; `spend` is called when all the rest is right."""

    altcha = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)
    robot_token = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)
    robot_answer = forms.CharField(
        label="کد امنیتی",
        required=False,
        max_length=20,
        help_text="رقم‌هایی را که در تصویر می‌بینید بنویسید.",
        widget=forms.TextInput(attrs={**LTR, "class": "m-input-10"}),
    )
    _spent = False

    def __init__(self, *args: Any, asked: str = "", **kwargs: Any) -> None:
        """`asked`: the typed check the person wants to see, see `asked_for`."""
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            robots.verify(self.answer())
        except robots.RobotCheckFailed as error:
            self.add_error("robot_answer", ValidationError(str(error), code=error.code))
        return data

    def answer(self) -> robots.Answer:
        data = self.cleaned_data
        return robots.Answer(
            proof=data.get("altcha", ""),
            token=data.get("robot_token", ""),
            typed=data.get("robot_answer", ""),
        )

    def spend(self) -> bool:
        """Uses the check up; False, with the message in place, when it was used before."""
        try:
            robots.spend(self.answer())
        except robots.RobotCheckFailed as error:
            self.add_error("robot_answer", ValidationError(str(error), code=error.code))
            return False
        self._spent = True
        return True

    @property
    def _still_good(self) -> bool:
        return self.is_bound and not self.errors and not self._spent

    @property
    def token(self) -> str:
        """The token to show: the same again while it is unspent and its answer was right."""
        kind = robots.SUM if self.asked == robots.SUM else robots.PICTURE
        given = str(self.cleaned_data["robot_token"]) if self._still_good else ""
        if robots.kind(given) == kind:
            return given
        if not hasattr(self, "_fresh"):
            self._fresh = robots.token(kind)
        return self._fresh

    @property
    def kept_answer(self) -> str:
        good = self._still_good and not self.cleaned_data.get("altcha")
        return digits.to_ascii(self.cleaned_data["robot_answer"]) if good else ""

    @property
    def question(self) -> str:
        return robots.sum_question(self.token)


def asked_for(request: HttpRequest) -> str:
    """Which typed robot check the person asked to see: digits, sum, or none (proof of work)."""
    sources = (request.POST.get("robot_kind"), request.POST.get("robot_shown"))
    wish = next((kind for kind in (*sources, request.GET.get("robot")) if kind), "")
    return wish if wish in (robots.PICTURE, robots.SUM) else ""
