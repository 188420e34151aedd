"""A designer in a browser: a process drawn, rules in a table, findings that lead to their place."""

import itertools
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from miz.catalogue import archives, packages

from . import office, order, portal
from .conftest import OpenPage
from .demo import RunningDemo
from .test_drawing import ON_TOP

widths = pytest.mark.parametrize("width", [390, 1280])
SLUGS = (f"hajj-designed-{number}" for number in itertools.count(1))
MARK = "[data-canvas] .bjs-powered-by"
TEXT = "#id_text"


def package(slug: str) -> dict[str, str]:
    files = dict(packages.files(Path(settings.SERVICES) / "hajj" / "desk"))
    files["service.yaml"] = files["service.yaml"].replace("slug: hajj-desk", f"slug: {slug}")
    return files


@pytest.fixture
def draft(demo: RunningDemo, open_page: OpenPage, tmp_path: Path) -> str:
    """The address of a new draft with all that a desk has, brought in as a zip."""
    page, slug = office.sign_in(open_page(), demo, "designer"), next(SLUGS)
    archive = tmp_path / f"{slug}.zip"
    archive.write_bytes(archives.pack(package(slug), slug))
    page.goto("/office/catalogue/new/")
    page.locator("[name=archive]").set_input_files(archive)
    portal.press(page, "باز کردن بسته")
    return page.url


def open_file(page: Page, demo: RunningDemo, draft: str, name: str) -> Page:
    office.sign_in(page, demo, "designer")
    page.goto(f"{draft}edit/{name}")
    return page


def keep(page: Page) -> None:
    portal.press(page, "نگه داشتن")
    expect(page.get_by_role("status")).to_contain_text("نگه داشته شد")


def choose(page: Page, element: str) -> None:
    page.locator(f"[data-canvas] .djs-shape[data-element-id={element}]").click()


def kept(page: Page, draft: str) -> dict[str, str]:
    return archives.unpack(page.request.get(f"{draft}package/").body())


@widths
@pytest.mark.parametrize(
    "name", ["process.bpmn", "rules.dmn", "topics.yaml", "scenarios/answered.yaml"]
)
def test_the_pages_of_the_designer_are_in_order(
    demo: RunningDemo, open_page: OpenPage, draft: str, name: str, width: int
) -> None:
    page = open_file(open_page(width=width), demo, draft, name)
    if name == "process.bpmn":
        expect(page.locator(MARK)).to_be_visible()
        assert page.locator(MARK).evaluate(ON_TOP)
        order.check(page)
        page.get_by_role("button", name="متن", exact=True).click()
    order.check(page)
    page.goto(f"{draft}folder/scenarios/")
    order.check(page)


def test_a_drawing_that_nobody_touched_changes_no_letter(
    demo: RunningDemo, open_page: OpenPage, draft: str
) -> None:
    page = open_file(open_page(), demo, draft, "process.bpmn")
    before = kept(page, draft)
    choose(page, "review")
    keep(page)
    assert kept(page, draft) == before


def test_a_process_is_drawn_and_still_runs(
    demo: RunningDemo, open_page: OpenPage, draft: str
) -> None:
    page = open_file(open_page(), demo, draft, "process.bpmn")
    choose(page, "review")
    page.get_by_label("نام", exact=True).fill("بررسی تازه")
    told = page.get_by_label("ویژگی‌ها")
    told.fill(f"{told.input_value()}\ndue = 3")
    choose(page, "review_objection")
    keep(page)
    process = kept(page, draft)["process.bpmn"]
    assert 'id="review" name="بررسی تازه"' in process
    assert '<spiffworkflow:property name="due" value="3" />' in process
    expect(page.get_by_text("سناریو ایرادی نیافت")).to_be_visible()


def test_the_offices_keys_keep_still_while_a_process_is_drawn(
    demo: RunningDemo, open_page: OpenPage, draft: str
) -> None:
    page = open_file(open_page(), demo, draft, "process.bpmn")
    choose(page, "review")
    assert page.evaluate("document.activeElement.closest('[data-own-keys]') !== null")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.get_by_role("button", name="متن", exact=True).focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_a_finding_leads_to_the_element_and_to_the_line(
    demo: RunningDemo, open_page: OpenPage, draft: str
) -> None:
    page = open_file(open_page(), demo, draft, "process.bpmn")
    choose(page, "review")
    told = page.get_by_label("ویژگی‌ها")
    told.fill(f"{told.input_value()}\nstrange = 1")
    portal.press(page, "بررسی بی نگه داشتن")
    choose(page, "close")
    page.locator(".d-findings a").first.click()
    expect(page.get_by_label("شناسه", exact=True)).to_have_value("review")
    page.get_by_role("button", name="متن", exact=True).click()
    page.locator(".d-findings a").first.click()
    line = page.locator(TEXT).evaluate(
        "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    )
    assert 'id="review"' in line
    assert "strange" not in kept(page, draft)["process.bpmn"]


def test_a_text_that_cannot_be_drawn_stays_a_text(
    demo: RunningDemo, open_page: OpenPage, draft: str
) -> None:
    page = open_file(open_page(), demo, draft, "process.bpmn")
    page.get_by_role("button", name="متن", exact=True).click()
    page.locator(TEXT).fill("<broken")
    page.get_by_role("button", name="نقشه", exact=True).click()
    expect(page.get_by_text("این متن به شکل نقشه نشان داده نمی‌شود")).to_be_visible()
    keep(page)
    expect(page.locator(TEXT)).to_have_value("<broken")


def test_a_rule_is_changed_in_the_table(demo: RunningDemo, open_page: OpenPage, draft: str) -> None:
    page = open_file(open_page(), demo, draft, "rules.dmn")
    before = kept(page, draft)["rules.dmn"].splitlines()
    page.get_by_label("خروجی ۳، قاعدهٔ ۱").fill('"queue"')
    page.get_by_role("button", name="قاعدهٔ دیگر").click()
    page.get_by_label("ورودی ۱، قاعدهٔ ۴").fill('"systems"')
    keep(page)
    after = kept(page, draft)["rules.dmn"].splitlines()
    gone = [line for line in before if line not in after]
    assert [line.strip() for line in gone] == [
        '<outputEntry id="health_out_3"><text>"least_loaded"</text></outputEntry>'
    ]
    assert sum('"systems"</text></inputEntry>' in line for line in after) == 2


def test_words_of_a_closed_page_are_offered_again(
    demo: RunningDemo, open_page: OpenPage, draft: str
) -> None:
    page = open_file(open_page(), demo, draft, "topics.yaml")
    page.locator(TEXT).fill("# half a thought\n")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(draft)
    page.goto(f"{draft}edit/topics.yaml")
    page.get_by_role("button", name="بازگرداندن آن").click()
    expect(page.locator(TEXT)).to_have_value("# half a thought\n")


@widths
def test_without_scripts_a_process_is_written_as_text(
    demo: RunningDemo, open_page: OpenPage, draft: str, width: int
) -> None:
    page = open_file(open_page(width=width, js=False), demo, draft, "process.bpmn")
    text = page.locator(TEXT).input_value()
    page.locator(TEXT).fill(text.replace("بررسی درخواست", "بررسی دیگر"))
    keep(page)
    assert kept(page, draft)["process.bpmn"] == text.replace("بررسی درخواست", "بررسی دیگر")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_designer_has_contrast(
    demo: RunningDemo, open_page: OpenPage, draft: str, scheme: str
) -> None:
    for name in ("rules.dmn", "topics.yaml"):
        page = open_file(open_page(color_scheme=scheme), demo, draft, name)
        assert not order.barriers(page, runOnly=["color-contrast"])
