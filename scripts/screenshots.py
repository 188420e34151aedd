"""Take the pictures of the README: one request's way, on a phone and on a desk.

    .venv/bin/python scripts/screenshots.py            # brings up a desk of its own
    .venv/bin/python scripts/screenshots.py DATA       # walks through the running demo of DATA

Every width sends one request, answers it and reads the answer, so a running demo gains two cases.
"""

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from miz.bench import desk

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "miz.config.settings")

OUT = Path(__file__).resolve().parents[1] / "docs/screenshots"
CHROMIUM = "/usr/bin/chromium-headless-shell"
MOST_BYTES = 120_000
# width: (height, pixels per CSS pixel)
SIZES = {390: (844, 2), 1280: (860, 1)}
REQUEST = "در فرم رزرو کاروان، «ثبت نهایی» خطا می‌دهد. ظرفیت کاروان هنوز پر نشده است."
ANSWER = "با سلام. مشکل سامانه برطرف شد. لطفاً دوباره وارد شوید و «ثبت نهایی» را بزنید."


@dataclass(frozen=True)
class Walk:
    """One browser window of one width at a desk whose people are in `face`."""

    page: Page
    face: dict[str, Any]
    width: int

    def go(self, path: str) -> None:
        self.page.goto(f"{self.face['base_url']}{path}")

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.fill(f"[name={name}]", value)

    def submit(self, form: str = "main form") -> None:
        button = f"{form} .m-actions button:not([formnovalidate])"
        self.page.locator(button).first.click()
        self.page.wait_for_load_state("load")

    def shoot(self, name: str) -> None:
        self.page.evaluate("document.fonts.ready")
        image = Image.open(io.BytesIO(self.page.screenshot()))
        path = OUT / f"{name}-{self.width}.png"
        # Pages have few colours: a palette loses nothing that is seen.
        image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
        size = path.stat().st_size
        sys.stdout.write(f"{path.name} {size // 1024} KB\n")
        if size > MOST_BYTES:
            sys.exit(f"{path.name} is too big for a README")


def main(arguments: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with _face(arguments) as face, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in SIZES:
            _walk(browser, face, width)
        browser.close()


@contextlib.contextmanager
def _face(arguments: list[str]) -> Iterator[dict[str, Any]]:
    """What demo.json says, of a running demo or of a desk that lives as long as we do."""
    if arguments:
        yield json.loads((Path(arguments[0]) / "demo.json").read_bytes())
        return
    with desk.throw_away() as own:
        yield own.face


def _walk(browser: Browser, face: dict[str, Any], width: int) -> None:
    height, scale = SIZES[width]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, locale="fa-IR"
    )
    walk = Walk(context.new_page(), face, width)
    citizen = face["citizens"][1]
    walk.go("/")
    walk.shoot("home")
    code = _send(walk, citizen)
    _answer(walk, code)
    _track(walk, citizen, code)
    context.close()


def _send(walk: Walk, citizen: dict[str, str]) -> str:
    """From identity to the confirmation; returns the tracking code."""
    year, month, day = citizen["birth_date"].split("-")
    walk.go("/request/")
    walk.fill(day=day, month=month, year=year, national_code=citizen["national_code"])
    walk.submit()
    walk.page.select_option("[name=province]", "tehran")
    walk.fill(mobile=citizen["mobile"], area_code="021", landline="88001234")
    walk.submit()
    _choose(walk, "main_topic", "hajj-tamattu")
    walk.submit()
    _choose(walk, "topic", "caravan-booking")
    walk.fill(text=REQUEST)
    _prove(walk)
    walk.shoot("request")
    walk.submit()
    walk.submit()
    walk.shoot("done")
    return walk.page.locator(".m-big-code").inner_text().strip()


def _prove(walk: Walk) -> None:
    """Waits until the browser has done the work of the robot check."""
    expect(walk.page.locator("input[name=altcha]")).not_to_have_value("", timeout=15_000)


def _choose(walk: Walk, name: str, value: str) -> None:
    """In a select, or among radio buttons."""
    if walk.page.locator(f"select[name={name}]").count():
        walk.page.select_option(f"[name={name}]", value)
    else:
        walk.page.check(f"[name={name}][value={value}]")


def _answer(walk: Walk, code: str) -> None:
    clerk = walk.face["staff"][0]
    walk.go("/office/")
    walk.fill(username=clerk["username"], password=clerk["password"])
    walk.submit()
    walk.shoot("inbox")
    walk.page.locator("[name=q]:visible").first.fill(code)
    walk.page.keyboard.press("Enter")
    walk.page.locator(".o-inbox td a").first.click()
    walk.shoot("case")
    walk.page.locator("[id^=action-answer] summary").click()
    walk.page.locator("[id^=action-answer] [name=text]").fill(ANSWER)
    walk.submit("[id^=action-answer]")


def _track(walk: Walk, citizen: dict[str, str], code: str) -> None:
    walk.go("/track/")
    walk.fill(national_code=citizen["national_code"], tracking_code=code)
    _prove(walk)
    walk.submit()
    walk.page.locator(".m-stages").scroll_into_view_if_needed()
    walk.shoot("track")


if __name__ == "__main__":
    main(sys.argv[1:])
