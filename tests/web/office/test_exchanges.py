"""Pages of the exchange: files, their receipts, letters out and in, and who may read what."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from miz.accounts.models import Organisation, User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.connectors import batches, letters
from miz.connectors.agent_banks import exchange
from miz.connectors.agent_banks.made import Trouble
from miz.connectors.batch_models import BatchFile, Letter
from miz.connectors.sandbox import population
from miz.lib import digits
from tests import factories
from tests.cases import people
from tests.connectors.exchange import made, sent
from tests.processes.drawing import draw, node

SignIn = Callable[[User], Client]
PAGE, LETTERS = "/office/exchanges/", "/office/exchanges/letters/"
SAID = {"title": "استعلام روادید زهرا", "body": "روادید نام‌برده صادر شده است؟", "days": "۷"}
WORK = {"state": "in_review", "stage": "work"}
DECIDE = WORK | {"data.decision": "ask | answer | reject"}


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> None:
    settings.BATCH_FOLDER, settings.BATCH_SPOOL = tmp_path / "exchange", tmp_path / "spool"
    settings.LETTER_SPOOL, settings.LETTER_SERIES = tmp_path / "letters", ["hajj:ح"]


def scan(name: str = "answer.pdf", content: bytes = factories.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def written(browser: Client, **more: str) -> Letter:
    assert browser.post(f"{LETTERS}new/", SAID | more).status_code == 302
    return Letter.objects.latest("pk")


def answer(browser: Client, number: str, **more: object):
    return browser.post(f"{LETTERS}answer/", {"number": number, "scan": scan(), **more})


def test_files_are_listed_with_what_became_of_them(
    as_user: SignIn, headquarters: User, hajj: Organisation
) -> None:
    sent(made(1, Trouble.ROWS))
    sent(made(2, Trouble.SUM))
    sent(made(4))
    page = as_user(headquarters).get(PAGE).content.decode()
    assert "منتظر پروندهٔ شمارهٔ ۲ است" in page
    assert all(word in page for word in ("پذیرفته", "برگردانده", "بانک ملت", "۱۴۰۵/۰۹/۰۱"))


def test_a_file_tells_lines_and_reasons_and_never_a_person(
    as_user: SignIn, headquarters: User, hajj: Organisation
) -> None:
    file = sent(made(1, Trouble.ROWS))
    browser = as_user(headquarters)
    page = browser.get(f"{PAGE}files/{file.pk}/").content.decode()
    assert "کد ملی درست نیست." in page
    receipt = browser.get(f"{PAGE}files/{file.pk}/receipt/")
    assert receipt.content.decode() == batches.receipt(file, exchange.AGREEMENT.meanings)
    for person in map(population.person, range(5)):
        assert digits.to_persian(person.national_code) not in page
        assert person.national_code not in page + receipt.content.decode()


def test_a_refused_file_says_why_and_that_nothing_was_taken(
    as_user: SignIn, headquarters: User, hajj: Organisation
) -> None:
    file = sent(made(1, Trouble.HALF))
    page = as_user(headquarters).get(f"{PAGE}files/{file.pk}/").content.decode()
    assert "ناقص رسیده است" in page
    assert "هیچ سطری از آن پذیرفته نشد" in page


def test_what_waits_has_no_receipt_yet(
    as_user: SignIn, headquarters: User, hajj: Organisation
) -> None:
    file = sent(made(2))
    browser = as_user(headquarters)
    assert "با رسیدن پروندهٔ شمارهٔ ۱" in browser.get(f"{PAGE}files/{file.pk}/").content.decode()
    assert browser.get(f"{PAGE}files/{file.pk}/receipt/").status_code == 404


def test_an_empty_list_says_what_comes(as_user: SignIn, headquarters: User) -> None:
    browser = as_user(headquarters)
    assert "هنوز پرونده‌ای نرسیده است" in browser.get(PAGE).content.decode()
    assert "هنوز نامه‌ای نوشته نشده است" in browser.get(LETTERS).content.decode()


def test_a_letter_is_written_printed_read_and_answered(as_user: SignIn, headquarters: User) -> None:
    browser = as_user(headquarters)
    letter = written(browser)
    place = f"{LETTERS}{letter.pk}/"
    assert "در حال آماده شدن" in browser.get(place).content.decode()
    assert browser.get(f"{place}out/").status_code == 404
    letters.lay_out_due()
    paper = browser.get(f"{place}out/")
    assert paper.content.startswith(b"%PDF")
    assert "attachment" in paper["Content-Disposition"]
    assert Event.objects.filter(subject=letter.subject, action="letter.read_out").count() == 1
    assert answer(browser, digits.to_persian(letter.number), text="صادر شد").status_code == 302
    assert "صادر شد" in browser.get(place).content.decode()
    assert browser.get(f"{place}answer/").content == factories.PDF
    assert "پاسخ رسید" in browser.get(LETTERS).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "موضوع نامه را بنویسید."),
        ({"body": ""}, "متن نامه را بنویسید."),
        ({"days": "۰"}, "مهلت از ۱ تا ۱۸۰ روز است."),
        ({"days": "چند"}, "مهلت را با رقم بنویسید."),
        ({"case": "12"}, "کد پیگیری"),
    ],
)
def test_what_is_missing_from_a_letter_is_told(
    as_user: SignIn, headquarters: User, changes: dict[str, str], said: str
) -> None:
    page = as_user(headquarters).post(f"{LETTERS}new/", SAID | changes).content.decode()
    assert said in page
    assert not Letter.objects.exists()


def test_a_mistake_with_an_answer_is_told_and_nothing_is_kept(
    as_user: SignIn, headquarters: User
) -> None:
    browser = as_user(headquarters)
    letter = written(browser)
    page = answer(browser, "۱۴۰۵/ح/۰۰۹۹۹۹").content.decode()
    assert str(letters.UnknownNumber()) in page
    zipped = answer(browser, letter.number, scan=scan("answer.pdf", b"PK\x03\x04")).content.decode()
    assert 'role="alert"' in zipped
    no_scan = browser.post(f"{LETTERS}answer/", {"number": letter.number}).content.decode()
    assert "تصویر پاسخ را برگزینید." in no_scan
    letter.refresh_from_db()
    assert letter.answered_at is None
    answer(browser, letter.number)
    assert str(letters.AlreadyAnswered()) in answer(browser, letter.number).content.decode()


def test_an_organisation_without_a_series_is_told(
    as_user: SignIn, headquarters: User, settings: Settings
) -> None:
    settings.LETTER_SERIES = []
    page = as_user(headquarters).post(f"{LETTERS}new/", SAID).content.decode()
    assert str(letters.NoSeries()) in page


def test_a_letter_names_its_case_and_a_case_that_waits_for_nothing_stays(
    as_user: SignIn, headquarters: User, case: Case
) -> None:
    browser = as_user(headquarters)
    letter = written(browser, case=case.tracking_code)
    assert letter.reference == case.subject
    assert f"/office/cases/{case.pk}/" in browser.get(f"{LETTERS}{letter.pk}/").content.decode()
    answer(browser, letter.number)
    assert Case.objects.get(pk=case.pk).revision == case.revision


def waiting_for_the_ministry() -> bytes:
    """A process that goes on to a task when the letter was answered."""
    return draw(
        node("receiveTask", "ask", WORK, messageRef="message_letter_answered"),
        node("userTask", "work", DECIDE),
        roads="start>ask ask>work work>end",
        properties={"stage.work": "بررسی"},
        messages="letter_answered",
    )


def test_a_case_that_waits_for_the_answer_goes_on(
    as_user: SignIn, headquarters: User, desk: PublishedService
) -> None:
    waiting = factories.case(factories.service_with(desk, waiting_for_the_ministry()))
    browser = as_user(headquarters)
    letter = written(browser, case=waiting.tracking_code)
    page = browser.post(
        f"{LETTERS}answer/", {"number": letter.number, "scan": scan()}, follow=True
    ).content.decode()
    assert "درخواست پیش رفت" in page
    assert Case.objects.get(pk=waiting.pk).revision == waiting.revision + 1
    assert waiting.tasks.filter(done_at=None).count() == 1


def test_late_letters_are_pointed_out(as_user: SignIn, headquarters: User) -> None:
    browser = as_user(headquarters)
    letter = written(browser)
    Letter.objects.filter(pk=letter.pk).update(expected_on="2020-01-01")
    page = browser.get(LETTERS).content.decode()
    assert "دیر شده" in page
    assert "۱ نامه" in page


def test_an_administrator_sees_numbers_and_no_words(
    as_user: SignIn, headquarters: User, administrator: User
) -> None:
    letter = written(as_user(headquarters))
    file = sent(made(1, Trouble.ROWS))
    browser = as_user(administrator)
    page = browser.get(LETTERS).content.decode()
    assert digits.to_persian(letter.number) in page
    assert SAID["title"] not in page
    assert browser.get(f"{PAGE}files/{file.pk}/").status_code == 200
    for closed in ("new/", "answer/", f"{letter.pk}/", f"{letter.pk}/out/", f"{letter.pk}/answer/"):
        assert browser.get(LETTERS + closed).status_code == 403
    assert answer(browser, letter.number).status_code == 403


@pytest.mark.parametrize("who", ["narges", "parisa", "inspector", "publisher"])
def test_nobody_else_has_these_pages(
    as_user: SignIn, request: pytest.FixtureRequest, who: str
) -> None:
    browser = as_user(request.getfixturevalue(who))
    for page in (PAGE, LETTERS, f"{LETTERS}new/", f"{LETTERS}1/", f"{PAGE}files/1/"):
        assert browser.get(page).status_code == 403


def test_a_stranger_finds_neither_file_nor_letter(as_user: SignIn, headquarters: User) -> None:
    letter = written(as_user(headquarters))
    file = sent(made())
    stranger = as_user(people.colleague_elsewhere("headquarters"))
    assert "<caption>" not in stranger.get(PAGE).content.decode()
    assert digits.to_persian(letter.number) not in stranger.get(LETTERS).content.decode()
    assert stranger.get(f"{PAGE}files/{file.pk}/").status_code == 404
    assert stranger.get(f"{PAGE}files/{file.pk}/receipt/").status_code == 404
    assert stranger.get(f"{LETTERS}{letter.pk}/").status_code == 404
    assert stranger.get(f"{LETTERS}{letter.pk}/out/").status_code == 404
    assert str(letters.OfAnotherOrganisation()) in answer(stranger, letter.number).content.decode()
    assert Letter.objects.get().answered_at is None
    assert BatchFile.objects.count() == 1
