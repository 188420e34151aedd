"""Wrong input and bad days: the page says what is wrong, where, and nothing typed is lost."""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from miz.lib import digits
from tests.documents.files import picture

from . import office, portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

TO_ARABIC = str.maketrans(digits.ASCII, digits.ARABIC)
NO_ANSWER = "ثبت احوال اکنون پاسخ نمی‌دهد"
both = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])


def problems(page: Page) -> Locator:
    return page.locator(".m-error-summary li")


# --- the first page


@both
def test_empty_fields_are_named_on_top_and_each_line_leads_to_its_field(
    open_page: OpenPage, js: bool
) -> None:
    page = open_page(js=js)
    page.goto("/request/")
    portal.go_on(page)
    expect(problems(page)).to_have_count(2)
    if js:
        expect(page.locator(".m-error-summary")).to_be_focused()
    for number, label in enumerate(["روز", "کد ملی"]):
        page.locator(".m-error-summary a").nth(number).click()
        expect(page.get_by_label(label, exact=True)).to_be_focused()
        expect(page.get_by_label(label, exact=True)).to_be_in_viewport()


WRONG = {
    "a national code with a wrong check digit": ({"کد ملی": "1234567890"}, "کد ملی"),
    "the thirty-first of Mehr": ({"روز": "31", "ماه": "7"}, "روز"),
    "a thirteenth month": ({"ماه": "۱۳"}, "ماه"),
    "a birth to come": ({"سال": "۱۴۹۰"}, "سال"),
    "somebody else's date of birth": ({"سال": "1372"}, "کد ملی"),
    "letters": ({"روز": "یک"}, "روز"),
}


@pytest.mark.parametrize(("typed", "place"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_first_page_comes_back_as_it_was_typed(
    open_page: OpenPage, citizen: Citizen, typed: dict[str, str], place: str
) -> None:
    page = open_page(width=390)
    page.goto("/request/")
    portal.fill_identity(page, citizen)
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    portal.go_on(page)
    expect(problems(page)).to_have_count(1)
    page.locator(".m-error-summary a").click()
    expect(page.get_by_label(place, exact=True)).to_be_focused()
    for label, value in typed.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(value)


@pytest.mark.parametrize("write", [digits.to_persian, lambda text: text.translate(TO_ARABIC)])
def test_persian_and_arabic_digits_are_as_good(
    open_page: OpenPage, citizen: Citizen, write: object
) -> None:
    assert callable(write)
    page = open_page()
    portal.identify(page, {**citizen, **{k: write(v) for k, v in citizen.items()}})
    portal.give_contact(page, {**citizen, "mobile": write(citizen["mobile"])})


@pytest.mark.parametrize(
    "fault",
    [{"unavailable": 100}, {"slow": 100, "delay": 6}, {"cut_before": 100}],
    ids=["down", "slow", "cut"],
)
def test_a_registry_that_does_not_answer_costs_nobody_his_typing(
    open_page: OpenPage, sandbox: DemoSandbox, citizen: Citizen, fault: dict[str, float]
) -> None:
    page = open_page()
    sandbox.set_switch("civil_registry", **fault)
    page.goto("/request/")
    portal.fill_identity(page, citizen)
    portal.go_on(page)
    expect(page.get_by_role("alert")).to_contain_text(NO_ANSWER)
    sandbox.set_switch("civil_registry")
    portal.go_on(page)
    expect(portal.heading(page)).to_have_text("راه‌های تماس")


# --- the other pages


def test_a_wrong_contact_page_keeps_what_was_right(open_page: OpenPage, citizen: Citizen) -> None:
    page = open_page(width=390)
    portal.identify(page, citizen)
    page.get_by_label("استان", exact=True).select_option(label="فارس")
    page.get_by_label("تلفن همراه").fill("0912")
    page.get_by_label("ایمیل").fill("no address")
    portal.go_on(page)
    expect(problems(page)).to_have_count(4)
    assert page.get_by_label("استان", exact=True).input_value() == "fars"
    expect(page.get_by_label("تلفن همراه")).to_have_value("0912")
    expect(page.get_by_label("ایمیل")).to_have_value("no address")


@both
def test_refused_attachments_cost_neither_the_text_nor_the_right_ones(
    open_page: OpenPage, citizen: Citizen, tmp_path: Path, js: bool
) -> None:
    page = open_page(width=390, js=js)
    portal.to_details(page, citizen)
    portal.fill_details(page)
    attach_three(page, tmp_path, js)
    portal.pass_robot_check(page, js)
    if js:
        portal.go_on(page)
        expect(problems(page)).to_have_count(2)
    else:
        # The switch to the sum has sent the files already: the right one is kept.
        expect(page.get_by_label("متن درخواست")).to_have_value(portal.TEXT)
    expect(page.get_by_label("پرونده‌های پذیرفته‌شده").get_by_text("receipt.pdf")).to_be_visible()
    expect(page.get_by_label("متن درخواست")).to_have_value(portal.TEXT)
    clear_refused(page)
    if js:
        portal.pass_robot_check(page)
    portal.go_on(page)
    expect(page.locator(".m-summary").last).to_contain_text("receipt.pdf")


def attach_three(page: Page, folder: Path, js: bool) -> None:
    """A right file, one too big and a program that calls itself a picture."""
    big = folder / "big.jpg"
    big.write_bytes(picture("JPEG") + bytes(400_000))
    program = folder / "program.jpg"
    program.write_bytes(b"MZ\x90\x00" + bytes(500))
    portal.attach(page, portal.small_pdf(folder), title="رسید بانک")
    for row, file in enumerate([big, program], 1):
        if js:
            page.get_by_role("button", name="افزودن پروندهٔ دیگر").click()
        portal.attach(page, file, title=file.stem, row=row)


def clear_refused(page: Page) -> None:
    for place in page.locator(".m-file-row").filter(visible=True).all():
        place.get_by_label("عنوان پرونده").fill("")


@both
def test_enter_in_a_field_goes_on_and_removes_nothing(
    open_page: OpenPage, citizen: Citizen, tmp_path: Path, js: bool
) -> None:
    page = open_page(js=js)
    portal.to_details(page, citizen)
    portal.attach(page, portal.small_pdf(tmp_path), title="رسید بانک")
    portal.go_on(page)
    expect(page.get_by_role("button", name="حذف رسید بانک")).to_be_visible()
    portal.fill_details(page)
    portal.pass_robot_check(page, js)
    page.get_by_label("عنوان پرونده").first.press("Enter")
    expect(portal.heading(page)).to_have_text("بازبینی")
    expect(page.locator(".m-summary").last).to_contain_text("receipt.pdf")


# --- the robot check


def hold_challenge(page: Page) -> list[Route]:
    """Lets the robot check wait for its question."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/robot/challenge.json", hold)
    return held


def test_who_is_faster_than_the_robot_check_gets_through(
    open_page: OpenPage, citizen: Citizen
) -> None:
    page = open_page()
    held = hold_challenge(page)
    portal.to_details(page, citizen)
    portal.fill_details(page)
    page.get_by_role("button", name="ادامه").click()
    expect(page.get_by_label("متن درخواست")).to_have_value(portal.TEXT)
    assert len(held) == 1
    held[0].continue_()
    expect(portal.heading(page)).to_have_text("بازبینی")


def test_a_robot_check_that_fails_offers_another_way(open_page: OpenPage, citizen: Citizen) -> None:
    page = open_page()
    page.route("**/robot/challenge.json", lambda route: route.fulfill(status=429))
    portal.to_details(page, citizen)
    portal.fill_details(page)
    portal.go_on(page)
    expect(problems(page)).to_have_count(1)
    portal.follow(page.get_by_role("button", name="کد امنیتی تصویری"))
    portal.follow(page.get_by_role("button", name="پرسش نوشتاری"))
    portal.answer_sum(page)
    portal.go_on(page)
    expect(portal.heading(page)).to_have_text("بازبینی")


def test_the_robot_check_can_be_a_picture_or_a_sum(open_page: OpenPage, citizen: Citizen) -> None:
    page = open_page()
    portal.to_details(page, citizen)
    portal.fill_details(page)
    portal.follow(page.get_by_role("button", name="کد امنیتی تصویری"))
    expect(page.get_by_role("img", name="تصویر کد امنیتی")).to_be_visible()
    expect(page.get_by_label("متن درخواست")).to_have_value(portal.TEXT)
    portal.follow(page.get_by_role("button", name="پرسش نوشتاری"))
    page.get_by_label("کد امنیتی").fill("1")
    portal.go_on(page)
    expect(problems(page)).to_have_count(1)
    portal.answer_sum(page)
    portal.go_on(page)
    expect(portal.heading(page)).to_have_text("بازبینی")


# --- the last page


@both
def test_a_double_click_makes_one_request(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen, js: bool
) -> None:
    word = "".join(secrets.choice("ابپتجدرسشک") for _ in range(12))
    page = open_page(js=js)
    portal.to_details(page, citizen)
    portal.fill_details(page, text=f"{portal.TEXT} {word}")
    portal.pass_robot_check(page, js)
    portal.go_on(page)
    page.get_by_role("button", name="ثبت درخواست").dblclick()
    expect(portal.heading(page)).to_have_text(portal.SENT)
    clerk = office.sign_in(open_page(), demo, "clerk.tehran")
    expect(office.search(clerk, word)).to_have_count(1)
