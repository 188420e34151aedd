"""The address of a receipt: a signed token that lapses, never a number that can be guessed."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from miz.cases.models import Case

SALT = "receipt"
LIFE_SECONDS = 24 * 3600


def token(case: Case) -> str:
    return signing.dumps(case.pk, salt=SALT)


def case_number(token: str) -> int:
    """Raises signing.BadSignature for a made-up or lapsed token."""
    return int(signing.loads(token, salt=SALT, max_age=LIFE_SECONDS))


def address(case: Case) -> str:
    return settings.BASE_URL + reverse("portal:receipt", args=[token(case)])
