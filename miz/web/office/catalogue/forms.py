"""Small forms of the catalogue's pages; the forms of the officials are in `record_form`."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe

from miz.accounts.days import today
from miz.catalogue import archives, drafts
from miz.catalogue import queries as catalogue
from miz.catalogue.draft_errors import ArchiveRefused
from miz.catalogue.importing.forms import read_forms
from miz.catalogue.importing.readings import NotAForm, as_json
from miz.catalogue.importing.sources import SourceRefused, from_bytes
from miz.lib import digits, jalali
from miz.lib.persian import clean_file_name
from miz.web.office.dates import DatesForm
from miz.web.office.forms import RevisionForm, text_field
from miz.web.shared.fields import StorableTextField

SLUG_HINT = mark_safe(
    "حرف‌های کوچک لاتین، رقم و خط تیره؛ مانند <bdi class='m-code'>hajj-insurance</bdi>. اگر "
    "ننویسید پیشنهاد می‌شود."
)
SLUG_WRONG = "تنها حرف‌های کوچک لاتین، رقم و خط تیره بنویسید؛ حداکثر ۵۰ نویسه."


class ImportForm(forms.Form):
    """A file with one official form or several; cleaned it is what was read of them."""

    file = forms.FileField(
        label="فایل شناسنامه",
        allow_empty_file=True,
        help_text="docx، odt، pdf، html یا txt، تا ۱۰ مگابایت؛ با یک فرم یا چند فرم در آن.",
        widget=forms.FileInput(attrs={"accept": ".docx,.doc,.odt,.pdf,.html,.htm,.txt,.rtf"}),
        error_messages={"required": "فایل شناسنامه را برگزینید."},
    )

    def clean_file(self) -> list[dict[str, Any]]:
        file = self.cleaned_data["file"]
        self.source = clean_file_name(file.name)
        try:
            found = read_forms(from_bytes(file.read()), catalogue.titles_by_code())
        except (SourceRefused, NotAForm) as refused:
            raise ValidationError(str(refused), code="refused") from refused
        return [as_json(form) for form in found]


class ArchiveForm(forms.Form):
    """A package as zip; cleaned it is its files."""

    archive = forms.FileField(
        label="بستهٔ خدمت",
        allow_empty_file=True,
        help_text="فایل zip، همان که از صفحهٔ پیش‌نویس یا نسخه دریافت می‌شود.",
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={"required": "فایل بسته را برگزینید."},
    )

    def clean_archive(self) -> dict[str, str]:
        try:
            return archives.unpack(self.cleaned_data["archive"].read())
        except ArchiveRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused


class EmptyForm(forms.Form):
    """A service that begins with its title alone."""

    title = StorableTextField(
        label="عنوان خدمت",
        longest=300,
        widget=forms.TextInput(attrs={"dir": "auto", "maxlength": "300"}),
        error_messages={"required": "عنوان خدمت را بنویسید."},
    )
    slug = forms.CharField(
        label="نام کوتاه",
        required=False,
        max_length=drafts.MAX_SLUG,
        help_text=SLUG_HINT,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
        error_messages={"max_length": SLUG_WRONG},
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug and not drafts.SLUG.fullmatch(slug):
            raise ValidationError(SLUG_WRONG, code="invalid")
        return slug


class ReasonForm(RevisionForm):
    """Sending back names why."""

    reason = text_field("دلیل", "دلیل را بنویسید.", rows=3)


class WithdrawForm(forms.Form):
    reason = text_field("دلیل برداشتن خدمت", "دلیل را بنویسید.", rows=3)


class ApproveForm(RevisionForm, DatesForm):
    """From which day it holds; of today, it is published at once."""

    dates: ClassVar[dict[str, str]] = {"effective": "روز اجرا"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year, month, day = jalali.to_iso(today()).split("-")
        for part, said in {"year": year, "month": str(int(month)), "day": str(int(day))}.items():
            self.fields[f"effective_{part}"].initial = digits.to_persian(said)

    @property
    def effective_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["effective"]
        return day
