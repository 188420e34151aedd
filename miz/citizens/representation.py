"""Acting for another: who is present at a counter, a child, the members of a group.

Nothing is done for an adult without a code that came to the own mobile, and Shahkar says that the
number is the own. A child is represented by the word of a parent, until the eighteenth birthday.
"""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from miz.accounts import codes
from miz.accounts.models import User
from miz.audit import actions as audit
from miz.connectors.base import EXCHANGE_LAW, Purpose
from miz.connectors.civil_registry.client import Person
from miz.connectors.shahkar import client as shahkar
from miz.lib import jalali, persian
from miz.lib.errors import Told
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from . import messages, queries, writing
from .identities import Identity
from .models import Citizen
from .representation_models import Consent, Ground, Relation, Representation

OF_AGE = 18
LONGEST_LEAD = datetime.timedelta(days=365)
# Who was asked and gave no code is forgotten after this.
ASKED_FOR = datetime.timedelta(days=1)
DECLARATION = (
    "اظهار می‌کنم که پدر، مادر یا سرپرست قانونی این کودک هستم، می‌توانم از سوی او درخواست بفرستم "
    "و مسئولیت نادرستی این اظهار با من است."
)
OWNER_OF_NUMBER = Purpose("گرفتن رضایت از صاحب شمارهٔ همراه", EXCHANGE_LAW)


class NotRepresented(Told):
    """این نمایندگی ممکن نیست."""


class Oneself(NotRepresented):
    """برای خودتان نیازی به نمایندگی نیست."""


class NotAChild(NotRepresented):
    """این شخص ۱۸ سال تمام دارد و خودش باید درخواست بفرستد یا با کد پیامکی رضایت بدهد."""


class StillAChild(NotRepresented):
    """این شخص ۱۸ سال تمام ندارد و رضایت را پدر، مادر یا سرپرست او می‌دهد."""


class NotTheFather(NotRepresented):
    """نام پدر این کودک در ثبت احوال با نام شما یکی نیست."""


class NotTheOwnNumber(NotRepresented):
    """این شمارهٔ همراه به نام این شخص نیست. شماره‌ای بنویسید که به نام خود او باشد."""


class AlreadyRepresented(NotRepresented):
    """این شخص پیش‌تر افزوده شده است."""


class NotOfAge(NotRepresented):
    """تنها کسی که ۱۸ سال تمام دارد و با کد ملی وارد شده است می‌تواند نمایندهٔ دیگری باشد."""


# --- who is present at a counter


def check_own_number(national_code: str, mobile: str) -> None:
    """Raises NotTheOwnNumber, or what Shahkar raises: no code goes to a number of somebody else."""
    if not shahkar.owns(national_code, mobile, purpose=OWNER_OF_NUMBER):
        raise NotTheOwnNumber


@transaction.atomic
def ask_consent(*, by: User, national_code: str, mobile: str, purpose: str, subject: str) -> None:
    """Sends the code that the person reads out; `subject` is what the code belongs to."""
    values = {"office": by.unit, "purpose": purpose}
    draft = _code_draft("consent", national_code, mobile, codes.issue(subject), **values)
    outbox.queue(drafts=[draft], reference=subject)
    audit.record(by=by.as_actor(), action="consent.ask", subject=subject)


def take_consent(
    *, by: User, national_code: str, mobile: str, purpose: str, subject: str, code: str
) -> Consent:
    """Uses the code up and writes the consent; raises WrongCode."""
    codes.check(subject, code)
    with transaction.atomic():
        consent = Consent.objects.create(
            national_code=national_code,
            office=by.unit,
            operator=by,
            purpose=purpose,
            mobile_digest=_digest(mobile),
            given_at=timezone.now(),
        )
        audit.record(by=by.as_actor(), action="consent.take", subject=f"consent:{consent.pk}")
    return consent


# --- children


@transaction.atomic
def take_child(*, by: Citizen, child: Person, relation: Relation) -> Representation:
    """`by` acts for a child from now on; raises NotRepresented.

    A father is held against the registry where that names one; all others are believed, and the
    clerk sees that it is their word alone.
    """
    _check(by, child)
    if not is_a_child(child.birth_date):
        raise NotAChild
    ground = _ground(by, child, relation)
    declared = DECLARATION if ground == Ground.DECLARED else ""
    row = _row(by, child, relation, ground, declared)
    row.begins_at, row.ends_at = row.asked_at, grows_up(child.birth_date)
    return _write(row, by, "representation.begin")


def _ground(by: Citizen, child: Person, relation: Relation) -> Ground:
    if relation != Relation.FATHER or not child.father_name:
        return Ground.DECLARED
    if persian.for_matching(child.father_name) != persian.for_matching(by.given_name):
        raise NotTheFather
    return Ground.REGISTRY


def grows_up(birth_date: datetime.date) -> datetime.datetime:
    """The first moment of the eighteenth birthday, in Tehran and by its calendar."""
    year, month, day = map(int, jalali.to_iso(birth_date).split("-"))
    # The last day of a leap year has no anniversary in most others.
    day = 29 if (month, day) == (12, 30) else day
    birthday = jalali.from_iso(f"{year + OF_AGE:04}-{month:02}-{day:02}")
    return datetime.datetime.combine(birthday, datetime.time(), jalali.TEHRAN)


def is_a_child(birth_date: datetime.date) -> bool:
    return grows_up(birth_date) > timezone.now()


# --- groups


@transaction.atomic
def ask_member(*, by: Citizen, member: Person, mobile: str) -> Representation:
    """An adult, whose own number this is, is asked to be represented by the head of a group.

    Raises NotRepresented.
    """
    _check(by, member)
    if is_a_child(member.birth_date):
        raise StillAChild
    row = _row(by, member, Relation.HEAD, Ground.CONSENT, mobile=mobile)
    return _ask(row, by, member.national_code, "join")


@transaction.atomic
def ask_child_member(*, by: Citizen, child: Person, parent: Representation) -> Representation:
    """A parent who is a member of the group is asked for the own child."""
    _check(by, child)
    if not is_a_child(child.birth_date):
        raise NotAChild
    words = f"{parent.full_name}: {DECLARATION}"
    row = _row(by, child, Relation.HEAD, Ground.DECLARED, words, parent.mobile)
    return _ask(row, by, parent.subject_code, "child_joins", child=child.given_name)


def _ask(
    row: Representation, by: Citizen, reader: str, words: str, **values: object
) -> Representation:
    """Sends the code to `reader`, by the national code: the adult, or the parent of the child."""
    row = _write(row, by, "representation.ask")
    code = codes.issue(row.subject)
    draft = _code_draft(words, reader, row.mobile, code, head=by.full_name, **values)
    outbox.queue(drafts=[draft], reference=row.subject)
    return row


def confirm(*, by: Citizen, asked: Representation, code: str) -> Representation:
    """The code that was read out begins it; raises WrongCode."""
    codes.check(asked.subject, code)
    with transaction.atomic():
        now = timezone.now()
        asked.begins_at, asked.ends_at = now, now + LONGEST_LEAD
        if asked.ground == Ground.DECLARED:
            asked.ends_at = min(asked.ends_at, grows_up(asked.birth_date))
        asked.save(update_fields=["begins_at", "ends_at"])
        audit.record(by=by.as_actor(), action="representation.begin", subject=asked.subject)
    return asked


# --- all


@transaction.atomic
def end(*, by: Citizen, pk: int) -> None:
    """Ends at once, by whichever side asks; of nobody's business it does nothing."""
    mine = touching(by).select_for_update().filter(pk=pk).first()
    if mine is None:
        return
    codes.end(mine.subject)
    mine.ended_at = timezone.now()
    mine.save(update_fields=["ended_at"])
    audit.record(by=by.as_actor(), action="representation.end", subject=mine.subject)


def touching(citizen: Citizen) -> QuerySet[Representation]:
    """What was not ended on either side of somebody, the newest first."""
    if citizen.kind != Citizen.Kind.NATIONAL:
        return Representation.objects.none()
    mine = Q(representative_code=citizen.code) | Q(subject_code=citizen.code)
    return Representation.objects.filter(mine, ended_at=None).order_by("-asked_at", "-pk")


def in_force(citizen: Citizen) -> QuerySet[Representation]:
    """For whom somebody may act at this moment."""
    now = timezone.now()
    mine = touching(citizen).filter(representative_code=citizen.code)
    return mine.filter(begins_at__lte=now, ends_at__gt=now)


def may_represent(citizen: Citizen) -> bool:
    known = citizen.kind == Citizen.Kind.NATIONAL
    return known and not is_a_child(citizen.birth_date)


@transaction.atomic
def forget_unanswered(before: datetime.datetime) -> int:
    """Deletes what was asked before and never agreed to: the data of people who did not want it."""
    return Representation.objects.filter(begins_at=None, asked_at__lt=before).delete()[0]


def _check(by: Citizen, person: Person) -> None:
    """Whether `by` may stand for anybody, and for this one."""
    if not may_represent(by):
        raise NotOfAge
    if person.national_code == by.code:
        raise Oneself


def _row(
    by: Citizen,
    person: Person,
    relation: Relation,
    ground: Ground,
    declaration: str = "",
    mobile: str = "",
) -> Representation:
    return Representation(
        representative_code=by.code,
        representative_name=by.full_name,
        subject_code=person.national_code,
        given_name=person.given_name,
        family_name=person.family_name,
        birth_date=person.birth_date,
        gender=person.gender,
        relation=relation,
        ground=ground,
        declaration=declaration,
        mobile=mobile,
        asked_at=timezone.now(),
    )


def _write(row: Representation, by: Citizen, action: str) -> Representation:
    """What has lapsed, or was asked and not agreed to, makes room; what holds does not."""
    same = Representation.objects.of(row.representative_code).filter(subject_code=row.subject_code)
    same.filter(ends_at__lte=row.asked_at).update(ended_at=F("ends_at"))
    same.filter(begins_at=None).update(ended_at=row.asked_at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyRepresented from error
    audit.record(by=by.as_actor(), action=action, subject=row.subject)
    return row


def _code_draft(words: str, reader: str, mobile: str, code: str, **values: object) -> Draft:
    identity = Identity(Citizen.Kind.NATIONAL, reader)
    [language] = queries.languages([(identity, mobile)])
    shown = writing.number(code, language)
    return Draft(
        Message.Channel.SMS,
        mobile,
        messages.ASKED[words][language].format(code=shown, **values),
        priority=Message.Priority.CODE,
        kind="code",
        language=language,
        lapses_at=timezone.now() + codes.LIFE,
    )


def _digest(mobile: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"consent:{mobile}".encode(), hashlib.sha256)
