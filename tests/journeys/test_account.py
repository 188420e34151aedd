"""Somebody makes an account, forgets the password and is back with the code from the SMS."""

import pytest
from playwright.sync_api import expect

from . import account, order, portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

PHONE, DESK = 390, 1280


@pytest.mark.parametrize(("width", "js"), [(PHONE, False), (DESK, False), (PHONE, True)])
def test_a_forgotten_password_is_recovered_without_a_visit(
    open_page: OpenPage, sandbox: DemoSandbox, citizen: Citizen, width: int, js: bool
) -> None:
    page = open_page(width=width, js=js)
    account.join(page, sandbox, citizen, js)
    account.leave(page)
    elsewhere = open_page(width=width, js=js)
    account.sign_in(elsewhere, citizen, account.PASSWORD)
    expect(portal.heading(elsewhere)).to_have_text("درخواست‌های من")

    account.ask_to_recover(page, citizen, js)
    account.give_code(page, account.code_with(sandbox, citizen, "بازیابی"), "ادامه")
    account.set_password(page, account.NEW_PASSWORD)
    expect(portal.heading(page)).to_have_text("درخواست‌های من")
    assert "گذرواژهٔ حساب شما عوض شد" in portal.sms_with(sandbox, citizen, "بازیابی کنید")

    elsewhere.goto("/account/")
    expect(portal.heading(elsewhere)).to_have_text("ورود به حساب")
    account.sign_in(elsewhere, citizen, account.PASSWORD)
    expect(elsewhere.get_by_role("alert")).to_contain_text("درست نیست")
    account.sign_in(elsewhere, citizen, account.NEW_PASSWORD)
    expect(portal.heading(elsewhere)).to_have_text("درخواست‌های من")


def test_a_stranger_gets_the_same_page_and_no_sms(
    demo: RunningDemo, open_page: OpenPage, sandbox: DemoSandbox, citizen: Citizen
) -> None:
    page, mine = open_page(js=False), open_page(js=False)
    account.join(mine, sandbox, citizen, js=False)
    account.leave(mine)
    nobody = {"national_code": citizen["national_code"], "mobile": "09551234599"}
    account.ask_to_recover(page, nobody, js=False)
    account.ask_to_recover(mine, citizen, js=False)
    assert page.inner_text("main") == mine.inner_text("main")
    # Its own came, so the worker has passed the stranger's too.
    account.code_with(sandbox, citizen, "بازیابی")
    assert sandbox.sms(nobody["mobile"]) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_the_account_are_in_order(
    demo: RunningDemo, open_page: OpenPage, sandbox: DemoSandbox, citizen: Citizen, width: int
) -> None:
    page = open_page(width=width)
    for address in ("in/", "in/ask/", "new/", "new/foreign/", "recover/"):
        page.goto(f"/account/{address}")
        order.check(page)
    demo.send_request(citizen)
    account.ask_to_join(page, citizen)
    order.check(page)
    account.give_code(page, account.code_with(sandbox, citizen, "ساختن حساب"), "ساختن حساب")
    order.check(page)
    account.set_password(page, "کوتاه")
    expect(page.get_by_role("alert")).to_be_visible()
    order.check(page)
    account.set_password(page, account.PASSWORD)
    for address in ("", "messages/", "profile/", "security/", "password/", "mobile/"):
        page.goto(f"/account/{address}")
        order.check(page)
    page.goto("/account/")
    portal.follow(page.locator(".m-requests a").first)
    expect(portal.heading(page)).to_have_text("وضعیت درخواست")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_coming_back_are_in_order(
    open_page: OpenPage, sandbox: DemoSandbox, citizen: Citizen, width: int
) -> None:
    page = open_page(width=width)
    account.join(page, sandbox, citizen)
    account.leave(page)
    page.goto("/account/in/ask/")
    page.get_by_label("کد ملی").fill(citizen["national_code"])
    page.get_by_label("تلفن همراه").fill(citizen["mobile"])
    portal.pass_robot_check(page)
    portal.press(page, "ارسال کد")
    order.check(page)
    account.give_code(page, "12", "ورود")
    order.check(page)
    account.ask_to_recover(page, citizen)
    order.check(page)
    account.give_code(page, account.code_with(sandbox, citizen, "بازیابی"), "ادامه")
    expect(portal.heading(page)).to_have_text("گذرواژهٔ تازه")
    order.check(page)
    page.goto("/account/stop/made-up/")
    order.check(page)
