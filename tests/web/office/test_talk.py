"""What staff say to a citizen from the page of a case, and who must be refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import corrections, talk, visits
from miz.cases.models import Case, Correction, Visit
from miz.lib import digits, jalali
from miz.web.office.talk import DEEDS
from tests.cases import talking

SignIn = Callable[[User], Client]
WORDS = "لطفاً شمارهٔ پاسخ‌گو بنویسید."


def say(browser: Client, case: Case, what: str, **data: Any) -> HttpResponse:
    revision = Case.objects.get(pk=case.pk).revision
    body = {"revision": revision, **data}
    return browser.post(reverse("office:talk", args=[case.pk, what]), body)  # type: ignore[return-value]


def page_of(browser: Client, case: Case) -> str:
    return browser.get(reverse("office:case", args=[case.pk])).content.decode()


def text(response: HttpResponse) -> str:
    return response.content.decode()


def offered(page: str) -> set[str]:
    return set(re.findall(r'/talk/([a-z-]+)/"', page))


def typed_time(days: int = 5, **changes: str) -> dict[str, str]:
    year, month, day = jalali.to_iso(talking.open_hour(days)).split("-")
    hour = {"year": digits.to_persian(year), "month": month, "day": day, "time": "۱۰:۳۰"}
    return {**hour, **changes}


def invitation(**changes: str) -> dict[str, str]:
    words = {"place": talking.PLACE, "documents": "", "necessity": "identity", "reason": ""}
    return {**typed_time(), **words, **changes}


# --- what is offered


def test_an_open_case_offers_message_correction_and_invitation(
    as_user: SignIn, narges: User, case: Case
) -> None:
    assert offered(page_of(as_user(narges), case)) == {"message", "correction", "invite"}


def test_a_visit_offers_another_time_and_to_cancel(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    visit = talking.invite(narges, case)
    assert offered(page_of(browser, case)) == {"message", "correction", "move", "cancel"}
    wishes = [talking.open_hour(9)]
    visits.ask_move(case=case, seen=visit.at, proposals=wishes, reason="مسافرم")
    page = page_of(browser, case)
    assert "accept" in offered(page)
    assert visits.when(wishes[0]) in page
    assert "مسافرم" in page
    Visit.objects.update(at="2026-01-01T07:00:00Z")
    assert {"held", "missed"} <= offered(page_of(browser, case))


def test_a_closed_case_and_who_may_only_look_are_offered_nothing(
    as_user: SignIn, narges: User, reza: User, case: Case
) -> None:
    talking.invite(narges, case)
    talking.close(case)
    page = page_of(as_user(narges), case)
    assert offered(page) == set()
    assert "بی‌پاسخ" not in page


def test_unanswered_messages_are_pointed_out_until_they_are_answered(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    talk.write(case=case, text="یک")
    talk.write(case=case, text="دو")
    assert "۲ پیام متقاضی هنوز پاسخی نگرفته است" in page_of(browser, case)
    say(browser, case, "message", text="دیدم")
    assert "پاسخی نگرفته" not in page_of(browser, case)


# --- what is done


def test_a_message_goes_out_and_is_told_as_done(as_user: SignIn, narges: User, case: Case) -> None:
    browser = as_user(narges)
    response = say(browser, case, "message", text=WORDS)
    assert response["Location"] == reverse("office:case", args=[case.pk])
    page = page_of(browser, case)
    assert WORDS in page
    assert DEEDS["message"].done in page


def test_a_correction_is_asked_for_shown_and_withdrawn(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    say(browser, case, "correction", field="mobile", reason=WORDS)
    row = Correction.objects.get()
    assert (row.field, row.reason, row.asked_by) == ("mobile", WORDS, narges)
    assert "اصلاح‌های خواسته‌شده" in page_of(browser, case)
    say(browser, case, "withdraw", correction=row.pk)
    assert "اصلاح‌های خواسته‌شده" not in page_of(browser, case)


def test_staff_read_old_and_new_of_a_correction_in_full(
    as_user: SignIn, narges: User, case: Case
) -> None:
    talking.ask(narges, case, "mobile")
    corrections.correct(case=case, field="mobile", values={"mobile": "09191111111"})
    page = page_of(as_user(narges), case)
    assert digits.to_persian(case.mobile) in page
    assert "۰۹۱۹۱۱۱۱۱۱۱" in page


def test_an_invitation_is_sent_with_a_jalali_time(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    assert say(browser, case, "invite", **invitation()).status_code == 302
    visit = Visit.objects.get()
    assert visit.at == talking.open_hour()
    page = page_of(browser, case)
    for fact in (visits.when(visit.at), talking.PLACE, "احراز اصالت فرد"):
        assert fact in page


def test_a_wish_is_accepted_as_it_was_proposed(as_user: SignIn, narges: User, case: Case) -> None:
    browser = as_user(narges)
    seen = talking.invite(narges, case).at
    wishes = [talking.open_hour(8), talking.open_hour(9)]
    visits.ask_move(case=case, seen=seen, proposals=wishes, reason="مسافرم")
    assert say(browser, case, "accept").status_code == 200
    strange = say(browser, case, "accept", proposal=int(talking.open_hour(20).timestamp()))
    assert "دیگر پیشنهاد متقاضی نیست" in text(strange)
    say(browser, case, "accept", proposal=int(wishes[1].timestamp()))
    visit = Visit.objects.get()
    assert (visit.at, visit.state) == (wishes[1], "proposed")


def test_another_time_a_cancellation_and_the_outcome(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    talking.invite(narges, case)
    say(browser, case, "move", **typed_time(12))
    assert Visit.objects.get().at == talking.open_hour(12)
    say(browser, case, "cancel", reason="دلیل")
    assert Visit.objects.get().state == "cancelled"
    talking.invite(narges, case)
    assert say(browser, case, "held").status_code == 409
    Visit.objects.filter(state="proposed").update(at="2026-01-01T07:00:00Z")
    assert say(browser, case, "held").status_code == 302
    assert "حضوری انجام‌شده: ۱ بار" in page_of(browser, case)


# --- what does not go through


@pytest.mark.parametrize(
    ("what", "data", "complaint"),
    [
        ("message", {"text": "  "}, "متن پیام را بنویسید"),
        ("correction", {"field": "province", "reason": WORDS}, "در فهرست نیست"),
        ("correction", {"field": "mobile", "reason": ""}, "چرا باید اصلاح شود"),
        ("invite", invitation(necessity="other", place=WORDS), "از راه دور شدنی نیست"),
        ("invite", invitation(day="۳۱", month="۱۲", place=WORDS), "فقط"),
        ("invite", invitation(time="۲۵", place=WORDS), "ساعت را مانند"),
        ("invite", invitation(time="۱۸:۰۰", place=WORDS), "ساعت کاری این روز"),
        ("invite", invitation(year="۱۴۰۰", place=WORDS), "در آینده"),
    ],
)
def test_a_mistake_comes_back_with_what_was_typed(
    as_user: SignIn, narges: User, case: Case, what: str, data: dict[str, str], complaint: str
) -> None:
    response = say(as_user(narges), case, what, **data)
    page = text(response)
    assert response.status_code == 200
    assert complaint in page
    assert "این موردها را درست کنید" in page
    assert WORDS in page or WORDS not in data.values()
    assert Case.objects.get(pk=case.pk).revision == 1


def test_who_saw_an_older_case_keeps_the_words_and_sees_what_is_new(
    as_user: SignIn, narges: User, case: Case
) -> None:
    talk.write(case=case, text="خبر تازه‌ای دارم")
    response = say(as_user(narges), case, "message", revision=1, text=WORDS)
    page = text(response)
    assert response.status_code == 409
    for words in ("متقاضی", "پیامی فرستاد", WORDS, "خبر تازه‌ای دارم", 'value="2"'):
        assert words in page
    assert case.entries.count() == 1


def test_too_late_is_409_with_words(as_user: SignIn, narges: User, case: Case) -> None:
    browser = as_user(narges)
    talking.close(case)
    for what, data in (("message", {"text": WORDS}), ("invite", invitation(place=WORDS))):
        response = say(browser, case, what, **data)
        assert response.status_code == 409
        assert "بسته شده است" in text(response)
        assert WORDS in text(response)


def test_showing_the_page_again_leaves_its_trace(as_user: SignIn, narges: User, case: Case) -> None:
    say(as_user(narges), case, "message", text="")
    assert Event.objects.filter(action="case.view", actor_id=str(narges.pk)).count() == 1


# --- strangers


@pytest.mark.parametrize("what", DEEDS)
def test_another_provinces_clerk_finds_nothing_there(
    as_user: SignIn, omid: User, narges: User, case: Case, what: str
) -> None:
    talking.invite(narges, case)
    talking.ask(narges, case, "mobile")
    revision = Case.objects.get(pk=case.pk).revision
    assert say(as_user(omid), case, what, text=WORDS, reason=WORDS).status_code == 404
    assert Case.objects.get(pk=case.pk).revision == revision


def test_roles_without_cases_are_refused(
    as_user: SignIn, publisher: User, administrator: User, inspector: User, case: Case
) -> None:
    assert say(as_user(publisher), case, "message", text=WORDS).status_code == 403
    assert say(as_user(administrator), case, "message", text=WORDS).status_code == 403
    assert say(as_user(inspector), case, "message", text=WORDS).status_code == 404
    assert not case.entries.exists()


def test_who_is_signed_out_is_led_to_sign_in(case: Case) -> None:
    response = say(Client(), case, "message", text=WORDS)
    assert "/office/login/" in response["Location"]
    assert not case.entries.exists()


def test_only_what_can_be_said_has_an_address(as_user: SignIn, narges: User, case: Case) -> None:
    browser = as_user(narges)
    assert say(browser, case, "shout", text=WORDS).status_code == 404
    assert browser.get(reverse("office:talk", args=[case.pk, "message"])).status_code == 405
