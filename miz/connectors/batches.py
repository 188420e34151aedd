"""Files that come whole or not at all, each with a place in a sequence.

A file is copied into our own folder first, out of its sender's reach, and its digest is made of
that copy. Then it is judged in one transaction: taken with all its rows, refused with a reason, or
kept waiting for the file before it. Every file that is settled gets a receipt, once it is written
anew for one that comes again; the same content is never taken twice.
"""

import datetime
import hashlib
import logging
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max
from django.utils import timezone

from miz.accounts.models import Organisation
from miz.audit import actions as audit
from miz.audit.actors import SYSTEM
from miz.lib import digits

from . import calls
from .base import Purpose
from .batch_errors import FileRefused, Reason
from .batch_models import KEPT_STATES, BatchFile
from .errors import ConnectorError
from .models import Call

log = logging.getLogger(__name__)

LARGEST_FILE = 1024 * 1024 * 1024
PATIENCE = datetime.timedelta(days=1)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
State, Door = BatchFile.State, BatchFile.Door


class Header(Protocol):
    """What a file says of itself."""

    @property
    def bank(self) -> str: ...
    @property
    def day(self) -> datetime.date: ...
    @property
    def sequence(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def total(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a file that was taken; `warned` ones are among the accepted."""

    accepted: int
    refused: int
    warned: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """One kind of files: how they are read and taken, and where their receipts go.

    `take` writes every row of the file at a path in the caller's transaction, or raises
    FileRefused. `first` names each sender's first sequence number, `meanings` explain remarks.
    """

    connector: str
    first: Callable[[], Mapping[str, int]]
    read_header: Callable[[Path], Header]
    take: Callable[[BatchFile, Path, Header], Counts]
    answer: Callable[[BatchFile, str], None]
    meanings: Mapping[str, str]
    purpose: Purpose
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stored:
    """Our own copy of a file; `spool` is its name in our folder, empty for one that is too big."""

    spool: str
    digest: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that came: `declared` is the SHA-256 which its sender says it has."""

    sender: str
    name: str
    door: BatchFile.Door
    declared: bytes
    stored: Stored


# --- our own folder


def store(pieces: Iterable[bytes]) -> Stored:
    """Copy a file into our folder piece by piece; one that is too big is not kept."""
    settings.BATCH_SPOOL.mkdir(mode=0o700, parents=True, exist_ok=True)
    spool, digest, size = str(uuid.uuid4()), hashlib.sha256(), 0
    path = _place(spool)
    try:
        with path.open("xb") as copy:
            for piece in pieces:
                size += len(piece)
                if size > LARGEST_FILE:
                    break
                digest.update(piece)
                copy.write(piece)
    except BaseException:
        path.unlink()
        raise
    if size > LARGEST_FILE:
        path.unlink()
        spool = ""
    return Stored(spool, digest.digest(), size)


def _place(spool: str) -> Path:
    place: Path = settings.BATCH_SPOOL / spool
    return place


# --- what becomes of a file


def arrive(agreement: Agreement, delivery: Delivery) -> BatchFile:
    """Judge a file that came, then whatever waited for it; returns its row."""
    with transaction.atomic():
        _one_at_a_time(agreement, delivery.sender)
        file = _again(agreement, delivery) or _judged(agreement, delivery)
    if file.spool != delivery.stored.spool and delivery.stored.spool:
        _place(delivery.stored.spool).unlink(missing_ok=True)
    while _take_next(agreement, delivery.sender):
        pass
    return file


def expected(agreement: Agreement, sender: str) -> int:
    """Return the sequence number of the file that is to be taken next."""
    of_sender = BatchFile.objects.filter(connector=agreement.connector, sender=sender)
    last = of_sender.filter(state=State.TAKEN).aggregate(last=Max("sequence"))["last"]
    return agreement.first()[sender] if last is None else last + 1


def _one_at_a_time(agreement: Agreement, sender: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"batch {agreement.connector} {sender}"],
        )


def _again(agreement: Agreement, delivery: Delivery) -> BatchFile | None:
    """The file that has this content already, with its receipt due once more."""
    if delivery.stored.digest != delivery.declared:
        return None
    known = BatchFile.objects.filter(
        connector=agreement.connector,
        sender=delivery.sender,
        digest=delivery.declared,
        state__in=KEPT_STATES,
    )
    known.update(repeats=F("repeats") + 1, receipt_at=None, name=delivery.name, door=delivery.door)
    return known.first()


def _judged(agreement: Agreement, delivery: Delivery) -> BatchFile:
    file = BatchFile(
        organisation=Organisation.objects.get(code=settings.PORTAL_ORGANISATION),
        connector=agreement.connector,
        sender=delivery.sender,
        name=delivery.name,
        door=delivery.door,
        digest=delivery.stored.digest,
        size=delivery.stored.size,
        received_at=timezone.now(),
    )
    try:
        _place_in_sequence(agreement, delivery, file)
    except FileRefused as refused:
        return _refuse(agreement, file, refused)
    file.state, file.spool = State.WAITING, delivery.stored.spool
    file.save()
    if file.sequence == expected(agreement, file.sender):
        return _take(agreement, file)
    _audit(file, "batch.wait")
    return file


def _place_in_sequence(agreement: Agreement, delivery: Delivery, file: BatchFile) -> None:
    """Read who sent the file and which one it is; raises FileRefused."""
    if not delivery.stored.spool:
        raise FileRefused(Reason.TOO_LARGE)
    if delivery.stored.digest != delivery.declared:
        raise FileRefused(Reason.CHECKSUM)
    header = agreement.read_header(_place(delivery.stored.spool))
    file.day, file.sequence = header.day, header.sequence
    file.declared_count, file.declared_sum = header.count, header.total
    if header.bank != delivery.sender:
        raise FileRefused(Reason.SENDER)
    if header.sequence < agreement.first()[delivery.sender]:
        raise FileRefused(Reason.PASSED)
    same = BatchFile.objects.filter(
        connector=file.connector, sender=file.sender, sequence=file.sequence, state__in=KEPT_STATES
    )
    if same.exists():
        raise FileRefused(Reason.REUSED)


@transaction.atomic
def _take_next(agreement: Agreement, sender: str) -> bool:
    """Take the file that has waited for the last one; False when none has."""
    _one_at_a_time(agreement, sender)
    waiting = BatchFile.objects.filter(
        connector=agreement.connector, sender=sender, state=State.WAITING
    )
    file = waiting.filter(sequence=expected(agreement, sender)).first()
    if file is None:
        return False
    _take(agreement, file)
    return file.state == State.TAKEN


def _take(agreement: Agreement, file: BatchFile) -> BatchFile:
    """All rows or none; the copy in our folder is not needed any more then."""
    path = _place(file.spool)
    try:
        with transaction.atomic():
            counts = _rows_taken(agreement, file, path)
    except FileRefused as refused:
        _refuse(agreement, file, refused)
    else:
        file.accepted, file.refused = counts.accepted, counts.refused
        file.warned, file.state = counts.warned, State.TAKEN
        _settle(agreement, file, "batch.take")
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return file


def _rows_taken(agreement: Agreement, file: BatchFile, path: Path) -> Counts:
    if not path.exists():
        raise FileRefused(Reason.LOST)
    return agreement.take(file, path, agreement.read_header(path))


def _refuse(agreement: Agreement, file: BatchFile, refused: FileRefused) -> BatchFile:
    file.state, file.reason, file.detail = State.REFUSED, refused.reason, refused.detail
    log.warning("batch file of %s refused: %s", file.sender, file.reason)
    return _settle(agreement, file, "batch.refuse")


def _settle(agreement: Agreement, file: BatchFile, action: str) -> BatchFile:
    file.settled_at, file.spool = timezone.now(), ""
    file.save()
    _record(agreement, file)
    _audit(file, action)
    return file


def _record(agreement: Agreement, file: BatchFile) -> None:
    """In the record of calls a file is a call that its sender made."""
    taken = file.state == State.TAKEN
    calls.note(
        agreement.connector,
        "file",
        purpose=agreement.purpose,
        asked=[],
        answered=agreement.fields if taken else [],
        subject=file.subject,
        since=file.received_at,
        outcome=Call.Outcome.ANSWERED if taken else Call.Outcome.REFUSED,
    )


def _audit(file: BatchFile, action: str) -> None:
    audit.record(
        by=SYSTEM,
        action=action,
        subject=file.subject,
        reason=file.reason,
        details={
            "sender": file.sender,
            "sequence": file.sequence,
            "sha256": bytes(file.digest).hex(),
            "accepted": file.accepted,
            "refused": file.refused,
        },
    )


# --- receipts


def receipt(file: BatchFile, meanings: Mapping[str, str]) -> str:
    """Return what the sender is told, as CSV: the whole file in one line, then line by line."""
    return "".join(f"{line}\n" for line in _receipt_lines(file, meanings))


def _receipt_lines(file: BatchFile, meanings: Mapping[str, str]) -> Iterator[str]:
    digest, counts = bytes(file.digest).hex(), f"{file.accepted},{file.refused},{file.warned}"
    yield f"receipt,1,{file.sender},{file.sequence or ''},{digest},{file.state},{counts}"
    yield "line,kind,reason,meaning"
    if file.reason:
        told = " ".join(part for part in (Reason(file.reason).label, file.detail) if part)
        yield f"0,refused,{file.reason},{told}"
    for remark in file.remarks.order_by("line").iterator():
        kind = "refused" if remark.refused else "warned"
        yield f"{remark.line},{kind},{remark.reason},{meanings[remark.reason]}"


def answer_due(agreement: Agreement) -> int:
    """Hand out the receipts that are due; returns how many. What fails is due at the next time."""
    due = BatchFile.objects.filter(connector=agreement.connector, settled_at__isnull=False)
    return sum(_answer(agreement, file) for file in due.filter(receipt_at=None).order_by("id"))


def _answer(agreement: Agreement, file: BatchFile) -> bool:
    try:
        agreement.answer(file, receipt(file, agreement.meanings))
    except ConnectorError as error:
        log.warning("the receipt of %s was not handed in: %s", file.subject, error)
        return False
    BatchFile.objects.filter(pk=file.pk).update(receipt_at=timezone.now())
    return True


# --- what waits too long


def watch(now: datetime.datetime) -> int:
    """Raise the alarm once for each file that waits longer than PATIENCE; returns how many."""
    late = BatchFile.objects.filter(
        state=State.WAITING, received_at__lt=now - PATIENCE, alerted_at__isnull=True
    )
    return sum(_alert(file, now) for file in late)


@transaction.atomic
def _alert(file: BatchFile, now: datetime.datetime) -> bool:
    waits = BatchFile.objects.filter(pk=file.pk, state=State.WAITING, alerted_at__isnull=True)
    if not waits.update(alerted_at=now):
        return False
    log.error("batch file %s of %s waits for one before it", file.sequence, file.sender)
    _audit(file, "batch.late")
    return True


# --- words


def counted(found: int, declared: int) -> str:
    """Return what of two numbers a person is told when they do not fit."""
    return f"سربرگ {grouped(declared)}، پرونده {grouped(found)}"


def grouped(number: int) -> str:
    """Return «۳۰۱٬۰۰۰٬۰۰۰» of a large number."""
    return digits.to_persian(f"{number:,}".replace(",", "٬"))
