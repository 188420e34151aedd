"""An agency's own paper becomes a published service: two people, and a citizen who finds it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from . import office, order
from .conftest import OpenPage
from .demo import RunningDemo
from .portal import follow, heading, press

DOCUMENTS = Path(__file__).parents[1] / "catalogue/importing/documents"
VISITS = "ملاقات زندانیان با خانواده"
widths = pytest.mark.parametrize("width", [390, 1280])
# A form in the manner of the seven of the prisons' organisation, its ticks lost.
PAPER = """\
فرم شناسنامه خدمت دستگاه اجرايي
1- عنوان خدمت: ملاقات تصويري زندانيان {width}
2- شناسه خدمت:
3- ارائه دهنده خدمت
نام دستگاه اجرايي: سازمان زندانها و اقدامات تاميني و تربيتي کشور
نام دستگاه مادر: قوه قضائيه
4- مشخصات خدمت
شرح خدمت: برقراري ملاقات زنداني با خانواده از راه تصوير
نوع خدمت
خدمت به شهروندان (G2C)   خدمت به کسب و کار (G2B)   خدمت به ديگر دستگاه هاي دولتي(G2G)
نوع مخاطبين: خانواده هاي زندانيان
ماهيت خدمت   حاکميتي   تصدي گري
سطح خدمت   ملي   منطقه اي   استاني   شهري   روستايي
مدارک لازم براي انجام خدمت
کارت ملي
قوانين و مقررات بالادستي
آيين نامه اجرايي سازمان زندانها
"""


@widths
def test_a_paper_becomes_a_service_by_two_people(
    demo: RunningDemo, open_page: OpenPage, tmp_path: Path, width: int
) -> None:
    designer = office.sign_in(open_page(width=width), demo, "designer.prisons")
    review(designer, tmp_path, width)
    follow(designer.get_by_role("link", name="تفاوت", exact=False).or_(
        designer.get_by_role("link", name="همهٔ آنچه منتشر می‌شود")))  # fmt: skip
    order.check(designer)
    designer.go_back()
    press(designer, "پیشنهاد برای تأیید")
    order.check(designer)
    approver = office.sign_in(open_page(width=width), demo, "approver.prisons")
    decide(approver, width)
    citizen = open_page(width=width)
    citizen.goto("/services/?q=ملاقات تصويري زنداني")
    follow(citizen.get_by_role("link", name=title(width)))
    expect(heading(citizen)).to_have_text(title(width))
    order.check(citizen)


def test_the_paper_with_seven_forms_is_reviewed_approved_and_found(
    demo: RunningDemo, open_page: OpenPage
) -> None:
    designer = office.sign_in(open_page(width=1280), demo, "designer.prisons")
    designer.goto("/office/catalogue/new/")
    [paper] = DOCUMENTS.glob("E-*.txt")
    designer.get_by_label("فایل شناسنامه").set_input_files(paper)
    press(designer, "خواندن فایل")
    office.expect_told(designer, "۷ فرم خوانده شد")
    designer.goto("/office/catalogue/")
    follow(designer.get_by_role("link", name=VISITS).first)
    follow(designer.get_by_role("link", name="بازبینی کنید"))
    designer.get_by_role("group", name="خدمت به شهروندان (G2C)").get_by_label("بله").check()
    designer.get_by_label("سپس فرم بعدی").uncheck()
    press(designer, "تأیید همه و نگه داشتن")
    press(designer, "پیشنهاد برای تأیید")
    approver = office.sign_in(open_page(width=1280), demo, "approver.prisons")
    approver.goto("/office/catalogue/")
    follow(approver.get_by_role("link", name=VISITS).first)
    press(approver, "تأیید")
    office.expect_told(approver, "منتشر شد")
    citizen = open_page(width=390)
    citizen.goto("/services/")
    citizen.get_by_role("searchbox").fill("ملاقات زنداني")
    press(citizen, "جست‌وجو")
    follow(citizen.get_by_role("link", name=VISITS))
    expect(heading(citizen)).to_have_text(VISITS)
    expect(citizen.get_by_text("خدمت به شهروندان").first).to_be_attached()
    order.check(citizen)


@widths
def test_a_form_whose_service_is_in_other_hands_is_kept_and_told(
    demo: RunningDemo, open_page: OpenPage, tmp_path: Path, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "designer")
    page.goto("/office/catalogue/")
    known = page.locator("table").last.get_by_role("link").filter(has_text="بیمه").first
    name = known.inner_text()
    follow(known)
    follow(page.get_by_role("button", name="پیش‌نویس از این نسخه").first)
    other = page.url
    paper = tmp_path / "two.txt"
    here = PAPER.replace("سازمان زندانها و اقدامات تاميني و تربيتي کشور", "سازمان حج و زیارت")
    first, second = (here.replace("ملاقات تصويري زندانيان {width}", each) for each in (
        name, f"گواهی {width}"))  # fmt: skip
    paper.write_text(f"{first}\n{second}", encoding="utf-8")
    page.goto("/office/catalogue/new/")
    page.get_by_label("فایل شناسنامه").set_input_files(paper)
    press(page, "خواندن فایل")
    expect(heading(page)).to_contain_text("two.txt")
    expect(page.get_by_text("در دست")).to_be_visible()
    assert not order.barriers(page)
    address = page.url
    page.goto(other)
    drop(page)
    page.goto(address)
    follow(page.get_by_role("button", name="ساختن پیش‌نویس"))
    office.expect_told(page, "پیش‌نویس ساخته شد")
    drop(page)


def drop(page: Page) -> None:
    """Discards the draft of this page."""
    page.locator("summary", has_text="کنار گذاشتن").click()
    press(page, "کنار گذاشتن")
    office.expect_told(page, "کنار گذاشته شد")


def title(width: int) -> str:
    return f"ملاقات تصویری زندانیان {office.digits.to_persian(width)}"


def review(page: Page, folder: Path, width: int) -> None:
    """Reads a file, looks at what is doubtful, keeps all of it."""
    page.goto("/office/catalogue/")
    order.check(page)
    follow(page.get_by_role("link", name="خدمت یا شناسنامهٔ تازه"))
    order.check(page)
    press(page, "خواندن فایل")
    expect(page.get_by_role("alert")).to_be_visible()
    order.check(page)
    paper = folder / "form.txt"
    paper.write_text(PAPER.format(width=width), encoding="utf-8")
    page.get_by_label("فایل شناسنامه").set_input_files(paper)
    press(page, "خواندن فایل")
    expect(page.get_by_text("نیازمند بازبینی", exact=True).first).to_be_visible()
    # Words of the file stand in the boxes as they are, Latin digits too.
    assert not order.barriers(page)
    page.get_by_role("group", name="خدمت به شهروندان (G2C)").get_by_label("بله").check()
    press(page, "تأیید همه و نگه داشتن")
    order.check(page)
    follow(page.get_by_role("link", name="service.yaml"))
    assert not order.barriers(page)
    page.go_back()


def decide(page: Page, width: int) -> None:
    """Sees the page as it will be, then publishes it and looks at the versions."""
    page.goto("/office/catalogue/")
    order.check(page)
    follow(page.get_by_role("link", name=title(width)))
    order.check(page)
    follow(page.get_by_role("link", name="پیش‌نمایش صفحهٔ عمومی"))
    order.check(page)
    page.go_back()
    press(page, "تأیید")
    office.expect_told(page, "منتشر شد")
    order.check(page)
    follow(page.locator(".m-summary").get_by_role("link", name="۱"))
    order.check(page)
    follow(page.get_by_role("row").nth(1).get_by_role("link", name="تفاوت‌های آن"))
    order.check(page)
