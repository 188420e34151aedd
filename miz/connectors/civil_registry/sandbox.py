"""The civil registry of the sandbox: answers as the client's agreement says, about made people."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from miz.connectors.sandbox import population
from miz.connectors.sandbox.faults import faulty
from miz.connectors.sandbox.population import SandboxPerson
from miz.connectors.sandbox.switches import System

from .client import birth_date_number

_ARABIC_LETTERS = str.maketrans("یک", "يك")


@require_POST
@faulty(System.CIVIL_REGISTRY)
def inquiry(request: HttpRequest) -> HttpResponseBase:
    status, content = answer(request.body, request.headers.get("X-API-Key", ""))
    return HttpResponse(content, status=status, content_type="application/json")


def answer(body: bytes, key: str) -> tuple[int, bytes]:
    """Return the HTTP status and the JSON for a question and the key it came with."""
    if not constant_time_compare(key, settings.CIVIL_REGISTRY_KEY):
        return 401, b'{"message": "unknown key"}'
    try:
        question = json.loads(body)
        person = population.find(question["nationalId"])
        content = _matched(person, question["birthDate"])
    except (ValueError, KeyError, TypeError):
        return 400, b'{"message": "unreadable question"}'
    return 200, json.dumps(content).encode()


def _matched(person: SandboxPerson | None, birth_date: object) -> dict[str, Any]:
    if person is None or birth_date != birth_date_number(person.birth_date):
        return {"matched": False, "message": "اطلاعات منطبق نیست"}
    return {
        "matched": True,
        "nationalId": person.national_code,
        "birthDate": birth_date,
        "firstName": person.given_name.translate(_ARABIC_LETTERS),
        "lastName": person.family_name.translate(_ARABIC_LETTERS),
        "gender": 0 if person.gender == "female" else 1,
        "liveStatus": int(person.alive),
    }
