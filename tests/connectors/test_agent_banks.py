"""The agent banks' daily files through the folder: each trouble that has a name, for real."""

import datetime
import os
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from miz.audit.models import Event
from miz.connectors import batches
from miz.connectors.agent_banks import exchange, folder
from miz.connectors.agent_banks.made import Trouble
from miz.connectors.batch_models import BatchFile, DepositCertificate, DepositChange
from miz.connectors.models import Call
from miz.connectors.sandbox import population

from .exchange import lay, made, receipt, sent, written

pytestmark = pytest.mark.django_db
AGREEMENT = exchange.AGREEMENT
Reason, State = BatchFile.Reason, BatchFile.State
HEAD = "deposits,1,mellat,1405/09/01,{},{},{}\n"
ROW = "{number},{code},شعبه,1404/05/12,{amount},{state}\n"
CODE = population.person(0).national_code


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> None:
    settings.BATCH_FOLDER, settings.BATCH_SPOOL = tmp_path / "exchange", tmp_path / "spool"


def row(number: str = "100", code: str = CODE, amount: int = 1000, state: str = "opened") -> str:
    return ROW.format(number=number, code=code, amount=amount, state=state)


def file_of(*lines: str, sequence: int = 1, total: int | None = None, name: str = "by-hand.csv"):
    amounts = sum(int(line.split(",")[4]) for line in lines) if total is None else total
    return written(HEAD.format(sequence, len(lines), amounts) + "".join(lines), name)


def answer() -> int:
    return batches.answer_due(AGREEMENT)


@pytest.mark.parametrize("form", ["csv", "xml"])
def test_a_good_file_is_taken_with_a_receipt_and_its_place_is_emptied(form: str) -> None:
    good = made(number=40, form=form)
    file = sent(good)
    assert (file.state, file.accepted, file.refused) == (State.TAKEN, 40, 0)
    certificate = DepositCertificate.objects.get(bank="mellat", number="6000000003")
    assert certificate.national_code == population.person(3).national_code
    assert certificate.branch == "شعبه بازار"
    assert answer() == 1
    assert receipt(good)[0] == f"receipt,1,mellat,1,{good.digest},taken,40,0,0"
    assert sorted(path.name for path in folder.of("mellat").iterdir()) == ["receipts"]
    assert not list(batches.settings.BATCH_SPOOL.iterdir())
    assert Event.objects.get(subject=file.subject).action == "batch.take"
    assert Call.objects.get(subject=file.subject).outcome == Call.Outcome.ANSWERED


def test_letters_of_a_bank_become_persian() -> None:
    sent(made())
    assert not DepositCertificate.objects.filter(branch__regex="[يك]").exists()
    assert DepositCertificate.objects.filter(branch="شعبه مرکزی").exists()


@pytest.mark.parametrize(
    ("trouble", "reason", "detail"),
    [
        (Trouble.HALF, Reason.CHECKSUM, ""),
        (Trouble.SHORT, Reason.COUNT, "سربرگ ۵، پرونده ۲"),
        (Trouble.SUM, Reason.SUM, "سربرگ "),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xml"])
def test_half_a_file_is_refused_whole(
    trouble: Trouble, reason: str, detail: str, form: str
) -> None:
    bad = made(trouble=trouble, form=form)
    file = sent(bad)
    assert (file.state, file.reason) == (State.REFUSED, reason)
    assert file.detail.startswith(detail)
    assert not DepositCertificate.objects.exists()
    answer()
    assert ",refused,0,0,0" in receipt(bad)[0]
    assert receipt(bad)[2].startswith(f"0,refused,{reason},")
    assert sent(made()).state == State.TAKEN, "its place in the sequence is free again"


def test_the_same_file_twice_is_one_taking_and_gets_the_same_receipt() -> None:
    good = made()
    first = sent(good)
    answer()
    told = receipt(good)
    assert sent(good).pk == first.pk
    assert BatchFile.objects.get().repeats == 1
    assert DepositCertificate.objects.count() == 5
    assert answer() == 1
    assert receipt(good) == told


def test_the_same_number_with_other_content_is_refused_loudly() -> None:
    sent(made())
    before = list(DepositCertificate.objects.order_by("pk").values())
    file = sent(made(trouble=Trouble.OTHER))
    assert (file.state, file.reason) == (State.REFUSED, Reason.REUSED)
    assert list(DepositCertificate.objects.order_by("pk").values()) == before


def test_a_file_out_of_order_waits_and_is_taken_by_itself_afterwards() -> None:
    sent(made(1))
    assert sent(made(3, number=7)).state == State.WAITING
    assert answer() == 1, "what waits has no receipt yet"
    assert DepositCertificate.objects.count() == 5
    sent(made(2, number=6))
    assert (
        list(BatchFile.objects.order_by("sequence").values_list("state", flat=True))
        == [State.TAKEN] * 3
    )
    assert DepositCertificate.objects.count() == 7
    assert answer() == 2


def test_a_waiting_file_that_proves_bad_is_refused_when_its_turn_comes() -> None:
    assert sent(made(2, Trouble.SUM)).state == State.WAITING
    sent(made(1))
    assert BatchFile.objects.get(sequence=2).reason == Reason.SUM
    assert sent(made(2)).state == State.TAKEN


def test_who_waits_longer_than_a_day_raises_the_alarm_once() -> None:
    file, now = sent(made(2)), timezone.now()
    assert batches.watch(now + datetime.timedelta(hours=23)) == 0
    assert batches.watch(now + datetime.timedelta(hours=25)) == 1
    assert batches.watch(now + datetime.timedelta(hours=26)) == 0
    assert Event.objects.filter(subject=file.subject, action="batch.late").count() == 1


def test_a_copy_that_is_lost_while_it_waits_is_asked_for_again() -> None:
    file = sent(made(2))
    (batches.settings.BATCH_SPOOL / file.spool).unlink()
    sent(made(1))
    assert BatchFile.objects.get(pk=file.pk).reason == Reason.LOST


def test_a_number_before_the_first_is_refused(settings: Settings) -> None:
    settings.AGENT_BANKS = ["mellat:213"]
    assert sent(made(212)).reason == Reason.PASSED
    assert sent(made(213)).state == State.TAKEN


def test_no_bank_speaks_for_another() -> None:
    assert sent(made(bank="melli"), bank="mellat").reason == Reason.SENDER
    assert not DepositCertificate.objects.exists()


def test_two_banks_have_sequences_of_their_own() -> None:
    sent(made(1))
    assert sent(made(1, bank="melli"), bank="melli").state == State.TAKEN


def test_wrong_rows_are_named_by_line_and_reason_and_the_others_are_taken() -> None:
    wrong = made(trouble=Trouble.ROWS)
    file = sent(wrong)
    assert (file.accepted, file.refused) == (2, 3)
    answer()
    lines = [line.split(",")[:3] for line in receipt(wrong)[2:]]
    assert lines == [
        ["2", "refused", "national_code"],
        ["3", "refused", "date"],
        ["4", "refused", "state"],
    ]
    assert population.person(1).national_code not in "".join(receipt(wrong))


def test_zeros_that_were_lost_are_given_back_with_a_warning() -> None:
    short = next(p for p in map(population.person, range(1000)) if p.national_code.startswith("0"))
    typed = row("1", short.national_code.lstrip("0"))
    wrong = row("2", str(int(short.national_code) + 1))
    file = sent(file_of(typed, wrong))
    assert (file.accepted, file.refused, file.warned) == (1, 1, 1)
    assert DepositCertificate.objects.get().national_code == short.national_code
    reasons = dict(file.remarks.values_list("reason", "refused"))
    assert reasons == {"leading_zero": False, "national_code": True}


def test_a_certificate_twice_in_one_file_counts_once() -> None:
    file = sent(file_of(row("1"), row("1", amount=2000), row("2")))
    assert (file.accepted, file.refused) == (2, 1)
    assert DepositCertificate.objects.get(number="1").amount == 1000
    assert file.remarks.get().line == 3


def test_a_change_leaves_what_was_before_in_the_history() -> None:
    first = sent(file_of(row("1"), row("2")))
    other = population.person(5).national_code
    second = sent(file_of(row("1", other, state="انتقال"), row("2"), sequence=2))
    now = DepositCertificate.objects.get(number="1")
    assert (now.national_code, now.state, now.file) == (other, "transferred", second)
    was = DepositChange.objects.get()
    assert (was.certificate, was.national_code, was.state) == (now, CODE, "opened")
    assert (was.file, was.replaced_by) == (first, second)
    assert DepositCertificate.objects.get(number="2").file == first, "nothing new was said of it"


def test_a_closed_certificate_does_not_change_any_more() -> None:
    sent(file_of(row("1", state="بسته")))
    file = sent(file_of(row("1", state="opened"), row("2"), sequence=2))
    assert (file.accepted, file.refused) == (1, 1)
    assert file.remarks.get().reason == "closed_before"
    assert DepositCertificate.objects.get(number="1").state == "closed"
    assert sent(file_of(row("1", state="closed"), sequence=3)).accepted == 1


def test_persian_digits_dashes_and_line_ends_of_every_kind_are_read() -> None:
    code = CODE.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    text = HEAD.format("۱", 2, "۳۰۰۰").replace("\n", "\r\n")
    text += f"۱۰۱,{code},شعبه,۱۴۰۴-۰۵-۱۲,۱۰۰۰,opened\r\n102,{CODE},شعبه,14040512,2000,opened\n\n"
    assert sent(written("\ufeff" + text)).accepted == 2
    assert DepositCertificate.objects.filter(issued_on=datetime.date(2025, 8, 3)).count() == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", Reason.HEADER),
        ("\x00\x00", Reason.HEADER),
        ("number,code\n1,2\n", Reason.HEADER),
        (HEAD.format(0, 0, 0), Reason.HEADER),
        (HEAD.format(1, 0, 0).replace("1405/09/01", "1405/13/01"), Reason.HEADER),
        (HEAD.format(1, 0, 10**30), Reason.HEADER),
        (HEAD.format(1, 1, 0) + "1,2\n", Reason.FORMAT),
        (HEAD.format(1, 1, 0) + '"1,2\n', Reason.FORMAT),
        (HEAD.format(1, 1, 0) + "1" * 5000, Reason.FORMAT),
        (HEAD.format(1, 1, 1000) + row().replace("1000", "1e3"), Reason.SUM),
        (HEAD.format(1, 1, -5) + row(amount=-5), Reason.HEADER),
        ("<deposits", Reason.FORMAT),
        ("<other/>", Reason.HEADER),
        ('<!DOCTYPE deposits [<!ENTITY x "y">]><deposits/>', Reason.FORMAT),
        ("<deposits><deposit/></deposits>", Reason.HEADER),
    ],
)
def test_what_cannot_be_read_is_refused_whole_and_named(content: str, reason: str) -> None:
    assert sent(written(content)).reason == reason
    assert not DepositCertificate.objects.exists()


def test_bytes_that_are_no_utf8_are_refused() -> None:
    file = written("")
    data = HEAD.format(1, 1, 1000).encode() + row().encode("cp1256", "replace")
    path = lay(file)
    path.write_bytes(data)
    path.with_name(f"{file.name}.sha256").write_text(batches.hashlib.sha256(data).hexdigest())
    exchange.collect()
    assert BatchFile.objects.get().reason == Reason.FORMAT


def test_a_tag_that_never_ends_is_cut_off() -> None:
    good = made(form="xml").content.decode()
    endless = good.replace("<deposit ", '<deposit x="' + "y" * 10**6, 1)
    assert sent(written(endless)).reason == Reason.FORMAT


def test_a_file_with_too_many_wrong_rows_is_the_wrong_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("miz.connectors.agent_banks.taking.MOST_REFUSED", 2)
    assert sent(made(trouble=Trouble.ROWS)).reason == Reason.TOO_MANY_WRONG
    assert not DepositCertificate.objects.exists()


def test_a_file_that_is_too_big_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "LARGEST_FILE", 100)
    assert sent(made()).reason == Reason.TOO_LARGE
    assert not list(batches.settings.BATCH_SPOOL.iterdir())


def test_a_file_is_left_alone_until_its_checksum_lies_beside_it() -> None:
    path = lay(made())
    path.with_name(f"{path.name}.sha256").unlink()
    assert exchange.collect() == 0
    assert path.exists()


def test_a_link_to_elsewhere_is_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(made().content)
    path = lay(made())
    path.unlink()
    os.symlink(secret, path)
    assert exchange.collect() == 0
    assert secret.exists()


def test_the_database_takes_no_sequence_twice() -> None:
    file = sent(made())
    file.pk, file.digest = None, b"x" * 32
    with pytest.raises(IntegrityError, match="batch_sequence_once"), transaction.atomic():
        file.save()
