"""What the pages are made of: weight, contrast, icons, licences, nothing inline."""

import re
from pathlib import Path

import brotli
import pytest

from miz.web.shared.templatetags.miz import LOOKS

WEB = Path(__file__).resolve().parents[3] / "miz/web"
STATIC = WEB / "shared/static"
CSS = (STATIC / "miz.css").read_text(encoding="utf-8")
# Paper is drawn by a renderer that loads nothing: its style stands in it.
PAPER = {"receipt_paper.html"}
TEMPLATES = sorted(p for p in WEB.glob("*/templates/**/*.html") if p.name not in PAPER)

HOME_LIMIT = 150_000
ROOM_FOR_THE_PAGE_ITSELF = 20_000
HOME_FILES = [
    "miz.css",
    "miz.js",
    "icon.svg",
    "icons.svg",
    "vendor/bootstrap-reboot.rtl.css",
    "vendor/bootstrap-utilities.rtl.css",
]


def wire_size(name: str) -> int:
    return len(brotli.compress((STATIC / name).read_bytes()))


def test_the_home_page_weighs_less_than_150_kb_with_its_font() -> None:
    font = (STATIC / "fonts/vazirmatn.woff2").stat().st_size
    files = sum(wire_size(name) for name in HOME_FILES)
    assert font + files + ROOM_FOR_THE_PAGE_ITSELF < HOME_LIMIT


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.name)
def test_a_template_carries_nothing_inline(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    text = "".join(page.read_text(encoding="utf-8") for page in TEMPLATES)
    named = set(re.findall(r'{% icon "([^"]+)"', text)) | {look.icon for look in LOOKS.values()}
    assert named <= known


def test_no_served_file_names_a_source_map() -> None:
    for file in [*STATIC.rglob("*.js"), *STATIC.rglob("*.css")]:
        assert "sourceMappingURL" not in file.read_text(encoding="utf-8"), file.name


def test_every_vendored_package_brings_its_licence() -> None:
    kept = {file.name.rsplit("-", 1)[0] for file in (STATIC / "vendor/LICENSES").iterdir()}
    assert kept == {"altcha", "bootstrap", "bootstrap-icons", "bpmn-js", "vazirmatn"}


def tokens(scheme: str) -> dict[str, str]:
    """Colours of one scheme, by token name, as #rrggbb."""
    start = CSS.index(":root", CSS.index("prefers-color-scheme") if scheme == "dark" else 0)
    block = CSS[start : CSS.index("}", start)]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("primary", "card", 7.0),
        ("on-primary", "primary", 7.0),
        ("ink", "page", 7.0),
        ("ink", "tint", 7.0),
        ("muted", "page", 4.5),
        ("muted", "sunken", 4.5),
        ("primary", "tint", 4.5),
        ("attention", "attention-tint", 4.5),
        ("error", "card", 4.5),
        ("error", "error-tint", 4.5),
        ("good", "good-tint", 4.5),
        ("edge", "card", 3.0),
    ],
)
def test_colours_stand_apart(scheme: str, ink: str, ground: str, least: float) -> None:
    colours = tokens(scheme)
    assert contrast(colours[ink], colours[ground]) >= least
