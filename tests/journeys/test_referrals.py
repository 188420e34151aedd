"""Several people on one case: an inspector asks a unit, two clerks meet, a refusal has a ground."""

import pytest
from playwright.sync_api import Page, expect

from miz.lib import digits

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import RunningDemo

both = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
WORDS = "مدیر کاروان ما مبلغی افزون بر تعرفه گرفت."
QUESTION = "کاروان چه تعرفه‌ای داشت؟"
OPINION = "تعرفهٔ مصوب گرفته شده است."
FINDING = "بخشی از مبلغ بی‌پایه بود."
ANSWER = "مبلغ افزون به شما برگردانده می‌شود."


def send(person: Page, citizen: Citizen, door: str, main: str, topic: str, js: bool = True) -> str:
    portal.identify(person, citizen, door)
    portal.give_contact(person, citizen)
    portal.choose_topic(person, main)
    portal.fill_details(person, topic, WORDS)
    portal.pass_robot_check(person, js)
    return portal.confirm(person)


def decide(page: Page, name: str, text: str = "", chosen: str = "") -> None:
    """Opens the box of an outcome, chooses and writes what it asks, and sends it."""
    form = office.form(page, name)
    if chosen:
        form.locator("select[name^=data-]").select_option(label=chosen)
    if text:
        form.locator("textarea").fill(text)
    portal.follow(form.locator(".m-actions button"))


@pytest.mark.parametrize("width", [390, 1280])
def test_an_inspector_asks_a_unit_that_never_sees_the_complaint(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen, width: int
) -> None:
    code = demo.send_request(
        citizen, service="hajj-complaints", main_topic="complaint", topic="complaint-caravan",
        text=WORDS,
    )  # fmt: skip
    inspector = office.sign_in(open_page(width=width), demo, "inspector")
    office.open_case(inspector, code)
    decide(inspector, "accept")
    decide(inspector, "refer", QUESTION, chosen="دفتر حج و زیارت استان تهران")
    expect(inspector.get_by_text("منتظر پاسخ دفتر حج و زیارت استان تهران")).to_be_visible()
    order.check(inspector)

    head = office.sign_in(open_page(width=width), demo, "supervisor.tehran")
    assert office.finds_nothing(head, code)
    portal.follow(head.get_by_role("link", name="پرسش از واحد"))
    order.check(head)
    portal.follow(head.locator("main .m-list a").last)
    expect(head.get_by_text(QUESTION)).to_be_visible()
    for hidden in (WORDS, code, digits.to_persian(citizen["national_code"])):
        assert hidden not in head.content()
    order.check(head)
    decide(head, "done")
    expect(head.get_by_role("alert")).to_be_visible()
    order.check(head)
    decide(head, "done", OPINION)
    office.expect_told(head, "پاسخ واحد فرستاده شد")

    office.open_case(inspector, code)
    expect(inspector.get_by_text(OPINION)).to_be_visible()
    decide(inspector, "conclude", FINDING, chosen="بخشی از شکایت وارد است")
    decide(inspector, "answer", ANSWER)
    office.expect_told(inspector, "پاسخ ثبت شد")
    order.check(inspector)


def test_a_clerk_is_not_asked_for_a_unit(demo: RunningDemo, open_page: OpenPage) -> None:
    clerk = office.sign_in(open_page(), demo, "clerk.tehran")
    expect(clerk.get_by_role("link", name="پرسش از واحد")).to_have_count(0)
    answer = clerk.goto("/office/referrals/")
    assert answer
    assert answer.status == 403


@both
def test_of_two_clerks_on_one_case_the_second_is_told_and_keeps_the_words(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen, js: bool
) -> None:
    code = demo.send_request(citizen)
    first = office.sign_in(open_page(js=js), demo, "clerk.tehran")
    second = office.sign_in(open_page(js=js), demo, "clerk2.tehran")
    for clerk in (first, second):
        office.open_case(clerk, code)
    decide(first, "answer", "پاسخ نخست")
    office.expect_told(first, "پاسخ ثبت شد")
    decide(second, "reject", "سخن دوم")
    trouble = second.get_by_role("alert")
    expect(trouble).to_contain_text("نرگس سلطانی")
    expect(trouble).to_contain_text("به آن پاسخ داد")
    expect(second.locator("textarea[readonly]")).to_have_value("سخن دوم")
    portal.follow(first.get_by_role("button", name="بستن درخواست"))
    portal.follow(second.get_by_role("button", name="بستن درخواست"))
    expect(second.get_by_role("alert")).to_contain_text("آن را بست")


@pytest.mark.parametrize(("width", "js"), [(390, False), (1280, True)])
def test_information_is_refused_with_its_legal_ground(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen, width: int, js: bool
) -> None:
    person = open_page(width=width, js=js)
    code = send(person, citizen, "/information/", "اطلاعات سازمان", "قراردادها و مناقصه‌ها", js=js)
    look(person, js)
    desk = office.sign_in(open_page(width=width, js=js), demo, "headquarters")
    office.open_case(desk, code)
    decide(desk, "refuse", "این قرارداد راز تجاری دیگران است.")
    expect(desk.locator(".m-error-summary li")).to_have_count(1)
    look(desk, js)
    decide(desk, "refuse", chosen="سلامت یا اطلاعات تجاری دیگران (مادهٔ ۱۶)")
    office.expect_told(desk, "درخواست رد شد")
    portal.track(person, citizen, code, js)
    refusal = person.get_by_role("region", name="رد درخواست")
    expect(refusal).to_contain_text("سلامت یا اطلاعات تجاری دیگران (مادهٔ ۱۶)")
    expect(refusal).to_contain_text("راز تجاری")
    look(person, js)


def look(page: Page, js: bool) -> None:
    """Without scripts the page cannot be examined from inside."""
    if js:
        order.check(page)
