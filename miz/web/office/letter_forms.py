"""Forms of the letters to other agencies and of their answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from miz.accounts.models import User
from miz.cases.models import Case
from miz.connectors.foreign_ministry.client import EXPECTED_DAYS
from miz.connectors.letters import Scan
from miz.documents import uploads
from miz.documents.errors import UploadRefused
from miz.lib import digits
from miz.web.shared.fields import StorableTextField, TrackingCodeField

from .forms import text_field

SCANS = ("pdf", "jpg", "jpeg", "png")
NOT_A_SCAN = "تصویر پاسخ را به شکل PDF، JPEG یا PNG بفرستید."
UNKNOWN_CASE = "درخواستی با این کد پیگیری نزد شما نیست."


class LetterForm(forms.Form):
    """A question to the foreign ministry, of a case or of none."""

    title = StorableTextField(
        label="موضوع",
        longest=200,
        widget=forms.TextInput(attrs={"dir": "auto", "maxlength": "200"}),
        error_messages={"required": "موضوع نامه را بنویسید."},
    )
    body = text_field("متن نامه", "متن نامه را بنویسید.", rows=8)
    days = forms.IntegerField(
        label="مهلت پاسخ (روز)",
        initial=digits.to_persian(EXPECTED_DAYS),
        min_value=1,
        max_value=180,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "class": "m-input-4"}),
        error_messages={
            "required": "مهلت پاسخ را بنویسید.",
            "invalid": "مهلت را با رقم بنویسید.",
            "min_value": "مهلت از ۱ تا ۱۸۰ روز است.",
            "max_value": "مهلت از ۱ تا ۱۸۰ روز است.",
        },
    )
    case = TrackingCodeField(
        label="کد پیگیری درخواست",
        required=False,
        help_text="اگر نامه برای درخواستی است؛ با رسیدن پاسخ، آن درخواست پیش می‌رود.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_case(self) -> str:
        """The case as `case:id`, of those that the writer may see."""
        code = self.cleaned_data["case"]
        if not code:
            return ""
        case = Case.objects.visible_to(self.user).filter(tracking_code=code).first()
        if case is None:
            raise ValidationError(UNKNOWN_CASE, code="unknown")
        return case.subject


class AnswerForm(forms.Form):
    """A scan, and the number of the letter that it answers."""

    number = forms.CharField(
        label="شمارهٔ نامه",
        max_length=40,
        help_text="شماره‌ای که روی پاسخ به آن اشاره شده است؛ مانند ۱۴۰۵/ح/۰۰۰۱۲۳.",
        widget=forms.TextInput(attrs={"dir": "rtl", "autocomplete": "off", "class": "m-input-20"}),
        error_messages={
            "required": "شمارهٔ نامه را بنویسید.",
            "max_length": "شمارهٔ نامه کوتاه‌تر از این است.",
        },
    )
    scan = forms.FileField(
        label="تصویر پاسخ",
        allow_empty_file=True,
        help_text="PDF، JPEG یا PNG، حداکثر ۳۰۰ کیلوبایت.",
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in SCANS)}),
        error_messages={"required": "تصویر پاسخ را برگزینید."},
    )
    text = StorableTextField(
        label="چکیدهٔ پاسخ",
        longest=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_scan(self) -> Scan:
        file = self.cleaned_data["scan"]
        try:
            accepted = uploads.check(file.name, file.read())
        except UploadRefused as error:
            raise ValidationError(str(error), code="refused") from error
        if accepted.extension not in SCANS:
            raise ValidationError(NOT_A_SCAN, code="no_scan")
        return Scan(accepted.name, accepted.media_type, accepted.content)
