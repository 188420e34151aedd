"""What the home page costs and how it is for eyes and hands of other kinds."""

from typing import Any

import pytest
from playwright.sync_api import expect

from . import order
from .conftest import OpenPage

HEAVIEST = 150_000
FOCUS = """element => {
  const style = getComputedStyle(element);
  const place = element.getBoundingClientRect();
  return {
    drawn: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    shown: place.top >= 0 && place.left >= 0 && place.bottom <= innerHeight && place.width > 0,
  };
}"""


def test_the_home_page_weighs_at_most_150_kb_over_the_wire(open_page: OpenPage) -> None:
    """Everything a first visit fetches, as compressed as it came, font and icons with it."""
    page = open_page()
    weights: list[float] = []

    def weigh(event: dict[str, Any]) -> None:
        weights.append(event["encodedDataLength"])

    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", weigh)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto("/", wait_until="networkidle")
    assert len(weights) >= 6
    assert sum(weights) <= HEAVIEST


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["/", "/track/", "/office/login/", "/request/"])
def test_a_dark_page_without_motion_has_contrast(
    open_page: OpenPage, address: str, width: int
) -> None:
    page = open_page(width=width, color_scheme="dark", reduced_motion="reduce")
    page.goto(address)
    assert not order.barriers(page, runOnly=["color-contrast"])
    moving = "document.getAnimations().length"
    assert page.evaluate(moving) == 0


def test_the_first_key_skips_to_the_text(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="رفتن به متن صفحه")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".m-door").first).to_be_focused()


@pytest.mark.parametrize(
    "address", ["/", "/request/", "/track/", "/track/?robot=sum", "/office/login/"]
)
def test_the_focus_is_always_seen(open_page: OpenPage, address: str) -> None:
    page = open_page(width=390)
    page.goto(address)
    page.keyboard.press("Tab")
    stops = 0
    while (focus := page.locator("body :focus")).count():
        said = focus.evaluate(FOCUS)
        assert said == {"drawn": True, "shown": True}, focus.evaluate("one => one.outerHTML")
        page.keyboard.press("Tab")
        stops += 1
    assert stops > 8
