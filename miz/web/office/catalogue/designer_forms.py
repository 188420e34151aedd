"""Forms of the designer: the text of a file letter by letter, and the name of a file."""

from collections.abc import Collection
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from miz.lib import digits, persian
from miz.processes.reader import MAX_BYTES
from miz.web.office.forms import RevisionForm

from .designer_files import path

TOO_LONG: Final = "این متن بیش از اندازه بلند است؛ حداکثر {} کیلوبایت."
NAME_WRONG: Final = "تنها حرف، رقم، خط تیره و زیرخط بنویسید؛ ترجمه‌ها کد زبان می‌خواهند، مانند en."
NAME_TAKEN: Final = "پرونده‌ای با همین نام هست."


class CodeTextField(forms.CharField):
    """A text that machines read: kept as it is, but for the line ends of browsers."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "rows": 26, "dir": "ltr", "wrap": "off", "spellcheck": "false", "class": "d-text",
            "autocapitalize": "none", "autocomplete": "off",
        }  # fmt: skip
        super().__init__(strip=False, required=False, widget=forms.Textarea(attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        if reason := persian.unstorable(text):
            raise ValidationError(reason, code="unstorable")
        if len(text.encode()) > MAX_BYTES:
            most = digits.to_persian(MAX_BYTES // 1000)
            raise ValidationError(TOO_LONG.format(most), code="too_long")
        return text


class FileForm(forms.Form):
    """`seen` is the digest of the text that the page began with."""

    text = CodeTextField(label="متن پرونده")
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class NameForm(forms.Form):
    """A file of a folder that is not there yet; cleaned, `path` is its path."""

    name = forms.CharField(
        label="نام پرونده",
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
        error_messages={"required": "نام پرونده را بنویسید.", "max_length": NAME_WRONG},
    )

    def __init__(self, *args: Any, folder: str, taken: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder, self.taken = folder, taken

    def clean_name(self) -> str:
        self.path = path(self.folder, self.cleaned_data["name"])
        if not self.path:
            raise ValidationError(NAME_WRONG, code="invalid")
        if self.path in self.taken:
            raise ValidationError(NAME_TAKEN, code="taken")
        return str(self.cleaned_data["name"])


class RenameForm(NameForm, RevisionForm):
    """Another name for a file, in the same folder."""
