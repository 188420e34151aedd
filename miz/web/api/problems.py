"""Problem documents (RFC 9457): a stable `code` for machines, a Persian `detail` for people."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"


@dataclasses.dataclass(frozen=True)
class FieldError:
    """What is wrong with one field of the body, by the name the body calls it."""

    field: str
    code: str
    detail: str


class Problem(Exception):
    """Ends a request with a problem document; `members` are those of this code alone."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers, self.members = errors, headers or {}, members or {}

    def response(self) -> HttpResponse:
        body: dict[str, Any] = {
            "type": f"urn:miz:problem:{self.code}",
            "title": self.code.replace("_", " "),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.members,
        }
        if self.errors:
            body["errors"] = [dataclasses.asdict(error) for error in self.errors]
        return HttpResponse(
            json.dumps(body, ensure_ascii=False).encode(errors="replace"),
            status=self.status,
            content_type=MEDIA_TYPE,
            headers=self.headers,
        )


def form_errors(form: BaseForm, names: dict[str, str] | None = None) -> list[FieldError]:
    """The mistakes of a form; `names` turns its field names into those of the body."""
    names = names or {}
    return [
        FieldError(names.get(field, field), error.code or "invalid", error.messages[0])
        for field, errors in form.errors.as_data().items()
        for error in errors
    ]
