"""A clerk reads the file of a case: papers beside the text, answers to cases like it, a print."""

import base64
import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.documents.files import pdf

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import RunningDemo
from .test_every_page import widths

TEXT = "هنگام ثبت نهایی کاروان، پیام خطای شمارهٔ هفتادوهفت دیدم و ظرفیت را نگرفتم."
ANSWER = "خطای هفتادوهفت برطرف شد؛ اکنون دوباره ثبت کنید."
PAPERS = ("رسید بانک", "قرارداد")


def send(demo: RunningDemo, citizen: Citizen, *titles: str) -> str:
    """A request of a citizen with papers of these titles."""
    content = base64.b64encode(pdf()).decode()
    papers = [{"title": title, "name": "paper.pdf", "content": content} for title in titles]
    return demo.send_request(citizen, text=TEXT, attachments=papers)


@pytest.fixture
def clerk(demo: RunningDemo, open_page: OpenPage) -> Page:
    return office.sign_in(open_page(), demo, "clerk.tehran")


@pytest.mark.parametrize("js", [True, False])
def test_papers_are_read_beside_the_text(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen, js: bool
) -> None:
    code = send(demo, citizen, *PAPERS)
    page = office.sign_in(open_page(js=js), demo, "clerk.tehran")
    office.open_case(page, code)
    portal.follow(page.get_by_role("link", name=PAPERS[0], exact=True))
    expect(page.get_by_text(TEXT)).to_be_visible()
    expect_picture(page)
    portal.follow(page.get_by_role("link", name="پیوست بعدی"))
    expect(page.get_by_role("heading", name=PAPERS[1])).to_be_visible()
    portal.follow(page.get_by_role("link", name="اندازهٔ کامل"))
    expect_picture(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="دریافت پرونده").click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF-")


def expect_picture(page: Page) -> None:
    picture = page.get_by_role("region", name="تصویر پیوست").get_by_role("img")
    expect(picture).to_be_visible()
    expect(picture).not_to_have_js_property("naturalWidth", 0)


@widths
def test_the_pages_of_a_file_are_in_order(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen, width: int
) -> None:
    code = send(demo, citizen, *PAPERS)
    page = office.sign_in(open_page(width=width), demo, "clerk.tehran")
    office.open_case(page, code)
    case = page.url
    portal.follow(page.get_by_role("link", name=PAPERS[0], exact=True))
    order.check(page)
    for address in ("similar/", "print/", "print/?notes=1"):
        page.goto(case + address)
        order.check(page)


def test_an_answer_to_a_like_request_is_found_beside_the_text(
    demo: RunningDemo, clerk: Page, citizen: Citizen
) -> None:
    first, second = send(demo, citizen), send(demo, citizen)
    office.open_case(clerk, first)
    form = clerk.locator("details", has_text="متن پاسخ").locator("form").first
    if not form.is_visible():
        clerk.locator("summary", has_text="پاسخ").first.click()
    form.get_by_label("متن پاسخ").fill(ANSWER)
    portal.press(clerk, "فرستادن پاسخ")
    office.open_case(clerk, second)
    clerk.locator("summary", has_text="موارد مشابه").click()
    box = clerk.locator("[data-similar]")
    expect(box).to_contain_text(ANSWER)
    expect(box.get_by_role("link", name="درج این پاسخ").first).to_be_visible()


def test_the_whole_file_is_printed_with_numbered_pages(
    demo: RunningDemo, clerk: Page, citizen: Citizen
) -> None:
    office.open_case(clerk, send(demo, citizen))
    portal.follow(clerk.get_by_role("link", name="چاپ پرونده"))
    expect(clerk.get_by_role("button", name="چاپ", exact=True)).to_be_visible()
    printed = PdfReader(io.BytesIO(clerk.pdf(prefer_css_page_size=True)))
    sheet = printed.pages[0]
    assert [round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] == [210, 297]
    assert "نمایش" not in sheet.extract_text()
