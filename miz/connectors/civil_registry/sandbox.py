"""The civil registry of the sandbox: both protocols of its client, about made people."""

import base64
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods, require_POST

from miz.connectors.errors import ConnectorError
from miz.connectors.sandbox import population
from miz.connectors.sandbox.faults import faulty
from miz.connectors.sandbox.population import SandboxPerson
from miz.connectors.sandbox.switches import System
from miz.connectors.soap import SOAP, read
from miz.lib import national_code

from .estelam import ADDRESS, NAMESPACE, OPERATION, WSDL
from .person import birth_date_number

NOT_FOUND = "اطلاعات منطبق نیست"
_ARABIC_LETTERS = str.maketrans("یک", "يك")
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="' + SOAP[1:-1] + '">'
    "<S:Body>%s</S:Body></S:Envelope>"
)
_RETURN = (
    f'<n:{OPERATION}Response xmlns:n="{NAMESPACE}"><return>%s</return></n:{OPERATION}Response>'
)
_FAULT = "<S:Fault><faultcode>S:%s</faultcode><faultstring>%s</faultstring></S:Fault>"


# --- JSON


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
        return {"matched": False, "message": NOT_FOUND}
    return {
        "matched": True,
        "nationalId": person.national_code,
        "birthDate": birth_date,
        "firstName": person.given_name.translate(_ARABIC_LETTERS),
        "lastName": person.family_name.translate(_ARABIC_LETTERS),
        "gender": 0 if person.gender == "female" else 1,
        "liveStatus": int(person.alive),
    }


# --- SOAP


@require_http_methods(["GET", "POST"])
@faulty(System.CIVIL_REGISTRY)
def estelam(request: HttpRequest) -> HttpResponseBase:
    if request.method == "GET":
        return HttpResponse(wsdl(request), content_type="text/xml; charset=utf-8")
    status, content = estelam_answer(request.body)
    return HttpResponse(content, status=status, content_type="text/xml; charset=utf-8")


def wsdl(request: HttpRequest) -> bytes:
    """The description with the address it was fetched from, so that any client can go on."""
    here = request.build_absolute_uri(request.path)
    return WSDL.read_bytes().replace(ADDRESS, here.encode())


def estelam_answer(document: bytes) -> tuple[int, bytes]:
    """Return the HTTP status and the envelope, a fault too, for an envelope that came."""
    try:
        asked = read(document).texts("Username", "Password", "nin", "birthDate")
        nin, date = int(asked["nin"]), int(asked["birthDate"])
    except (ConnectorError, ValueError, KeyError):
        return _fault("Client", "unreadable question")
    if asked.get("Username") != settings.CIVIL_REGISTRY_USER or not constant_time_compare(
        asked.get("Password", ""), settings.CIVIL_REGISTRY_KEY
    ):
        return _fault("Client", "unknown user")
    person = population.find(f"{nin:0{national_code.LENGTH}d}")
    if person is None or date != birth_date_number(person.birth_date):
        return _returned(nin=nin, birthDate=date, message=_base64(NOT_FOUND))
    return _returned(nin=nin, **_estelam(person))


def _estelam(person: SandboxPerson) -> dict[str, object]:
    return {
        "name": _base64(person.given_name),
        "family": _base64(person.family_name),
        "fatherName": _base64(person.father_name),
        "shenasnameSeri": _base64("الف"),
        "shenasnameSerial": int(person.national_code[:6]),
        "shenasnameNo": int(person.national_code[5:]),
        "birthDate": birth_date_number(person.birth_date),
        "dateHasPostfix": 0,
        "gender": 0 if person.gender == "female" else 1,
        "officeCode": int(person.national_code[:3]),
        "officeName": _base64("مرکزی"),
        "bookNo": int(person.national_code[3:5]),
        "bookRow": int(person.national_code[5:8]),
        "nameHasPrefix": 0,
        "nameHasPostfix": 0,
        "familyHasPrefix": 0,
        "familyHasPostfix": 0,
        "deathStatus": int(not person.alive),
    }


def _returned(**fields: object) -> tuple[int, bytes]:
    inner = "".join([f"<{name}>{value}</{name}>" for name, value in fields.items()])
    return 200, (_ENVELOPE % (_RETURN % inner)).encode()


def _fault(code: str, words: str) -> tuple[int, bytes]:
    return 500, (_ENVELOPE % (_FAULT % (code, words))).encode()


@lru_cache(maxsize=1024)
def _base64(text: str) -> str:
    return base64.b64encode(text.translate(_ARABIC_LETTERS).encode()).decode()
