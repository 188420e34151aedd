"""What a citizen says beside the process, and who must be refused."""

import datetime
import re
from typing import Any

import pytest
from django.http import HttpResponse

from miz.accounts.models import User
from miz.cases import actions, talk, visits
from miz.cases.models import Case, Visit
from miz.catalogue.queries import PublishedService
from miz.lib import digits, jalali
from tests import factories
from tests.cases import talking
from tests.web.portal.conftest import errors, text
from tests.web.portal.test_tracking import Person

WORDS = "سه‌شنبه در شهر نیستم."
INVITED = "دعوت به مراجعهٔ حضوری"


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


@pytest.fixture
def person(case: Case) -> Person:
    found = Person()
    found.track(case)
    return found


def wish(prefix: str, at: datetime.datetime) -> dict[str, str]:
    year, month, day = jalali.to_iso(at).split("-")
    hour = f"{jalali.in_tehran(at):%H:%M}"
    parts = {"year": year, "month": month, "day": day, "time": hour}
    return {f"{prefix}-{name}": value for name, value in parts.items()}


def ask_move(person: Person, visit: Visit, **changes: Any) -> HttpResponse:
    data = {
        "move-seen": visit.at.isoformat(),
        "move-reason": WORDS,
        **wish("first", talking.open_hour(9)),
        **changes,
    }
    return person.send("visit/move", **data)


# --- messages


def test_a_message_reaches_the_desk(person: Person, case: Case) -> None:
    assert person.send("message", **{"message-text": WORDS})["Location"] == "/track/case/"
    assert case.entries.get().text == WORDS
    page = text(person.see())
    assert WORDS in page
    assert "پیام شما به کارشناس رسید" in page


def test_the_sixth_message_waits_and_its_words_are_kept(person: Person, case: Case) -> None:
    for number in range(talk.MOST_UNANSWERED):
        talk.write(case=case, text=str(number))
    response = person.send("message", **{"message-text": WORDS})
    assert response.status_code == 409
    page = text(response)
    assert WORDS in page
    assert "پنج پیام شما هنوز بی‌پاسخ است" in page
    assert "/track/case/message/" not in page


def test_an_empty_message_is_pointed_out(person: Person, case: Case) -> None:
    response = person.send("message", **{"message-text": ""})
    assert "پیام خود را بنویسید." in text(response)
    assert 'id="error-summary"' in text(response)
    assert not case.entries.exists()


def test_while_something_is_asked_the_message_says_it_is_no_reply(
    person: Person, case: Case, narges: User
) -> None:
    assert "جای آنچه را" not in text(person.see())
    Case.objects.filter(pk=case.pk).update(state="waiting_for_citizen", paused_at=case.submitted_at)
    assert "جای آنچه را" in text(person.see())


def test_what_was_asked_stays_beside_its_answer_while_people_talk(
    person: Person, case: Case, narges: User
) -> None:
    wanted = "تصویر کارت ملی را بفرستید."
    actions.complete(by=narges, case=case, revision=1, outcome="ask", text=wanted)
    talking.tell(narges, case)
    talk.write(case=case, text=WORDS)
    reply = text(person.see()).split('aria-labelledby="reply"')[1].split("</section>")[0]
    assert wanted in reply


# --- corrections


def test_only_the_field_that_is_asked_for_is_on_the_page(
    person: Person, case: Case, narges: User
) -> None:
    assert "/track/case/correct/" not in text(person.see())
    talking.ask(narges, case, "landline", reason=WORDS)
    page = text(person.see())
    assert WORDS in page
    fields = set(re.findall(r'name="landline-([a-z_]+)"', page))
    assert fields == {"area_code", "landline"}
    assert re.findall("/track/case/correct/([a-z]+)/", page) == ["landline"]


@pytest.mark.parametrize("field", ["mobile", "email", "landline"])
def test_who_knows_the_codes_does_not_learn_how_to_reach_the_person(
    person: Person, case: Case, narges: User, field: str
) -> None:
    talking.ask(narges, case, field)
    page = digits.to_ascii(text(person.see()))
    assert "آنچه اکنون ثبت است" in page
    assert not any(known in page for known in (case.mobile, case.email, case.landline))


def test_topic_and_text_begin_with_what_stands(person: Person, case: Case, narges: User) -> None:
    talking.ask(narges, case, "topic")
    talking.ask(narges, case, "text")
    page = text(person.see())
    assert f'<option value="{case.topic}" selected' in page
    assert re.search(rf'<textarea name="text-text"[^>]*>\s*{case.text}', page)


def test_a_mobile_is_cleaned_and_changed(person: Person, case: Case, narges: User) -> None:
    talking.ask(narges, case, "mobile")
    response = person.send("correct/mobile", **{"mobile-mobile": "+۹۸ ۹۱۹ ۱۱۱ ۱۱۱۱"})
    assert response.status_code == 302
    assert Case.objects.get(pk=case.pk).mobile == "09191111111"
    page = text(person.see())
    assert page.index("۰۹۱۲•••۰۰۰۰") < page.index("۰۹۱۹•••۱۱۱۱")
    assert "/track/case/correct/" not in page


def test_a_topic_is_chosen_among_all(
    person: Person, case: Case, desk: PublishedService, narges: User
) -> None:
    talking.ask(narges, case, "topic")
    other = next(t for t in desk.topics if t.main_code != case.main_topic and not t.sensitive)
    assert person.send("correct/topic", **{"topic-topic": other.code}).status_code == 302
    assert Case.objects.get(pk=case.pk).topic == other.code


@pytest.mark.parametrize(
    ("field", "data", "complaint"),
    [
        ("mobile", {"mobile-mobile": "0912"}, "۱۱ رقم"),
        ("mobile", {"mobile-mobile": "09120000000"}, "همان است"),
        ("email", {"email-email": "nobody"}, "درست نیست"),
        ("landline", {"landline-area_code": "21", "landline-landline": "1"}, "کد شهر"),
        ("topic", {"topic-topic": "no-such"}, "در فهرست نیست"),
        ("text", {"text-text": " "}, "متن درخواست را بنویسید"),
    ],
)
def test_a_wrong_correction_comes_back_with_what_was_typed(
    person: Person, case: Case, narges: User, field: str, data: dict[str, str], complaint: str
) -> None:
    talking.ask(narges, case, field)
    response = person.send(f"correct/{field}", **data)
    assert complaint in " ".join(errors(response))
    assert 'id="error-summary"' in text(response)
    typed = next(iter(data.values()))
    assert typed in text(response) or field == "topic"
    assert case.corrections.open().exists()


def test_a_withdrawn_correction_is_409_and_the_words_are_kept(
    person: Person, case: Case, narges: User
) -> None:
    talking.ask(narges, case, "text")
    case.corrections.update(withdrawn_at=case.submitted_at)
    response = person.send("correct/text", **{"text-text": WORDS})
    assert response.status_code == 409
    assert "دیگر خواسته نیست" in text(response)
    assert WORDS in text(response)
    assert Case.objects.get(pk=case.pk).text == case.text


def test_what_cannot_be_corrected_has_no_address(person: Person) -> None:
    assert person.send("correct/province", province="fars").status_code == 404


# --- visits


def test_an_invitation_stands_on_top_with_all_that_one_needs(
    person: Person, case: Case, narges: User
) -> None:
    visit = talking.invite(narges, case)
    page = text(person.see())
    for fact in (visits.when(visit.at), talking.PLACE, talking.DOCUMENTS, talking.REASON):
        assert fact in page
    assert page.index(INVITED) < page.index("واحد مسئول") < page.index("مرحله‌ها")


def test_the_citizen_confirms_the_time_that_was_seen(
    person: Person, case: Case, narges: User
) -> None:
    visit = talking.invite(narges, case)
    seen = re.findall(r'name="seen" value="([^"]+)"', text(person.see()))[0]
    assert person.send("visit/confirm", seen=seen).status_code == 302
    assert Visit.objects.get().state == "confirmed"
    assert "این زمان را تأیید کرده‌اید" in text(person.see())
    visits.move(**talking.said(narges, case), at=talking.open_hour(12))
    assert person.send("visit/confirm", seen=visit.at.isoformat()).status_code == 409
    assert person.send("visit/confirm", seen="yesterday").status_code == 409
    assert Visit.objects.get().state == "proposed"


def test_another_time_is_asked_for_with_one_or_two_proposals(
    person: Person, case: Case, narges: User
) -> None:
    visit = talking.invite(narges, case)
    second = wish("second", talking.open_hour(10, 11))
    assert ask_move(person, visit, **second).status_code == 302
    visit.refresh_from_db()
    assert visit.proposals == [talking.open_hour(9), talking.open_hour(10, 11)]
    page = text(person.see())
    assert visits.when(visit.proposals[0]) in page
    assert "/track/case/visit/move/" not in page
    assert "/track/case/visit/confirm/" not in page


def test_one_proposal_is_enough_and_none_is_not(person: Person, case: Case, narges: User) -> None:
    visit = talking.invite(narges, case)
    year = jalali.to_iso(visit.at)[:4]
    none = ask_move(person, visit, **{"first-day": "", "first-time": ""})
    assert "روز مراجعه را بنویسید." in text(none)
    assert ask_move(person, visit, **{"second-year": digits.to_persian(year)}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"move-reason": ""}, "چرا این زمان مناسب نیست"),
        (wish("first", talking.closed_day()), "تعطیل است"),
        (wish("second", talking.closed_day()), "تعطیل است"),
        ({"first-time": "۱۹"}, "ساعت کاری این روز"),
        ({"first-month": "۱۳"}, "از ۱ تا ۱۲"),
    ],
)
def test_a_wrong_wish_comes_back_with_what_was_typed(
    person: Person, case: Case, narges: User, changes: dict[str, str], complaint: str
) -> None:
    visit = talking.invite(narges, case)
    response = ask_move(person, visit, **changes)
    assert complaint in text(response)
    assert 'id="error-summary"' in text(response)
    assert WORDS in text(response) or changes.get("move-reason") == ""
    assert Visit.objects.get().state == "proposed"


def test_a_wish_that_comes_too_late_keeps_its_words(
    person: Person, case: Case, narges: User
) -> None:
    visit = talking.invite(narges, case)
    visits.cancel(**talking.said(narges, case), reason="دلیل")
    response = ask_move(person, visit)
    assert response.status_code == 409
    assert WORDS in text(response)
    assert INVITED not in text(response).split("گفت‌وگو")[0]


def test_the_visit_is_a_file_for_ones_own_calendar(
    person: Person, case: Case, narges: User
) -> None:
    assert person.see("/track/case/visit.ics").status_code == 404
    visit = talking.invite(narges, case)
    response = person.see("/track/case/visit.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    content = text(response).replace("\r\n ", "")
    assert f"DTSTART:{visit.at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}" in content
    assert case.topic_title not in content
    assert talking.DOCUMENTS in content
    Case.objects.filter(pk=case.pk).update(confidential=True)
    assert "DESCRIPTION" not in text(person.see("/track/case/visit.ics"))


# --- what is sensitive, and strangers


def test_of_a_sensitive_case_nothing_is_shown_or_done_before_the_code(
    complaints: PublishedService, inspector: User
) -> None:
    case = factories.case(complaints)
    visit = talking.invite(inspector, case)
    talking.ask(inspector, case, "mobile", reason=WORDS)
    person = Person()
    person.track(case)
    page = text(person.see())
    for secret in (INVITED, talking.PLACE, WORDS, "/track/case/correct/", "/track/case/message/"):
        assert secret not in page
    revision = Case.objects.get(pk=case.pk).revision
    for refused in (
        person.send("message", **{"message-text": WORDS}),
        person.send("correct/mobile", **{"mobile-mobile": "09191111111"}),
        person.send("visit/confirm", seen=visit.at.isoformat()),
        ask_move(person, visit),
        person.see("/track/case/visit.ics"),
    ):
        assert refused["Location"] == "/track/code/"
    assert Case.objects.get(pk=case.pk).revision == revision
    person.prove()
    assert INVITED in text(person.see())
    assert person.send("visit/confirm", seen=visit.at.isoformat()).status_code == 302


def test_anothers_session_sees_and_changes_nothing(
    case: Case, desk: PublishedService, narges: User
) -> None:
    visit = talking.invite(narges, case)
    talking.ask(narges, case, "mobile")
    stranger = Person()
    stranger.track(factories.case(desk, applicant=factories.applicant(1)))
    assert INVITED not in text(stranger.see())
    confirmed = stranger.send("visit/confirm", seen=visit.at.isoformat())
    corrected = stranger.send("correct/mobile", **{"mobile-mobile": "09191111111"})
    assert (confirmed.status_code, corrected.status_code) == (409, 409)
    assert stranger.see("/track/case/visit.ics").status_code == 404
    visit.refresh_from_db()
    assert visit.state == "proposed"
    assert Case.objects.get(pk=case.pk).mobile == case.mobile


def test_without_a_tracked_case_there_is_only_the_search(case: Case) -> None:
    nobody = Person()
    for address in ("message", "correct/mobile", "visit/confirm", "visit/move"):
        assert nobody.send(address)["Location"] == "/track/"
    assert nobody.see("/track/case/visit.ics")["Location"] == "/track/"


def test_a_closed_case_is_talked_of_no_more(person: Person, case: Case, narges: User) -> None:
    talking.invite(narges, case)
    talking.ask(narges, case, "mobile")
    talking.close(case)
    page = text(person.see())
    assert "/track/case/visit" not in page
    assert "/track/case/correct" not in page
    assert "/track/case/message" not in page
    assert person.send("message", **{"message-text": WORDS}).status_code == 409
