"""The whole file on paper."""

import re
from collections.abc import Callable

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from miz.accounts.models import Unit, User
from miz.audit.models import Event
from miz.cases import actions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories

SignIn = Callable[[User], Client]
NOTE, REASON, ANSWER = "تلفنی پرسیدم.", "ساکن فارس است.", "ظرفیت افزوده شد."
MARK = "نباید به متقاضی داده شود"


@pytest.fixture
def case(desk: PublishedService, narges: User) -> Case:
    """Noted, handed over within the province's desk and answered."""
    case = factories.case(desk, attachments=[factories.attachment("رسید بانک")])
    actions.note(by=narges, case=case, revision=1, text=NOTE)
    here = Unit.objects.get(kind="desk", province="tehran", organisation=narges.organisation)
    actions.hand_over(by=narges, case=case, revision=2, unit=here, colleague=None, reason=REASON)
    return actions.complete(by=narges, case=case, revision=3, outcome="answer", text=ANSWER)


def printed(browser: Client, case: Case, **query: str) -> str:
    response = browser.get(reverse("office:print", args=[case.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_everything_but_the_notes_is_on_paper(as_user: SignIn, narges: User, case: Case) -> None:
    page = printed(as_user(narges), case)
    facts = (case.full_name, case.text, case.topic_title, case.email, ANSWER, "رسید بانک")
    for fact in (*facts, "آن را ثبت کرد", "به آن پاسخ داد", narges.full_name):
        assert fact in page
    for inside in (NOTE, REASON, MARK):
        assert inside not in page


def test_notes_are_added_when_ticked_and_the_copy_is_marked(
    as_user: SignIn, narges: User, case: Case
) -> None:
    page = printed(as_user(narges), case, notes="1")
    for inside in (NOTE, REASON, MARK):
        assert inside in page
    assert re.search(r'name="notes" value="1" checked', page)


def test_what_was_chosen_beside_the_words_is_on_paper(
    as_user: SignIn, narges: User, case: Case
) -> None:
    case.entries.filter(text=ANSWER).update(facts=[["دلیل قانونی", "حریم خصوصی"]])
    page = printed(as_user(narges), case)
    assert "دلیل قانونی" in page
    assert "حریم خصوصی" in page


@pytest.mark.parametrize("other", ["", "0", "yes"])
def test_nothing_else_adds_them(as_user: SignIn, narges: User, case: Case, other: str) -> None:
    assert NOTE not in printed(as_user(narges), case, notes=other)


def test_a_print_leaves_a_row_of_its_own_that_the_next_print_tells_of(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser = as_user(narges)
    printed(browser, case, notes="1")
    row = Event.objects.get(action="case.print")
    assert (row.subject, row.actor_id) == (case.subject, str(narges.pk))
    assert row.details["notes"] is True
    assert "آن را چاپ کرد" in printed(browser, case)


def test_without_its_row_nothing_is_printed(
    as_user: SignIn, narges: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise DatabaseError("the audit cannot be written")

    browser = as_user(narges)
    monkeypatch.setattr("miz.audit.actions.record", broken)
    with pytest.raises(DatabaseError):
        browser.get(reverse("office:print", args=[case.pk]))


def test_a_stranger_prints_nothing(
    as_user: SignIn, omid: User, inspector: User, case: Case
) -> None:
    for stranger in (omid, inspector):
        assert as_user(stranger).get(reverse("office:print", args=[case.pk])).status_code == 404
    assert not Event.objects.filter(action="case.print").exists()


def test_what_a_citizen_wrote_is_text_on_paper_too(
    as_user: SignIn, narges: User, desk: PublishedService
) -> None:
    page = printed(as_user(narges), factories.case(desk, text="<b>پررنگ</b>"))
    assert "&lt;b&gt;پررنگ" in page


def test_the_case_page_leads_to_the_print(as_user: SignIn, narges: User, case: Case) -> None:
    page = as_user(narges).get(reverse("office:case", args=[case.pk])).content.decode()
    assert reverse("office:print", args=[case.pk]) in page
