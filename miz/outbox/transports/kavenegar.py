"""Kavenegar's protocol, which several gateways speak.

POST /v1/{key}/sms/send.json with form fields receptor, message, sender, localid; accepted means
HTTP 200 and return.status 200. A `localid` sent twice is one message: a retry after an unknown
outcome does not reach the person twice. POST /v1/{key}/sms/status.json with messageid, numbers
joined by commas, tells what became of them.
"""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from miz.lib import http

from .accounts import Account
from .base import Fate, Kind, Sent, TransportError, refusal

GATEWAY = "the SMS gateway"
# The number, the text or its letters are wrong. Everything else (credit, key, sender, load) is
# the desk's trouble or the gateway's: the message waits until it is mended.
FAULTS_OF_THE_MESSAGE = {411, 413, 422}
REPORTED_AT_ONCE = 200
FATES = {10: Fate.DELIVERED, 6: Fate.LOST, 11: Fate.LOST, 13: Fate.LOST, 14: Fate.LOST}

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def send(account: Account, *, to: str, body: str, local_id: str, timeout: float) -> Sent:
    """Hand one SMS to the gateway and return its number there; raises TransportError."""
    fields = {"receptor": to, "message": body, "sender": account.sender, "localid": local_id}
    answer = _post(account, "send", fields, timeout)
    match answer:
        case {"return": {"status": 200}, "entries": [{"messageid": int() | str() as number}, *_]}:
            return Sent(reference=str(number))
        case {"return": {"status": int() as status}} if status != 200:
            raise _refusal(status)
    raise TransportError(f"{GATEWAY}'s answer is not understood", kind=Kind.UNKNOWN)


def report(account: Account, references: Sequence[str], *, timeout: float) -> dict[str, Fate]:
    """What became of messages, by their numbers; raises TransportError."""
    answer = _post(account, "status", {"messageid": ",".join(references)}, timeout)
    match answer:
        case {"entries": list() as entries}:
            known = [each for each in entries if isinstance(each, dict)]
            return {
                str(each.get("messageid")): FATES.get(each.get("status", 0), Fate.ON_ITS_WAY)
                for each in known
            }
    raise TransportError(f"{GATEWAY}'s answer is not understood", kind=Kind.UNKNOWN)


def _post(account: Account, what: str, fields: dict[str, str], timeout: float) -> object:
    # The key is a part of the address, so addresses are never logged.
    path = f"/v1/{quote(account.key, safe='')}/sms/{what}.json"
    form = urlencode(fields).encode()
    try:
        answer = http.client(account.url).post(path, form, headers=_FORM, timeout=timeout)
        if answer.status != 200:
            raise _refusal(answer.status)
        return answer.json()
    except http.NotReached:
        raise TransportError(f"{GATEWAY} is not reached", kind=Kind.UNREACHABLE) from None
    except http.NoAnswer:
        raise TransportError(f"{GATEWAY} gave no usable answer", kind=Kind.UNKNOWN) from None


def _refusal(status: int) -> TransportError:
    if status in FAULTS_OF_THE_MESSAGE:
        return TransportError(f"{GATEWAY} answered {status}", kind=Kind.REFUSED)
    return refusal(GATEWAY, status)
