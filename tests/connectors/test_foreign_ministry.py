"""Numbered letters to the foreign ministry: written, printed, laid out, answered by number."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import Settings

from miz.accounts.models import User
from miz.audit.models import Event
from miz.connectors import letters
from miz.connectors.batch_models import Letter, LetterFile, LetterSeries
from miz.connectors.foreign_ministry import client, sandbox
from miz.connectors.letters import (
    AlreadyAnswered,
    NoSeries,
    OfAnotherOrganisation,
    Scan,
    UnknownNumber,
)
from miz.connectors.models import Call
from miz.documents import uploads
from miz.lib import jalali
from tests.cases import people
from tests.committed import committed  # noqa: F401 - a fixture

YEAR = jalali.to_iso(timezone.now())[:4]
SCAN = Scan("answer.png", "image/png", b"\x89PNG")


@pytest.fixture(autouse=True)
def _series(settings: Settings, tmp_path: Path) -> None:
    settings.LETTER_SERIES = ["hajj:ح", "elsewhere:د"]
    settings.LETTER_SPOOL = tmp_path


def ask(by: User, **more: object) -> Letter:
    said = {"title": "استعلام روادید", "body": "روادید نام‌برده صادر شده است؟"}
    return client.ask(by=by, **{**said, **more})  # type: ignore[arg-type]


def test_numbers_follow_each_other_in_the_series_of_the_year(headquarters: User) -> None:
    assert [ask(headquarters).number for _ in range(3)] == [f"{YEAR}/ح/{n:06}" for n in (1, 2, 3)]
    assert Event.objects.filter(action="letter.write").count() == 3


def test_each_organisation_and_year_has_a_series_of_its_own(headquarters: User) -> None:
    ask(headquarters)
    stranger = people.colleague_elsewhere("headquarters")
    assert ask(stranger).number == f"{YEAR}/د/000001"
    LetterSeries.objects.create(organisation=headquarters.organisation, year=1300, last=9)
    assert ask(headquarters).number == f"{YEAR}/ح/000002"


def test_an_organisation_without_a_letter_of_its_own_writes_none(
    headquarters: User, settings: Settings
) -> None:
    settings.LETTER_SERIES = []
    with pytest.raises(NoSeries):
        ask(headquarters)
    assert not LetterSeries.objects.exists()


@pytest.mark.usefixtures("committed")
def test_letters_written_at_once_get_numbers_without_gap_or_twin() -> None:
    writer = people.make(people.Organisation.objects.get(code="hajj"), "headquarters")

    def write(_: int) -> int:
        try:
            return ask(writer).sequence
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(write, range(18))) == list(range(1, 19))


def test_the_worker_prints_a_letter_once_and_lays_it_out(headquarters: User) -> None:
    letter = ask(headquarters, days=7)
    assert letters.lay_out_due() == 1
    assert letters.lay_out_due() == 0
    paper = letter.files.get(kind=LetterFile.Kind.OUT)
    laid = letters.spool("foreign_ministry") / f"{YEAR}-ح-000001.pdf"
    assert laid.read_bytes() == bytes(paper.content)
    text = PdfReader(io.BytesIO(bytes(paper.content))).pages[0].extract_text()
    assert "استعلام روادید" in text
    assert "۱ از ۱" in text
    assert letter.expected_on == jalali.in_tehran(timezone.now()).date() + datetime.timedelta(7)


def test_a_worker_that_died_behind_the_print_lays_out_the_same_paper(headquarters: User) -> None:
    letter = ask(headquarters)
    letters.lay_out_due()
    before = bytes(letter.files.get().content)
    Letter.objects.update(laid_out_at=None)
    assert letters.lay_out_due() == 1
    assert bytes(letter.files.get().content) == before


@pytest.mark.parametrize(
    "typed", ["{y}/ح/000001", " {y}-ح-000001 ", "000001/ح/{y}", "\u200f{y} / ح / ۰۰۰۰۰۱"]
)
@pytest.mark.django_db
def test_an_answer_finds_its_letter_by_the_number_on_the_paper(
    headquarters: User, typed: str
) -> None:
    letter = ask(headquarters, reference="case:7")
    done = client.answered(by=headquarters, number=typed.format(y=YEAR), scan=SCAN, text="بله")
    assert (done.letter, done.reference) == (letter, "case:7")
    letter.refresh_from_db()
    assert (letter.answered_by, letter.answer_text) == (headquarters, "بله")
    assert bytes(letter.files.get(kind="answer").content) == SCAN.content
    assert Event.objects.filter(subject=letter.subject, action="letter.answer").exists()
    assert Call.objects.get(subject=letter.subject).connector == "foreign_ministry"


def test_mistakes_with_the_number_are_told_apart(headquarters: User) -> None:
    theirs = ask(people.colleague_elsewhere("headquarters"))
    mine = ask(headquarters)
    for number, mistake in (
        (f"{YEAR}/ح/000009", UnknownNumber),
        ("", UnknownNumber),
        ("x" * 40, UnknownNumber),
        (theirs.number, OfAnotherOrganisation),
    ):
        with pytest.raises(mistake):
            client.answered(by=headquarters, number=number, scan=SCAN)
    client.answered(by=headquarters, number=mine.number, scan=SCAN)
    with pytest.raises(AlreadyAnswered):
        client.answered(by=headquarters, number=mine.number, scan=SCAN)
    assert not LetterFile.objects.filter(letter=theirs).exists()


def test_two_answers_at_once_are_one(headquarters: User) -> None:
    letter = ask(headquarters)
    client.answered(by=headquarters, number=letter.number, scan=SCAN, text="نخست")
    # The other had looked before the first was kept.
    with pytest.raises(AlreadyAnswered):
        letters.answered(
            by=headquarters, letter=letter, scan=SCAN, text="دوم",
            connector=client.CONNECTOR, purpose=client.VISA,
        )  # fmt: skip
    letter.refresh_from_db()
    assert letter.answer_text == "نخست"


def test_every_reading_leaves_an_audit_row(headquarters: User) -> None:
    letter = ask(headquarters)
    assert letters.read(by=headquarters, letter=letter, kind=LetterFile.Kind.OUT) is None
    letters.lay_out_due()
    letters.read(by=headquarters, letter=letter, kind=LetterFile.Kind.OUT)
    letters.read(by=headquarters, letter=letter, kind=LetterFile.Kind.OUT)
    assert Event.objects.filter(subject=letter.subject, action="letter.read_out").count() == 2


def test_the_ministry_of_the_sandbox_answers_with_a_scan_the_desk_accepts(
    headquarters: User,
) -> None:
    letter = ask(headquarters)
    letters.lay_out_due()
    name = sandbox.received()[0]
    assert sandbox.number(name) == letter.number
    scan = sandbox.scan(name)
    assert scan is not None
    accepted = uploads.check("answer.png", scan)
    kept = Scan(accepted.name, accepted.media_type, accepted.content)
    client.answered(by=headquarters, number=sandbox.number(name), scan=kept)
    assert sandbox.scan("../secret") is None
    assert sandbox.scan("1405-ح-999999") is None
