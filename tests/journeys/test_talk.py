"""Two people in two browsers, beside the process: a visit is agreed, a number corrected."""

import datetime
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from miz.cases import visits
from miz.lib import digits, jalali
from tests.cases import talking

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

INVITED = "دعوت به مراجعهٔ حضوری"
WHY_NOT = "آن روز در شهر نیستم."
WHY_CORRECT = "این شماره پاسخ نمی‌دهد."
OTHER_MOBILE = "09359998877"
QUESTION = "آیا همراه داشتن شناسنامه لازم است؟"
REPLY = "نه، کارت ملی کافی است."
widths = pytest.mark.parametrize(
    ("width", "js"), [(390, True), (1280, False)], ids=["phone", "desk, no scripts"]
)


@widths
def test_a_visit_is_moved_at_the_citizens_wish_and_confirmed(
    demo: RunningDemo,
    sandbox: DemoSandbox,
    open_page: OpenPage,
    citizen: Citizen,
    width: int,
    js: bool,
) -> None:
    person = open_page(width=width, js=js)
    code = demo.send_request(citizen)
    clerk = office.sign_in(open_page(width=width, js=js), demo, "clerk.tehran")
    office.open_case(clerk, code)
    first, second = talking.open_hour(5), talking.open_hour(8, 9)
    invite(clerk, first, js)
    assert portal.sms_with(sandbox, citizen, code, visits.when(first))

    portal.track(person, citizen, code, js)
    expect(invitation(person)).to_contain_text(visits.when(first))
    expect(invitation(person)).to_contain_text(talking.PLACE)
    in_order(person, js)
    want_another(person, second)
    expect(invitation(person)).to_contain_text(visits.when(second))
    in_order(person, js)

    clerk.reload()
    accept(clerk, second, js)
    assert portal.sms_with(sandbox, citizen, code, visits.when(second))
    person.reload()
    portal.press(person, "تأیید زمان مراجعه")
    office.expect_told(person, "قطعی شد")
    expect(invitation(person)).to_contain_text("این زمان را تأیید کرده‌اید")
    clerk.reload()
    panel = clerk.locator(".m-panel", has_text="مراجعهٔ حضوری").first
    expect(panel).to_contain_text("تأیید شد")
    expect(panel).to_contain_text(visits.when(second))
    in_order(clerk, js)


@widths
def test_a_mobile_is_corrected_and_both_sides_see_how(
    demo: RunningDemo,
    sandbox: DemoSandbox,
    open_page: OpenPage,
    citizen: Citizen,
    width: int,
    js: bool,
) -> None:
    person = open_page(width=width, js=js)
    code = demo.send_request(citizen)
    clerk = office.sign_in(open_page(width=width, js=js), demo, "clerk.tehran")
    office.open_case(clerk, code)
    form = office.form(clerk, "talk-correction")
    form.get_by_label("کدام مورد؟").select_option(label="تلفن همراه")
    form.get_by_label("چرا؟").fill(WHY_CORRECT)
    portal.follow(form.get_by_role("button"))
    office.expect_told(clerk, "اصلاح خواسته شد")
    assert portal.sms_with(sandbox, citizen, code, "اصلاح کنید")

    portal.track(person, citizen, code, js)
    asked = person.get_by_role("region", name="اصلاح تلفن همراه")
    expect(asked).to_contain_text(WHY_CORRECT)
    asked.get_by_label("تلفن همراه").fill("۰۹۳۵")
    portal.follow(asked.get_by_role("button"))
    expect(person.get_by_role("alert")).to_contain_text("۱۱ رقم")
    expect(asked.get_by_label("تلفن همراه")).to_have_value("۰۹۳۵")
    in_order(person, js)
    asked.get_by_label("تلفن همراه").fill(digits.to_persian(OTHER_MOBILE))
    portal.follow(asked.get_by_role("button"))
    office.expect_told(person, "اصلاح شما ثبت شد")
    expect(person.locator(".m-thread")).to_contain_text("۰۹۳۵•••۸۸۷۷")
    assert portal.sms_with(sandbox, citizen, code, "اصلاح شد")
    assert portal.sms_with(sandbox, {"mobile": OTHER_MOBILE}, code, "اصلاح شد")

    clerk.reload()
    expect(clerk.locator(".m-thread")).to_contain_text("۰۹۳۵•••۸۸۷۷")
    expect(clerk.locator(".o-facts").last).to_contain_text(digits.to_persian(OTHER_MOBILE))
    in_order(clerk, js)


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_both_write_and_who_was_too_late_keeps_the_words(
    demo: RunningDemo, sandbox: DemoSandbox, open_page: OpenPage, citizen: Citizen, js: bool
) -> None:
    person = open_page(width=390, js=js)
    code = demo.send_request(citizen)
    clerk = office.sign_in(open_page(width=390, js=js), demo, "clerk.tehran")
    office.open_case(clerk, code)
    portal.track(person, citizen, code, js)
    box = person.locator("details", has_text="پیام به کارشناس")
    box.locator("summary").click()
    box.get_by_label("پیام شما").fill(QUESTION)
    portal.follow(box.get_by_role("button"))
    office.expect_told(person, "پیام شما به کارشناس رسید")

    form = office.form(clerk, "talk-message")
    form.get_by_label("متن پیام").fill(REPLY)
    portal.follow(form.get_by_role("button"))
    expect(clerk.get_by_role("alert")).to_contain_text("پیامی فرستاد")
    expect(clerk.get_by_label("متن پیام")).to_have_value(REPLY)
    expect(clerk.locator(".m-thread")).to_contain_text(QUESTION)
    in_order(clerk, js)
    portal.press(clerk, "فرستادن پیام")
    office.expect_told(clerk, "پیام برای متقاضی فرستاده شد")
    assert portal.sms_with(sandbox, citizen, code, "پیامی دارید")
    person.reload()
    expect(person.locator(".m-thread")).to_contain_text(REPLY)


def in_order(page: Page, js: bool) -> None:
    """The look at a page is itself a script, and waits for ever where none runs."""
    if js:
        order.check(page)


def invite(clerk: Page, at: datetime.datetime, js: bool) -> None:
    form = office.form(clerk, "talk-invite")
    portal.follow(form.get_by_role("button"))
    expect(clerk.get_by_role("alert")).to_be_visible()
    in_order(clerk, js)
    form = clerk.locator("#action-talk-invite")
    fill_time(form, at)
    form.get_by_label("مکان").fill(talking.PLACE)
    form.get_by_label("مدارک همراه").fill(talking.DOCUMENTS)
    form.get_by_label("علت حضور").select_option(label="احراز اصالت مدرک")
    portal.follow(form.get_by_role("button"))
    office.expect_told(clerk, "دعوت ثبت شد")


def invitation(person: Page) -> Locator:
    return person.get_by_role("region", name=INVITED)


def want_another(person: Page, at: datetime.datetime) -> None:
    box = invitation(person).locator("details")
    box.locator("summary").click()
    fill_time(box, at)
    portal.follow(box.get_by_role("button"))
    expect(person.get_by_role("alert")).to_contain_text("چرا این زمان مناسب نیست")
    box.get_by_label("چرا این زمان مناسب نیست؟").fill(WHY_NOT)
    portal.follow(box.get_by_role("button"))
    office.expect_told(person, "به کارشناس رسید")


def accept(clerk: Page, at: datetime.datetime, js: bool) -> None:
    expect(clerk.get_by_text(re.compile("متقاضی زمان دیگری خواست")).first).to_be_visible()
    in_order(clerk, js)
    form = office.form(clerk, "talk-accept")
    form.get_by_label(visits.when(at)).check()
    portal.follow(form.get_by_role("button"))
    office.expect_told(clerk, "زمان متقاضی پذیرفته شد")


def fill_time(form: Locator, at: datetime.datetime) -> None:
    """The first of the times that a form asks for."""
    year, month, day = jalali.to_iso(at).split("-")
    hour = f"{jalali.in_tehran(at):%H:%M}"
    for label, value in (("روز", day), ("ماه", month), ("سال", year), ("ساعت", hour)):
        form.get_by_label(label, exact=True).first.fill(digits.to_persian(value))
