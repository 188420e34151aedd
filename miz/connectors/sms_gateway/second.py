"""The second SMS provider of the sandbox: another protocol, in front of the same telephones.

POST messages {to, text, from, id} with `Authorization: Bearer KEY` answers 201 {ok, message: {id}},
or 422 {ok, code}; POST reports {ids} answers {messages: [{id, state}]}. An `id` already seen is
not sent again. A desk is told this by configuration alone: see `accounts.py`.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from miz.connectors.sandbox.faults import faulty
from miz.connectors.sandbox.switches import System

from .sandbox import DELIVERED, LONGEST_MESSAGE, LOST, Sms, inbox, is_mobile, next_number, statuses

STATES = {DELIVERED: "delivered", LOST: "failed"}


@require_POST
@faulty(System.SMS2)
def messages(request: HttpRequest) -> HttpResponseBase:
    asked = _asked(request)
    if asked is None:
        return JsonResponse({"ok": False, "code": "key"}, status=401)
    receptor, text = str(asked.get("to")), str(asked.get("text"))
    if not is_mobile(receptor) or not 0 < len(text) <= LONGEST_MESSAGE:
        return JsonResponse({"ok": False, "code": "bad_message"}, status=422)
    sms = Sms(
        number=next_number(),
        receptor=receptor,
        message=text,
        sender=str(asked.get("from", "")),
        local_id=str(asked.get("id", "")),
        received_at=timezone.now(),
        provider="sms2",
    )
    return JsonResponse({"ok": True, "message": {"id": inbox.add(sms).number}}, status=201)


@require_POST
@faulty(System.SMS2)
def reports(request: HttpRequest) -> HttpResponseBase:
    asked = _asked(request)
    if asked is None:
        return JsonResponse({"ok": False, "code": "key"}, status=401)
    known = statuses()
    found = [str(each) for each in asked.get("ids", []) if str(each) in known]
    entries = [{"id": each, "state": STATES.get(known[each], "on_its_way")} for each in found]
    return JsonResponse({"messages": entries})


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    """What was asked, or None when the key is wrong; what is no object asks for nothing."""
    key = f"Bearer {settings.SMS_GATEWAY_KEY}"
    if not constant_time_compare(request.headers.get("Authorization", ""), key):
        return None
    try:
        content = json.loads(request.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
