"""Answers to like requests: within sight, about the same matter, and without the other person."""

import pytest
from django.db import connection
from django.utils import timezone

from miz.accounts.models import Organisation, User
from miz.audit.actors import CITIZEN
from miz.cases import actions, similar
from miz.cases.models import Case, Entry
from miz.catalogue.queries import PublishedService
from miz.lib import digits, tracking_code
from tests import factories
from tests.cases.answering import ALIKE, BOOKING, OTHERWISE, answered, person
from tests.cases.people import colleague_elsewhere, make


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk, text=BOOKING)


def found(case: Case, user: User) -> list[int]:
    return [each.case.pk for each in similar.to(case, user)]


def test_a_request_in_other_words_about_the_same_matter_is_found(
    desk: PublishedService, narges: User, case: Case
) -> None:
    like = answered(desk, narges)
    answered(desk, narges, text=OTHERWISE)
    assert found(case, narges) == [like.pk]


def test_the_likest_comes_first_and_five_are_enough(
    desk: PublishedService, narges: User, case: Case
) -> None:
    for number in range(6):
        answered(desk, narges, answer=f"پاسخ {number}")
    same = answered(desk, narges, answer="پاسخ همان", text=BOOKING)
    ids = found(case, narges)
    assert (ids[0], len(ids)) == (same.pk, similar.MOST)


def test_the_same_answer_is_shown_once(desk: PublishedService, narges: User, case: Case) -> None:
    for number in range(3):
        answered(desk, narges, applicant=factories.applicant(number))
    assert len(found(case, narges)) == 1


def test_a_case_that_waits_or_was_rejected_teaches_nothing(
    desk: PublishedService, narges: User, case: Case
) -> None:
    factories.case(desk, text=BOOKING)
    other = factories.case(desk, text=BOOKING)
    actions.complete(
        by=narges, case=other, revision=other.revision, outcome="reject", text="کافی نیست."
    )
    assert found(case, narges) == []


def test_an_answer_that_was_objected_to_is_not_recommended(
    desk: PublishedService, narges: User, case: Case
) -> None:
    other = answered(desk, narges)
    assert found(case, narges) == [other.pk]
    actions.receive(by=CITIZEN, case=other, message="objection", text="درست نیست.")
    assert found(case, narges) == []


def test_the_same_name_makes_no_likeness(desk: PublishedService, narges: User) -> None:
    who = person("نام‌یگانه", "خانوادگی‌یگانه")
    answered(desk, narges, text=OTHERWISE, applicant=who)
    assert found(factories.case(desk, text=BOOKING, applicant=who), narges) == []


def test_what_all_of_them_say_counts_little(desk: PublishedService, narges: User) -> None:
    greeting = "با سلام و احترام خدمت همکاران گرامی، خواهشمند است درخواست بنده بررسی شود. "
    words = [
        "کاروان",
        "ودیعه",
        "گذرنامه",
        "پزشک",
        "حساب",
        "فرودگاه",
        "بیمه",
        "آموزش",
        "همسفر",
        "هتل",
    ]
    made = [answered(desk, narges, word, text=greeting + f"{word} من") for word in words]
    ids = found(factories.case(desk, text=greeting + "گذرنامه من چه شد؟"), narges)
    assert ids[0] == made[2].pk


# --- whose it is to see


def test_another_province_sees_nothing_of_it_and_the_centre_does(
    desk: PublishedService, hajj: Organisation, narges: User, omid: User
) -> None:
    other = answered(desk, narges)
    in_fars = factories.case(desk, text=BOOKING, province="fars")
    assert found(in_fars, omid) == []
    assert similar.one(in_fars, omid, other.pk) is None
    assert found(in_fars, make(hajj, "headquarters")) == [other.pk]


def test_a_complaint_is_never_shown_to_others(
    desk: PublishedService,
    complaints: PublishedService,
    narges: User,
    parisa: User,
    headquarters: User,
    inspector: User,
    case: Case,
) -> None:
    other = factories.case(complaints, text=BOOKING)
    Case.objects.filter(pk=other.pk).update(
        topic=case.topic, state="answered", answered_at=timezone.now()
    )
    Entry.objects.create(
        case=other, kind="answer", text="رسیدگی شد.", author=inspector, at=timezone.now()
    )
    for user in (narges, parisa, headquarters):
        assert found(case, user) == []
        assert similar.one(case, user, other.pk) is None
    complaint = factories.case(complaints, text=BOOKING)
    Case.objects.filter(pk=other.pk).update(topic=complaint.topic)
    assert found(complaint, inspector) == [other.pk]


def test_another_organisations_answers_stay_with_it(
    desk: PublishedService, narges: User, case: Case
) -> None:
    other = answered(desk, narges)
    stranger = colleague_elsewhere("clerk")
    Case.objects.filter(pk=other.pk).update(organisation=stranger.organisation)
    assert found(case, narges) == []
    assert similar.one(case, narges, other.pk) is None
    assert found(case, stranger) == []
    assert similar.one(case, stranger, other.pk) is None


def test_one_is_given_by_its_number_and_never_the_case_itself(
    desk: PublishedService, narges: User, case: Case
) -> None:
    other = answered(desk, narges, answer="چنین کنید.")
    chosen = similar.one(case, narges, other.pk)
    assert chosen is not None
    assert chosen.answer == "چنین کنید."
    assert similar.one(other, narges, other.pk) is None
    assert similar.one(case, narges, 0) is None


# --- what belonged to the other person


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("سارا کریمی گرامی، سلام", "علی نوری گرامی، سلام"),
        ("سارا\u200cکریمی", "علی نوری"),
        ("خانم کریمی", "خانم نوری"),
        ("کریمی‌نژاد و کریمیان", "کریمی‌نژاد و کریمیان"),
        ("دربارهٔ سارا کریمی و کریمی", "دربارهٔ علی نوری و نوری"),
    ],
)
def test_the_name_becomes_that_of_this_person(
    desk: PublishedService, said: str, becomes: str
) -> None:
    theirs = factories.case(desk, applicant=person("سارا", "کریمی"))
    ours = factories.case(desk, applicant=person("علی", "نوری", 2))
    assert similar.adapted(said, theirs, ours) == becomes


def test_a_name_that_is_put_in_is_not_looked_at_again(desk: PublishedService) -> None:
    theirs = factories.case(desk, applicant=person("سارا", "کریمی"))
    ours = factories.case(desk, applicant=person("کریمی", "نوری", 2))
    assert similar.adapted("سارا کریمی", theirs, ours) == "کریمی نوری"


def test_codes_numbers_and_addresses_of_the_other_do_not_come_along(
    desk: PublishedService,
) -> None:
    theirs = factories.case(desk, applicant=person("سارا", "کریمی"), mobile="09121112233")
    ours = factories.case(desk, applicant=person("علی", "نوری", 2))
    code = tracking_code.format(theirs.tracking_code)
    said = (
        f"کد {digits.to_persian(code)} و {theirs.tracking_code}، کد ملی {theirs.national_code}، "
        f"همراه ۰۹۱۲ ۱۱۱ ۲۲۳۳، {theirs.email}"
    )
    ours_code = digits.to_persian(tracking_code.format(ours.tracking_code))
    assert similar.adapted(said, theirs, ours) == (
        f"کد {ours_code} و {ours_code}، کد ملی [[…]]، همراه [[…]]، [[…]]"
    )


# --- what it costs


def test_the_candidates_are_read_along_their_index(
    desk: PublishedService, narges: User, case: Case
) -> None:
    answered(desk, narges)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute("set local enable_sort = off")
    newest = similar.newest(case, narges)
    assert "case_answered" in newest.explain()


def test_a_long_archive_is_not_read_to_its_end(
    desk: PublishedService, narges: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = answered(desk, narges, text=BOOKING)
    assert found(case, narges) == [old.pk]
    monkeypatch.setattr(similar, "CANDIDATES", 2)
    for number in range(2):
        answered(desk, narges, answer=f"پاسخ {number}", text=ALIKE)
    assert old.pk not in found(case, narges)
