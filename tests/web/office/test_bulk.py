"""Many cases in one go: each on its own, and nothing typed is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from miz.accounts.models import Unit, User
from miz.audit.models import Event
from miz.cases import actions, inbox
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.lib import digits
from tests import factories

SignIn = Callable[[User], Client]
REASON = "در صلاحیت استان شماست."


@pytest.fixture
def three(desk: PublishedService) -> list[Case]:
    return [factories.case(desk, applicant=factories.applicant(n)) for n in range(3)]


def ticks(*cases: Case) -> list[str]:
    return [f"{case.pk}-{case.revision}" for case in cases]


def claim(browser: Client, *cases: Case, **more: Any) -> Any:
    return browser.post("/office/bulk/claim/", {"case": ticks(*cases), **more})


def hand_over(browser: Client, *cases: Case, **more: Any) -> Any:
    return browser.post("/office/bulk/hand-over/", {"case": ticks(*cases), **more})


def assignees(cases: list[Case]) -> list[int | None]:
    found = Case.objects.in_bulk([case.pk for case in cases])
    return [found[case.pk].assignee_id for case in cases]


def shown_code(case: Case) -> str:
    return digits.to_persian(digits.group(case.tracking_code))


def unit_in(case: Case, province: str) -> Unit:
    return Unit.objects.get(organisation=case.organisation_id, kind="desk", province=province)


def test_ticked_cases_are_claimed_and_the_list_comes_back(
    as_user: SignIn, narges: User, three: list[Case]
) -> None:
    browser = as_user(narges)
    back = "assignment=unassigned&after=5-5"
    response = claim(browser, *three[:2], back=back)
    assert response["Location"] == f"/office/?{back}"
    assert assignees(three) == [narges.pk, narges.pk, None]
    assert "۲ درخواست اکنون نزد شماست." in browser.get("/office/").content.decode()
    assert Event.objects.filter(action="case.claim").count() == 2


def test_the_list_to_come_back_to_is_one_of_ours(
    as_user: SignIn, narges: User, three: list[Case]
) -> None:
    response = claim(as_user(narges), three[0], back="next=//evil.example&state=odd&due=today")
    assert response["Location"] == "/office/?due=today"


def test_one_that_changed_meanwhile_stops_no_other_and_is_told_with_why(
    as_user: SignIn, narges: User, reza: User, three: list[Case]
) -> None:
    actions.claim(by=reza, case=three[1], revision=1)
    response = claim(as_user(narges), *three)
    page = response.content.decode()
    assert response.status_code == 409
    assert "۲ درخواست اکنون نزد شماست" in page
    assert shown_code(three[1]) in page
    assert "Reza" in page
    assert shown_code(three[0]) not in page
    assert assignees(three) == [narges.pk, reza.pk, narges.pk]


def test_a_case_of_a_colleague_is_refused_to_a_clerk_and_given_to_the_supervisor(
    as_user: SignIn, narges: User, reza: User, parisa: User, three: list[Case]
) -> None:
    taken = actions.claim(by=reza, case=three[0], revision=1)
    assert "نزد همکار دیگری است" in claim(as_user(narges), taken).content.decode()
    assert assignees([taken]) == [reza.pk]
    claim(as_user(parisa), taken)
    assert assignees([taken]) == [parisa.pk]


def test_the_box_for_the_whole_page_stands_for_all_its_rows(
    as_user: SignIn, narges: User, three: list[Case]
) -> None:
    browser = as_user(narges)
    page = browser.get("/office/").content.decode()
    whole = re.search(r'name="case" value="([^"]+)" data-all', page)
    assert whole
    browser.post("/office/bulk/claim/", {"case": [whole[1], *ticks(three[0])]})
    assert assignees(three) == [narges.pk] * 3


def test_a_hand_over_asks_to_whom_and_why_before_anything_is_done(
    as_user: SignIn, narges: User, reza: User, three: list[Case]
) -> None:
    page = hand_over(as_user(narges), *three[:2]).content.decode()
    assert page.count('name="case"') == page.count(" checked>") == 2
    assert shown_code(three[0]) in page
    assert f'value="person-{reza.pk}"' in page
    assert "خطا" not in page
    assert not Event.objects.filter(action="case.hand_over").exists()


def test_ticked_cases_go_to_a_colleague_with_one_reason(
    as_user: SignIn, narges: User, reza: User, three: list[Case]
) -> None:
    browser = as_user(narges)
    response = hand_over(browser, *three, to=f"person-{reza.pk}", reason=REASON, back="")
    assert response["Location"] == "/office/"
    assert assignees(three) == [reza.pk] * 3
    reasons = Event.objects.filter(action="case.hand_over").values_list("reason", flat=True)
    assert list(reasons) == [REASON] * 3
    page = browser.get("/office/").content.decode()
    assert "۳ درخواست ارجاع شد." in page
    assert f'data-sent="{narges.pk}-bulk-hand-over"' in page


def test_cases_go_to_another_province_and_out_of_sight(
    as_user: SignIn, narges: User, three: list[Case]
) -> None:
    fars = unit_in(three[0], "fars")
    hand_over(as_user(narges), *three, to=f"unit-{fars.pk}", reason=REASON)
    assert not Case.objects.visible_to(narges).exists()
    assert set(Case.objects.values_list("unit", "province")) == {(fars.pk, "fars")}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"to": "", "reason": REASON}, "گیرنده را برگزینید."),
        ({"to": "unit-0", "reason": REASON}, "این گیرنده در فهرست نیست."),
        ({"to": "OWN", "reason": ""}, "دلیل ارجاع را بنویسید."),
        ({"to": "OWN", "reason": REASON, "case": []}, "نخست درخواستی را برگزینید."),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(
    as_user: SignIn, narges: User, three: list[Case], said: dict[str, Any], why: str
) -> None:
    own = f"unit-{three[0].unit_id}"
    body = said | {
        "to": own if said["to"] == "OWN" else said["to"],
        "shown": ",".join(ticks(*three)),
    }
    page = hand_over(as_user(narges), *three, **body).content.decode()
    assert why in page
    assert page.count('type="checkbox" name="case"') == 3
    assert said["reason"] in page
    assert not Event.objects.filter(action="case.hand_over").exists()


def test_what_was_refused_stays_in_the_form_with_what_was_typed_and_may_go_again(
    as_user: SignIn, narges: User, reza: User, three: list[Case]
) -> None:
    actions.note(by=reza, case=three[1], revision=1, text="تماس گرفته شد.")
    browser = as_user(narges)
    said = {"to": f"person-{reza.pk}", "reason": REASON}
    response = hand_over(browser, *three, **said)
    page = response.content.decode()
    assert response.status_code == 409
    assert "۲ درخواست ارجاع شد" in page
    assert "یادداشتی بر آن نوشت" in page
    assert re.findall(r'type="checkbox" name="case" value="([^"]+)"', page) == [f"{three[1].pk}-2"]
    assert REASON in page
    assert assignees(three) == [reza.pk, None, reza.pk]
    hand_over(browser, Case.objects.get(pk=three[1].pk), **said)
    assert assignees(three) == [reza.pk] * 3


@pytest.mark.parametrize("what", [claim, hand_over])
def test_cases_of_another_province_are_not_touched_nor_named(
    as_user: SignIn, omid: User, three: list[Case], what: Callable[..., Any]
) -> None:
    stranger = as_user(omid)
    own_unit = f"unit-{omid.unit_id}"
    response = what(stranger, *three, to=own_unit, reason=REASON)
    page = response.content.decode() + stranger.get("/office/").content.decode()
    assert "در دسترس شما نیست" in page
    assert not any(shown_code(case) in page for case in three)
    assert Case.objects.filter(revision=1, assignee=None).count() == 3


def test_one_out_of_sight_is_counted_beside_those_that_went(
    as_user: SignIn, narges: User, desk: PublishedService, three: list[Case]
) -> None:
    far = factories.case(desk, province="fars")
    page = claim(as_user(narges), three[0], far).content.decode()
    assert "۱ درخواست اکنون نزد شماست" in page
    assert "۱ درخواست در دسترس شما نیست" in page
    assert shown_code(far) not in page
    assert assignees([three[0], far]) == [narges.pk, None]


def test_a_clerk_never_reaches_a_complaint_nor_the_inspector_a_request(
    as_user: SignIn, narges: User, inspector: User, case: Case, complaint: Case
) -> None:
    claim(as_user(narges), complaint)
    claim(as_user(inspector), case)
    assert assignees([case, complaint]) == [None, None]
    claim(as_user(inspector), complaint)
    assert assignees([complaint]) == [inspector.pk]


def test_a_complaint_is_offered_to_the_inspection_alone(
    as_user: SignIn, inspector: User, complaint: Case, narges: User
) -> None:
    page = hand_over(as_user(inspector), complaint).content.decode()
    assert f'value="unit-{inspector.unit_id}"' in page
    assert f'value="unit-{narges.unit_id}"' not in page


@pytest.mark.parametrize(
    "sent", [["x"], ["1"], ["1-1-1"], ["1-1;drop"], ["²-1"], [""], ["-"], ["9" * 30 + "-1"]]
)
@pytest.mark.parametrize("name", ["claim", "hand-over"])
def test_ticks_of_no_row_are_refused(
    as_user: SignIn, narges: User, case: Case, sent: list[str], name: str
) -> None:
    response = as_user(narges).post(f"/office/bulk/{name}/", {"case": sent})
    assert response.status_code == 302
    assert assignees([case]) == [None]


def test_more_than_a_page_is_refused(
    as_user: SignIn, narges: User, three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "SIZE", 2)
    browser = as_user(narges)
    claim(browser, *three)
    assert assignees(three) == [None] * 3
    assert "تنها درخواست‌های یک صفحه" in browser.get("/office/").content.decode()
    claim(browser, *three[:2])
    assert assignees(three) == [narges.pk, narges.pk, None]
