"""Reading the body of a request, JSON or multipart, into one shape."""

import binascii
import json
from typing import Any

import pybase64
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from miz.lib import persian

from .problems import FieldError, Problem

FIELDS = [
    "service", "birth_date", "national_code", "province", "mobile", "area_code", "landline",
    "email", "main_topic", "topic", "text",
]  # fmt: skip


class Body:
    """`fields`: text by name, empty when missing; `files`: (title, file) pairs."""

    def __init__(
        self, fields: dict[str, str], files: "list[tuple[str, UploadedFile[Any]]]"
    ) -> None:
        self.fields, self.files = fields, files


def read(request: HttpRequest) -> Body:
    """Raises Problem for a body that is neither, or whose parts are of the wrong kind."""
    try:
        if request.content_type == "multipart/form-data":
            return _multipart(request)
        return _json(request)
    except RequestDataTooBig as error:
        raise _too_large() from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise Problem(400, "malformed_body", "بدنهٔ درخواست خوانده نشد.") from error


def json_object(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except RequestDataTooBig as error:
        raise _too_large() from error
    except (ValueError, RecursionError) as error:
        raise Problem(400, "malformed_body", "بدنهٔ درخواست JSON درستی نیست.") from error
    if not isinstance(content, dict):
        raise Problem(400, "malformed_body", "بدنهٔ درخواست باید یک شیء JSON باشد.")
    return content


def _multipart(request: HttpRequest) -> Body:
    fields = {name: request.POST.get(name, "") for name in FIELDS}
    files = request.FILES.getlist("attachments")
    titles = [*request.POST.getlist("titles"), *[""] * len(files)]
    return Body(fields, list(zip(titles, files, strict=False)))


def _json(request: HttpRequest) -> Body:
    content = json_object(request)
    fields = {name: _text(name, content.get(name)) for name in FIELDS}
    attachments = content.get("attachments") or []
    if not isinstance(attachments, list):
        raise _wrong("attachments", "پیوست‌ها باید یک فهرست باشد.")
    return Body(fields, [_file(n, each) for n, each in enumerate(attachments)])


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, "این مورد باید متن باشد.")
    return value


def _file(number: int, value: object) -> "tuple[str, UploadedFile[Any]]":
    field = f"attachments.{number}"
    if not isinstance(value, dict):
        raise _wrong(field, "هر پیوست باید title و name و content داشته باشد.")
    title, name, content = (_text(field, value.get(key)) for key in ("title", "name", "content"))
    try:
        decoded = pybase64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong(field, "محتوای پیوست base64 درستی نیست.") from error
    # Django refuses names like ".." with an error page of its own; ours gets the clean one.
    return title, SimpleUploadedFile(persian.clean_file_name(name), decoded)


def _too_large() -> Problem:
    return Problem(413, "body_too_large", "حجم درخواست بیش از اندازه است.")


def _wrong(field: str, detail: str) -> Problem:
    return Problem(422, "validation_failed", detail, [FieldError(field, "wrong_type", detail)])
