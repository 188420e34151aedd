"""The drawing of a process in a browser: with scripts and without, on a phone and on a desk."""

import pytest
from playwright.sync_api import Page, expect

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import RunningDemo

SERVICE = "/services/hajj-desk/"
LIGHT = 60_000  # of the drawing's own page, in bytes, before it is compressed
WATERMARK = ".bjs-powered-by"
ON_TOP = """mark => {
  mark.scrollIntoView({ block: "center" });
  const { x, y, width, height } = mark.getBoundingClientRect();
  return mark.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
IN_FRAME = """here => {
  const place = here.getBoundingClientRect();
  const frame = here.closest(".p-frame").getBoundingClientRect();
  return place.left >= frame.left && place.right <= frame.right
    && place.top >= frame.top && place.bottom <= frame.bottom;
}"""


def open_viewer(page: Page) -> None:
    page.get_by_role("button", name="بزرگ‌نمایی و جابه‌جایی").click()
    expect(page.locator(f".p-viewer {WATERMARK}")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_drawing_is_there_without_scripts(open_page: OpenPage, width: int) -> None:
    page = open_page(width=width, js=False)
    page.goto(SERVICE)
    expect(page.locator(".p-drawing")).to_be_visible()
    expect(page.get_by_role("button", name="بزرگ‌نمایی و جابه‌جایی")).to_be_hidden()
    page.get_by_text("گام‌ها به صورت متن").click()
    expect(page.locator(".p-steps li").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_viewer_is_fetched_when_asked_for_and_keeps_its_mark(
    open_page: OpenPage, width: int
) -> None:
    page = open_page(width=width)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(SERVICE, wait_until="networkidle")
    assert not [url for url in asked if "bpmn-js" in url]
    open_viewer(page)
    assert [url for url in asked if "bpmn-js" in url]
    expect(page.locator(".p-drawing")).to_be_hidden()
    assert page.locator(WATERMARK).evaluate(ON_TOP)
    order.check(page)


def test_who_zooms_sees_more(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(SERVICE)
    open_viewer(page)
    task = page.locator(".p-viewer .djs-shape[data-element-id=review]")
    small = task.bounding_box()
    page.get_by_role("button", name="بزرگ‌تر").click()
    large = task.bounding_box()
    assert small
    assert large
    assert large["width"] > small["width"] * 1.1


def test_a_citizen_finds_the_present_place_of_a_request(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen
) -> None:
    page = open_page(width=390)
    code = demo.send_request(citizen)
    portal.track(page, citizen, code)
    portal.follow(page.get_by_role("link", name="دیدن نقشهٔ رسیدگی"))
    assert page.locator("#here").evaluate(IN_FRAME)
    expect(page.get_by_text("اکنون اینجا", exact=True)).to_be_visible()
    assert len(page.content()) < LIGHT
    open_viewer(page)
    expect(page.locator(".p-viewer .djs-shape.m-present")).to_have_count(1)
    expect(page.locator(".p-viewer .p-note.m-present")).to_have_text("اکنون اینجا")


def test_without_scripts_a_link_leads_to_the_present_place(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen
) -> None:
    code = demo.send_request(citizen)
    page = open_page(width=390, js=False)
    portal.track(page, citizen, code, js=False)
    portal.follow(page.get_by_role("link", name="دیدن نقشهٔ رسیدگی"))
    page.get_by_role("link", name="اکنون اینجاست").click()
    expect(page.locator("#here")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_of_a_case_has_contrast(
    demo: RunningDemo, open_page: OpenPage, scheme: str
) -> None:
    page = office.sign_in(open_page(color_scheme=scheme), demo, "supervisor.tehran")
    page.goto("/office/?state=open")
    portal.follow(page.locator(".o-inbox tbody a").first)
    portal.follow(page.get_by_role("link", name="دیدن نقشهٔ فرایند"))
    assert not order.barriers(page, runOnly=["color-contrast"])
