"""Process, forms and scenarios of a package, held against what is around them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from miz.catalogue import checks, packages
from miz.catalogue.findings import Finding
from miz.catalogue.library import Shelf, process_id

from .library import Beside

ELEMENTS = Path("tests/processes/elements")
CALLER = (ELEMENTS / "call_activity.bpmn").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def good() -> dict[str, str]:
    return dict(packages.files(Path(settings.SERVICES) / "hajj" / "complaints"))


def look(files: dict[str, str], library: Beside | None = None) -> list[Finding]:
    return checks.findings(files, where="here", library=library or Beside())


def changed(files: dict[str, str], file: str, old: str, new: str) -> dict[str, str]:
    assert old in files[file]
    return {**files, file: files[file].replace(old, new, 1)}


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_what_the_process_sends_has_words(good):
    text = re.sub(r"(?ms)^answered:.*?(?=^\w)", "", good["messages.yaml"])
    found = look({**good, "messages.yaml": text})
    assert {(f.file, f.code) for f in found} == {("process.bpmn", "unsaid")}
    first = line_of(good["process.bpmn"], '<bpmn:intermediateThrowEvent id="answered"')
    assert (found[0].line, "answered" in found[0].message) == (first, True)


def test_what_the_desk_says_no_process_says(good):
    name = re.search(r'<bpmn:message id="message_answered" name="(\w+)"', good["process.bpmn"])
    assert name is not None
    files = changed(good, "process.bpmn", name[0], name[0].replace(f'"{name[1]}"', '"invited"'))
    assert "desk_event" in {f.code for f in look(files)}


def test_a_process_asks_for_nothing_that_nobody_knows(good):
    process = good["process.bpmn"]
    begin = re.search(r'<spiffworkflow:property name="data\.main_topic"[^>]*/>', process)
    assert begin is not None
    more = begin[0] + begin[0].replace("main_topic", "age")
    [finding, *_] = look(changed(good, "process.bpmn", begin[0], more))
    assert (finding.code, finding.message) == (
        "unknown_fact", "nobody knows age when the process begins"
    )  # fmt: skip
    assert finding.line > 1


def test_a_form_belongs_to_a_task(good):
    form = '{"components": []}'
    assert look({**good, "forms/admit.json": form}) == []
    [finding] = look({**good, "forms/nobody.json": form})
    assert (finding.file, finding.code) == ("forms/nobody.json", "form_name")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"components":\n [}', "json", 2),
        ("[]", "shape", 1),
        ("{}", "missing", 1),
        ("[" * 100_000, "too_deep", 1),
        ("[" + " " * 300_000 + "]", "too_large", 1),
    ],
)
def test_a_form_is_json_of_its_shape(good, text, code, line):
    [finding] = look({**good, "forms/admit.json": text})
    assert (finding.code, finding.line) == (code, line)


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("state: answered", "state: closed", "scenario", "step 6"),
        ("waiting: [admit]", "waiting: [nobody]", "scenario", "start"),
        ("complete: conclude", "finish: conclude", "scenario", ""),
        ("title: ", "title: [", "yaml", ""),
        ("title: ", "title: a\ntitle: ", "duplicate_key", ""),
        ("main_topic: complaint", "main_topic: moon", "unknown_topic", "moon"),
    ],
)
def test_a_scenario_that_goes_otherwise_is_named_with_its_line(good, old, new, code, words):
    file = "scenarios/upheld.yaml"
    files = changed(good, file, old, new)
    found = [f for f in look(files) if f.code == code]
    assert {f.file for f in found} == {file}
    assert words in found[0].message
    if words.startswith("step"):
        assert found[0].line == line_of(files[file], "- complete: conclude")


def test_a_process_is_found_by_its_id_whatever_its_prefix():
    assert f'<process id="{process_id(CALLER)}"' in CALLER
    assert process_id("no xml") == process_id("<a/>") == ""


INFORMATION = (
    "slug: a\nkind: information\ntitle: ا\n"  # what it lacks is a warning, and not looked at here
)


def refused(files: dict[str, str], library: Beside) -> list[Finding]:
    return [f for f in look(files, library) if f.level == "refused"]


def inner() -> str:
    called = re.search(r'calledElement="(\w+)"', CALLER)
    assert called is not None
    library = {process_id(f.read_text("utf-8")): f for f in ELEMENTS.glob("*.bpmn")}
    return library[called[1]].read_text("utf-8")


def test_a_called_process_comes_out_of_the_library_and_is_pinned():
    files = {"service.yaml": INFORMATION, "process.bpmn": CALLER}
    source = {"process": inner(), "rules": ""}
    library = Beside(processes={process_id(inner()): source})
    assert refused(files, library) == []
    assert packages.load(files, where="here", library=library).called == [source]
    [finding] = refused(files, Beside())
    assert (finding.code, finding.line) == ("lint", line_of(CALLER, "<callActivity"))


def test_a_called_process_that_is_refused_is_told_where_it_is_called():
    source = {"process": inner().replace("startEvent", "startEvents"), "rules": ""}
    library = Beside(processes={process_id(inner()): source})
    [finding] = refused({"service.yaml": INFORMATION, "process.bpmn": CALLER}, library)
    assert (finding.code, finding.line) == ("called_refused", line_of(CALLER, "<callActivity"))


def test_a_process_that_leads_back_to_itself_is_refused():
    library = Beside(processes={process_id(inner()): {"process": CALLER, "rules": ""}})
    found = refused({"service.yaml": INFORMATION, "process.bpmn": CALLER}, library)
    assert "calls_itself" in {f.code for f in found}


def test_a_shelf_finds_processes_of_other_packages(tmp_path: Path):
    for name, text in (("one", CALLER), ("two", inner())):
        folder = tmp_path / "agency" / name
        folder.mkdir(parents=True)
        (folder / "service.yaml").write_text(INFORMATION.replace("slug: a", f"slug: {name}"))
        (folder / "process.bpmn").write_text(text, encoding="utf-8")
    caller = packages.read(tmp_path / "agency" / "one", Shelf(tmp_path))
    assert [each["process"] for each in caller.called] == [inner()]
