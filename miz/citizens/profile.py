"""What citizens choose about their messages. Whether they want the optional ones is kept by the
outbox with the number: who answers one with «لغو» has chosen the same."""

from django.db import transaction

from miz.audit import actions as audit
from miz.outbox import actions as outbox
from miz.outbox.models import Muted

from .models import Citizen


def wants_optional(citizen: Citizen) -> bool:
    return not Muted.objects.filter(mobile=citizen.mobile).exists()


@transaction.atomic
def choose(*, citizen: Citizen, language: str, optional_messages: bool, email: str) -> None:
    before = (citizen.language, citizen.email, wants_optional(citizen))
    names = ("language", "email", "optional_messages")
    after = (language, email, optional_messages)
    changed = [n for n, old, new in zip(names, before, after, strict=True) if old != new]
    if not changed:
        return
    Citizen.objects.filter(pk=citizen.pk).update(language=language, email=email)
    if "optional_messages" in changed:
        (outbox.unmute if optional_messages else outbox.mute)(citizen.mobile)
    audit.record(
        by=citizen.as_actor(),
        action="citizen.choose",
        subject=citizen.subject,
        details={"changed": changed},
    )
