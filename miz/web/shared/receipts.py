"""What a receipt says, and its address: a signed token that lapses, never a number to guess."""

import functools

from django.conf import settings
from django.core import signing
from django.urls import reverse

from miz.cases.models import Case
from miz.lib import qr

SALT = "receipt"
LIFE_SECONDS = 24 * 3600


def content(case: Case, name: str = "") -> dict[str, object]:
    """What a receipt says; the QR code leads to tracking and carries the tracking code alone.

    `name` is the whole name, for a paper that is handed to the person; masked without it.
    """
    url = f"{settings.BASE_URL}/track/?code={case.tracking_code}"
    return {
        "case": case,
        "applicant": name or case.masked_name,
        "address": url,
        "qr": qr.svg(url),
    }


def token(case: Case) -> str:
    return _signer().sign(str(case.pk))


def case_number(token: str) -> int:
    """Raises signing.BadSignature for a made-up or lapsed token."""
    return int(_signer().unsign(token, max_age=LIFE_SECONDS))


def address(case: Case) -> str:
    return settings.BASE_URL + _page() % token(case)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT)


@functools.cache
def _page() -> str:
    """The path of the page, %s in the place of its token: looked up once for all answers."""
    return reverse("portal:receipt", args=["TOKEN"]).replace("TOKEN", "%s")
