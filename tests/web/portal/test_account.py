"""The account: signing up and in, recovery, own requests, sessions, another number."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from miz.accounts.models import Organisation
from miz.catalogue.queries import PublishedService
from miz.citizens import queries
from miz.citizens.models import Citizen, CitizenSession, Recovery, Way
from miz.connectors.sandbox import population
from miz.outbox.models import Message
from miz.web.portal.models import Draft
from miz.web.shared import context
from tests import factories
from tests.citizens import people
from tests.citizens.people import NEW_PASSWORD, PASSWORD, last_code, other_than
from tests.sandbox import RunningSandbox
from tests.web.portal.accounts import ADA, EVE, Person, newcomer
from tests.web.portal.conftest import errors, text

pytestmark = pytest.mark.django_db
PAIR = {"who": ADA.national_code, "mobile": ADA.mobile}
STRANGERS = {"who": EVE.national_code, "mobile": EVE.mobile}


@pytest.fixture
def person() -> Person:
    return Person()


def account(password: str = PASSWORD, **changes: object) -> Citizen:
    return people.citizen(password=password, mobile=ADA.mobile, **changes)


def sign_in(person: Person) -> HttpResponse:
    return person.send("in/", who=ADA.national_code, password=PASSWORD)


def sign_in_by_code(person: Person) -> HttpResponse:
    person.ask("in/ask/", **PAIR)
    return person.send("in/code/", code=last_code())


def bare(response: HttpResponse) -> str:
    """A page without what differs on every page: tokens, and what was typed into it."""
    page = re.sub('value="[^"]*"', "", text(response))
    for typed in (*PAIR.values(), *STRANGERS.values()):
        page = page.replace(typed, "").replace(typed.translate(_PERSIAN), "")
    return re.sub('/robot/[^"]*', "", page)


_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


# --- signing up


def test_a_citizen_makes_an_account_with_the_registrys_name(
    agencies: RunningSandbox, person: Person
) -> None:
    assert person.sign_up().url == "/account/new/code/"  # type: ignore[attr-defined]
    assert person.send("new/code/", code=last_code()).status_code == 302
    citizen = Citizen.objects.get()
    assert (citizen.full_name, citizen.mobile) == (
        f"{ADA.given_name} {ADA.family_name}",
        ADA.mobile,
    )
    assert citizen.verified
    assert "گذرواژه نمی‌خواهم" in text(person.go("password/"))
    assert person.send("password/", password=PASSWORD, again=PASSWORD).status_code == 302
    assert "درخواست‌های من" in text(person.go())
    assert not Draft.objects.exists()


def test_without_the_code_there_is_no_account(agencies: RunningSandbox, person: Person) -> None:
    person.sign_up()
    response = person.send("new/code/", code=other_than(last_code()))
    assert errors(response) == ["خطا: کد واردشده درست نیست یا مهلت آن گذشته است."]
    assert not Citizen.objects.exists()


def test_a_number_of_another_person_makes_no_account_and_only_its_reader_learns_it(
    agencies: RunningSandbox, person: Person
) -> None:
    person.sign_up(mobile=EVE.mobile)
    assert "برای کد ملی دیگری" in Message.objects.get().body
    asked = bare(person.go("new/code/"))
    other = Person()
    other.sign_up()
    assert bare(other.go("new/code/")) == asked


def test_who_has_an_account_is_told_so_by_sms_alone(
    agencies: RunningSandbox, person: Person
) -> None:
    account()
    assert person.sign_up().status_code == 302
    assert "پیش‌تر حساب ساخته‌اید" in Message.objects.latest("pk").body
    assert errors(person.send("new/code/", code="123456"))
    assert Citizen.objects.count() == 1


def test_a_wrong_date_of_birth_is_told_beside_its_field(
    agencies: RunningSandbox, person: Person
) -> None:
    response = person.sign_up(year="1300")
    assert "هم‌خوان نیست" in errors(response)[0]


def test_when_shahkar_is_silent_the_page_says_so_and_keeps_what_was_typed(
    agencies: RunningSandbox, person: Person
) -> None:
    agencies.set_switch("shahkar", unavailable=100)
    page = text(person.sign_up())
    assert "شاهکار اکنون پاسخ نمی‌دهد" in page
    assert ADA.national_code in page


def test_a_foreigner_by_passport_is_marked_as_unverified(
    agencies: RunningSandbox, person: Person
) -> None:
    born = {"year": "1985", "month": "2", "day": "29"}
    names = {"given_name": "Jan", "family_name": "Novak"}
    data = {**born, **names, "kind": "passport", "code": "p1234567", "mobile": "09123456789"}
    data["language"] = "en"
    assert "تقویم میلادی" in errors(person.ask("new/foreign/", **data))[0]
    person.ask("new/foreign/", **{**data, "day": "28"})
    person.send("new/code/", code=last_code())
    citizen = Citizen.objects.get()
    assert (citizen.kind, citizen.code, citizen.verified) == ("passport", "P1234567", False)
    assert "هنوز سنجیده نشده" in text(person.go("profile/"))


def test_a_foreigner_by_code_is_asked_of_shahkar_too(
    agencies: RunningSandbox, person: Person
) -> None:
    [foreigner] = population.foreigners(1)
    names = {"given_name": foreigner.given_name, "family_name": foreigner.family_name}
    born = {"year": "1360", "month": "5", "day": "12"}
    data = {**born, **names, "kind": "foreign", "code": foreigner.code, "language": "fa"}
    person.ask("new/foreign/", **data, mobile=EVE.mobile)
    assert "برای کد ملی دیگری" in Message.objects.latest("pk").body
    person.ask("new/foreign/", **data, mobile=foreigner.mobile)
    person.send("new/code/", code=last_code())
    assert not Citizen.objects.get(code=foreigner.code).verified


NOVAK = {
    "year": "1985", "month": "2", "day": "28", "given_name": "Jan", "family_name": "Novak",
    "kind": "passport", "code": "P1234567", "mobile": ADA.mobile,
}  # fmt: skip


def test_english_is_chosen_for_a_foreigner_beforehand_and_can_be_read(person: Person) -> None:
    page = text(person.go("new/foreign/"))
    assert "زبان پیام‌ها / Language of messages" in page
    assert re.findall('<input[^>]*value="en"[^>]*>', page)[0].count("checked") == 1
    assert 'name="language"' not in text(person.go("new/"))


@pytest.mark.parametrize(("language", "words"), [("en", "Your sign-up code"), ("fa", "کد ساختن")])
def test_the_first_code_and_all_that_follows_come_in_the_language_of_the_form(
    person: Person, language: str, words: str
) -> None:
    person.ask("new/foreign/", **NOVAK, language=language)
    first = Message.objects.get()
    assert (first.language, words in first.body) == (language, True)
    person.send("new/code/", code=last_code())
    assert Citizen.objects.get().language == language
    person.send("out/")
    for page in ("in/ask/", "recover/"):
        person.ask(page, who="P1234567", mobile=ADA.mobile)
        assert Message.objects.latest("pk").language == language


@pytest.mark.parametrize("wrong", ["", "ar"])
def test_without_a_language_we_speak_nothing_is_sent(person: Person, wrong: str) -> None:
    assert errors(person.ask("new/foreign/", **NOVAK, language=wrong))
    assert not Message.objects.exists()


def test_another_robot_check_keeps_the_language(person: Person) -> None:
    page = text(person.send("new/foreign/", **NOVAK, language="fa", robot_kind="digits"))
    assert re.findall('<input[^>]*name="language"[^>]*checked[^>]*>', page)[0].count("fa") == 1


# --- signing in


def test_by_password_one_comes_in_and_goes_out(person: Person) -> None:
    account()
    assert sign_in(person).url == "/account/"  # type: ignore[attr-defined]
    assert ADA.family_name in text(person.go())
    person.send("out/")
    assert person.go().url == "/account/in/"  # type: ignore[attr-defined]
    assert CitizenSession.objects.get().ended_at is not None


def test_the_cookie_is_the_servers_alone_and_only_its_digest_is_kept(person: Person) -> None:
    account()
    cookie = sign_in(person).cookies["miz_citizen"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    session = CitizenSession.objects.get()
    assert bytes(session.digest) == queries.digest(cookie.value)
    assert session.device == "فایرفاکس در ویندوز"


def test_by_code_one_comes_in(person: Person) -> None:
    account(password="")
    assert sign_in_by_code(person).url == "/account/"  # type: ignore[attr-defined]
    assert CitizenSession.objects.get().way == Way.CODE


def test_the_code_of_one_browser_does_not_open_another(person: Person) -> None:
    account()
    person.ask("in/ask/", **PAIR)
    other = Person()
    assert other.send("in/code/", code=last_code()).url == "/account/in/ask/"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("ask", "then"), [("in/ask/", "in/code/"), ("recover/", "recover/code/")])
def test_a_stranger_gets_the_same_pages_and_no_message_leaves(ask: str, then: str) -> None:
    account()
    mine, theirs = Person(), Person()
    assert mine.ask(ask, **PAIR).url == theirs.ask(ask, **STRANGERS).url  # type: ignore[attr-defined]
    assert bare(mine.go(then)) == bare(theirs.go(then))
    assert bare(mine.send(then, code="1")) == bare(theirs.send(then, code="1"))
    told = dict(Message.objects.values_list("recipient", "decoy"))
    assert told == {ADA.mobile: False, EVE.mobile: True}


def test_a_wrong_password_and_an_unknown_person_get_the_same_words() -> None:
    account()
    known = Person().send("in/", who=ADA.national_code, password=NEW_PASSWORD)
    unknown = Person().send("in/", who=EVE.national_code, password=NEW_PASSWORD)
    assert bare(known) == bare(unknown)
    assert "کد ملی یا گذرواژه درست نیست" in text(known)


def test_who_guesses_at_an_account_does_not_lock_its_owner_out(settings: Settings) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "sign_in_by_person": (3, 600)}
    account()
    owner, thief = Person(), Person()
    sign_in(owner)
    owner.send("out/")
    for _ in range(4):
        refused = thief.send("in/", who=ADA.national_code, password=NEW_PASSWORD)
    assert "بیش از اندازه" in text(refused)
    assert "بیش از اندازه" in text(sign_in(thief))
    assert sign_in(owner).status_code == 302


def test_codes_are_not_asked_for_without_end(settings: Settings, person: Person) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "code_by_person": (2, 600)}
    for pair in (PAIR, STRANGERS):
        for _ in range(2):
            assert person.ask("recover/", **pair).status_code == 302
        assert "بیش از اندازه" in text(person.ask("recover/", **pair))
    assert Message.objects.count() == 4


def test_without_the_robot_check_nothing_is_sent(person: Person) -> None:
    assert "کد امنیتی" in errors(person.send("recover/", **PAIR))[0]
    assert not Message.objects.exists()


@pytest.mark.parametrize("page", ["", "messages/", "profile/", "security/", "mobile/", "password/"])
def test_a_stranger_is_led_to_the_sign_in(person: Person, page: str) -> None:
    assert person.go(page).url == "/account/in/"  # type: ignore[attr-defined]
    person.client.cookies["miz_citizen"] = "made-up"
    assert person.go(page).url == "/account/in/"  # type: ignore[attr-defined]


def test_a_citizens_session_opens_nothing_of_the_office(person: Person) -> None:
    account()
    sign_in(person)
    assert person.client.get("/office/").status_code == 302


# --- recovery


def test_the_password_is_recovered_and_the_older_opens_no_more(person: Person) -> None:
    citizen = account(email="ada@example.com")
    elsewhere = Person()
    sign_in(elsewhere)
    person.ask("recover/", **PAIR)
    person.send("recover/code/", code=last_code())
    response = person.send("recover/password/", password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert response.url == "/account/"  # type: ignore[attr-defined]
    assert "درخواست‌های من" in text(person.go())
    assert elsewhere.go().status_code == 302
    assert "درست نیست" in text(sign_in(Person()))
    told = Message.objects.filter(kind="account_password_changed")
    assert {row.recipient for row in told} == {ADA.mobile, "ada@example.com", citizen.subject}
    assert Recovery.objects.get().password_set_at is not None


def test_the_last_page_opens_only_after_the_code(person: Person) -> None:
    account()
    person.ask("recover/", **PAIR)
    data = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert person.send("recover/password/", **data).url == "/account/recover/"  # type: ignore[attr-defined]
    assert Person().send("recover/password/", **data).status_code == 302
    assert Recovery.objects.get().password_set_at is None


def test_two_passwords_that_differ_and_a_weak_one_are_told(person: Person) -> None:
    account()
    person.ask("recover/", **PAIR)
    person.send("recover/code/", code=last_code())
    differ = person.send("recover/password/", password=NEW_PASSWORD, again=PASSWORD)
    assert errors(differ) == ["خطا: دو گذرواژه یکی نیست؛ هر دو را دوباره بنویسید."]
    weak = person.send("recover/password/", password="12345", again="12345")
    assert "۱۰ نویسه" in errors(weak)[0]


def test_an_organisation_may_send_a_generated_password(person: Person) -> None:
    account()
    Organisation.objects.filter(code="hajj").update(password_recovery="generated")
    context._kept.clear()
    try:
        assert "گذرواژهٔ موقت" in text(person.ask("recover/", **PAIR))
        generated = Message.objects.latest("pk").body.partition(": ")[2].partition("\n")[0]
        response = person.send("in/", who=ADA.national_code, password=generated)
        assert response.url == "/account/password/"  # type: ignore[attr-defined]
        assert person.go().url == "/account/password/"  # type: ignore[attr-defined]
        person.send("password/", password=NEW_PASSWORD, again=NEW_PASSWORD)
        assert person.go().status_code == 200
    finally:
        context._kept.clear()
    assert Recovery.objects.get().ended == Recovery.Ended.SET


# --- own things


def test_earlier_requests_of_the_same_person_and_number_appear(
    desk: PublishedService, complaints: PublishedService, person: Person
) -> None:
    mine = factories.case(desk, mobile=ADA.mobile)
    secret = factories.case(complaints, mobile=ADA.mobile)
    other_number = factories.case(desk, mobile="09129999999")
    strangers = factories.case(desk, mobile=ADA.mobile, applicant=factories.applicant(1))
    account()
    sign_in(person)
    page = text(person.go())
    assert page.index(secret.tracking_code.translate(_PERSIAN)[:4]) >= 0
    shown = [f"/account/requests/{c.tracking_code}/" in page for c in (mine, secret)]
    assert shown == [True, True]
    assert secret.topic_title not in page
    for hidden in (other_number, strangers):
        assert hidden.tracking_code not in page
        assert person.go(f"requests/{hidden.tracking_code}/").status_code == 404


def test_an_own_request_opens_without_its_tracking_code(
    desk: PublishedService, person: Person
) -> None:
    case = factories.case(desk, mobile=ADA.mobile)
    account()
    sign_in(person)
    response = person.client.get(f"/account/requests/{case.tracking_code}/", follow=True)
    assert case.text in text(response)


@pytest.mark.parametrize(("enter", "open_"), [(sign_in, False), (sign_in_by_code, True)])
def test_a_sensitive_one_asks_for_its_code_unless_one_came_in_by_a_code(
    complaints: PublishedService, person: Person, enter: object, open_: bool
) -> None:
    case = factories.case(complaints, mobile=ADA.mobile)
    account()
    enter(person)  # type: ignore[operator]
    response = person.client.get(f"/account/requests/{case.tracking_code}/", follow=True)
    assert (case.text in text(response)) is open_


def test_a_foreigners_code_that_reads_like_mine_shows_nothing_of_mine(
    desk: PublishedService, person: Person
) -> None:
    factories.case(desk, mobile=ADA.mobile)
    account(kind=Citizen.Kind.FOREIGN, code="123456789012")
    person.send("in/", who="123456789012", password=PASSWORD)
    assert "هنوز درخواستی ندارید" in text(person.go())


def test_sessions_are_listed_and_the_others_ended() -> None:
    account()
    here, there = Person(), Person()
    sign_in(there)
    sign_in(here)
    assert text(here.go("security/")).count("فایرفاکس در ویندوز") >= 2
    here.send("security/end/", session="others")
    assert there.go().status_code == 302
    assert here.go().status_code == 200


def test_a_stranger_ends_no_session_of_mine() -> None:
    account()
    mine, eve = Person(), Person()
    sign_in(mine)
    people.citizen(1, password=PASSWORD, mobile=EVE.mobile)
    eve.send("in/", who=EVE.national_code, password=PASSWORD)
    number = CitizenSession.objects.earliest("pk").pk
    eve.send("security/end/", session=str(number))
    assert mine.go().status_code == 200
    assert eve.send("security/end/", session="²").status_code == 404


def test_changing_the_password_asks_for_the_present_one(person: Person) -> None:
    account()
    sign_in(person)
    data = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    wrong = person.send("password/", current="نادرست است", **data)
    assert errors(wrong) == ["خطا: گذرواژهٔ کنونی درست نیست."]
    assert person.send("password/", current=PASSWORD, **data).status_code == 302
    assert person.go().status_code == 200


def test_language_email_and_optional_messages_are_chosen(person: Person) -> None:
    citizen = account()
    sign_in(person)
    person.send("profile/", language="en", email="ada@example.com")
    citizen.refresh_from_db()
    assert (citizen.language, citizen.email) == ("en", "ada@example.com")
    assert 'name="optional_messages"' in text(person.go("profile/"))
    assert "checked" not in text(person.go("profile/")).partition("optional_messages")[2][:200]


def test_the_news_of_the_account_stay_in_it(person: Person) -> None:
    account()
    sign_in_by_code(person)
    person.send("password/", password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert "گذرواژهٔ حساب شما عوض شد" in text(person.go("messages/"))


def test_another_number_is_proved_told_to_the_old_one_and_stopped_by_its_reader(
    agencies: RunningSandbox, person: Person
) -> None:
    citizen = people.citizen(password=PASSWORD)
    sign_in(person)
    assert errors(person.send("mobile/", mobile=EVE.mobile))[0].startswith("خطا: این شماره به نام")
    person.send("mobile/", mobile=ADA.mobile)
    person.send("mobile/code/", code=last_code())
    assert "به کار می‌رود" in text(person.go("profile/"))
    link = re.findall(
        "/account/stop/[^/]+/", Message.objects.get(kind="account_mobile_asked", channel="sms").body
    )[0]
    reader = Client()
    assert "متوقف کن" in text(reader.get(link))
    assert queries.change_under_way(citizen)
    reader.post(link)
    assert queries.change_under_way(citizen) is None
    assert person.go().status_code == 302
    assert reader.get(link).status_code == 404


# --- a request of who is signed in


def test_who_is_signed_in_is_not_asked_who_he_is(
    agencies: RunningSandbox, desk: PublishedService, person: Person
) -> None:
    account()
    sign_in(person)
    response = person.client.get("/request/", follow=True)
    page = text(response)
    assert ADA.family_name in page
    assert "این سه از حساب شماست" in page
    assert ADA.mobile in page
    contact = {"province": "tehran", "area_code": "021", "landline": "88000000"}
    person.client.post("/request/contact/", {**contact, "mobile": "09129999999"})
    draft = Draft.objects.get()
    assert draft.get("contact")["mobile"] == ADA.mobile
    assert draft.get("identity")["national_code"] == ADA.national_code


def test_what_another_began_to_write_is_not_taken_over(
    agencies: RunningSandbox, desk: PublishedService, person: Person
) -> None:
    account()
    typed = newcomer(EVE)
    person.client.post("/request/", typed)
    sign_in(person)
    assert EVE.family_name not in text(person.client.get("/request/contact/", follow=True))
