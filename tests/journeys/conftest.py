"""A running desk, one Chromium, and people with fresh browsers in front of it.

What no page may ever do is watched in every journey: errors in the console, answers of 500, a weak
policy, requests to another host. What a failed test was looking at is kept as pictures beside its
temporary files.
"""

import itertools
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)

from miz.connectors.sandbox import population
from miz.lib import jalali

from .demo import DemoSandbox, RunningDemo

MOST = 1000

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000
HEIGHT = 900
_failed = pytest.StashKey[bool]()

Citizen = dict[str, str]
OpenPage = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)  # before the plugin reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` one worker walks all journeys, so that one desk is brought up."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def demo() -> Iterator[RunningDemo]:
    with RunningDemo() as running:
        yield running


# Not the session's: while Playwright runs, Django refuses the database to this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: `make system` installs it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def sandbox(demo: RunningDemo) -> Iterator[DemoSandbox]:
    """The outside world, working before and after; its inboxes keep what others were sent."""
    yield demo.sandbox
    healthy: dict[str, object] = {"civil_registry": {}, "sms": {}, "mail": {}}
    demo.sandbox.request("POST", "/switches", healthy)


@pytest.fixture(scope="session")
def _citizens(demo: RunningDemo) -> Iterator[Citizen]:
    """Those of the demo first, then others of the sandbox: an account is made once."""
    known = demo["citizens"]
    return itertools.chain(known, map(_citizen, population.demo_people(MOST)[len(known) :]))


def _citizen(person: population.SandboxPerson) -> Citizen:
    return {
        "national_code": person.national_code,
        "birth_date": jalali.to_iso(person.birth_date),
        "mobile": person.mobile,
        "given_name": person.given_name,
        "family_name": person.family_name,
    }


@pytest.fixture
def citizen(_citizens: Iterator[Citizen]) -> Citizen:
    """Somebody else in every test."""
    return next(_citizens)


class Watch:
    """Opens pages in fresh browsers and writes down what they should not have done."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.contexts: list[BrowserContext] = []
        self.troubles: list[str] = []

    def open(self, *, width: int = 1280, js: bool = True, **options: Any) -> Page:
        """A page of a new person: no cookies, a screen of `width`, scripts or none."""
        context = self.browser.new_context(
            base_url=self.base_url,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=js,
            locale="fa-IR",
            **options,
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        context.on("request", lambda request: self._address(request.url))
        context.on("response", self._answer)
        return context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        # An answer of 4xx is said there too; whether it is right is for each journey to say.
        if message.type in ("error", "warning") and "Failed to load" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        ours = f"{parts.scheme}://{parts.netloc}" == self.base_url
        if not ours and parts.scheme not in ("data", "blob"):
            self.troubles.append(f"asked another host: {url}")

    def _answer(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"answered {response.status}: {response.url}")
        policy = response.headers.get("content-security-policy", "")
        strict = "default-src 'none'" in policy and "unsafe-" not in policy
        if response.request.is_navigation_request() and not strict:
            self.troubles.append(f"weak policy: {response.url}: {policy}")

    def photograph(self, folder: Path) -> list[str]:
        pages = [page for context in self.contexts for page in context.pages]
        names = [str(folder / f"page-{number}.png") for number in range(len(pages))]
        for page, name in zip(pages, names, strict=True):
            page.screenshot(path=name, full_page=True)
        return [f"{page.url}: {name}" for page, name in zip(pages, names, strict=True)]


@pytest.fixture
def watch(
    browser: Browser, demo: RunningDemo, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Watch]:
    watching = Watch(browser, demo["base_url"])
    yield watching
    if request.node.stash.get(_failed, False):
        pictures = "\n".join(watching.photograph(tmp_path))
        request.node.add_report_section("teardown", "pictures", pictures)
    for context in watching.contexts:
        context.close()
    assert not watching.troubles


@pytest.fixture
def open_page(watch: Watch) -> OpenPage:
    return watch.open
