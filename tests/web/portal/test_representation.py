"""A parent and the head of a group send requests for others by the portal."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import access
from miz.cases.models import Case
from miz.cases.opening import Filing
from miz.catalogue.queries import PublishedService
from miz.citizens import representation, sessions
from miz.citizens.models import Citizen, Way
from miz.citizens.representation_models import Relation, Representation
from miz.lib import jalali
from miz.outbox.models import Message
from miz.web.portal import tracking
from tests import factories
from tests.citizens.test_representation import (
    ADULT,
    CHILD,
    OTHER,
    account,
    at_counter,
    code_sent_to,
    consent_of,
    open_case,
    person,
)

from .conftest import Browser, text


def signed_in(citizen: Citizen, way: Way = Way.CODE) -> Browser:
    browser = Browser()
    token = sessions.begin(citizen=citizen, way=way, device="فایرفاکس")
    browser.client.cookies["miz_citizen"] = token
    return browser


def typed(of: Any, **more: str) -> dict[str, str]:
    year, month, day = jalali.to_iso(of.birth_date).split("-")
    date = {"year": year, "month": month, "day": day}
    return {**date, "national_code": of.national_code, **more}


@pytest.fixture
def parent(agencies: object, db: None) -> Citizen:
    return account(ADULT, given_name=CHILD.father_name)


@pytest.fixture
def row(parent: Citizen) -> Representation:
    return representation.take_child(by=parent, child=person(CHILD), relation=Relation.FATHER)


def begin(browser: Browser, row: Representation, kind: str = "desk") -> Any:
    return browser.client.post(reverse("portal:account-people-new", args=[row.pk, kind]))


def send(browser: Browser, row: Representation) -> Any:
    assert begin(browser, row)["Location"] == "/request/contact/"
    for page in ("contact", "topic", "details"):
        assert browser.fill(page).status_code == 302
    return browser.fill("check")


@pytest.mark.parametrize(
    "name", ["account-people", "account-people-child", "account-people-member"]
)
def test_who_is_not_signed_in_is_led_to_the_door(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(f"portal:{name}"))["Location"] == reverse("portal:account-in")


def test_a_parent_adds_a_child_that_the_registry_knows(parent: Citizen) -> None:
    browser = signed_in(parent)
    data = typed(CHILD, relation="father", declared="on")
    response = browser.client.post(reverse("portal:account-people-child"), data)
    assert response.status_code == 302, text(response)
    assert f"{CHILD.given_name} {CHILD.family_name}" in text(
        browser.client.get(reverse("portal:account-people"))
    )


def test_without_the_declaration_no_child_is_added(parent: Citizen) -> None:
    data = typed(CHILD, relation="mother")
    signed_in(parent).client.post(reverse("portal:account-people-child"), data)
    assert not Representation.objects.exists()


def test_a_member_joins_by_the_code_read_out(parent: Citizen) -> None:
    browser = signed_in(parent)
    data = typed(OTHER, mobile=OTHER.mobile)
    response = browser.client.post(reverse("portal:account-people-member"), data)
    assert response.status_code == 302, text(response)
    code = code_sent_to(OTHER.mobile)
    browser.client.post(response["Location"], {"code": code})
    assert representation.in_force(parent).get().subject_code == OTHER.national_code


def test_a_number_of_somebody_else_gets_no_code(parent: Citizen) -> None:
    data = typed(OTHER, mobile=ADULT.mobile)
    response = signed_in(parent).client.post(reverse("portal:account-people-member"), data)
    assert "به نام این شخص نیست" in text(response)
    assert not Message.objects.exists()


def test_a_child_needs_a_parent_in_the_group(parent: Citizen) -> None:
    data = typed(CHILD, mobile=CHILD.mobile)
    response = signed_in(parent).client.post(reverse("portal:account-people-member"), data)
    assert "پدر، مادر یا سرپرست او را از اعضای گروه برگزینید" in text(response)


def test_the_code_page_of_another_is_not_there(parent: Citizen) -> None:
    asked = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    page = reverse("portal:account-people-code", args=[asked.pk])
    assert signed_in(account(OTHER)).client.get(page).status_code == 404


def test_a_request_for_a_child_names_both(parent: Citizen, row: Representation) -> None:
    browser = signed_in(parent)
    assert send(browser, row)["Location"] == "/request/done/"
    case = Case.objects.get()
    assert case.national_code == CHILD.national_code
    assert (case.filed_by, case.relation) == (Case.FiledBy.PARENT, Relation.FATHER)
    assert (case.filed_by_name, case.filed_by_code) == (parent.full_name, parent.code)
    assert case.representation == row
    event = Event.objects.get(action="case.open")
    assert event.actor_id == str(parent.pk)
    assert event.subject == case.subject


def test_the_check_page_says_that_it_is_for_another(parent: Citizen, row: Representation) -> None:
    browser = signed_in(parent)
    begin(browser, row)
    for page in ("contact", "topic", "details"):
        browser.fill(page)
    assert "خودتان، پدر" in text(browser.go("check"))


def test_both_names_stand_on_tracking_and_receipt_masked(
    parent: Citizen, row: Representation
) -> None:
    send(signed_in(parent), row)
    case = Case.objects.get()
    browser = Client()
    browser.cookies = tracking.grant(case, proven=True).cookies
    page = text(browser.get("/track/case/"))
    assert case.masked_filed_by in page
    assert parent.full_name not in page
    assert "پدر" in page


def test_what_was_ended_meanwhile_sends_nothing(parent: Citizen, row: Representation) -> None:
    browser = signed_in(parent)
    begin(browser, row)
    for page in ("contact", "topic", "details"):
        browser.fill(page)
    representation.end(by=parent, pk=row.pk)
    assert "نمایندگی شما برای این شخص برقرار نیست" in text(browser.fill("check"))
    assert not Case.objects.exists()


def test_who_signed_out_meanwhile_sends_nothing(parent: Citizen, row: Representation) -> None:
    browser = signed_in(parent)
    begin(browser, row)
    for page in ("contact", "topic", "details"):
        browser.fill(page)
    del browser.client.cookies["miz_citizen"]
    browser.fill("check")
    assert not Case.objects.exists()


def test_an_own_request_begun_afterwards_is_ones_own(parent: Citizen, row: Representation) -> None:
    browser = signed_in(parent)
    begin(browser, row)
    browser.go("identity")
    for page in ("contact", "topic", "details", "check"):
        browser.fill(page)
    case = Case.objects.get()
    assert case.national_code == parent.code
    assert case.filed_by == ""


def test_a_stranger_begins_nothing_for_the_child(row: Representation) -> None:
    stranger = signed_in(account(OTHER))
    assert begin(stranger, row).status_code == 404


def test_a_parent_reads_on_while_standing_for_the_child(
    parent: Citizen, row: Representation
) -> None:
    browser = signed_in(parent)
    send(browser, row)
    case = Case.objects.get()
    page = reverse("portal:account-people-request", args=[case.tracking_code])
    assert browser.client.get(page)["Location"] == "/track/case/"
    look = access.of(case).shown[0]
    assert (look.what, case.masked_filed_by in look.who) == ("آن را از حساب خود باز کرد", True)
    assert signed_in(account(OTHER)).client.get(page).status_code == 404
    representation.end(by=parent, pk=row.pk)
    assert browser.client.get(page).status_code == 404


def test_who_is_represented_sees_by_whom_and_ends_it(parent: Citizen) -> None:
    asked = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    representation.confirm(by=parent, asked=asked, code=code_sent_to(OTHER.mobile))
    member = signed_in(account(OTHER))
    assert parent.full_name in text(member.client.get(reverse("portal:account-people")))
    member.client.post(reverse("portal:account-people-end", args=[asked.pk]))
    assert not representation.in_force(parent)


# --- what others sent for somebody, in the own account


def listed(browser: Browser, case: Case) -> bool:
    """Whether the case stands in the list of own requests; its page opens exactly then."""
    page = text(browser.client.get(reverse("portal:account")))
    address = reverse("portal:account-request", args=[case.tracking_code])
    assert (browser.client.get(address).status_code == 302) is (address in page)
    return address in page


def read(browser: Browser, case: Case) -> str:
    address = reverse("portal:account-request", args=[case.tracking_code])
    return text(browser.client.get(address, follow=True))


@pytest.fixture
def member(parent: Citizen) -> Citizen:
    asked = representation.ask_member(by=parent, member=person(OTHER), mobile=OTHER.mobile)
    representation.confirm(by=parent, asked=asked, code=code_sent_to(OTHER.mobile))
    return account(OTHER)


def sent_by_head(desk: PublishedService, head: Citizen) -> Case:
    """With the number of the head, as the portal sends it."""
    row = Representation.objects.get(representative_code=head.code)
    filing = Filing(
        Case.FiledBy.HEAD, head.full_name, head.code, row.relation, representation_id=row.pk
    )
    return open_case(desk, filing, applicant=factories.applicant(1), mobile=head.mobile)


def test_a_member_finds_what_the_head_of_the_group_sent(
    desk: PublishedService, parent: Citizen, member: Citizen
) -> None:
    case = sent_by_head(desk, parent)
    browser = signed_in(member)
    assert listed(browser, case)
    page = text(browser.client.get(reverse("portal:account")))
    assert f"{case.masked_filed_by}، سرگروه" in page
    assert parent.full_name not in page
    assert parent.mobile not in read(browser, case)
    assert case.text in read(browser, case)
    representation.end(by=member, pk=Representation.objects.get().pk)
    assert listed(browser, case)


def test_a_child_with_an_account_finds_what_a_parent_sent(
    parent: Citizen, row: Representation
) -> None:
    send(signed_in(parent), row)
    assert listed(signed_in(account(CHILD)), Case.objects.get())


def test_who_was_at_a_counter_finds_the_request_though_the_number_is_another(
    desk: PublishedService, narges: User, db: None
) -> None:
    consent = consent_of(OTHER.national_code, narges)
    who = {"applicant": factories.applicant(1), "mobile": "09121111111"}
    case = open_case(desk, at_counter(consent), channel=Case.Channel.COUNTER, **who)
    assert listed(signed_in(account(OTHER)), case)


def test_it_is_no_own_request_of_the_filer_or_of_a_stranger(
    desk: PublishedService, parent: Citizen, member: Citizen
) -> None:
    case = sent_by_head(desk, parent)
    assert not listed(signed_in(parent), case)
    assert not listed(signed_in(account(CHILD, mobile=parent.mobile, code="0012345679")), case)
    foreigner = account(CHILD, kind=Citizen.Kind.FOREIGN, code="123456789012")
    assert not listed(signed_in(foreigner), case)


def test_what_somebody_sent_as_if_he_were_me_stays_out(desk: PublishedService) -> None:
    """Whoever knows code and birth date can; nobody has shown that the words are mine."""
    case = factories.case(desk, applicant=factories.applicant(1), mobile="09121111111")
    assert not listed(signed_in(account(OTHER)), case)


def test_what_is_sensitive_opens_for_who_came_in_by_a_code_to_the_own_number(
    complaints: PublishedService, parent: Citizen, member: Citizen
) -> None:
    case = sent_by_head(complaints, parent)
    by_password, by_code = signed_in(member, Way.PASSWORD), signed_in(member)
    assert listed(by_password, case)
    assert case.topic_title not in text(by_password.client.get(reverse("portal:account")))
    assert case.text not in read(by_password, case)
    assert case.text in read(by_code, case)


def test_the_page_of_the_code_says_whose_the_number_is(
    complaints: PublishedService, parent: Citizen, member: Citizen
) -> None:
    browser = signed_in(member, Way.PASSWORD)
    read(browser, sent_by_head(complaints, parent))
    page = text(browser.client.get(reverse("portal:track-code")))
    assert "از آن کسی است که درخواست را به نمایندگی" in page
    assert parent.mobile not in page
    own = factories.case(complaints, applicant=factories.applicant(1), mobile=OTHER.mobile)
    read(browser, own)
    assert "به نمایندگی" not in text(browser.client.get(reverse("portal:track-code")))
