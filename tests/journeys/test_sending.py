"""A citizen sends a request and holds the proof of it: code, promise, receipt, SMS, e-mail."""

import io
import re
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from miz.lib import digits

from . import portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

PHONE, DESK = 390, 1280
MONTHS = "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
DATE = re.compile(f"[۰-۹]{{1,2}} ({MONTHS}) ۱۴[۰-۹]{{2}}")
QUIET = 4  # modules of white around a QR code


def fact(page: Page, name: str) -> str:
    """What a page states beside `name`."""
    row = page.locator(".m-summary > div", has=page.locator("dt", has_text=name))
    return row.locator("dd").first.inner_text().strip()


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_request_with_an_attachment_is_sent_told_and_tracked(
    open_page: OpenPage,
    sandbox: DemoSandbox,
    citizen: Citizen,
    tmp_path: Path,
    width: int,
    js: bool,
) -> None:
    page = open_page(width=width, js=js)
    portal.to_details(page, citizen, email=portal.EMAIL)
    portal.fill_details(page)
    portal.attach(page, portal.small_pdf(tmp_path), title="رسید بانک")
    portal.pass_robot_check(page, js)
    code = portal.confirm(page)

    assert re.fullmatch("[0-9]{12}", code)
    assert DATE.search(promised := fact(page, "پاسخ تا"))
    assert "تهران" in fact(page, "واحد مسئول")
    assert "ثبت شد" in portal.sms_with(sandbox, citizen, code, promised.partition("،")[0])
    assert "ثبت شد" in portal.mail_with(sandbox, code)["subject"]

    portal.track(page, citizen, code, js)
    assert fact(page, "پاسخ تا") == promised
    assert page.locator(".m-stage strong").all_inner_texts()[:2] == ["ثبت درخواست", "بررسی کارشناس"]
    expect(page.locator("[aria-current=step]")).to_contain_text("بررسی کارشناس")
    expect(page.get_by_text(portal.TEXT)).to_be_visible()
    expect(page.get_by_role("link", name="رسید بانک")).to_be_visible()


def test_the_receipt_is_a_page_that_prints_and_a_pdf(
    open_page: OpenPage, demo: RunningDemo, citizen: Citizen
) -> None:
    page = open_page()
    code = portal.send_request(page, citizen)
    portal.follow(page.get_by_role("link", name="چاپ رسید"))
    expect(portal.heading(page)).to_have_text("رسید ثبت درخواست")
    assert portal.shown_code(page) == code
    assert shown_matrix(page) == matrix(f"{demo['base_url']}/track/?code={code}")

    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="چاپ")).to_be_hidden()
    assert len(PdfReader(io.BytesIO(page.pdf())).pages) == 1
    page.emulate_media(media="screen")
    with page.expect_download(timeout=60_000) as downloading:
        page.get_by_role("link", name="دریافت PDF").click()
    assert_reads(downloading.value, demo, code)


def assert_reads(download: Download, demo: RunningDemo, code: str) -> None:
    """One sheet, with the tracking code and the address of tracking as text."""
    paper = PdfReader(download.path())
    text = digits.compact(paper.pages[0].extract_text())
    assert len(paper.pages) == 1
    assert code in text
    assert digits.compact(f"{demo['base_url']}/track/") in text


def matrix(text: str) -> list[list[bool]]:
    """The dark modules of the QR code of `text`, row by row."""
    code = segno.make(text, error="m", micro=False)
    return [[bool(module) for module in row] for row in code.matrix]


def shown_matrix(page: Page) -> list[list[bool]]:
    """The dark modules of the QR code as it is painted on the page."""
    painted = io.BytesIO(page.locator("svg.qr").screenshot())
    picture = Image.open(painted).convert("L").point(lambda grey: 255 * (grey > 128))
    version = page.locator("svg.qr").get_attribute("viewBox")
    assert version
    across = int(version.split()[2])
    module = picture.width / across

    def is_dark(row: int, column: int) -> bool:
        middle = int((column + 0.5) * module), int((row + 0.5) * module)
        return not picture.getpixel(middle)

    inside = range(QUIET, across - QUIET)
    return [[is_dark(row, column) for column in inside] for row in inside]
