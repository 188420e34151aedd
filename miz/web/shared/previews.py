"""Draft packages shown as the public would see them: whoever has the address, for an hour.

The office makes the address, the portal opens it: neither imports the other.
"""

from django.core import signing
from django.urls import reverse

from miz.catalogue.models import Draft

SALT = "preview of a draft"
LIFE_SECONDS = 3600


def address(draft: Draft) -> str:
    token = signing.dumps([draft.pk, draft.revision], salt=SALT)
    return reverse("portal:service-preview", args=[token])


def draft_of(token: str) -> Draft | None:
    """None for a made-up or lapsed address, and once the draft says something else."""
    try:
        pk, revision = signing.loads(token, salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature:
        return None
    found = Draft.objects.filter(pk=pk, revision=revision)
    return found.select_related("organisation", "base__service").first()
