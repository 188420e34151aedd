"""One letter to a desk's mailbox: a new request, a message in one, or set aside.

What no person wrote is set aside: counted, never answered and never a case, so that two machines
cannot talk to each other. `take` returns after everything is in the caller's database or raises.
"""

import dataclasses
import functools
import hashlib
import re

from django.conf import settings
from django.db import transaction

from miz.accounts import quotas
from miz.accounts.errors import QuotaExceeded
from miz.cases import actions, inbound, messages, talk
from miz.cases.errors import NotNow
from miz.cases.models import Case, Inbound, State
from miz.cases.opening import Applicant, NewAttachment, NewRequest
from miz.catalogue import queries as catalogue
from miz.catalogue.errors import UnknownService
from miz.catalogue.models import Service
from miz.documents.errors import UploadRefused
from miz.documents.models import Upload
from miz.documents.uploads import check
from miz.lib import digits, jalali
from miz.outbox import actions as outbox
from miz.outbox.actions import Draft
from miz.outbox.models import Message
from miz.web.shared.request_forms import LONGEST_TEXT, MAX_ATTACHMENTS

from . import BY_MAIL, letters, words
from .letters import Letter

Outcome = Inbound.Outcome
CENTRE = "tehran"
MOST_HOPS = 30
SHOWN_OF_NAME = 40
SENT_BY_MAIL = ("راه", "ایمیل؛ هویت فرستنده احراز نشده است")
# Never with words of the letter, as `_write_back`.
WITHDRAWN = (
    "با سلام\n\n"
    "نامهٔ شما رسید، ولی درخواستی از آن ثبت نشد: «{desk}» دیگر درخواست تازه نمی‌پذیرد.\n"
    "دلیل: {reason}\n\n"
    "درخواست‌هایی که پیش‌تر ثبت شده است رسیدگی می‌شود؛ دربارهٔ آن‌ها به نامه‌ای که از ما دارید پاسخ "
    "دهید.\n"
    "خدمت‌های دیگر و راه‌های تماس: {url}\n\n"
    "با احترام\n{organisation}"
)

_LIST = {"bulk", "list", "junk"}
_SCORE = re.compile(r"(-?[0-9]{1,4})")


class LetterRefused(Exception):
    """The letter is not taken, and another try is in vain; the message is the reply's text, ASCII
    and with an enhanced status code."""


@dataclasses.dataclass(frozen=True)
class Mailbox:
    """Whose desk an address is; letters do not say a province, so their mailbox does."""

    organisation: str
    province: str


def mailbox(address: str) -> Mailbox | None:
    return _mailboxes(tuple(settings.MAILBOXES)).get(address.lower())


@functools.lru_cache(maxsize=8)
def _mailboxes(lines: tuple[str, ...]) -> dict[str, Mailbox]:
    found = {}
    for line in lines:
        address, _, place = line.partition("=")
        organisation, _, province = place.partition("/")
        found[address.strip().lower()] = Mailbox(organisation, province or CENTRE)
    return found


def take(*, address: str, envelope_sender: str, content: bytes) -> Outcome | None:
    """Takes one letter to the mailbox `address`; None when it was taken before.

    Raises LetterRefused; whatever else goes wrong, nothing is written and it may come again.
    """
    to = mailbox(address)
    if to is None:
        raise LetterRefused("5.1.1 No such mailbox")
    letter = _read(content)
    name = f"{address.lower()} {letter.sender} {letter.message_id or _digest(content)}"
    aside = _aside(letter, envelope_sender)
    if aside is None:
        _count(letter.sender)
    with transaction.atomic():
        row = inbound.take(Inbound.Channel.EMAIL, name)
        if row is None:
            return None
        outcome = aside or _keep(to, letter)
        inbound.settle(row, outcome)
    return outcome


def _read(content: bytes) -> Letter:
    try:
        letter = letters.read(content)
    except letters.Unreadable as error:
        raise LetterRefused("5.6.0 The letter cannot be read") from error
    if letter.hops > MOST_HOPS:
        raise LetterRefused("5.4.6 The letter goes round in a loop")
    if not (letter.text or letter.subject or letter.files):
        raise LetterRefused("5.6.0 The letter is empty")
    return letter


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _count(sender: str) -> None:
    try:
        quotas.spend("mail_by_sender", sender)
    except QuotaExceeded as error:
        raise LetterRefused("5.7.1 Too many letters from you today; write again later") from error


# --- what no person wrote


def _aside(letter: Letter, envelope_sender: str) -> Outcome | None:
    headers = letter.headers
    precedence = headers.get("precedence", "").strip().lower()
    if not envelope_sender or headers.get("content-type", "").startswith("multipart/report"):
        return Outcome.BOUNCE
    if _is_own(letter):
        return Outcome.OWN
    if _is_automatic(headers) or precedence == "auto_reply":
        return Outcome.AUTOMATIC
    if "list-id" in headers or "list-unsubscribe" in headers or precedence in _LIST:
        return Outcome.LIST
    return Outcome.SPAM if _is_spam(headers) else None


def _is_own(letter: Letter) -> bool:
    """Sent by this desk: by its address, or by the form of its Message-IDs."""
    own = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip(" >").lower()
    host = own.rpartition("@")[2]
    by_id = letter.message_id.startswith("<miz.") and letter.message_id.endswith(f"@{host}>")
    return by_id or letter.sender == own or mailbox(letter.sender) is not None


def _is_automatic(headers: dict[str, str]) -> bool:
    """By RFC 3834, and by what the programs before and beside it write."""
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    marks = ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-autogenerated")
    return submitted != "no" or any(mark in headers for mark in marks)


def _is_spam(headers: dict[str, str]) -> bool:
    """By the filter of the site's mail server, whose headers stand before all others."""
    if headers.get("x-spam-flag", "").strip().lower() == "yes":
        return True
    if headers.get("x-spam-status", "").strip().lower().startswith("yes"):
        return True
    score = _SCORE.match(headers.get("x-spam-score", "").strip())
    return score is not None and int(score[1]) >= settings.MAIL_SPAM_SCORE


# --- what a person wrote


@dataclasses.dataclass(frozen=True)
class _Enclosed:
    """The files that are kept, and of the others what to tell the sender."""

    kept: list[NewAttachment]
    refused: list[str]


def _keep(to: Mailbox, letter: Letter) -> Outcome:
    files = _enclosed(letter)
    case = _meant(letter)
    if case is None or case.state == State.CLOSED:
        return _open(to, letter, files)
    try:
        _add(case, letter, files)
    except NotNow as error:
        _write_back(case, letter.sender, str(error))
        return Outcome.SILENT
    if files.refused:
        _write_back(case, letter.sender, _of_files(files))
    return Outcome.ADDED


def _enclosed(letter: Letter) -> _Enclosed:
    found = _Enclosed([], [])
    for name, content in letter.files:
        try:
            upload = Upload.of(check(name, content))
        except UploadRefused as error:
            found.refused.append(f"{_short(name)}: {error}")
            continue
        if len(found.kept) < MAX_ATTACHMENTS:
            found.kept.append(NewAttachment(name[:100], upload))
        else:
            most = digits.to_persian(MAX_ATTACHMENTS)
            found.refused.append(f"{_short(name)}: بیش از {most} پیوست پذیرفته نمی‌شود.")
    return found


def _short(name: str) -> str:
    """A name is the sender's word in our letter, which may go to somebody else: not much room."""
    return name if len(name) <= SHOWN_OF_NAME else f"…{name[-SHOWN_OF_NAME:]}"


def _meant(letter: Letter) -> Case | None:
    """The case whose letter is answered, or whose code stands in the subject; from the address of
    the case alone, whatever else the letter claims."""
    sent = Message.objects.filter(
        channel=Message.Channel.EMAIL, gateway_reference__in=letter.references
    )
    subjects = [row.reference for row in sent if row.recipient.lower() == letter.sender]
    numbers = [subject[5:] for subject in subjects if subject.startswith("case:")]
    code = words.code_in(letter.subject)
    cases = Case.objects.filter(email__iexact=letter.sender)
    if numbers:
        return cases.filter(pk__in=numbers).order_by("-pk").first()
    return cases.filter(tracking_code=code).first() if code else None


def _add(case: Case, letter: Letter, files: _Enclosed) -> None:
    """Where the case waits for its citizen, and came by mail itself, this is what it waits for. A
    case of another door moves only by that door: an address is easily forged."""
    text = (letter.text or letter.subject or "پیوست")[:LONGEST_TEXT]
    if case.is_unproved and case.state == State.WAITING_FOR_CITIZEN:
        actions.receive(
            by=BY_MAIL, case=case, message="citizen_reply", text=text, attachments=files.kept
        )
        return
    talk.write(case=case, text=text, by=BY_MAIL, attachments=files.kept, facts=[SENT_BY_MAIL])


def _open(to: Mailbox, letter: Letter, files: _Enclosed) -> Outcome:
    try:
        service = catalogue.desk(to.organisation, Service.Kind.DESK)
    except UnknownService:
        return _turn_away(to, letter.sender)
    request = NewRequest(
        service=service,
        applicant=Applicant("", None, "", letter.name, ""),
        topic=service.topics[-1],  # the last is «سایر»: what a letter is about, a person reads
        province=to.province,
        mobile="",
        area_code="",
        landline="",
        text=_whole(letter)[:LONGEST_TEXT],
        email=letter.sender,
        attachments=files.kept,
        channel=Case.Channel.EMAIL,
    )
    case = actions.open(by=BY_MAIL, request=request, key=None).case
    told = [
        "نامهٔ شما رسید و به‌عنوان درخواست ثبت شد.",
        f"موعد پاسخ: {jalali.format_date(case.due_at)}",
        "پاسخ به همین نشانی فرستاده می‌شود.",
    ]
    if len(_whole(letter)) > LONGEST_TEXT:
        most = digits.to_persian(LONGEST_TEXT)
        told.append(f"نامه بلند بود و {most} نویسهٔ نخست آن ثبت شد.")
    if files.refused:
        told.append(_of_files(files))
    _write_back(case, letter.sender, "\n\n".join(told))
    return Outcome.OPENED


def _turn_away(to: Mailbox, sender: str) -> Outcome:
    """Tells the sender that the desk was withdrawn. Raises UnknownService where there never was
    one: the mail server keeps the letter until an operator has mended the name of the mailbox."""
    known = Service.objects.known().filter(organisation__code=to.organisation)
    gone = known.filter(kind=Service.Kind.DESK).select_related("organisation").first()
    if gone is None:
        raise UnknownService(to.organisation)
    body = WITHDRAWN.format(
        desk=gone.title,
        reason=gone.withdrawn_reason,
        url=settings.BASE_URL,
        organisation=gone.organisation.short_name,
    )
    draft = Draft(Message.Channel.EMAIL, sender, body, "نامهٔ شما ثبت نشد")
    outbox.queue(drafts=[draft], reference="inbound:mail")
    return Outcome.HELPED


def _whole(letter: Letter) -> str:
    return "\n\n".join(part for part in (letter.subject, letter.text) if part) or "(نامهٔ بی‌متن)"


def _of_files(files: _Enclosed) -> str:
    return "\n".join(["این پیوست‌ها پذیرفته نشد:", *files.refused])


def _write_back(case: Case, to: str, text: str) -> None:
    """Never with words of the letter: whoever forges an address would write to it through us."""
    title = f"درخواست {digits.to_persian(case.tracking_code)}"
    draft = Draft(Message.Channel.EMAIL, to, messages.letter(case, text), title)
    outbox.queue(drafts=[draft], reference=case.subject)
