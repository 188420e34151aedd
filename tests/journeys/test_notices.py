"""What a publisher writes stands on the board of the home page, until it is withdrawn."""

import re

import pytest
from playwright.sync_api import Page, expect

from miz.lib import digits

from . import office, portal
from .conftest import OpenPage
from .demo import RunningDemo

TEXT = "ثبت‌نام از شنبه آغاز می‌شود.\n\nبرای آن مراجعهٔ حضوری لازم نیست."


@pytest.mark.parametrize("width", [390, 1280])
def test_a_notice_is_published_read_and_withdrawn(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    title = f"آغاز ثبت‌نام کاروان‌ها، نوبت {digits.to_persian(width)}"
    publisher = office.sign_in(open_page(width=width), demo, "publisher")
    write(publisher, title)

    reader = open_page(width=width)
    reader.goto("/")
    expect(reader.get_by_role("link", name=title)).to_have_count(0)
    press(publisher, "انتشار", title)
    office.expect_told(publisher, "منتشر شد")
    reader.reload()
    portal.follow(reader.get_by_role("link", name=title))
    expect(reader.get_by_text("مراجعهٔ حضوری لازم نیست")).to_be_visible()

    press(publisher, "برداشتن از تابلو", title)
    office.expect_told(publisher, "برداشته شد")
    gone = reader.reload()
    assert gone
    assert gone.status == 404
    reader.goto("/")
    expect(reader.get_by_role("link", name=title)).to_have_count(0)


def write(publisher: Page, title: str) -> None:
    publisher.goto("/office/notices/")
    publisher.get_by_role("link", name="اطلاعیهٔ تازه").first.click()
    publisher.get_by_label("عنوان").fill(title)
    publisher.get_by_label("متن").fill(TEXT)
    portal.press(publisher, "نگه داشتن پیش‌نویس")
    office.expect_told(publisher, "پیش‌نویس")


def press(publisher: Page, action: str, title: str) -> None:
    portal.follow(publisher.get_by_role("button", name=re.compile(f"^{action}.*{title}$")))
