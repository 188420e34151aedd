"""What holds on every page: accessible, in Persian from right to left, no wider than the screen."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
# The texts people see, without those set apart as Latin: addresses, names of files, codes.
TEXTS = """() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const home = walker.currentNode.parentElement;
    const apart = home.closest("bdi, [dir=ltr], svg, script, style, noscript, .visually-hidden");
    const text = walker.currentNode.textContent.trim();
    if (text && !apart && home.checkVisibility()) seen.push(text);
  }
  return seen;
}"""
LATIN_DIGIT = re.compile("[0-9٠-٩]")
ARABIC_LETTER = re.compile("[يكىة]")
LATIN_WORD = re.compile(r"[\w./:@-]*[A-Za-z][\w./:@-]*", re.ASCII)


def check(page: Page) -> None:
    """Asserts all of it, with everything that is wrong in one message."""
    wrong = [*barriers(page), *misspelt(page), *_frame(page)]
    assert not wrong, "\n".join([page.url, *wrong])


def barriers(page: Page, **options: object) -> list[str]:
    """What axe-core finds against people who see, hear or point in other ways."""
    found = AXE.run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def misspelt(page: Page) -> list[str]:
    texts = [LATIN_WORD.sub("", text) for text in page.evaluate(TEXTS)]
    return [
        f"not Persian: {text[:120]}"
        for text in texts
        if LATIN_DIGIT.search(text) or ARABIC_LETTER.search(text)
    ]


def _frame(page: Page) -> list[str]:
    root = page.locator("html")
    said = {name: root.get_attribute(name) for name in ("lang", "dir")}
    wrong = [] if said == {"lang": "fa", "dir": "rtl"} else [f"html is {said}"]
    width = page.evaluate("document.documentElement.scrollWidth")
    screen = page.viewport_size
    assert screen
    return wrong if width <= screen["width"] else [*wrong, f"{width} px wide"]
