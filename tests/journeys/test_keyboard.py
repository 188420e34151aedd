"""A clerk's day without a mouse, and with many cases at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from miz.lib import digits

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import RunningDemo

# What the keys of a Persian keyboard type; the letter pressed is the one printed beside it.
PERSIAN = dict(zip("acgijknoqrux", "شزلهتندخضقعط", strict=True)) | {"/": "/", "?": "؟"}
CODES = {"/": "Slash", "?": "Slash"}
ANSWER = "نام شما در فهرست کاروان ثبت شد."
REASON = "در صلاحیت همکارم است."
widths = pytest.mark.parametrize("width", [390, 1280])
scripts = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])


def press(page: Page, *keys: str) -> None:
    """Presses keys where the layout is Persian."""
    wire = page.context.new_cdp_session(page)
    for key in keys:
        typed, code = PERSIAN[key], CODES.get(key, f"Key{key.upper()}")
        about = {"key": typed, "code": code, "modifiers": 8 if key == "?" else 0}
        wire.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": typed, **about})
        wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **about})
    wire.detach()


def marked(page: Page) -> Locator:
    return page.locator(".o-inbox tbody tr[aria-current]")


def row_of(page: Page, code: str) -> Locator:
    return page.locator(".o-inbox tbody tr", has_text=shown(code))


def shown(code: str) -> str:
    return digits.to_persian(digits.group(code))


def looked_at(page: Page, js: bool) -> None:
    """What looks for barriers is a script itself."""
    if js:
        order.check(page)


@pytest.fixture
def clerk(demo: RunningDemo, open_page: OpenPage) -> Page:
    return office.sign_in(open_page(), demo, "clerk.tehran")


def test_a_request_is_found_claimed_and_answered_by_keys_alone(
    demo: RunningDemo, clerk: Page, citizen: Citizen
) -> None:
    code = demo.send_request(citizen)
    press(clerk, "/")
    expect(clerk.get_by_label("جست‌وجو در درخواست‌ها")).to_be_focused()
    clerk.keyboard.type(code)
    with clerk.expect_navigation():
        clerk.keyboard.press("Enter")
    press(clerk, "j")
    expect(marked(clerk)).to_contain_text(shown(code))
    with clerk.expect_navigation():
        press(clerk, "c")
    office.expect_told(clerk, "نزد شماست")
    expect(marked(clerk)).to_contain_text("خودم")

    with clerk.expect_navigation():
        clerk.keyboard.press("Enter")
    press(clerk, "n")
    expect(clerk.get_by_label("متن یادداشت")).to_be_focused()
    clerk.get_by_role("heading", level=1).click()
    press(clerk, "a")
    expect(clerk.get_by_label("متن پاسخ")).to_be_focused()
    clerk.keyboard.type(ANSWER)
    with clerk.expect_navigation():
        clerk.keyboard.press("Control+Enter")
    office.expect_told(clerk, "پاسخ ثبت شد")
    with clerk.expect_navigation():
        press(clerk, "u")
    expect(marked(clerk)).to_contain_text(shown(code))


def test_rows_are_walked_ticked_and_opened(clerk: Page) -> None:
    rows = clerk.locator(".o-inbox tbody tr")
    press(clerk, "k")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    press(clerk, "j", "j", "k", "x")
    expect(marked(clerk)).to_have_count(1)
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    expect(clerk.locator("[data-bar]")).to_contain_text("۱ درخواست برگزیده شد")
    with clerk.expect_navigation():
        press(clerk, "o")
    assert "/office/cases/" in clerk.url
    with clerk.expect_navigation():
        press(clerk, "g", "i")
    assert clerk.url.endswith("/office/")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")


def test_keys_do_nothing_while_somebody_writes_or_holds_another_key(clerk: Page) -> None:
    press(clerk, "/")
    press(clerk, "j", "x", "?")
    clerk.keyboard.press("Escape")
    expect(marked(clerk)).to_have_count(0)
    expect(clerk.get_by_role("dialog")).to_have_count(0)
    assert clerk.get_by_label("جست‌وجو در درخواست‌ها").input_value() == "تط؟"
    clerk.get_by_role("heading", level=1).click()
    clerk.keyboard.press("Alt+j")
    expect(marked(clerk)).to_have_count(0)


def test_the_keys_are_told_and_may_be_switched_off(demo: RunningDemo, open_page: OpenPage) -> None:
    page = office.sign_in(open_page(width=1280), demo, "supervisor.tehran")
    press(page, "?")
    expect(page.get_by_role("dialog", name="راهنمای صفحه‌کلید")).to_be_visible()
    order.check(page)
    page.get_by_label("کلیدها کار کنند").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "j")
    expect(marked(page)).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="راهنمای صفحه‌کلید").click()
    page.get_by_label("کلیدها کار کنند").check()
    page.get_by_role("button", name="بستن").click()
    press(page, "j")
    expect(marked(page)).to_have_count(1)


@scripts
@widths
def test_a_list_is_kept_opened_renamed_and_removed(
    demo: RunningDemo, open_page: OpenPage, width: int, js: bool
) -> None:
    page = office.sign_in(open_page(width=width, js=js), demo, "clerk.isfahan")
    page.goto("/office/?assignment=unassigned&sort=newest")
    page.get_by_text("نگه داشتن این فهرست").click()
    looked_at(page, js)
    page.get_by_label("با چه نامی؟").fill("تازه‌های بی‌مسئول")
    portal.press(page, "نگه داشتن")
    looked_at(page, js)
    page.goto("/office/")
    portal.follow(page.get_by_role("link", name="تازه‌های بی‌مسئول"))
    assert "assignment=unassigned&sort=newest" in page.url
    portal.follow(page.get_by_role("link", name="ویرایش فهرست‌ها"))
    page.get_by_label("نام فهرست").fill("")
    portal.follow(page.get_by_role("button", name="تغییر نام"))
    looked_at(page, js)
    page.get_by_label("نام فهرست").fill("صف ما")
    portal.follow(page.get_by_role("button", name="تغییر نام"))
    expect(page.get_by_role("link", name="صف ما")).to_be_visible()
    looked_at(page, js)
    portal.follow(page.get_by_role("button", name="حذف"))
    expect(page.get_by_role("heading", name="هنوز فهرستی نگه نداشته‌اید")).to_be_visible()
    looked_at(page, js)


@pytest.fixture
def two(demo: RunningDemo, _citizens: Iterator[Citizen]) -> list[str]:
    return [demo.send_request(next(_citizens)) for _ in range(2)]


@scripts
def test_two_requests_are_handed_over_and_the_one_that_changed_stays(
    demo: RunningDemo, open_page: OpenPage, two: list[str], js: bool
) -> None:
    clerk = office.sign_in(open_page(width=390, js=js), demo, "clerk.tehran")
    clerk.goto("/office/?assignment=unassigned&sort=newest")
    for code in two:
        row_of(clerk, code).get_by_role("checkbox").check()
    note(office.sign_in(open_page(), demo, "supervisor.tehran"), two[1])

    portal.press(clerk, "ارجاع گروهی")
    looked_at(clerk, js)
    portal.press(clerk, "ارجاع")
    expect(clerk.locator(".m-error-summary li")).to_have_count(2)
    looked_at(clerk, js)
    clerk.get_by_label("گیرنده").select_option(index=1)
    clerk.get_by_label("دلیل ارجاع").fill(REASON)
    portal.press(clerk, "ارجاع")

    office.expect_told(clerk, "۱ درخواست ارجاع شد")
    expect(clerk.get_by_role("alert")).to_contain_text(shown(two[1]))
    expect(clerk.get_by_role("alert")).not_to_contain_text(shown(two[0]))
    expect(clerk.get_by_label("دلیل ارجاع")).to_have_value(REASON)
    looked_at(clerk, js)
    portal.press(clerk, "ارجاع")
    office.expect_told(clerk, "۱ درخواست ارجاع شد")
    assert clerk.url.endswith("/office/?assignment=unassigned&sort=newest")


def note(supervisor: Page, code: str) -> None:
    office.open_case(supervisor, code)
    form = office.form(supervisor, "note")
    form.get_by_label("متن یادداشت").fill("تلفنی گفت‌وگو شد.")
    portal.follow(form.get_by_role("button"))


def test_the_whole_page_is_ticked_and_unticked_at_once(clerk: Page) -> None:
    boxes = clerk.locator(".o-inbox tbody").get_by_role("checkbox")
    bar = clerk.locator("[data-bar]")
    expect(bar).to_be_hidden()
    clerk.get_by_label("همهٔ این صفحه").check()
    many = digits.to_persian(boxes.count())
    expect(bar).to_contain_text(f"{many} درخواست برگزیده شد")
    boxes.first.uncheck()
    expect(clerk.get_by_label("همهٔ این صفحه")).not_to_be_checked()
    order.check(clerk)
    clerk.get_by_label("همهٔ این صفحه").check()
    clerk.get_by_label("همهٔ این صفحه").uncheck()
    expect(bar).to_be_hidden()


def test_news_are_told_without_moving_a_row(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen
) -> None:
    clerk = open_page()
    clerk.clock.install()
    office.sign_in(clerk, demo, "clerk.tehran")
    clerk.goto("/office/?assignment=unassigned")
    rows = clerk.locator(".o-inbox tbody tr").all_inner_texts()
    code = demo.send_request(citizen)
    with clerk.expect_response("**/office/news/**"):
        clerk.clock.fast_forward(21_000)
    expect(clerk.get_by_text("۱ درخواست تازه رسیده است")).to_be_visible()
    assert clerk.locator(".o-inbox tbody tr").all_inner_texts() == rows
    order.check(clerk)
    portal.follow(clerk.get_by_role("link", name="نمایش"))
    expect(clerk.locator(".o-inbox tbody tr").first).to_contain_text(shown(code))


def test_who_is_signed_out_is_not_asked_about_any_more(clerk: Page) -> None:
    clerk.clock.install()
    clerk.goto("/office/")
    clerk.context.clear_cookies(name="sessionid")
    asked: list[str] = []
    clerk.on(
        "request", lambda request: "/office/news/?" in request.url and asked.append(request.url)
    )
    with clerk.expect_response("**/office/news/**"):
        clerk.clock.fast_forward(21_000)
    clerk.clock.run_for(61_000)
    assert len(asked) == 1
    assert clerk.url.endswith("/office/")
