"""Forms of the tracking pages."""

from django import forms

from miz.web.shared.fields import LTR, StorableTextField, TrackingCodeField, WhoField

SCORES = [(1, "بسیار بد"), (2, "بد"), (3, "متوسط"), (4, "خوب"), (5, "بسیار خوب")]


class TrackForm(forms.Form):
    # The name in addresses and forms is older than the other kinds of codes.
    national_code = WhoField(autocomplete="off")
    tracking_code = TrackingCodeField(
        label="کد پیگیری",
        help_text="کد ۱۲ رقمی که هنگام ثبت درخواست دریافت کردید.",
        error_messages={"required": "کد پیگیری را بنویسید."},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="کد پیامک‌شده",
        max_length=20,
        widget=forms.TextInput(
            attrs={**LTR, "class": "m-input-10", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": "کدی را که پیامک شد بنویسید."},
    )


class TextForm(forms.Form):
    """A text of the citizen: a reply or an objection."""

    text = StorableTextField(
        label="متن",
        longest=5000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": "متن را بنویسید."},
    )


class RatingForm(forms.Form):
    score = forms.TypedChoiceField(
        label="از این پاسخ چه اندازه راضی هستید؟",
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "یکی از گزینه‌ها را برگزینید."},
    )
    text = StorableTextField(
        label="نظر شما",
        longest=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
