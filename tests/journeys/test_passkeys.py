"""A passkey of staff in a real browser: added, used to come in and to set a forgotten password,
removed.

Browsers bind passkeys to names and no numbers, so the desk is opened as `localhost`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from . import office, order
from .conftest import Watch
from .demo import RunningDemo
from .portal import follow, press

NAME = "approver"
STRONG = "سه واژهٔ بی‌ربط و بلند"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser, demo: RunningDemo) -> Iterator[Page]:
    """A browser of a person who carries a key."""
    watching = Watch(browser, demo["base_url"].replace("127.0.0.1", "localhost"))
    page = watching.open()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    page.context.close()
    assert not watching.troubles


def come_to_the_factor(page: Page, password: str) -> None:
    page.goto("/office/login/")
    page.get_by_label("نام کاربری").fill(NAME)
    page.get_by_label("گذرواژه").fill(password)
    press(page, "ورود")


def show_key(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def inside(page: Page) -> None:
    expect(page.get_by_role("button", name="خروج")).to_be_visible()


def add_key(page: Page, password: str) -> None:
    page.goto("/office/account/factors/add/")
    page.get_by_label("گذرواژهٔ شما").fill(password)
    press(page, "ادامه")
    order.check(page)
    show_key(page, "افزودن کلید عبور")
    follow(page.get_by_role("link", name="ادامه"))
    expect(page.get_by_text("کلید عبور").first).to_be_visible()


def remove_key(page: Page, password: str) -> None:
    page.goto("/office/account/")
    follow(page.get_by_role("link", name="برداشتن کلید عبور"))
    page.get_by_label("گذرواژهٔ شما").fill(password)
    press(page, "ادامه")
    office.expect_told(page, "عامل دوم برداشته شد.")


def forget(page: Page) -> None:
    page.goto("/office/login/forgotten/")
    page.get_by_label("نام کاربری").fill(NAME)
    press(page, "به‌جای کد، کلید عبور دارم")
    order.check(page)


def test_a_passkey_comes_in_brings_a_password_back_and_once_removed_opens_nothing(
    page: Page, demo: RunningDemo
) -> None:
    old = demo.password(NAME)
    come_to_the_factor(page, old)
    inside(page)
    add_key(page, old)
    press(page, "خروج")

    come_to_the_factor(page, old)
    order.check(page)
    show_key(page, "ورود با کلید عبور")
    inside(page)
    press(page, "خروج")

    forget(page)
    show_key(page, "نشان دادن کلید عبور")
    page.get_by_label("گذرواژهٔ تازه").fill(STRONG)
    page.get_by_label("تکرار آن").fill(STRONG)
    press(page, "ثبت گذرواژه")
    come_to_the_factor(page, STRONG)
    show_key(page, "ورود با کلید عبور")
    inside(page)

    remove_key(page, STRONG)
    press(page, "خروج")
    forget(page)
    page.get_by_role("button", name="نشان دادن کلید عبور").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    expect(page).to_have_url(page.url)


def test_under_a_number_no_passkey_is_offered(browser: Browser, demo: RunningDemo) -> None:
    watching = Watch(browser, demo["base_url"])
    page = watching.open()
    page.goto("/office/login/forgotten/")
    expect(page.get_by_role("button", name="به‌جای کد")).to_have_count(0)
    page.context.close()
    assert not watching.troubles
