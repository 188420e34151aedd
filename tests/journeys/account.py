"""How somebody goes through the pages of the account."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from miz.lib import digits

from . import portal
from .portal import Citizen
from .waiting import until

PASSWORD, NEW_PASSWORD = "چهار اسب و یک باران", "باد از سوی دریا می‌آید"


def code_with(sandbox: Any, citizen: Citizen, words: str, but: str = "") -> str:
    """The six digits of the newest SMS that says `words`, other than those of `but`."""

    def look() -> str | None:
        texts = (
            row["message"] for row in sandbox.sms(citizen["mobile"]) if words in row["message"]
        )
        found = (re.search("[0-9]{6}", digits.to_ascii(text)) for text in texts)
        return next((each[0] for each in found if each and each[0] != but), None)

    return until(look)


def give_code(page: Page, code: str, button: str) -> None:
    page.get_by_label("کد پیامک‌شده").fill(code)
    portal.press(page, button)


def set_password(page: Page, password: str) -> None:
    page.get_by_label("گذرواژهٔ تازه", exact=True).fill(password)
    page.get_by_label("تکرار گذرواژهٔ تازه").fill(password)
    portal.press(page, "ثبت گذرواژه")


def ask_to_join(page: Page, citizen: Citizen, js: bool = True) -> None:
    page.goto("/account/new/")
    portal.fill_identity(page, citizen)
    page.get_by_label("تلفن همراه").fill(citizen["mobile"])
    portal.pass_robot_check(page, js)
    portal.go_on(page)
    expect(portal.heading(page)).to_have_text("تأیید تلفن همراه")


def join(page: Page, sandbox: Any, citizen: Citizen, js: bool = True) -> None:
    """Makes the account, with a password."""
    ask_to_join(page, citizen, js)
    give_code(page, code_with(sandbox, citizen, "ساختن حساب"), "ساختن حساب")
    expect(portal.heading(page)).to_have_text("گذاشتن گذرواژه")
    set_password(page, PASSWORD)
    expect(portal.heading(page)).to_have_text("درخواست‌های من")


def ask_to_recover(page: Page, citizen: Citizen, js: bool = True) -> None:
    page.goto("/account/recover/")
    page.get_by_label("کد ملی").fill(citizen["national_code"])
    page.get_by_label("تلفن همراه").fill(citizen["mobile"])
    portal.pass_robot_check(page, js)
    portal.press(page, "ارسال کد")
    expect(portal.heading(page)).to_have_text("کد بازیابی")


def sign_in(page: Page, citizen: Citizen, password: str) -> None:
    page.goto("/account/in/")
    page.get_by_label("کد ملی").fill(citizen["national_code"])
    page.get_by_label("گذرواژه", exact=True).fill(password)
    portal.press(page, "ورود")


def leave(page: Page) -> None:
    portal.press(page, "خروج از حساب")
