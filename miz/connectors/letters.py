"""Numbered letters to other agencies and the answers that come back on paper.

A letter gets the next number of its organisation's series in the Jalali year, without gaps, in the
transaction that writes it. The worker prints it and lays it into the folder of what goes out. The
answer is a scan that staff match by the number, as it is written on the paper.
"""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string

from miz.accounts.models import Organisation, User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.lib import digits, jalali, persian, qr
from miz.lib.errors import Told

from . import calls
from .base import Connector, Purpose
from .batch_models import Letter, LetterFile, LetterSeries

PDF = "application/pdf"
_PARTS = re.compile("[/\\\\-]+")


class LetterRefused(Told):
    """The letter is not written or its answer not taken; the message says why, in Persian."""


class NoSeries(LetterRefused):
    """برای دستگاه شما حرف شمارهٔ نامه تعیین نشده است؛ از راهبر سامانه بخواهید."""


class UnknownNumber(LetterRefused):
    """نامه‌ای با این شماره نوشته نشده است؛ شماره را با روی نامه مقایسه کنید."""


class OfAnotherOrganisation(LetterRefused):
    """این شمارهٔ نامهٔ دستگاه دیگری است؛ پاسخ را برای همان دستگاه بفرستید."""


class AlreadyAnswered(LetterRefused):
    """پاسخ این نامه پیش‌تر ثبت شده است و دیگر تغییر نمی‌کند."""


@dataclass(frozen=True, slots=True)
class Scan:
    """An answer on paper, judged by the door: a clean name, what it is, its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """A letter with its answer; `reference` names what waits for it, as `kind:id`."""

    letter: Letter
    reference: str


# --- what goes out


@transaction.atomic
def write(
    *,
    by: User,
    recipient: Letter.Recipient,
    title: str,
    body: str,
    days: int,
    reference: str = "",
) -> Letter:
    """Number a letter of the writer's organisation, answered within `days`; raises NoSeries."""
    now = timezone.now()
    today = jalali.in_tehran(now).date()
    series = _series(by.organisation)
    year = int(jalali.to_iso(today)[:4])
    sequence = _next(by.organisation, year)
    letter = Letter.objects.create(
        organisation=by.organisation,
        recipient=recipient,
        year=year,
        sequence=sequence,
        number=f"{year}/{series}/{sequence:06}",
        title=title,
        body=body,
        reference=reference,
        author=by,
        written_at=now,
        expected_on=today + datetime.timedelta(days=days),
    )
    _audit(by, letter, "letter.write")
    return letter


def _series(organisation: Organisation) -> str:
    pairs = dict(word.split(":", 1) for word in settings.LETTER_SERIES)
    if organisation.code not in pairs:
        raise NoSeries
    return persian.for_storage(pairs[organisation.code])


def _next(organisation: Organisation, year: int) -> int:
    """The row is locked until the letter stands: who is refused leaves no gap."""
    LetterSeries.objects.get_or_create(organisation=organisation, year=year)
    series = LetterSeries.objects.select_for_update().get(organisation=organisation, year=year)
    series.last += 1
    series.save()
    return series.last


def lay_out_due() -> int:
    """Print what is not printed and lay it into the folder of what goes out; returns how many."""
    due = Letter.objects.filter(laid_out_at__isnull=True).select_related("organisation", "author")
    return sum(_lay_out(letter) for letter in due.order_by("id"))


def _lay_out(letter: Letter) -> bool:
    paper = letter.files.filter(kind=LetterFile.Kind.OUT).first() or _printed(letter)
    place = spool(letter.recipient) / paper.name
    part = place.with_suffix(".part")
    part.write_bytes(bytes(paper.content))
    part.replace(place)
    Letter.objects.filter(pk=letter.pk).update(laid_out_at=timezone.now())
    return True


def _printed(letter: Letter) -> LetterFile:
    # By name, since the renderer takes seconds to import and belongs to another part.
    render = import_string(settings.PAPER_RENDERER)
    html = render_to_string(
        "letters/letter_paper.html", {"letter": letter, "qr": qr.svg(letter.number)}
    )
    paper, _ = LetterFile.objects.get_or_create(
        letter=letter,
        kind=LetterFile.Kind.OUT,
        defaults={"name": file_name(letter.number), "media_type": PDF, "content": render(html)},
    )
    return paper


def file_name(number: str) -> str:
    return f"{number.replace('/', '-')}.pdf"


def spool(recipient: str) -> Path:
    """Return the folder of what goes out to an agency, made when it is not there yet."""
    folder: Path = settings.LETTER_SPOOL / "agencies" / recipient
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder


# --- what comes back


def clean_number(typed: str) -> str:
    """Return a number as it stands in the table: any digits, dashes, Arabic letters, and the parts
    in either order, for a line of both directions is read and copied either way."""
    text = persian.for_storage(digits.compact(typed.replace("-", "/")))
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) == 3 and len(parts[2]) == 4 and len(parts[0]) != 4:
        parts.reverse()
    return "/".join(parts)


def find(user: User, typed: str) -> Letter:
    """Return the unanswered letter of the user's organisation by its typed number.

    Raises UnknownNumber, OfAnotherOrganisation or AlreadyAnswered.
    """
    number = clean_number(typed)
    letters = Letter.objects.filter(number=number)
    letter = letters.filter(organisation=user.organisation_id).first()
    if letter is None:
        raise OfAnotherOrganisation if letters.exists() else UnknownNumber
    if letter.answered_at:
        raise AlreadyAnswered
    return letter


def answered(
    *, by: User, letter: Letter, scan: Scan, text: str, connector: Connector, purpose: Purpose
) -> Answered:
    """Keep the answer of a letter, once; raises AlreadyAnswered."""
    try:
        with transaction.atomic():
            _answer(by, letter, scan, text)
            _record(letter, connector, purpose)
            _audit(by, letter, "letter.answer")
    except IntegrityError as error:
        raise AlreadyAnswered from error
    return Answered(letter, letter.reference)


def _answer(by: User, letter: Letter, scan: Scan, text: str) -> None:
    letter.answered_at, letter.answered_by, letter.answer_text = timezone.now(), by, text
    letter.save(update_fields=["answered_at", "answered_by", "answer_text"])
    LetterFile.objects.create(
        letter=letter,
        kind=LetterFile.Kind.ANSWER,
        name=scan.name,
        media_type=scan.media_type,
        content=scan.content,
    )


def _record(letter: Letter, connector: Connector, purpose: Purpose) -> None:
    """In the record of calls a letter is one call that takes days."""
    calls.note(
        connector.name,
        "letter",
        purpose=purpose,
        asked=["letter"],
        answered=["scan"],
        subject=letter.subject,
        since=letter.written_at,
    )


def read(*, by: User, letter: Letter, kind: LetterFile.Kind) -> LetterFile | None:
    """Return what lies on paper, None before it is printed or answered; who read it is audited
    first, and when that fails nothing is shown."""
    paper = letter.files.filter(kind=kind).first()
    if paper:
        _audit(by, letter, f"letter.read_{kind}")
    return paper


def _audit(by: User, letter: Letter, action: str) -> None:
    audit.record(
        by=by.acting(Permission.OVERSEE_BATCHES),
        action=action,
        subject=letter.subject,
        details={"number": letter.number, "reference": letter.reference},
    )
