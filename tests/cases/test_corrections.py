"""One field asked for, given anew, and what both sides and the audit learn of it."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.models import Organisation, User
from miz.audit.models import Event
from miz.cases import codes, corrections, opening
from miz.cases.errors import NotAllowed, NotNow, WrongCode
from miz.cases.models import Case, Correction
from miz.catalogue.queries import PublishedService
from miz.outbox.models import Message
from tests import factories
from tests.cases import talking
from tests.cases.people import make

NEW: dict[str, dict[str, Any]] = {
    "mobile": {"mobile": "09191111111"},
    "email": {"email": "other@example.com"},
    "landline": {"area_code": "026", "landline": "32000000"},
    "text": {"text": "متن تازهٔ درخواست"},
}


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def plain(text: str) -> str:
    """Without the marks that keep numbers in their direction."""
    return text.replace("\N{FIRST STRONG ISOLATE}", "").replace("\N{POP DIRECTIONAL ISOLATE}", "")


def correct(case: Case, field: str, **values: str) -> Case:
    return corrections.correct(case=case, field=field, values=values or NEW[field])


@pytest.mark.parametrize("field", NEW)
def test_a_correction_changes_its_field_and_keeps_how_it_was(
    case: Case, narges: User, field: str
) -> None:
    talking.ask(narges, case, field)
    before = corrections.shown(case, field)
    correct(case, field)
    fresh, row = Case.objects.get(pk=case.pk), Correction.objects.get()
    assert {name: getattr(fresh, name) for name in NEW[field]} == NEW[field]
    assert (row.old, row.new) == (before, corrections.shown(fresh, field))
    assert row.done_at
    untouched = {"mobile", "email", "area_code", "landline", "text", "topic"} - {*NEW[field]}
    assert all(getattr(fresh, name) == getattr(case, name) for name in untouched)


def test_the_audit_names_the_field_and_never_the_values(case: Case, narges: User) -> None:
    talking.ask(narges, case, "mobile")
    correct(case, "mobile")
    event = Event.objects.get(action="case.correct")
    assert event.details["field"] == "mobile"
    assert event.actor_kind == "citizen"
    told = json.dumps([e.details for e in Event.objects.filter(subject=case.subject)])
    assert case.mobile not in told
    assert "09191111111" not in told


def test_who_has_the_old_number_learns_of_the_new_one(case: Case, narges: User) -> None:
    talking.ask(narges, case, "mobile")
    last = Message.objects.latest("pk").pk
    correct(case, "mobile")
    told = Message.objects.filter(pk__gt=last)
    assert {m.recipient for m in told if m.channel == "sms"} == {case.mobile, "09191111111"}
    assert [m.recipient for m in told if m.channel == "email"] == [case.email]
    assert not any("09191111111" in message.body for message in told)


def test_both_sides_read_what_became_of_it_and_contacts_are_masked(
    case: Case, narges: User
) -> None:
    for field in NEW:
        talking.ask(narges, case, field)
        correct(case, field)
    texts = [plain(e.text) for e in case.entries.filter(kind="correction", author=None)]
    assert texts == [
        "تلفن همراه: از «۰۹۱۲•••۰۰۰۰» به «۰۹۱۹•••۱۱۱۱»",
        "ایمیل: از «s•••@example.com» به «o•••@example.com»",
        "تلفن ثابت: از «۰۲۱ ••••۰۰۰۰» به «۰۲۶ ••••۰۰۰۰»",
        f"متن درخواست اصلاح شد. متن پیشین:\n{case.text}",
    ]


def test_an_email_may_be_taken_away(case: Case, narges: User) -> None:
    talking.ask(narges, case, "email")
    correct(case, "email", email="")
    assert Case.objects.get(pk=case.pk).email == ""
    assert plain(case.entries.get(author=None).text).endswith("به «خالی»")


def test_the_words_to_search_by_stay_those_of_the_request(
    case: Case, desk: PublishedService, narges: User
) -> None:
    assert corrections._searchable(case) == case.search_text
    topic = desk.topics[-1]
    talking.ask(narges, case, "text")
    correct(case, "text", text="گذرنامهٔ گمشده")
    talking.ask(narges, case, "topic")
    correct(case, "topic", topic=topic.code)
    fresh = Case.objects.get(pk=case.pk)
    like = factories.new_request(desk, topic=topic, text="گذرنامهٔ گمشده")
    assert fresh.search_text == opening.rows(like, None, timezone.now())[0].search_text
    assert Case.objects.search("گذرنامه").get() == case
    assert not Case.objects.search("رزرو کاروان").exists() or "رزرو" in topic.title


def test_a_topic_brings_its_titles_and_what_is_sensitive_stays_so(
    desk: PublishedService, narges: User
) -> None:
    plain = next(topic for topic in desk.topics if not topic.sensitive)
    private = next(topic for topic in desk.topics if topic.sensitive)
    case = factories.case(desk, topic=plain)
    for topic in (private, plain):
        talking.ask(narges, case, "topic")
        correct(case, "topic", topic=topic.code)
        case.refresh_from_db()
        assert (case.main_topic, case.topic) == (topic.main_code, topic.code)
        assert case.topic_title == f"{topic.main_title}، {topic.title}"
        assert case.sensitive
    talking.ask(narges, case, "topic")
    with pytest.raises(NotNow):
        correct(case, "topic", topic="no-such-topic")


def test_a_code_sent_to_the_old_number_opens_nothing_any_more(case: Case, narges: User) -> None:
    codes.send(case=case)
    code = "".join(c for c in Message.objects.latest("pk").body if c.isdigit())
    talking.ask(narges, case, "mobile")
    correct(case, "mobile")
    with pytest.raises(WrongCode):
        codes.check(case=case, code=code)


def test_only_what_is_asked_can_be_corrected_and_only_once(case: Case, narges: User) -> None:
    with pytest.raises(NotNow):
        correct(case, "mobile")
    talking.ask(narges, case, "email")
    with pytest.raises(NotNow):
        correct(case, "mobile")
    correct(case, "email")
    with pytest.raises(NotNow):
        correct(case, "email", email="third@example.com")
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.mobile, fresh.email) == (case.mobile, "other@example.com")


def test_the_same_again_corrects_nothing(case: Case, narges: User) -> None:
    talking.ask(narges, case, "mobile")
    with pytest.raises(NotNow, match="همان"):
        correct(case, "mobile", mobile=case.mobile)
    assert Correction.objects.open().count() == 1


def test_a_field_is_asked_for_once_at_a_time(case: Case, narges: User) -> None:
    talking.ask(narges, case, "mobile")
    talking.ask(narges, case, "email")
    with pytest.raises(NotNow, match="پیش‌تر خواسته شده"):
        talking.ask(narges, case, "mobile")
    correct(case, "mobile")
    talking.ask(narges, case, "mobile")


def test_what_was_withdrawn_is_not_asked_any_more(case: Case, narges: User, reza: User) -> None:
    talking.ask(narges, case, "mobile")
    row = Correction.objects.get()
    corrections.withdraw(**talking.said(reza, case), correction=row.pk)
    with pytest.raises(NotNow, match="دیگر خواسته نیست"):
        correct(case, "mobile")
    with pytest.raises(NotNow):
        corrections.withdraw(**talking.said(narges, case), correction=row.pk)
    assert case.entries.latest("pk").text == "اصلاح «تلفن همراه» دیگر لازم نیست."


def test_the_correction_of_another_case_is_not_withdrawn(
    case: Case, desk: PublishedService, narges: User
) -> None:
    other = factories.case(desk, applicant=factories.applicant(1))
    talking.ask(narges, other, "mobile")
    with pytest.raises(NotNow):
        corrections.withdraw(**talking.said(narges, case), correction=Correction.objects.get().pk)
    assert Correction.objects.open().count() == 1


def test_name_birth_date_and_province_cannot_be_asked_for(case: Case, narges: User) -> None:
    for field in ("province", "birth_date", "given_name", "national_code"):
        with pytest.raises(ValueError, match=field):
            talking.ask(narges, case, field)
    assert not Correction.objects.exists()


def test_a_stranger_asks_for_nothing(case: Case, hajj: Organisation, omid: User) -> None:
    for stranger in (omid, make(hajj, "inspector"), make(hajj, "publisher")):
        with pytest.raises(NotAllowed):
            talking.ask(stranger, case, "mobile")
    assert not Correction.objects.exists()


def test_a_closed_case_is_not_corrected(case: Case, narges: User) -> None:
    talking.ask(narges, case, "mobile")
    talking.close(case)
    with pytest.raises(NotNow, match="بسته"):
        correct(case, "mobile")
    assert Case.objects.get(pk=case.pk).mobile == case.mobile


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "province"},
        {"reason": ""},
        {"old": "x"},
        {"done_at": timezone.now()},
        {"done_at": timezone.now(), "old": "x", "new": "y", "withdrawn_at": timezone.now()},
    ],
)
def test_the_database_refuses_what_cannot_be(
    case: Case, narges: User, wrong: dict[str, Any]
) -> None:
    right = {"field": "mobile", "reason": "دلیل", "asked_by": narges, "asked_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(case=case, **{**right, **wrong})
