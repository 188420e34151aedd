"""Foreigners at the portal: they send from their account, and what is theirs is theirs alone."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.citizens.models import Citizen
from miz.lib import digits
from miz.outbox.models import Message
from miz.web.portal.models import Draft
from miz.web.shared import robots
from tests import factories
from tests.citizens import people
from tests.citizens.people import PASSWORD
from tests.web.portal.conftest import Browser, errors, text

pytestmark = pytest.mark.django_db
PASSPORT, FOREIGN = "A12345678", "123456789012"
CONTACT = {"mobile": None, "email": ""}


def foreigner(kind: str = "passport", code: str = PASSPORT, **changes: str) -> Citizen:
    names = {"given_name": "Maryam", "family_name": "Haidari", "gender": ""}
    return people.citizen(password=PASSWORD, kind=kind, code=code, **{**names, **changes})


@pytest.fixture
def guest(browser: Browser) -> Browser:
    """The browser of a passport holder who is signed in."""
    foreigner()
    return sign_in(browser)


def sign_in(browser: Browser, who: str = PASSPORT) -> Browser:
    browser.client.post("/account/in/", {"who": who, "password": PASSWORD})
    return browser


def write(browser: Browser) -> None:
    """All pages but the last."""
    browser.go("identity")
    browser.fill("contact", **CONTACT)
    browser.fill("topic")
    assert browser.fill("details").status_code == 302


def track(code: str, case: Case) -> Client:
    token = robots.token()
    client = Client()
    data = {"national_code": code, "tracking_code": case.tracking_code, "robot_token": token}
    client.post("/track/", {**data, "robot_answer": robots.picture_digits(token)})
    return client


def test_the_identity_page_tells_a_foreigner_to_sign_in(browser: Browser) -> None:
    page = text(browser.go("identity"))
    assert "اتباع خارجی" in page
    assert 'href="/account/in/"' in page


def test_a_passport_holder_who_is_not_signed_in_is_refused(browser: Browser) -> None:
    foreigner()
    response = browser.fill("identity", national_code=PASSPORT)
    assert errors(response)
    assert not Case.objects.exists()


@pytest.mark.parametrize(("kind", "code"), [("passport", PASSPORT), ("foreign", FOREIGN)])
def test_a_foreigner_sends_a_request_without_being_asked_who_he_is(
    browser: Browser, kind: str, code: str
) -> None:
    citizen = foreigner(kind, code)
    write(sign_in(browser, code))
    browser.fill("check")
    case = Case.objects.get()
    assert (case.applicant_kind, case.national_code) == (kind, code)
    assert (case.full_name, case.mobile, case.gender) == ("Maryam Haidari", citizen.mobile, "")
    assert Event.objects.get(action="case.open").actor_id == str(citizen.pk)


def test_the_pages_name_the_passport_and_no_gender(guest: Browser) -> None:
    write(guest)
    page = text(guest.go("check"))
    assert "شمارهٔ گذرنامه" in page
    assert '<bdi dir="ltr" class="m-code">A12345678</bdi>' in page
    assert "جنسیت" not in page
    assert "جنسیت" not in text(guest.go("contact"))
    assert "هنوز سنجیده نشده" in text(guest.go("contact"))
    guest.fill("check")
    done = text(guest.go("done"))
    assert "با آن و شمارهٔ گذرنامه" in done
    receipt = re.findall("/receipt/[^/]+/", done)[0]
    assert "شمارهٔ گذرنامه و کد پیگیری" in text(guest.client.get(receipt))


def test_who_has_signed_out_sends_nothing_in_a_foreigners_name(guest: Browser) -> None:
    write(guest)
    guest.client.cookies.pop("miz_citizen")
    page = text(guest.fill("check"))
    assert "وارد حساب خود شوید" in page
    assert not Case.objects.exists()


def test_another_foreigner_does_not_send_what_the_first_began(guest: Browser) -> None:
    write(guest)
    cookie = guest.client.cookies["miz_desk"].value
    foreigner("foreign", FOREIGN)
    guest.client.cookies.pop("miz_citizen")
    sign_in(guest, FOREIGN)
    assert FOREIGN in digits.to_ascii(text(guest.client.get("/account/profile/")))
    guest.client.cookies["miz_desk"] = cookie
    guest.fill("check")
    assert not Case.objects.exists()


def test_a_draft_cannot_be_turned_into_a_foreigners(browser: Browser) -> None:
    """What is typed names a national code or nothing."""
    browser.fill("identity", kind="passport", code=PASSPORT)
    assert "kind" not in Draft.objects.get().get("identity")


def test_the_request_stands_in_the_account_and_opens_there(guest: Browser) -> None:
    assert "از این حساب" in text(guest.client.get("/account/"))
    write(guest)
    guest.fill("check")
    case = Case.objects.get()
    assert f"/account/requests/{case.tracking_code}/" in text(guest.client.get("/account/"))
    page = guest.client.get(f"/account/requests/{case.tracking_code}/", follow=True)
    assert case.topic_title in text(page)


def test_no_other_account_sees_it(guest: Browser, desk: PublishedService) -> None:
    write(guest)
    guest.fill("check")
    case = Case.objects.get()
    foreigner("foreign", FOREIGN)
    stranger = sign_in(Browser(), FOREIGN)
    assert case.tracking_code not in text(stranger.client.get("/account/"))
    address = f"/account/requests/{case.tracking_code}/"
    assert stranger.client.get(address).status_code == 404


def test_a_foreigner_follows_the_own_request_and_nobody_elses(guest: Browser) -> None:
    write(guest)
    guest.fill("check")
    case = Case.objects.get()
    assert track("a 1234-5678", case).get("/track/case/").status_code == 200
    for code in (FOREIGN, "A12345679", factories.applicant().national_code):
        assert track(code, case).get("/track/case/").status_code == 302


def test_a_foreigners_code_opens_no_request_of_a_citizen(desk: PublishedService) -> None:
    case = factories.case(desk)
    assert track(PASSPORT, case).get("/track/case/").status_code == 302


def test_staff_see_by_what_the_person_is_known_and_that_nobody_checked_it(
    guest: Browser, as_user: Callable[[User], Client], narges: User
) -> None:
    write(guest)
    guest.fill("check")
    case = Case.objects.get()
    page = text(as_user(narges).get(f"/office/cases/{case.pk}/"))
    assert "شمارهٔ گذرنامه" in page
    assert "A12345678" in page
    assert "اظهاری" in page


def test_the_messages_come_in_the_language_that_is_chosen_in_the_profile(guest: Browser) -> None:
    guest.client.post("/account/profile/", {"language": "en", "email": "maryam@example.com"})
    write(guest)
    guest.fill("check")
    sent = Message.objects.filter(reference=Case.objects.get().subject)
    assert {message.language for message in sent} == {"en"}
    assert "Your request is registered." in sent.filter(channel="sms").get().body
