"""Somebody without a computer goes to a counter office, and later asks who read the request."""

import re

from playwright.sync_api import Page, expect

from miz.lib import digits

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

OPERATOR = "counter.tehran"
CODE = re.compile(r"\d{6}$")


def identify(page: Page, citizen: Citizen) -> None:
    page.goto("/counter/")
    portal.follow(page.get_by_role("link", name="درخواست", exact=True))
    portal.fill_identity(page, citizen)
    portal.go_on(page)
    expect(portal.heading(page)).to_have_text("رضایت متقاضی")


def consent(page: Page, sandbox: DemoSandbox, citizen: Citizen) -> None:
    """The person reads out the code that came to the own mobile."""
    page.get_by_label("تلفن همراه متقاضی").fill(citizen["mobile"])
    portal.press(page, "فرستادن کد")
    words = portal.sms_with(sandbox, citizen, "رضایت", "دفتر پیشخوان")
    found = CODE.search(digits.to_ascii(words))
    assert found
    page.get_by_label("کدی که متقاضی می‌خواند").fill(found[0])
    portal.press(page, "ثبت رضایت")
    expect(portal.heading(page)).to_have_text("تماس و موضوع")


def write(page: Page) -> str:
    """From the contact to the end; returns the tracking code."""
    page.get_by_label("استان", exact=True).select_option(label="تهران")
    page.get_by_label("پیش‌شماره").fill("021")
    page.get_by_label("تلفن ثابت").fill("۸۸۱۲۳۴۵۶")
    page.get_by_label("حج تمتع", exact=True).check()
    portal.go_on(page)
    portal.fill_details(page)
    return portal.confirm(page)


def test_an_operator_files_for_who_is_present_and_the_person_sees_who_read_it(
    demo: RunningDemo, sandbox: DemoSandbox, open_page: OpenPage, citizen: Citizen
) -> None:
    counter = office.sign_in(open_page(width=390), demo, OPERATOR)
    identify(counter, citizen)
    order.check(counter)
    consent(counter, sandbox, citizen)
    order.check(counter)
    code = write(counter)
    order.check(counter)
    portal.follow(counter.get_by_role("link", name="رسید"))
    receipt = counter.locator(".m-receipt")
    full_name = f"{citizen['given_name']} {citizen['family_name']}"
    for words in (full_name, "لیلا پیشرو", "۷۲۱۶۰۳۱۲"):
        expect(receipt).to_contain_text(words)
    order.check(counter)
    portal.follow(counter.get_by_role("link", name="پیشخوان"))
    expect(counter.locator("tbody")).to_contain_text(digits.to_persian(code[:4]))
    expect(counter.locator("tbody")).not_to_contain_text(full_name)
    order.check(counter)

    clerk = office.sign_in(open_page(), demo, "clerk.tehran")
    office.open_case(clerk, code)
    expect(clerk.get_by_text("لیلا پیشرو")).to_be_visible()

    person = open_page(width=390)
    portal.track(person, citizen, code)
    portal.follow(person.get_by_role("link", name="چه کسی پروندهٔ مرا دیده است؟"))
    looks = person.locator(".m-thread li")
    expect(looks.first).to_contain_text("کسی که کد ملی و کد پیگیری را داشت")
    looked = looks.filter(has_text="کارشناس، دفتر حج و زیارت استان تهران")
    expect(looked.first).to_contain_text("آن را دید")
    expect(person.locator(".m-thread")).to_contain_text("متصدی پیشخوان")
    expect(person.get_by_text("نرگس سلطانی")).to_have_count(0)
    order.check(person)


def test_the_office_is_closed_to_an_operator(demo: RunningDemo, open_page: OpenPage) -> None:
    page = office.sign_in(open_page(), demo, OPERATOR)
    answer = page.goto("/office/")
    assert answer
    assert answer.status == 403
