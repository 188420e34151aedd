"""Fetch and cut down the third-party files our pages serve, into miz/web/shared/static.

    .venv/bin/python scripts/vendor_assets.py

Needs npm (which verifies what it downloads) and fonttools; writes the same bytes for the same pins.
The results are committed, so a deployment never runs this. Source maps are left out, and so are the
comments that name them: the static storage would look for the missing files.
"""

import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STATIC = Path(__file__).resolve().parents[1] / "miz/web/shared/static"
VENDOR = STATIC / "vendor"

PINS = {
    "altcha": "3.2.2",
    "bootstrap": "5.3.8",
    "bootstrap-icons": "1.13.2",
    "bpmn-js": "18.31.1",
    "vazirmatn": "33.0.3",
}
LICENCES = {
    "altcha": "LICENSE.txt",
    "bootstrap": "LICENSE",
    "bootstrap-icons": "LICENSE",
    "bpmn-js": "LICENSE",
    "vazirmatn": "OFL.txt",
}
# package, file in it, file of ours. Altcha's `external` build brings no inline style and no
# blob: worker, which the content security policy would refuse.
COPIES = (
    ("bootstrap", "dist/css/bootstrap-reboot.rtl.min.css", "bootstrap-reboot.rtl.css"),
    ("bootstrap", "dist/css/bootstrap-utilities.rtl.min.css", "bootstrap-utilities.rtl.css"),
    ("altcha", "dist/external/altcha.min.js", "altcha/altcha.js"),
    ("altcha", "dist/external/altcha.css", "altcha/altcha.css"),
    ("altcha", "dist/i18n/fa.js", "altcha/fa.js"),
    # Not to be changed beyond this: its licence wants the mark of bpmn.io seen whole in the viewer.
    ("bpmn-js", "dist/bpmn-navigated-viewer.production.min.js", "bpmn-js/navigated-viewer.js"),
    ("bpmn-js", "dist/bpmn-modeler.production.min.js", "bpmn-js/modeler.js"),
    ("bpmn-js", "dist/assets/diagram-js.css", "bpmn-js/diagram-js.css"),
    ("bpmn-js", "dist/assets/bpmn-js.css", "bpmn-js/bpmn-js.css"),
    ("bpmn-js", "dist/assets/bpmn-font/css/bpmn.css", "bpmn-js/font/css/bpmn.css"),
    ("bpmn-js", "dist/assets/bpmn-font/font/bpmn.woff2", "bpmn-js/font/font/bpmn.woff2"),
    ("altcha", "dist/workers/sha.js", "altcha/sha.js"),
    ("altcha", "dist/workers/pbkdf2.js", "altcha/pbkdf2.js"),
)
# A font of signs is fetched as woff2 alone; the static storage would look for its other formats.
ONE_FONT = re.compile(r"src: url\([^;]+;\s+src:[^;]*?(url\([^)]+\) format\('woff2'\))[^;]*;")
FONT_HACK = re.compile(r"/\*\n@media screen[^*]*\*/\n")
ICONS = """
    arrow-left arrow-right arrow-repeat bell box-arrow-left buildings calendar3 chat-left-text
    check check-circle check-circle-fill check-lg chevron-left chevron-right circle clock
    clock-history dash-circle download exclamation-circle exclamation-octagon
    exclamation-triangle eye file-earmark file-earmark-plus file-earmark-text files
    flag funnel geo-alt grid hourglass-split house inbox info-circle journal-text list
    list-check lock megaphone newspaper paperclip pencil person person-check phone plus-lg
    printer question-circle record-circle reply search send shield-check signpost-split star
    trash upload x-circle x-lg
"""

LETTERS = (
    *range(0x0020, 0x007F),
    *range(0x0621, 0x063B),  # Arabic letters
    *range(0x0640, 0x0656),
    *range(0x0660, 0x066D),  # Arabic digits and the signs of numbers
    *range(0x06F0, 0x06FA),  # Persian digits
    *(ord(mark) for mark in "پچژگکیۀۀٰ،؛؟﷼"),
    *(ord(mark) for mark in "\u00a0«»·×–—‘’“”•…‹›−\u200b\u200c\u200d\u200e\u200f\u202f"),
)
FEATURES = [
    *("init", "medi", "fina", "rlig", "liga", "calt", "ccmp", "locl"),  # joining
    *("mark", "mkmk", "kern"),  # placing
]
LIGHTEST, BOLDEST = 400, 700


def fetch(name: str, folder: Path) -> Path:
    """Download one pinned package; return the folder it was unpacked to."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the packages")
    command = [npm, "pack", "--silent", "--ignore-scripts", f"{name}@{PINS[name]}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    target = folder / name
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".woff2":
        shutil.copyfile(source, target)
        return
    text = ONE_FONT.sub(r"src: \1;", source.read_text(encoding="utf-8"))
    text = FONT_HACK.sub("", text)
    text = re.sub(r"\n?(//[#@] sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]+\*/)", "", text)
    target.write_text(text.rstrip() + "\n", encoding="utf-8")


def cut_font(source: Path, target: Path) -> None:
    """Keep Persian, Arabic and basic Latin between regular and bold, with the shaping rules."""
    # A fixed timestamp keeps the bytes the same from run to run.
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, flavor="woff2", hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    # After the cut: the instancer drops the variations of empty glyphs, which the cutter expects.
    instancer.instantiateVariableFont(font, {"wght": (LIGHTEST, BOLDEST)}, inplace=True)
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def sprite(folder: Path, target: Path) -> None:
    """Join the icons we use into one file of <symbol>s, addressed as icons.svg#name."""
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    root = ElementTree.Element("{http://www.w3.org/2000/svg}svg")
    for name in sorted(ICONS.split()):
        drawing = ElementTree.parse(folder / f"{name}.svg").getroot()  # noqa: S314 our own pinned package
        symbol = ElementTree.SubElement(root, "{http://www.w3.org/2000/svg}symbol")
        symbol.set("id", name)
        symbol.set("viewBox", drawing.get("viewBox", "0 0 16 16"))
        symbol.extend(list(drawing))
    ElementTree.indent(root, space="")
    target.write_text(ElementTree.tostring(root, encoding="unicode") + "\n", encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        packages = {name: fetch(name, Path(scratch)) for name in PINS}
        for name, source, target in COPIES:
            copy(packages[name] / source, VENDOR / target)
        for name, licence in LICENCES.items():
            copy(packages[name] / licence, VENDOR / "LICENSES" / f"{name}-{PINS[name]}.txt")
        font = packages["vazirmatn"] / "fonts/webfonts/Vazirmatn[wght].woff2"
        cut_font(font, STATIC / "fonts/vazirmatn.woff2")
        sprite(packages["bootstrap-icons"] / "icons", STATIC / "icons.svg")


if __name__ == "__main__":
    main()
