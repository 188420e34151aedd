"""Making an account: who somebody is, a code to the mobile, and the row.

The page says the same whoever has an account already and whosever the number is: only the reader
of the SMS learns more.
"""

import dataclasses
import datetime
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts import codes
from miz.accounts.errors import WrongCode
from miz.audit import actions as audit
from miz.audit.actors import CITIZEN
from miz.connectors.base import EXCHANGE_LAW, Purpose
from miz.connectors.shahkar import client as shahkar
from miz.outbox import actions as outbox

from . import messages, queries
from .identities import Identity
from .models import Citizen

OWNER_OF_NUMBER = Purpose("سنجش شمارهٔ تلفن همراه برای حساب کاربری", EXCHANGE_LAW)


@dataclasses.dataclass(frozen=True, slots=True)
class Newcomer:
    """Who wants an account; the names are the civil registry's, or typed where it knows nobody.

    `language` is that of messages, empty where nobody was asked for it.
    """

    identity: Identity
    given_name: str
    family_name: str
    gender: str
    birth_date: datetime.date
    mobile: str
    language: str = ""


def is_owner(identity: Identity, mobile: str) -> bool:
    """Whether the number is this person's. Raises ConnectorError.

    Nobody can be asked whose the number of a holder of a passport is: the code alone proves it.
    """
    if identity.kind == Citizen.Kind.PASSPORT:
        return True
    return shahkar.owns(identity.code, mobile, purpose=OWNER_OF_NUMBER)


@transaction.atomic
def ask_code(*, newcomer: Newcomer, owns: bool, subject: str, browser: str) -> None:
    """Queues the code, or the words why there is none; a code is issued in any case, for nobody."""
    known = queries.taken(newcomer.identity)
    invited = owns and known is None
    code = codes.issue(subject, browser=browser if invited else secrets.token_hex())
    kind = "sign_up" if invited else "taken" if owns else "not_yours"
    # What was chosen just now comes first: nobody proves whose a passport holder's number is, and
    # to a stranger the account's choice would tell of its owner.
    language = newcomer.language or (known if owns else None) or Citizen.Language.PERSIAN
    draft = messages.code(kind, newcomer.mobile, language, code)
    outbox.queue(drafts=[draft], reference=subject)
    audit.record(by=CITIZEN, action="citizen.ask_account", subject=subject)


def join(*, newcomer: Newcomer, subject: str, browser: str, code: str) -> Citizen:
    """Uses the code up and makes the account. Raises WrongCode."""
    codes.check(subject, code, browser=browser)
    try:
        return _create(newcomer)
    except IntegrityError as error:
        # Another browser of the same person was quicker.
        raise WrongCode from error


@transaction.atomic
def _create(newcomer: Newcomer) -> Citizen:
    now = timezone.now()
    citizen = Citizen.objects.create(
        kind=newcomer.identity.kind,
        code=newcomer.identity.code,
        given_name=newcomer.given_name,
        family_name=newcomer.family_name,
        gender=newcomer.gender,
        birth_date=newcomer.birth_date,
        mobile=newcomer.mobile,
        mobile_proved_at=now,
        language=newcomer.language or Citizen.Language.PERSIAN,
        created_at=now,
    )
    audit.record(by=citizen.as_actor(), action="citizen.join", subject=citizen.subject)
    return citizen
