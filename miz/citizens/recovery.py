"""Coming back without the password: a code to the mobile and a new password, in one browser.

A stranger's wish is written down and answered like everybody's; its message is handed to nobody.
How long a code lives and how many tries it has are constants: no package changes them.
"""

import dataclasses
import datetime
import secrets

from django.db import transaction
from django.utils import timezone

from miz.accounts import codes
from miz.accounts.errors import WrongCode
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN
from miz.outbox import actions as outbox

from . import messages, passwords, queries, signing_in
from .errors import Lapsed
from .identities import Identity
from .models import Citizen, Recovery

# From asking to the new password; the code itself lives shorter, see `miz.accounts.codes`.
LIFE = datetime.timedelta(minutes=20)
# Without 0 O 1 I L: it is read from an SMS and typed.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GENERATED_LENGTH = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A recovery under way; `browser` goes into a cookie of the one who asked and nowhere else."""

    recovery: Recovery
    browser: str


@transaction.atomic
def ask(*, identity: Identity, mobile: str, way: Recovery.Way = Recovery.Way.CODE) -> Asked:
    """Writes the wish and its message together; they are alike whether anybody is meant."""
    owner = queries.owner(identity, mobile)
    browser, password = secrets.token_urlsafe(32), _password()
    generated = way == Recovery.Way.GENERATED
    recovery = Recovery.objects.create(
        way=way,
        citizen_id=owner.citizen_id,
        browser=queries.digest(browser),
        generated=signing_in.generated_digest(identity, password) if generated else None,
        asked_at=timezone.now(),
    )
    secret = password if generated else codes.issue(recovery.subject, browser=browser)
    draft = messages.code(
        "generated" if generated else "recovery",
        mobile,
        owner.language,
        secret,
        decoy=owner.citizen_id is None,
    )
    [recovery.message] = outbox.queue(drafts=[draft], reference=recovery.subject)
    recovery.save(update_fields=["message"])
    audit.record(by=CITIZEN, action="recovery.ask", subject=recovery.subject)
    return Asked(recovery, browser)


def find(browser: str) -> Recovery | None:
    """The recovery by code that this browser has begun and not ended."""
    since = timezone.now() - LIFE
    live = Recovery.objects.filter(way=Recovery.Way.CODE, ended="", asked_at__gt=since)
    return live.filter(browser=queries.digest(browser)).first() if browser else None


def prove(*, recovery: Recovery, browser: str, code: str) -> None:
    """Uses the code up. Raises WrongCode, to a stranger who guessed it too."""
    codes.check(recovery.subject, code, browser=browser)
    with transaction.atomic():
        known = Recovery.objects.filter(pk=recovery.pk, citizen__isnull=False, used_at=None)
        if not known.update(used_at=timezone.now()):
            raise WrongCode
        audit.record(by=CITIZEN, action="recovery.prove", subject=recovery.subject)


def finish(*, recovery: Recovery, password: str) -> Citizen:
    """Sets the new password and ends every session. Raises Lapsed or WeakPassword."""
    with transaction.atomic():
        live = Recovery.objects.select_for_update().filter(pk=recovery.pk, ended="")
        locked = live.filter(used_at__isnull=False, citizen__isnull=False).first()
        if locked is None or locked.citizen_id is None:
            raise Lapsed
        citizen = Citizen.objects.get(pk=locked.citizen_id)
        passwords.set_new(citizen=citizen, password=password, recovery=locked)
    return citizen


def under_way(citizen: Citizen) -> Recovery | None:
    """The one by whose generated password the citizen came in and has set no other yet."""
    used = Recovery.objects.filter(citizen=citizen, way=Recovery.Way.GENERATED, ended="")
    return used.exclude(used_at=None).order_by("-used_at").first()


def _password() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(GENERATED_LENGTH))
    return "-".join(drawn[at : at + 4] for at in range(0, GENERATED_LENGTH, 4))
