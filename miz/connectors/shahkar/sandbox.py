"""Shahkar of the sandbox: everybody owns the mobile that the population gives, and no other."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from miz.connectors.sandbox import population
from miz.connectors.sandbox.faults import faulty
from miz.connectors.sandbox.switches import System
from miz.lib import national_code

from .client import ANSWERED, UNKNOWN_CODE

UNREADABLE, NOT_OURS = 1, 2
MESSAGES = {
    ANSWERED: "موفق",
    UNREADABLE: "درخواست نامعتبر است",
    NOT_OURS: "دسترسی مجاز نیست",
    UNKNOWN_CODE: "کد ملی نامعتبر است",
}


@require_POST
@faulty(System.SHAHKAR)
def owner(request: HttpRequest) -> HttpResponseBase:
    try:
        question = json.loads(request.body)
        desk = question["requestContext"]["apiInfo"]
        known = desk["businessId"] == settings.SHAHKAR_ID
        token, code, mobile = (
            desk["businessToken"],
            question["nationalId"],
            question["mobileNumber"],
        )
        known = constant_time_compare(token, settings.SHAHKAR_TOKEN) and known
    except (ValueError, KeyError, TypeError):
        return _answer(UNREADABLE, status=400)
    if not known:
        return _answer(NOT_OURS, status=401)
    if not _possible(str(code)):
        return _answer(UNKNOWN_CODE)
    return _answer(ANSWERED, isMatched=_owner_of(str(code)) == mobile)


def _owner_of(code: str) -> str | None:
    person = population.find(code) or population.find_foreigner(code)
    return person.mobile if person else None


def _possible(code: str) -> bool:
    if len(code) == population.FOREIGN_LENGTH:
        return code.isascii() and code.isdigit()
    try:
        return national_code.clean(code) == code
    except national_code.InvalidNationalCode:
        return False


def _answer(code: int, *, status: int = 200, **more: Any) -> HttpResponseBase:
    context = {"status": {"code": code, "message": MESSAGES[code]}}
    return JsonResponse({**more, "responseContext": context}, status=status)
