"""How staff go through the office: the steps that several journeys share."""

import pyotp
from playwright.sync_api import Locator, Page, expect

from miz.lib import digits

from .demo import RunningDemo
from .portal import follow, press


def sign_in(page: Page, demo: RunningDemo, username: str) -> Page:
    """By password the first time, then by the session it gave, as long as that lasts."""
    page.context.add_cookies(demo.sessions.get(username, []))
    page.goto("/office/login/")
    if page.get_by_label("گذرواژه", exact=True).count():
        give_password(page, demo, username)
        demo.sessions[username] = [c for c in page.context.cookies() if c["name"] == "sessionid"]
    return page


def give_password(page: Page, demo: RunningDemo, username: str) -> Page:
    page.get_by_label("نام کاربری").fill(username)
    page.get_by_label("گذرواژه").fill(demo.password(username))
    press(page, "ورود")
    if secret := demo.app_secret(username):
        page.get_by_label("کد").fill(pyotp.TOTP(secret).now())
        press(page, "ادامه")
    expect(page.get_by_role("button", name="خروج")).to_be_visible()
    return page


def search(page: Page, words: str) -> Locator:
    """Searches the inbox; returns the rows found."""
    page.goto("/office/")
    page.get_by_label("جست‌وجو در درخواست‌ها").fill(words)
    press(page, "جست‌وجو")
    return page.locator(".o-inbox tbody tr")


def open_case(page: Page, code: str) -> None:
    """Finds it and opens it, with a reason where it is sensitive and somebody else's."""
    follow(search(page, code).get_by_role("link"))
    if page.url.split("?")[0].endswith("/reason/"):
        give_reason(page)
    shown = page.get_by_role("heading", level=1).inner_text()
    assert code in digits.compact(shown)


def give_reason(page: Page) -> None:
    page.get_by_label("رسیدگی به این درخواست").check()
    press(page, "باز کردن درخواست")


def finds_nothing(page: Page, code: str) -> bool:
    search(page, code)
    expect(page.get_by_role("heading", name="چیزی یافت نشد")).to_be_visible()
    return True


def form(page: Page, action: str) -> Locator:
    """Opens the box of one action: hand_over, note, or an outcome of the task (answer, ask…)."""
    box = page.locator(f"#action-{action}, [id^='action-{action}-']").first
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    return box.locator("form")


def expect_told(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words)
