"""A counter operator sends a request for who is present."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from miz.accounts.models import Unit, User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.citizens.models import Consent
from miz.documents.models import Upload
from miz.outbox.models import Message
from miz.web.counter import tasks
from miz.web.counter.models import CounterDraft
from miz.web.counter.urls import urlpatterns
from tests import factories
from tests.sandbox import RunningSandbox

from .conftest import CONTRACT, OTHER, PERSON, TEXT, Counter, identity

SignIn = Callable[[User], Client]
PAGES = [str(pattern.name) for pattern in urlpatterns]


def text(response: Any) -> str:
    return str(response.content.decode())


def address(name: str) -> str:
    return reverse(f"counter:{name}", args=["desk"] if name == "new" else [])


# --- who comes in


@pytest.mark.parametrize("name", PAGES)
def test_nobody_comes_in_without_signing_in(client: Client, db: None, name: str) -> None:
    for send in (client.get, client.post):
        response = send(address(name))
        assert response.status_code in (302, 405)
        if response.status_code == 302:
            assert response["Location"].startswith(reverse("office:login"))


@pytest.mark.parametrize("name", [name for name in PAGES if name != "cancel"])
def test_staff_of_the_desk_have_no_business_here(
    as_user: SignIn, narges: User, parisa: User, name: str
) -> None:
    for user in (narges, parisa):
        assert as_user(user).get(address(name)).status_code == 403


def test_an_operator_without_an_office_is_refused(
    as_user: SignIn, maryam: User, narges: User
) -> None:
    maryam.unit = narges.unit
    maryam.save()
    assert as_user(maryam).get(address("home")).status_code == 403


def test_an_operator_sees_no_case_by_the_staff_door(
    counter: Counter, case_of_somebody: Case
) -> None:
    for name in ("office:case", "office:print", "office:process"):
        address = reverse(name, args=[case_of_somebody.pk])
        assert counter.client.get(address).status_code in (403, 404)
    assert counter.client.get(reverse("office:inbox")).status_code == 403


@pytest.fixture
def case_of_somebody(desk: Any) -> Case:
    return factories.case(desk)


# --- consent


def test_the_code_goes_to_the_person_and_names_office_and_service(
    counter: Counter, office: Unit
) -> None:
    counter.reach("consent")
    counter.ask_code()
    message = Message.objects.get(recipient=PERSON.mobile)
    assert str(office) in message.body
    assert "میز خدمت" in message.body
    assert message.priority == Message.Priority.CODE


def test_no_code_goes_to_a_number_of_somebody_else(counter: Counter) -> None:
    counter.reach("consent")
    response = counter.ask_code(OTHER.mobile)
    assert "به نام این شخص نیست" in text(response)
    assert not Message.objects.exists()


def test_shahkar_that_is_silent_sends_no_code_and_says_so(
    counter: Counter, agencies: RunningSandbox
) -> None:
    counter.reach("consent")
    agencies.set_switch("shahkar", unavailable=100)
    assert "شاهکار اکنون پاسخ نمی‌دهد" in text(counter.ask_code())
    assert not Message.objects.exists()


def test_a_wrong_code_is_no_consent(counter: Counter) -> None:
    counter.reach("consent")
    counter.ask_code()
    response = counter.fill("consent", check="1", code="000000")
    assert response.status_code == 200
    assert "کد واردشده درست نیست" in text(response)
    assert not Consent.objects.exists()


def test_the_consent_says_who_gave_it_to_whom_and_for_what(counter: Counter, maryam: User) -> None:
    counter.reach("contact")
    consent = Consent.objects.get()
    assert consent.national_code == PERSON.national_code
    assert (consent.operator, consent.office) == (maryam, maryam.unit)
    assert consent.purpose
    assert bytes(consent.mobile_digest) != hashlib.sha256(PERSON.mobile.encode()).digest()


@pytest.mark.parametrize("page", ["contact", "details", "check"])
def test_without_consent_no_later_page_opens(counter: Counter, page: str) -> None:
    counter.reach("consent")
    assert counter.go(page)["Location"] == address("consent")
    assert counter.fill(page)["Location"] == address("consent")


def test_another_person_takes_nothing_over_from_the_one_before(counter: Counter) -> None:
    counter.reach("details")
    counter.fill("person", **identity(OTHER))
    draft = CounterDraft.objects.latest("pk")
    assert draft.consent is None
    assert set(draft.data) == {"identity"}


def test_too_many_codes_to_one_person_are_refused(counter: Counter) -> None:
    counter.reach("consent")
    for _ in range(5):
        counter.ask_code()
    counter.ask_code()
    assert Message.objects.count() == 5


# --- the request


def test_what_is_sent_names_both(counter: Counter, maryam: User) -> None:
    counter.reach("check")
    assert TEXT in text(counter.go("check"))
    assert counter.fill("check")["Location"] == address("done")
    case = Case.objects.get()
    assert case.channel == Case.Channel.COUNTER
    assert case.filed_by == Case.FiledBy.COUNTER
    assert case.filed_by_code == CONTRACT
    assert case.filed_by_name == f"{maryam.full_name}، {maryam.unit}"
    assert case.national_code == PERSON.national_code
    assert case.mobile == PERSON.mobile
    assert case.consent == Consent.objects.get()


def test_the_audit_names_the_operator(counter: Counter, maryam: User) -> None:
    counter.reach("check")
    counter.fill("check")
    row = Event.objects.get(action="case.open")
    assert row.actor_id == str(maryam.pk)
    assert row.details["post"] == f"متصدی پیشخوان، {maryam.unit}"


@pytest.mark.parametrize("kind", ["complaints", "access"])
def test_the_other_kinds_are_sent_too(counter: Counter, kind: str) -> None:
    counter.reach("contact", kind)
    page = text(counter.go("contact"))
    assert 'name="main_topic"' in page


def test_a_double_click_makes_one_case(counter: Counter) -> None:
    counter.reach("check")
    counter.fill("check")
    assert counter.fill("check")["Location"] == address("done")
    assert Case.objects.count() == 1


def test_a_mistake_loses_nothing_that_was_typed(counter: Counter) -> None:
    counter.reach("contact")
    response = counter.fill("contact", landline="1", email="someone@example.com")
    assert response.status_code == 200
    assert "someone@example.com" in text(counter.go("contact"))


def test_files_are_kept_and_go_with_the_case(counter: Counter) -> None:
    counter.reach("details")
    file = SimpleUploadedFile("paper.pdf", factories.PDF, "application/pdf")
    counter.fill("details", **{"file-0-title": "رسید", "file-0-file": file})
    assert "رسید" in text(counter.go("check"))
    counter.fill("check")
    assert Case.objects.get().attachments.get().title == "رسید"


def test_the_receipt_has_both_names_the_contract_and_the_code(
    counter: Counter, maryam: User
) -> None:
    counter.reach("check")
    counter.fill("check")
    case = Case.objects.get()
    page = text(counter.go("receipt"))
    assert case.full_name in page
    assert maryam.full_name in page
    assert "۷۲-۱۶-۰۳۱۲" in page
    assert "زمان اعلام پاسخ" in page


def test_a_colleague_does_not_get_to_the_receipt(
    counter: Counter, maryam: User, as_user: SignIn
) -> None:
    counter.reach("check")
    counter.fill("check")
    colleague = User.objects.create_user(
        username="zari",
        full_name="زری",
        organisation=maryam.organisation,
        unit=maryam.unit,
        role="counter_operator",
    )
    browser = as_user(colleague)
    session = browser.session
    session["counter_draft"] = CounterDraft.objects.get().pk
    session.save()
    assert browser.get(address("receipt")).status_code == 404


def test_the_list_shows_masked_names_of_this_office_alone(counter: Counter, desk: Any) -> None:
    other = factories.case(desk, applicant=factories.applicant(3))
    counter.reach("check")
    counter.fill("check")
    case = Case.objects.get(channel="counter")
    page = text(counter.go("home"))
    assert case.masked_name in page
    assert case.full_name not in page
    assert other.masked_name not in page
    assert TEXT not in page


def test_cancelling_forgets_the_request(counter: Counter) -> None:
    counter.reach("details")
    counter.client.post(address("cancel"))
    assert counter.go("details")["Location"] == address("home")


def test_lapsed_drafts_go_with_their_files(counter: Counter) -> None:
    counter.reach("details")
    file = SimpleUploadedFile("paper.pdf", factories.PDF, "application/pdf")
    counter.fill("details", text="", **{"file-0-file": file})
    assert Upload.objects.exists()
    CounterDraft.objects.update(expires_at="2020-01-01T00:00Z")
    tasks.forget_lapsed_drafts.func(timestamp=0)
    assert not CounterDraft.objects.exists()
    assert not Upload.objects.exists()
