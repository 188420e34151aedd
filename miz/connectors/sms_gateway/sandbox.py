"""The SMS gateway of the sandbox. It speaks Kavenegar's protocol and delivers to a page.

Every answer is {"return": {status, message}, "entries": [...]}, its HTTP status the same number.
A message with a `localid` already seen is not sent again: its first entry is answered. The second
provider, `second.py`, delivers to the same page.
"""

import datetime
import itertools
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from miz.connectors.sandbox.faults import faulty
from miz.connectors.sandbox.inbox import Inbox
from miz.connectors.sandbox.switches import System

LONGEST_MESSAGE = 900
# Until then a message is on its way, as at a real one.
DELIVERY_SECONDS = 2.0
# A telephone that is switched off for ever.
SWITCHED_OFF = "09559999999"
QUEUED, ON_ITS_WAY, DELIVERED, LOST, UNKNOWN = 1, 4, 10, 11, 100
STATUS_TEXTS = {
    QUEUED: "در صف ارسال",
    ON_ITS_WAY: "ارسال به مخابرات",
    DELIVERED: "رسیده به گیرنده",
    LOST: "نرسیده به گیرنده",
    UNKNOWN: "نامعتبر",
}
MESSAGES = {
    200: "تأیید شد",
    403: "کلید شناسایی معتبر نیست",
    411: "گیرنده نامعتبر است",
    413: "پیام خالی یا بیش از اندازه بلند است",
    424: "الگوی موردنظر پیدا نشد",
    431: "ساختار کد صحیح نیست",
}

_RECEPTOR = re.compile("09[0-9]{9}")
_TOKEN = re.compile(r"\S{1,100}")
_numbers = itertools.count(8_792_343)


@dataclass(frozen=True, slots=True)
class Sms:
    number: int
    receptor: str
    message: str
    sender: str
    local_id: str
    received_at: datetime.datetime
    provider: str = "sms"

    @property
    def key(self) -> str:
        """Providers know nothing of each other: one number at both is two messages."""
        return f"{self.provider}:{self.local_id}" if self.local_id else ""

    def status(self) -> int:
        if (timezone.now() - self.received_at).total_seconds() < DELIVERY_SECONDS:
            return ON_ITS_WAY
        return LOST if self.receptor == SWITCHED_OFF else DELIVERED

    def entry(self, status: int) -> dict[str, Any]:
        return {
            "messageid": self.number,
            "message": self.message,
            "status": status,
            "statustext": STATUS_TEXTS[status],
            "sender": self.sender,
            "receptor": self.receptor,
            "date": int(self.received_at.timestamp()),
            "cost": 120,
        }


inbox: Inbox[Sms] = Inbox()


@require_POST
@faulty(System.SMS)
def send(request: HttpRequest, key: str) -> HttpResponseBase:
    return _accept(request, key, request.POST.get("message", ""))


@require_POST
@faulty(System.SMS)
def lookup(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send a code through a template; here the template is its name and its tokens."""
    template = request.POST.get("template", "")
    tokens = [request.POST[name] for name in ("token", "token2", "token3") if name in request.POST]
    if not template:
        return _refuse(424)
    if not tokens or not all(_TOKEN.fullmatch(token) for token in tokens):
        return _refuse(431)
    return _accept(request, key, " ".join([template, *tokens]))


@faulty(System.SMS)
def status(request: HttpRequest, key: str) -> HttpResponseBase:
    if not constant_time_compare(key, settings.SMS_GATEWAY_KEY):
        return _refuse(403)
    asked = request.GET.get("messageid") or request.POST.get("messageid", "")
    known = statuses()
    states = [(n, known.get(n, UNKNOWN)) for n in asked.split(",")]
    return _answer(
        [{"messageid": n, "status": s, "statustext": STATUS_TEXTS[s]} for n, s in states]
    )


def statuses() -> dict[str, int]:
    """What became of every message that is remembered, by its number."""
    return {str(sms.number): sms.status() for sms in inbox.newest()}


def next_number() -> int:
    return next(_numbers)


def is_mobile(receptor: str) -> bool:
    return bool(_RECEPTOR.fullmatch(receptor))


def _accept(request: HttpRequest, key: str, message: str) -> HttpResponseBase:
    receptor = request.POST.get("receptor", "")
    if not constant_time_compare(key, settings.SMS_GATEWAY_KEY):
        return _refuse(403)
    if not is_mobile(receptor):
        return _refuse(411)
    if not 0 < len(message) <= LONGEST_MESSAGE:
        return _refuse(413)
    sms = Sms(
        number=next_number(),
        receptor=receptor,
        message=message,
        sender=request.POST.get("sender", ""),
        local_id=request.POST.get("localid", ""),
        received_at=timezone.now(),
    )
    return _answer([inbox.add(sms).entry(QUEUED)])


def _answer(entries: list[dict[str, Any]]) -> HttpResponseBase:
    return JsonResponse({"return": {"status": 200, "message": MESSAGES[200]}, "entries": entries})


def _refuse(code: int) -> HttpResponseBase:
    content = {"return": {"status": code, "message": MESSAGES[code]}, "entries": None}
    return JsonResponse(content, status=code)
