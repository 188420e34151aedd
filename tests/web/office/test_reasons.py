"""A sensitive case opens to who holds it; others say why first, and the applicant reads that."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import access, actions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories

SignIn = Callable[[User], Client]
Act = Callable[..., HttpResponse]
SECRET = "واژه‌ای که تنها برای مسئول درخواست است"


@pytest.fixture
def case(desk: PublishedService) -> Case:
    private = next(topic for topic in desk.topics if topic.sensitive)
    files = [factories.attachment()]
    return factories.case(desk, topic=private, text=SECRET, attachments=files)


def pages(case: Case) -> list[str]:
    """Every address that shows something of the case."""
    key = case.attachments.get().upload.key
    return [
        *(reverse(f"office:{name}", args=[case.pk]) for name in ("case", "process", "print")),
        *(reverse(f"office:{name}", args=[case.pk]) for name in ("similar", "similar-list")),
        *(reverse(f"office:{name}", args=[case.pk, key]) for name in ("attachment", "paper")),
        reverse("office:picture", args=[case.pk, key, 1]),
    ]


def reason(case: Case) -> str:
    return reverse("office:reason", args=[case.pk])


def test_no_reason_no_content(as_user: SignIn, narges: User, case: Case) -> None:
    browser = as_user(narges)
    for page in pages(case):
        response = browser.get(page)
        assert response.status_code == 302, page
        assert response["Location"].startswith(reason(case)), page
    shown = browser.get(reason(case)).content.decode()
    assert SECRET not in shown
    assert case.full_name not in shown
    assert not Event.objects.filter(action="case.view").exists()


def test_with_a_reason_it_opens_where_one_wanted_to_go(
    as_user: SignIn, narges: User, case: Case
) -> None:
    browser, wanted = as_user(narges), reverse("office:print", args=[case.pk])
    asked = browser.get(wanted)["Location"]
    assert browser.post(asked, {"why": "work", "text": "نوبت من است"})["Location"] == wanted
    assert SECRET in browser.get(wanted).content.decode()
    assert browser.get(reason(case))["Location"] == reverse("office:case", args=[case.pk])


def test_the_applicant_reads_the_reason(as_user: SignIn, narges: User, case: Case) -> None:
    as_user(narges).post(reason(case), {"why": "oversee", "text": "شکایت از دیرکرد"})
    [look] = access.of(case).shown
    assert look.who == "کارشناس، دفتر حج و زیارت استان تهران"
    assert look.why == "نظارت بر رسیدگی: شکایت از دیرکرد"


@pytest.mark.parametrize(
    "said", [{}, {"why": "x"}, {"why": "other"}, {"why": "other", "text": "  "}, {"text": "چون"}]
)
def test_half_a_reason_opens_nothing(
    as_user: SignIn, narges: User, case: Case, said: dict[str, Any]
) -> None:
    browser = as_user(narges)
    assert browser.post(reason(case), said).status_code == 200
    assert browser.get(pages(case)[0]).status_code == 302


def test_who_holds_it_is_not_asked(as_user: SignIn, narges: User, case: Case) -> None:
    actions.claim(by=narges, case=case, revision=1)
    browser = as_user(narges)
    for page in pages(case):
        assert browser.get(page).status_code == 200, page


def test_who_gives_it_back_is_asked_again(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    actions.claim(by=narges, case=case, revision=1)
    browser = as_user(narges)
    assert act(browser, case, "release")["Location"] == reverse("office:inbox")
    assert browser.get(pages(case)[0]).status_code == 302


def test_nothing_is_done_to_what_is_closed(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    response = act(as_user(narges), case, "note", text="بی‌خبر")
    assert response["Location"] == reason(case)
    assert not case.entries.exists()


def test_a_reason_is_for_one_case_and_one_session(
    as_user: SignIn, narges: User, reza: User, case: Case, desk: PublishedService
) -> None:
    private = next(topic for topic in desk.topics if topic.sensitive)
    other = factories.case(desk, topic=private)
    browser = as_user(narges)
    browser.post(reason(case), {"why": "work"})
    assert browser.get(reverse("office:case", args=[case.pk])).status_code == 200
    assert browser.get(reverse("office:case", args=[other.pk])).status_code == 302
    for stranger in (as_user(narges), as_user(reza)):
        assert stranger.get(reverse("office:case", args=[case.pk])).status_code == 302


def test_a_reason_opens_nothing_out_of_scope(as_user: SignIn, omid: User, case: Case) -> None:
    browser = as_user(omid)
    assert browser.get(reason(case)).status_code == 404
    assert browser.post(reason(case), {"why": "work"}).status_code == 404
    assert browser.get(pages(case)[0]).status_code == 404


def test_a_reason_leads_to_pages_of_its_case_alone(
    as_user: SignIn, narges: User, case: Case
) -> None:
    address = f"{reason(case)}?next=https://evil.example/"
    sent = as_user(narges).post(address, {"why": "work"})
    assert sent["Location"] == reverse("office:case", args=[case.pk])


def test_the_answer_to_a_sensitive_case_is_no_example_for_others(
    as_user: SignIn, narges: User, reza: User, case: Case, desk: PublishedService
) -> None:
    private = next(topic for topic in desk.topics if topic.sensitive)
    actions.complete(by=reza, case=case, revision=1, outcome="answer", text="پاسخ پنهان")
    own = factories.case(desk, topic=private, text=SECRET)
    actions.claim(by=narges, case=own, revision=1)
    browser = as_user(narges)
    listed, page = (reverse(f"office:{name}", args=[own.pk]) for name in ("similar-list", "case"))
    for address in (listed, f"{page}?answer_of={case.pk}"):
        assert "پاسخ پنهان" not in browser.get(address).content.decode()
    browser.post(reason(case), {"why": "work"})
    assert "پاسخ پنهان" in browser.get(listed).content.decode()
