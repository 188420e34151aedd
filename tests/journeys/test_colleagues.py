"""The pages of colleagues, of the own account and of the book of events, in order; the way in."""

import time

import pyotp
import pytest
from playwright.sync_api import Page, expect

from . import office, order
from .conftest import OpenPage
from .demo import RunningDemo
from .portal import follow, press

widths = pytest.mark.parametrize("width", [390, 1280])
STRONG = "سه واژهٔ بی‌ربط و بلند"


@widths
def test_the_pages_of_colleagues_are_in_order(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "administrator")
    own = ("account/", "account/password/", "messages/")
    for address in ("staff/", "staff/?q=هیچ‌کس", "staff/new/", *own):
        page.goto(f"/office/{address}")
        order.check(page)
    page.goto("/office/staff/?q=clerk.isfahan")
    follow(page.get_by_role("link", name="مهسا نیک‌پور"))
    grant(page)
    follow(page.get_by_role("link", name="پس گرفتن").first)
    order.check(page)
    page.go_back()
    follow(page.get_by_role("link", name="دادن گذرواژهٔ موقت"))
    order.check(page)


def grant(page: Page) -> None:
    """First without its end and reason, which is told, then whole."""
    page.locator(".o-action", has_text="نقش افزوده").locator("summary").click()
    press(page, "افزودن نقش")
    order.check(page)
    form = page.locator(".o-action[open] form")
    year = form.locator("#id_grant-first_year").input_value()
    for part, typed in (("day", "۲۹"), ("month", "۱۲"), ("year", year)):
        form.locator(f"#id_grant-last_{part}").fill(typed)
    form.get_by_label("دلیل").fill("کمک در اوج کار")
    press(page, "افزودن نقش")
    office.expect_told(page, "نقش افزوده شد.")
    order.check(page)


@widths
def test_the_pages_of_a_second_factor_are_in_order(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "designer")
    page.goto("/office/account/factors/add/")
    order.check(page)
    page.get_by_label("گذرواژهٔ شما").fill(demo.password("designer"))
    press(page, "ادامه")
    order.check(page)
    secret = page.locator(".o-secret").inner_text().replace(" ", "")
    # Of the half minute before, so that the present one is free for the next time.
    page.get_by_label("کد شش‌رقمی").fill(pyotp.TOTP(secret).at(time.time() - 30))
    press(page, "تأیید کد")
    order.check(page)
    follow(page.get_by_role("link", name="ادامه"))
    order.check(page)
    follow(page.get_by_role("link", name="برداشتن برنامهٔ رمزساز"))
    page.get_by_label("گذرواژهٔ شما").fill(demo.password("designer"))
    press(page, "ادامه")
    expect(page.get_by_role("status")).to_contain_text("برداشته شد")


@widths
def test_the_book_of_events_is_in_order(demo: RunningDemo, open_page: OpenPage, width: int) -> None:
    page = office.sign_in(open_page(width=width), demo, "auditor")
    for address in ("", "?action=staff.login", "?name=nobody", "?about=case&number=999999"):
        page.goto(f"/office/audit/{address}")
        order.check(page)


def test_a_new_colleague_comes_in_by_the_temporary_password(
    demo: RunningDemo, open_page: OpenPage
) -> None:
    keeper = office.sign_in(open_page(), demo, "administrator")
    keeper.goto("/office/staff/new/")
    keeper.get_by_label("نام و نام خانوادگی").fill("مینا تازه‌کار")
    keeper.get_by_label("نام کاربری").fill("m.tazekar")
    keeper.get_by_label("دلیل").fill("حکم")
    press(keeper, "وارد کردن همکار")
    order.check(keeper)
    password = keeper.locator("code.o-secret").inner_text()
    page = open_page()
    page.goto("/office/login/")
    page.get_by_label("نام کاربری").fill("m.tazekar")
    page.get_by_label("گذرواژه").fill(password)
    press(page, "ورود")
    order.check(page)
    page.get_by_label("گذرواژهٔ تازه").fill(STRONG)
    page.get_by_label("تکرار آن").fill(STRONG)
    press(page, "ثبت گذرواژه")
    expect(page.get_by_role("button", name="خروج")).to_be_visible()
