"""Asks Shahkar (شاهکار) whether a mobile number belongs to the owner of a national code.

The agreement: POST /api/inquiry/mobile/owner/v2 {requestContext: {apiInfo: {businessId,
businessToken}}, nationalId, mobileNumber "09…"}; 200 {isMatched, responseContext: {status: {code,
message}}}. Code 0 is an answer, 3 says that no such code exists, which is a no. A foreigner's code
of 12 digits stands in the place of the national code.
"""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from miz.connectors import calls
from miz.connectors.base import CHECKING, EXCHANGE_LAW, Connector, Exchange, Purpose
from miz.connectors.errors import Unavailable
from miz.connectors.http import post_json

TIMEOUT = 5.0
# A number may change hands; a session may not outlive that by more than minutes.
KEPT_SECONDS = 300
PATH = "/api/inquiry/mobile/owner/v2"
ANSWERED, UNKNOWN_CODE = 0, 3
NOBODY, NO_MOBILE = "0000000000", "09000000000"


def owns(national_code: str, mobile: str, *, purpose: Purpose, timeout: float = TIMEOUT) -> bool:
    """Return whether a clean mobile belongs to a clean national (or foreigner's) code.

    Raises Unavailable or Refused, within `timeout` seconds.
    """
    # No is kept like yes: if only one were, how quickly the second answer comes would tell which.
    key = salted_hmac("miz.connectors.shahkar", f"{national_code} {mobile}").hexdigest()
    known: bool | None = cache.get(key)
    if known is None:
        known = _ask(national_code, mobile, purpose, timeout)
        cache.set(key, known, KEPT_SECONDS)
    return known


def check() -> None:
    """Ask about nobody; raises ConnectorError when no answer comes."""
    _ask(NOBODY, NO_MOBILE, CHECKING, TIMEOUT)


CONNECTOR = Connector(
    name="shahkar",
    title="شاهکار",
    owner="سازمان تنظیم مقررات و ارتباطات رادیویی",
    exchange=Exchange.ONLINE,
    legal_basis=EXCHANGE_LAW,
    setting="SHAHKAR_URL",
    check=check,
)


def _ask(national_code: str, mobile: str, purpose: Purpose, timeout: float) -> bool:
    desk = {"businessId": settings.SHAHKAR_ID, "businessToken": settings.SHAHKAR_TOKEN}
    question = {
        "requestContext": {"apiInfo": desk},
        "nationalId": national_code,
        "mobileNumber": mobile,
    }
    about = calls.about_person(national_code)
    asked = ("national_code", "mobile")
    with calls.call(CONNECTOR, "owner", purpose=purpose, asked=asked, subject=about) as made:
        answer = post_json(settings.SHAHKAR_URL, PATH, question, headers={}, timeout=timeout)
        matched = _matched(answer)
        made.answered = ("matched",)
    return matched


def _matched(answer: dict[str, Any]) -> bool:
    match answer:
        case {"responseContext": {"status": {"code": int() as code}}} if code == UNKNOWN_CODE:
            return False
        case {
            "isMatched": bool() as matched,
            "responseContext": {"status": {"code": int() as code}},
        } if code == ANSWERED:
            return matched
    raise Unavailable
