"""A machine with a token, and a body that is accepted."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from miz.accounts import tokens
from miz.accounts.models import Organisation
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.connectors.sandbox import population
from miz.documents.models import Upload
from miz.lib import jalali
from miz.outbox.models import Message
from tests.committed import committed
from tests.factories import PDF
from tests.web.plain import plain_static_files

__all__ = ["committed", "plain_static_files"]

ADDRESS = "/api/v1/requests"
Send = Callable[..., HttpResponse]


def body(**changes: Any) -> dict[str, Any]:
    person = population.demo_people(1)[0]
    values = {
        "service": "hajj-desk",
        "birth_date": jalali.to_iso(person.birth_date),
        "national_code": person.national_code,
        "province": "tehran",
        "mobile": "09120000000",
        "area_code": "021",
        "landline": "88000000",
        "email": "someone@example.com",
        "main_topic": "hajj-tamattu",
        "topic": "caravan-booking",
        "text": "در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد.",
    }
    return {**values, **changes}


def file(content: bytes = PDF, name: str = "paper.pdf", title: str = "مدرک") -> dict[str, str]:
    return {"title": title, "name": name, "content": base64.b64encode(content).decode()}


def left_behind() -> list[int]:
    return [table.objects.count() for table in (Case, Upload, Message)]


@pytest.fixture
def token(hajj: Organisation) -> str:
    return tokens.issue(name="partner", organisation=hajj)


@pytest.fixture
def send(desk: PublishedService, token: str, agencies: object) -> Send:
    """Sends a body as JSON: send(body(), key="1")."""

    def post(content: object, key: str | None = None, **headers: str) -> HttpResponse:
        headers = {"Authorization": f"Bearer {token}", **headers}
        if key is not None:
            headers["Idempotency-Key"] = key
        return Client(raise_request_exception=False).post(
            ADDRESS, content, content_type="application/json", headers=headers
        )

    return post
