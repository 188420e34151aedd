"""What the pages around the code name is there: files, names in them, commands, links, variables.

A page that names something wrong is worse than none. Whether a sentence is true no test can say.
"""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")),
        *(ROOT / name for name in ("CHANGELOG.md", "SECURITY.md", "services/README.md")),
        *ROOT.glob("docs/**/*.md"),
    ]
)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TOP = ("miz/", "services/", "docs/", "scripts/", "tests/", ".ci/", "adr/")
ROOT_FILES = {"Makefile", "pyproject.toml", "requirements.lock", ".importlinter", "LICENSE"}
VARIABLE = re.compile(r'environment\.\w+\(\s*"([A-Z_]+)"|environ\.get\("([A-Z_]+)"\)')
OF_SETTINGS = ("miz/config/settings.py", "miz/config/database.py")


def named(pattern: re.Pattern[str]) -> Iterator[tuple[Path, str]]:
    """(page, what was named) for everything that `pattern` finds in the pages."""
    for page in PAGES:
        for found in pattern.findall(page.read_text(encoding="utf-8")):
            yield page, found


def paths_named() -> list[str]:
    """Paths as written, `path:name` where a name in the file is meant."""
    words = {word for _, code in named(CODE) for word in code.split()}
    return sorted(word for word in words if word.startswith(TOP) or word in ROOT_FILES)


def is_defined(name: str, path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return bool(
        re.search(rf"^\s*(?:(?:async )?(?:def|class) {name}\b|{name}(?::.*)? = )", text, re.M)
    )


@pytest.mark.parametrize("written", paths_named())
def test_every_path_that_is_named_exists(written: str) -> None:
    path, _, name = written.rstrip(",;.").partition(":")
    assert (ROOT / path).exists(), f"{path} is named in the docs and does not exist"
    assert not name or is_defined(name, ROOT / path), f"{path} defines no {name}"


def test_the_pages_do_name_paths() -> None:
    assert len(paths_named()) > 80


def test_every_internal_link_resolves() -> None:
    for page, link in named(LINK):
        if not link.startswith(("http:", "https:")):
            target, _, anchor = link.partition("#")
            file = (page.parent / target).resolve() if target else page
            assert file.exists(), f"{page.name}: {link}"
            assert not anchor or anchor in anchors(file), f"{page.name}: {link}"


def anchors(page: Path) -> set[str]:
    """The anchors a host of repositories makes of headings: lower case, words joined by dashes."""
    return {_anchor(title) for title in HEADING.findall(page.read_text(encoding="utf-8"))}


def _anchor(title: str) -> str:
    kept = [c for c in title.lower() if c in " -_" or unicodedata.category(c)[0] in "LNM"]
    return "".join(kept).replace(" ", "-")


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    wanted = {found for _, found in named(re.compile(r"(?:^|`)make ([a-z]+)", re.M))}
    assert {"demo", "test", "check"} <= wanted
    assert wanted <= targets


def test_every_subcommand_that_is_named_exists() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "miz", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    commands = set(re.findall(r"^    ([a-z]+)(?: |$)", run.stdout, re.M))
    wanted = {found for _, found in named(re.compile(r"(?:`|\.venv/bin/)miz ([a-z]+)"))}
    assert {"serve", "services", "audit"} <= wanted
    assert wanted <= commands


def test_the_table_of_variables_is_the_settings_own() -> None:
    sources = "".join((ROOT / name).read_text(encoding="utf-8") for name in OF_SETTINGS)
    read = {"".join(found) for found in VARIABLE.findall(sources)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.M))
    assert {"DATABASE_URL", "MIZ_SECRET_KEY"} <= read
    assert told == read


def test_the_matrix_of_permissions_is_current() -> None:
    script = ROOT / "scripts/permission_matrix.py"
    run = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, check=True)
    assert run.stdout == (ROOT / "docs/reference/permissions.md").read_bytes()


def test_persian_sentences_have_persian_letters_and_digits() -> None:
    persian = re.compile("[\u0600-\u06ff]")
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            words = CODE.sub("", line)
            assert not re.search("[يك]", words), f"{page.name}: {line}"
            mostly = len(persian.findall(words)) > len(re.findall("[a-zA-Z]", words))
            assert not (mostly and re.search("[0-9]", words)), f"{page.name}: {line}"


def test_pictures_are_light() -> None:
    pictures = list((ROOT / "docs/screenshots").glob("*.png"))
    assert len(pictures) == 12
    assert all(picture.stat().st_size < 120_000 for picture in pictures)
