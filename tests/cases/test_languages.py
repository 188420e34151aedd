"""In which language a person is told about a request: as the account says, and nobody else's."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.cases import actions, codes, corrections, messages
from miz.cases.models import Case, Correction
from miz.catalogue import queries as catalogue
from miz.catalogue.models import ServiceVersion
from miz.catalogue.queries import PublishedService
from miz.citizens.identities import Kind
from miz.citizens.models import Citizen, MobileChange
from miz.lib import jalali, sms
from miz.outbox.models import Message
from tests import factories
from tests.cases import processes, talking
from tests.cases.test_foreigners import PASSPORT, applicant
from tests.citizens import people

SPEAK_ENGLISH = ("hajj-desk", "hajj-complaints", "hajj-information")
SECRETS = ("complain", "inspect", "grant", "in person")
LONGEST_TIME = datetime.datetime(2027, 9, 29, 11, 30, tzinfo=jalali.TEHRAN)


def english(**changes: object) -> Citizen:
    return people.citizen(language="en", **changes)


def told(case: Case) -> list[Message]:
    return list(Message.objects.filter(reference=case.subject).order_by("pk"))


def test_who_chose_english_is_told_in_english_with_latin_digits(desk: PublishedService) -> None:
    case = factories.case(desk, mobile=english().mobile)
    note, mail = told(case)
    assert {note.language, mail.language} == {"en"}
    assert f"Tracking code: {case.tracking_code}" in note.body
    assert str(jalali.in_tehran(case.due_at).year) in note.body
    assert (note.body + mail.body + mail.title).isascii()


def test_who_chose_nothing_is_told_in_persian(desk: PublishedService) -> None:
    people.citizen()
    case = factories.case(desk, mobile=people.MOBILE)
    assert {message.language for message in told(case)} == {"fa"}
    assert "درخواست شما ثبت شد" in told(case)[0].body


def test_a_number_that_is_not_the_accounts_learns_nothing_of_its_language(
    desk: PublishedService,
) -> None:
    english()
    case = factories.case(desk, mobile=people.OTHER_MOBILE)
    assert {message.language for message in told(case)} == {"fa"}


def test_a_number_of_before_is_the_accounts_once_the_change_is_done(
    desk: PublishedService,
) -> None:
    citizen, now = english(mobile=people.OTHER_MOBILE), timezone.now()
    change = MobileChange.objects.create(
        citizen=citizen, before=people.MOBILE, mobile=people.OTHER_MOBILE, digest=b"1",
        asked_at=now, effective_at=now,
    )  # fmt: skip
    assert messages.language(factories.case(desk, mobile=people.MOBILE)) == "fa"
    MobileChange.objects.filter(pk=change.pk).update(done_at=now)
    assert messages.language(factories.case(desk, mobile=people.MOBILE)) == "en"


def test_a_foreigner_is_told_in_the_accounts_language_at_any_number(
    desk: PublishedService,
) -> None:
    english(kind="passport", code=PASSPORT)
    who = applicant(Kind.PASSPORT, PASSPORT)
    case = factories.case(desk, applicant=who, mobile=people.OTHER_MOBILE)
    assert {message.language for message in told(case)} == {"en"}


def test_another_choice_holds_from_the_next_message_on(
    desk: PublishedService, narges: User
) -> None:
    citizen = english()
    case = factories.case(desk, mobile=citizen.mobile)
    Citizen.objects.update(language="fa")
    talking.tell(narges, case)
    assert [message.language for message in told(case)] == ["en", "en", "fa", "fa"]


def test_what_the_process_sends_is_in_the_language_too(
    desk: PublishedService, narges: User
) -> None:
    case = factories.case(desk, mobile=english().mobile)
    actions.complete(by=narges, case=case, revision=1, outcome="answer", text="انجام شد.")
    assert told(case)[-1].title == f"The answer to your request {case.tracking_code} is ready"


def test_a_package_without_other_words_speaks_persian_and_asks_nobody(
    desk: PublishedService,
) -> None:
    said = ServiceVersion.objects.get(pk=desk.version_id).messages
    persian = {event: {"sms": words["sms"]} for event, words in said.items()}
    plain = factories.service_with(desk, processes.lapsing("P3D"), persian)
    case = factories.case(plain, mobile=english().mobile)
    assert {message.language for message in told(case)} == {"fa"}
    with CaptureQueriesContext(connection) as asked:
        assert messages.languages([case]) == {case.pk: "fa"}
    assert not asked.captured_queries


def test_many_cases_are_one_question(desk: PublishedService) -> None:
    english()
    cases = [factories.case(desk, mobile=m) for m in (people.MOBILE, people.OTHER_MOBILE)]
    with CaptureQueriesContext(connection) as asked:
        assert list(messages.languages(cases).values()) == ["en", "fa"]
    assert len(asked.captured_queries) == 1


def test_the_field_and_the_time_are_said_in_english(desk: PublishedService, narges: User) -> None:
    case = factories.case(desk, mobile=english().mobile)
    talking.ask(narges, case, "mobile")
    assert "Please correct the mobile number" in told(case)[2].body
    visit = talking.invite(narges, case)
    assert f"{jalali.in_tehran(visit.at):%H:%M}" in told(case)[-2].body


def test_who_corrects_the_number_is_told_at_both_in_one_language(
    desk: PublishedService, narges: User
) -> None:
    case = factories.case(desk, mobile=english().mobile)
    talking.ask(narges, case, "mobile")
    corrections.correct(case=case, field="mobile", values={"mobile": people.OTHER_MOBILE})
    notes = [message for message in told(case)[4:] if message.channel == "sms"]
    assert {note.recipient for note in notes} == {people.MOBILE, people.OTHER_MOBILE}
    assert {note.language for note in notes} == {"en"}


def test_the_code_to_see_a_case_is_in_english(desk: PublishedService) -> None:
    case = factories.case(desk, mobile=english().mobile)
    codes.send(case=case)
    assert "The code to see your request: " in told(case)[-1].body


@pytest.mark.parametrize("slug", SPEAK_ENGLISH)
@pytest.mark.django_db
def test_every_event_has_english_words_that_fit(slug: str) -> None:
    service = catalogue.current(slug)
    case = factories.case(service, mobile=english().mobile)
    field = max(map(str, Correction.Field.labels), key=len)
    given = {"visit_time": LONGEST_TIME, "visit_place": "Room 205", "field": field}
    for event in ServiceVersion.objects.get(pk=service.version_id).messages:
        note, mail = messages.drafts(case, event, "en", **given)
        assert note.language == "en", event
        assert sms.length(note.body).parts <= 2, event
        assert (note.body + mail.title + mail.body).isascii(), event
        assert "{" not in note.body + mail.title + mail.body, event


def test_in_english_too_nothing_tells_that_it_is_a_complaint(
    complaints: PublishedService,
) -> None:
    said = ServiceVersion.objects.get(pk=complaints.version_id).messages
    assert said["rejected"]["en"] == said["answered"]["en"]
    for event, words in said.items():
        told = str(words["en"]).lower()
        assert [secret for secret in SECRETS if secret in told] == [], event


def test_opening_asks_for_the_language_once_or_not_at_all(desk: PublishedService) -> None:
    def questions(language: str) -> int:
        request = factories.new_request(desk, language=language)
        with CaptureQueriesContext(connection) as asked:
            actions.open(by=CITIZEN, request=request, key=None)
        return len([q for q in asked.captured_queries if "citizens_citizen" in q["sql"]])

    assert (questions(""), questions("fa")) == (1, 0)
