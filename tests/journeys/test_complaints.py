"""A complaint is read by the inspection and by who proves to have sent it; by nobody else."""

import re

import pytest
from playwright.sync_api import Page, expect

from miz.lib import digits

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

WORDS = "رفتار یکی از کارکنان شایسته نبود."
ONE_TIME_CODE = re.compile(r"\b[0-9]{6}\b")


def test_only_the_inspector_finds_a_complaint(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen
) -> None:
    code = complain(open_page(), citizen)
    inspector = office.sign_in(open_page(), demo, "inspector")
    office.open_case(inspector, code)
    expect(inspector.get_by_text(WORDS)).to_be_visible()
    page = inspector.url
    for username in ("clerk.tehran", "supervisor.tehran", "headquarters"):
        stranger = office.sign_in(open_page(), demo, username)
        assert office.finds_nothing(stranger, code)
        answer = stranger.goto(page)
        assert answer
        assert answer.status == 404


@pytest.mark.parametrize("width", [390, 1280])
def test_whoever_opens_a_complaint_says_why_and_its_sender_reads_it(
    sandbox: DemoSandbox, demo: RunningDemo, open_page: OpenPage, citizen: Citizen, width: int
) -> None:
    person = open_page(width=width)
    code = complain(person, citizen)
    inspector = office.sign_in(open_page(width=width), demo, "inspector")
    portal.follow(office.search(inspector, code).get_by_role("link"))
    order.check(inspector)
    expect(inspector.get_by_text(WORDS)).to_have_count(0)
    inspector.get_by_label("دلیل دیگر").check()
    portal.press(inspector, "باز کردن درخواست")
    order.check(inspector)
    inspector.get_by_label("توضیح").fill("گزارش ماهانهٔ بازرسی")
    portal.press(inspector, "باز کردن درخواست")
    expect(inspector.get_by_text(WORDS)).to_be_visible()
    portal.track(person, citizen, code)
    portal.follow(person.get_by_role("link", name="دیدن متن و پاسخ"))
    portal.press(person, "ارسال کد")
    give_code(person, digits.to_persian(one_time_code(sandbox, citizen)))
    person.goto("/track/case/access/")
    expect(person.get_by_text("گزارش ماهانهٔ بازرسی")).to_be_visible()
    order.check(person)


def test_its_words_are_shown_only_after_the_code_from_the_sms(
    sandbox: DemoSandbox, open_page: OpenPage, citizen: Citizen
) -> None:
    person = open_page(width=390)
    code = complain(person, citizen)
    assert "شکایت" not in portal.sms_with(sandbox, citizen, code)
    portal.track(person, citizen, code)
    expect(person.get_by_text(WORDS)).to_have_count(0)

    portal.follow(person.get_by_role("link", name="دیدن متن و پاسخ"))
    portal.press(person, "ارسال کد")
    expect(person.get_by_text("کد فرستاده شد")).to_be_visible()
    give_code(person, "000000")
    expect(person.get_by_role("alert")).to_be_visible()
    give_code(person, digits.to_persian(one_time_code(sandbox, citizen)))
    expect(person.get_by_text(WORDS)).to_be_visible()

    portal.press(person, "پایان پیگیری")
    person.goto("/track/case/")
    expect(portal.heading(person)).to_have_text("پیگیری درخواست")


def complain(page: Page, citizen: Citizen) -> str:
    portal.identify(page, citizen, "/complaint/")
    portal.give_contact(page, citizen)
    portal.choose_topic(page, "شکایت")
    portal.fill_details(page, "رفتار یا عملکرد کارکنان", WORDS)
    portal.pass_robot_check(page)
    return portal.confirm(page)


def give_code(page: Page, code: str) -> None:
    page.get_by_label("کد پیامک‌شده").fill(code)
    portal.go_on(page)


def one_time_code(sandbox: DemoSandbox, citizen: Citizen) -> str:
    found = ONE_TIME_CODE.search(
        digits.to_ascii(portal.sms_with(sandbox, citizen, "کد مشاهدهٔ درخواست"))
    )
    assert found
    return found[0]
