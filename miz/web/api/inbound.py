"""What the SMS gateway brings by itself: texts to the short number, and what became of ours.

A push is signed: `X-Miz-Time` (seconds since 1970) and `X-Miz-Signature`, the hex HMAC-SHA256 of
`time.body` under MIZ_INBOUND_SECRET. A gateway that cannot sign brings the secret itself in the
header that MIZ_INBOUND_SECRET_HEADER names, over TLS. The names of the fields are Kavenegar's.
"""

import hashlib
import hmac
import json
import time
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils import timezone

from miz.lib import digits
from miz.outbox import actions as outbox
from miz.web.shared.inbound import sms

from .problems import Problem

TOLERANCE = 300  # seconds between the gateway's clock and ours
LARGEST = 64 * 1024
LONGEST_NAME = 200
DELIVERED = "10"  # Kavenegar's number for "has reached the telephone"


def take_sms(request: HttpRequest) -> dict[str, str]:
    """One text to the short number; raises Problem."""
    fields = _fields(request)
    sms.receive(
        name=_need(fields, "messageid"),
        sender=_need(fields, "from"),
        text=fields.get("message", ""),
    )
    return {"status": "taken"}


def take_report(request: HttpRequest) -> dict[str, str]:
    """What became of a message of ours; raises Problem. `provider` tells gateways apart that may
    number alike."""
    fields = _fields(request)
    number, status = _need(fields, "messageid"), _need(fields, "status")
    if digits.to_ascii(status) == DELIVERED:
        outbox.delivered(
            gateway_reference=number, at=timezone.now(), provider=fields.get("provider", "")
        )
    return {"status": "taken"}


def _fields(request: HttpRequest) -> dict[str, str]:
    """The fields of a signed push, from a form or a JSON object; each one text."""
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise _malformed() from error
    if len(body) > LARGEST:
        raise _malformed()
    _check_sender(request, body)
    if request.content_type == "application/json":
        return _json(body)
    return {name: str(value) for name, value in request.POST.items()}


def _check_sender(request: HttpRequest, body: bytes) -> None:
    secret = settings.INBOUND_SECRET
    if not secret:
        raise Problem(404, "inbound_closed", "این درگاه باز نیست.")
    if not (_is_signed(request, body, secret) or _brings_secret(request, secret)):
        raise Problem(401, "signature_refused", "امضای این پیام درست نیست یا زمان آن گذشته است.")


def _is_signed(request: HttpRequest, body: bytes, secret: str) -> bool:
    moment = request.headers.get("X-Miz-Time", "")
    given = request.headers.get("X-Miz-Signature", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        return False
    if abs(time.time() - int(moment)) > TOLERANCE:
        return False
    return hmac.compare_digest(given.encode(), signature(moment, body, secret).encode())


def signature(moment: str, body: bytes, secret: str) -> str:
    """What a gateway signs a push with."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _brings_secret(request: HttpRequest, secret: str) -> bool:
    name = settings.INBOUND_SECRET_HEADER
    given = request.headers.get(name, "") if name else ""
    return hmac.compare_digest(given.encode(), secret.encode())


def _json(body: bytes) -> dict[str, str]:
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _malformed() from error
    if not isinstance(content, dict):
        raise _malformed()
    return {name: str(value) for name, value in content.items() if isinstance(value, str | int)}


def _need(fields: dict[str, str], name: str) -> str:
    value = fields.get(name, "").strip()
    if not value or len(value) > LONGEST_NAME:
        raise Problem(422, "validation_failed", f"مقدار {name} لازم است.")
    return value


def _malformed() -> Problem:
    return Problem(400, "malformed_body", "بدنهٔ پیام خوانده نشد.")
