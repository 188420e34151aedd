"""Sends SMS through a gateway that speaks Kavenegar's protocol.

POST /v1/{key}/sms/send.json with form fields receptor, message, sender, localid; accepted means
HTTP 200 and return.status 200. A `localid` sent twice is one message: a retry after an unknown
outcome does not reach the person twice.
"""

from urllib.parse import quote, urlencode

from django.conf import settings

from miz.lib import http

from .base import Sent, TransportError

TIMEOUT = 10.0
# The number, the text or its letters are wrong. Everything else (credit, key, sender, load) is
# the desk's trouble or the gateway's: the message waits until it is mended.
FAULTS_OF_THE_MESSAGE = {411, 413, 422}

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def send(*, to: str, body: str, local_id: str, timeout: float = TIMEOUT) -> Sent:
    """Hand one SMS to the gateway and return its number there; raises TransportError."""
    fields = {
        "receptor": to,
        "message": body,
        "sender": settings.SMS_SENDER,
        "localid": local_id,
    }
    # The key is a part of the address, so addresses are never logged.
    path = f"/v1/{quote(settings.SMS_GATEWAY_KEY, safe='')}/sms/send.json"
    form = urlencode(fields).encode()
    try:
        gateway = http.client(settings.SMS_GATEWAY_URL)
        answer = gateway.post(path, form, headers=_FORM, timeout=timeout)
        return Sent(reference=_accepted(answer))
    except http.NoAnswer:
        raise TransportError("the SMS gateway gave no usable answer", permanent=False) from None


def _accepted(answer: http.Answer) -> str:
    if answer.status != 200:
        raise _refusal(answer.status)
    match answer.json():
        case {"return": {"status": 200}, "entries": [{"messageid": int() | str() as number}, *_]}:
            return str(number)
        case {"return": {"status": int() as status}} if status != 200:
            raise _refusal(status)
    raise TransportError("the SMS gateway's answer is not understood", permanent=False)


def _refusal(status: int) -> TransportError:
    permanent = status in FAULTS_OF_THE_MESSAGE
    return TransportError(f"the SMS gateway answered {status}", permanent=permanent)
