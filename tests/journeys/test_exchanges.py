"""Files and letters of other agencies in the office, on a phone and on a desk."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from miz.connectors.agent_banks.made import Trouble, make
from tests.factories import PDF

from . import office, order, portal
from .conftest import OpenPage
from .demo import RunningDemo
from .waiting import until

DAY = datetime.date(2026, 11, 22)


def lay(demo: RunningDemo, sequence: int, trouble: Trouble) -> None:
    """Lay a file into the folder of the bank, as its SFTP account does."""
    made = make("melli", DAY, sequence, 5, form="xml", trouble=trouble)
    folder = demo.data / "exchange" / "melli"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / made.name).write_bytes(made.content)
    (folder / f"{made.name}.sha256").write_text(made.digest)


def shown(page: Page, words: str) -> bool:
    page.reload()
    return page.get_by_text(words).count() > 0


@pytest.mark.parametrize("width", [390, 1280])
def test_files_are_read_with_what_was_refused(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    # Of each number only the first is taken: what the other width laid comes again.
    lay(demo, 1, Trouble.ROWS)
    lay(demo, 3, Trouble.GOOD)
    page = office.sign_in(open_page(width=width), demo, "headquarters")
    page.goto("/office/exchanges/")
    until(lambda: shown(page, "منتظر پروندهٔ شمارهٔ ۲") or None)
    order.check(page)
    portal.follow(page.get_by_role("link", name=re.compile("بانک ملی.*پروندهٔ ۱$")))
    expect(page.get_by_text("کد ملی درست نیست.")).to_be_visible()
    order.check(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_letter_is_written_and_its_answer_kept(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "headquarters")
    page.goto("/office/exchanges/letters/new/")
    order.check(page)
    page.get_by_label("موضوع").fill("استعلام روادید")
    page.get_by_label("متن نامه").fill("روادید گروه ۱۲ صادر شده است؟")
    portal.press(page, "ثبت نامه")
    office.expect_told(page, "نوشته شد")
    until(lambda: shown(page, "نامه برای چاپ") or None)
    order.check(page)
    portal.follow(page.get_by_role("link", name="ثبت پاسخ این نامه"))
    order.check(page)
    scan = {"name": "answer.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.locator("input[type=file]").set_input_files(scan)
    portal.press(page, "ثبت پاسخ")
    office.expect_told(page, "ثبت شد")
    page.goto("/office/exchanges/letters/")
    expect(page.get_by_text("پاسخ رسید").first).to_be_visible()
    order.check(page)
