"""Coming in: by a code to the mobile, or by a password.

Who has no account gets the same answer after the same work: the same statements, the same hashing,
and a message that is handed to nobody.
"""

import dataclasses
import hashlib
import hmac

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from miz.accounts import codes
from miz.accounts.errors import WrongCode
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN
from miz.outbox import actions as outbox

from . import messages, passwords, queries
from .identities import Identity
from .models import GENERATED_LIFE, Citizen, Recovery, Way

_CANDIDATE = """
select c.id, coalesce(nullif(c.password, ''), %s), r.id from (values (1)) one
left join citizens_citizen c on c.kind = %s and c.code = %s
left join citizens_recovery r
    on r.generated = %s and r.used_at is null and r.ended = '' and r.asked_at > %s
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """Who came in, and how."""

    citizen: Citizen
    way: Way


@transaction.atomic
def ask_code(*, identity: Identity, mobile: str, subject: str, browser: str) -> None:
    """Queues a code of `subject` for who has this code and this mobile; else for nobody."""
    owner = queries.owner(identity, mobile)
    code = codes.issue(subject, browser=browser)
    decoy = owner.citizen_id is None
    draft = messages.code("sign_in", mobile, owner.language, code, decoy=decoy)
    outbox.queue(drafts=[draft], reference=subject)
    audit.record(by=CITIZEN, action="citizen.ask_code", subject=subject)


def by_code(*, identity: Identity, mobile: str, subject: str, browser: str, code: str) -> Known:
    """Uses the code up. Raises WrongCode, to a stranger who guessed it too."""
    codes.check(subject, code, browser=browser)
    owner = queries.owner(identity, mobile)
    if owner.citizen_id is None:
        raise WrongCode
    return Known(Citizen.objects.get(pk=owner.citizen_id), Way.CODE)


def by_password(*, identity: Identity, password: str) -> Known | None:
    """None alike for a wrong password, an account without one, and no account.

    A generated password comes in once; what it opens is the setting of a new one.
    """
    nobodys = passwords.nobodys()
    since = timezone.now() - GENERATED_LIFE
    sought = generated_digest(identity, password)
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATE, [nobodys, identity.kind, identity.code, sought, since])
        citizen_id, encoded, recovery_id = cursor.fetchone()
    fits = passwords.fits(password, encoded)
    if fits and citizen_id:
        return Known(Citizen.objects.get(pk=citizen_id), Way.PASSWORD)
    if recovery_id and citizen_id and _use_up(recovery_id, citizen_id):
        return Known(Citizen.objects.get(pk=citizen_id), Way.GENERATED)
    return None


def generated_digest(identity: Identity, password: str) -> bytes:
    """Keyed, and quick: a generated password is drawn, nobody goes through all of them."""
    key = settings.SECRET_KEY.encode()
    text = f"generated:{identity}:{passwords.folded(password).upper().replace('-', '')}"
    return hmac.digest(key, text.encode(errors="replace"), hashlib.sha256)


def _use_up(recovery_id: int, citizen_id: int) -> bool:
    unused = Recovery.objects.filter(pk=recovery_id, citizen_id=citizen_id, used_at=None)
    return bool(unused.update(used_at=timezone.now()))
