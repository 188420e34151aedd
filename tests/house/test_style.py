"""The style of the house, as far as a scanner can see it."""

import ast
import re
from pathlib import Path

from django.template import engines
from django.urls import get_resolver, reverse

from miz.lib import persian

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path
    for folder in ("miz", "tests", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
OURS = [path for path in MODULES if path.is_relative_to(ROOT / "miz")]
TEMPLATES = sorted((ROOT / "miz").rglob("templates/**/*.*"))
PAPERS = {"receipt_paper.html", "letter_paper.html"}

PERSIAN = re.compile(r"[آ-ی]")
# What stays Latin inside a Persian sentence: code words, formats, addresses, placeholders.
LATIN = re.compile(r"[A-Za-z][\w./:@-]*|\{[^}]*\}|%\([^)]*\)\w|%\w|&#?\w+;")
MARKUP = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>|<style.*?</style>|<[^>]*>", re.DOTALL
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def latin_digits(sentence: str) -> list[str]:
    """The Latin digits of a Persian sentence, code words left aside."""
    if not PERSIAN.search(sentence):
        return []
    return re.findall("[0-9]+", LATIN.sub(" ", sentence))


def test_the_scanner_sees_what_it_should() -> None:
    assert latin_digits("حداکثر 5 فایل") == ["5"]
    assert latin_digits("حداکثر ۵ فایل به نام base64 یا {number:06}") == []
    assert latin_digits("at most 5") == []


def _strings(path: Path) -> list[str]:
    """The texts of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [getattr(node, "body", None) for node in ast.walk(tree)]
    told = {id(body[0].value) for body in bodies if _begins_with_a_text(body)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [n.value for n in constants if isinstance(n.value, str) and id(n) not in told]


def _begins_with_a_text(body: object) -> bool:
    return isinstance(body, list) and bool(body) and isinstance(body[0], ast.Expr)


def test_persian_in_code_has_persian_digits_and_letters() -> None:
    # the modules of miz.lib fold digits and letters on purpose; a bench speaks to databases
    speaking = [path for path in OURS if path.parent.name not in ("lib", "bench")]
    strings = [(name(path), text) for path in speaking for text in _strings(path)]
    assert [each for each in strings if latin_digits(each[1])] == []
    assert [each for each in strings if set("يك") & set(each[1]) and len(each[1]) > 4] == []


def test_persian_on_pages_has_persian_digits_and_letters() -> None:
    for path in TEMPLATES:
        # a tag ends a piece of text, a value stands inside it
        content = re.sub(r"\{\{.*?\}\}", "", path.read_text(encoding="utf-8"))
        pieces = [piece.strip() for piece in MARKUP.sub("\n", content).split("\n")]
        assert [piece for piece in pieces if latin_digits(piece)] == [], name(path)
        assert not set("يك") & set(content), name(path)


FOREIGN = {
    "a handler": re.compile(r"\son[a-z]+\s*="),
    "a script address": re.compile(r"javascript:"),
    "a script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "something of another host": re.compile(r"(src|href)=\"(https?:)?//"),
    "a style": re.compile(r"<style|\sstyle\s*="),
}


def test_pages_have_no_script_or_style_of_their_own() -> None:
    found = [
        (name(path), what)
        for path in TEMPLATES
        for what, pattern in FOREIGN.items()
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert [
        each for each in found if Path(each[0]).name not in PAPERS or each[1] != "a style"
    ] == []


def test_a_module_is_short() -> None:
    lengths = {name(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > 500} == {}


def test_a_module_says_what_it_is_for() -> None:
    # a test module is named after the one it tests
    silent = [
        name(path)
        for path in OURS
        if path.name not in ("apps.py", "__init__.py")
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_nothing_is_left_to_do() -> None:
    left = re.compile(r"\b(T(?:ODO)|F(?:IXME)|X(?:XX)|H(?:ACK))\b")
    paths = [*MODULES, *TEMPLATES]
    assert [name(p) for p in paths if left.search(p.read_text(encoding="utf-8"))] == []


def test_nothing_prints_or_stops_for_a_debugger() -> None:
    assert [name(path) for path in OURS if {"print", "breakpoint"} & _called(path)] == []


def _called(path: Path) -> set[str]:
    calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def _short(path: Path) -> str:
    return path.as_posix().rpartition("/templates/")[2]


def test_every_template_is_used_and_can_be_read() -> None:
    # the pages of a folder may be named by a variable, the parts of the look stand in its README
    guide = (ROOT / "miz/web/shared/README.md").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in [*OURS, *TEMPLATES]]
    named = set(re.findall(r'f?"([\w/{}]+\.html)"', "\n".join(sources)))
    named |= set(re.findall(r"`([\w/]+\.html)`", guide)) | {
        f"{n}.html" for n in (400, 403, 404, 500)
    }
    folders = {text.partition("{")[0] for text in named if "{" in text}
    short = [_short(path) for path in TEMPLATES]
    unused = [
        each for each in short if each not in named and each.rpartition("/")[0] + "/" not in folders
    ]
    assert unused == []
    for each in short:
        engines["django"].get_template(each)


def test_every_template_named_is_there() -> None:
    named = {
        found
        for path in [*OURS, *TEMPLATES]
        for found in re.findall(r'"([\w/]+\.html)"', path.read_text(encoding="utf-8"))
    }
    assert named - {_short(path) for path in TEMPLATES} == set()


def test_every_address_named_on_a_page_is_there() -> None:
    known = set()
    for space, (_, resolver) in get_resolver().namespace_dict.items():
        known |= {f"{space}:{key}" for key in resolver.reverse_dict if isinstance(key, str)}
    named = {
        found
        for path in [*OURS, *TEMPLATES]
        for found in re.findall(
            r"[\"']((?:portal|office|api):[\w-]+)[\"']", path.read_text(encoding="utf-8")
        )
    }
    assert named - known == set()
    assert reverse("portal:home") == "/"


def test_services_are_written_with_persian_letters() -> None:
    for path in sorted((ROOT / "services").rglob("*.yaml")):
        content = path.read_text(encoding="utf-8")
        assert not set("يك") & set(content), name(path)
        assert persian.unstorable(content) is None
