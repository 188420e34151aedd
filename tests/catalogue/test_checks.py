"""What a check says of a package: each slip with its file, its line and its code."""

from pathlib import Path

import pytest
from django.conf import settings

from miz.catalogue import checks, packages
from miz.catalogue.findings import WORDS, Finding
from miz.catalogue.library import Known, Shelf

from .library import Beside

ALONE = Beside(known_units={"inspection", "province-desk"})
PARENT = Known("other/parent", "parent", "17041326000", "خدمت مادر")


@pytest.fixture(scope="module")
def good() -> dict[str, str]:
    return dict(packages.files(Path(settings.SERVICES) / "hajj" / "complaints"))


@pytest.fixture(scope="module")
def form() -> dict[str, str]:
    return dict(packages.files(Path(settings.SERVICES) / "hajj" / "password-recovery"))


def look(files: dict[str, str], library: Beside = ALONE) -> list[Finding]:
    return checks.findings(files, where="here", library=library)


def spoilt(files: dict[str, str], file: str, old: str, new: str) -> tuple[dict[str, str], int]:
    """The files with one place changed, and the line of that place."""
    text = files.get(file, "")
    assert text.count(old) >= 1, old
    return {**files, file: text.replace(old, new, 1)}, text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("folder", Shelf(settings.SERVICES).folders, ids=lambda f: f.name)
def test_nothing_is_said_of_the_packages_of_the_house(folder: Path):
    library = Shelf(settings.SERVICES).beside(folder)
    found = checks.findings(packages.files(folder), where=str(folder), library=library)
    assert list(map(str, found)) == []


def test_nothing_is_said_of_a_good_package(good):
    assert look(good) == []


SLIPS = [
    ("service.yaml", "slug: hajj-complaints", "slug: Hajj Complaints", "pattern", "slug"),
    ("service.yaml", "kind: complaints", "kind: shop", "option", "information"),
    ("service.yaml", "sla: null", "sla: ''", "empty", "sla"),
    ("service.yaml", "sla: null", "sla: null\ncolour: red", "unknown_key", "colour"),
    ("service.yaml", "faq: []", "faq: much", "shape", "faq is not a list"),
    ("service.yaml", "nature: null", "nature: both", "option", "sovereign"),
    ("service.yaml", "projects: []", "projects: [1]", "shape", "projects.1 is not text"),
    ("service.yaml", "working_days: 10", "working_days: 0", "range", "at least 1"),
    ("service.yaml", "faq: []", "faq: [{question: null, answer: ب}]", "row_unnamed", "faq 1"),
    ("service.yaml", "owner_unit: inspection", "owner_unit: moon", "unknown_unit", "moon"),
    ("service.yaml", "capacity_pool: null", "capacity_pool: beds", "unknown_name", "beds"),
    ("service.yaml", "module: null", "module: visas", "unknown_name", "visas"),
    ("topics.yaml", "code: complaint-office", "code: complaint-staff", "code_twice", ""),
    ("topics.yaml", "code: complaint-office", "code: complaint", "code_twice", ""),
    ("topics.yaml", "code: complaint-office", "code: ''", "pattern", ""),
    ("messages.yaml", "کد پیگیری: {tracking_code}", "{name}", "placeholder", "{name}"),
    ("messages.yaml", "کد پیگیری: {tracking_code}", "{due!r}", "placeholder", "{due}"),
    ("messages.yaml", "کد پیگیری: {tracking_code}", "{due:>9999999}", "placeholder", "{due}"),
    ("messages.yaml", "کد پیگیری: {tracking_code}", "{due", "half", "received.sms"),
    ("answers.yaml", "{applicant_name}", "{nobody}", "placeholder", "{nobody}"),
    ("rules.dmn", "<decision ", "<decisions ", "lint", ""),
    ("process.bpmn", 'id="answered"', 'id="answered 2"', "lint", ""),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code", "words"), SLIPS)
def test_a_slip_is_named_with_its_file_and_line(good, file, old, new, code, words):
    files, line = spoilt(good, file, old, new)
    found = [f for f in look(files) if f.file == file and f.code == code]
    assert found, look(files)
    assert {f.level for f in found} == {"refused"}
    assert words in found[0].message
    assert found[0].persian
    if code != "lint" and file != "messages.yaml":
        assert found[0].line == line + new.partition("colour")[0].count("\n")
    assert str(found[0]).startswith(f"here/{file}:{found[0].line}: ")


def test_words_stand_for_every_code_in_both_languages():
    for level, english, persian in WORDS.values():
        assert level in ("refused", "warning")
        assert english.isascii() or "«" in english
        assert not {"ي", "ك"} & set(persian)
    assert not set("۰۱۲۳۴۵۶۷۸۹") & set("".join(english for _, english, _ in WORDS.values()))


@pytest.mark.parametrize("code", ["1901133200", "29011332000", "190113320001", "۱۹۰۱۱۳۳۲۰۰۰"])
def test_an_odd_identifier_is_a_warning(good, code):
    files, line = spoilt(good, "service.yaml", "service_code: null", f'service_code: "{code}"')
    [finding] = look(files)
    assert (finding.level, finding.code, finding.line) == ("warning", "service_code", line)
    assert packages.load(files, where="here", library=ALONE).identity["service_code"] == code


def test_a_slug_has_one_package(good):
    other = Known("there/complaints", "hajj-complaints", "", "شکایت دیگر")
    [finding] = look(good, Beside(services=(other,)))
    assert (finding.level, finding.code) == ("refused", "slug_taken")
    assert "there/complaints" in finding.message
    assert finding.line == good["service.yaml"].partition("slug:")[0].count("\n") + 1


def test_an_identifier_of_two_titles_is_a_warning_that_names_both(good):
    files, line = spoilt(good, "service.yaml", "service_code: null", 'service_code: "17041326000"')
    [finding] = look(files, Beside(services=(PARENT,)))
    assert (finding.level, finding.code, finding.line) == ("warning", "code_shared", line)
    assert "خدمت مادر" in finding.message
    assert "شکایت" in finding.message


def test_a_parent_must_be_known(good):
    files, line = spoilt(good, "service.yaml", "parent_code: null", 'parent_code: "17041326000"')
    assert look(files, Beside(services=(PARENT,))) == []
    [finding] = look(files)
    assert (finding.level, finding.code, finding.line) == ("warning", "unknown_parent", line)


def test_what_is_left_out_of_a_form_is_a_warning(good):
    files, _ = spoilt(good, "service.yaml", "sla: null\n", "")
    [finding] = look(files)
    assert (finding.level, finding.code) == ("warning", "untold")
    assert "sla" in finding.message


def test_a_language_that_speaks_of_some_events_alone_is_a_warning(good):
    arabic = "received:\n  ar: {sms: 'رمز {tracking_code}'}\n"
    files, _ = spoilt(good, "messages.yaml", "received:\n", arabic)
    [finding] = look(files)
    assert (finding.level, finding.code) == ("warning", "translation")
    assert "language ar says nothing of received, more_requested, " in finding.message
    files, _ = spoilt(files, "messages.yaml", "رمز {tracking_code}", "رمز {name}")
    assert [f.code for f in look(files) if f.level == "refused"] == ["placeholder"]


@pytest.mark.parametrize("name", ["topics.yaml", "messages.yaml", "process.bpmn"])
def test_a_service_that_takes_requests_lacks_nothing(good, name):
    found = look({key: text for key, text in good.items() if key != name})
    assert (name, 1, "missing_file") in [(f.file, f.line, f.code) for f in found]


def test_a_service_that_takes_requests_names_its_unit(good):
    files, line = spoilt(good, "service.yaml", "desk:\n", "desk: null\nold:\n")
    text = files["service.yaml"]
    files["service.yaml"] = text[: text.index("old:")]
    [finding] = look(files)
    assert (finding.code, finding.line) == ("no_desk", line)


@pytest.mark.parametrize(
    "name",
    ["readme.txt", "../service.yaml", "/etc/passwd", "forms/a/b.json", "scenarios/a.yaml.exe",
     "locale/Persian.yaml", "scenarios/../../x.yaml", "organisation.yaml"],
)  # fmt: skip
def test_a_strange_file_is_refused(good, name):
    found = look({**good, name: "a: 1"})
    assert [(f.file, f.code) for f in found] == [(name, "unknown_file")]


def test_a_package_is_bounded(good):
    many = {f"scenarios/s{number}.yaml": "title: س" for number in range(checks.MAX_FILES)}
    assert "too_many" in {f.code for f in look({**good, **many})}


def test_a_file_with_the_wrong_shape_is_asked_nothing_more(good):
    files = {**good, "messages.yaml": "received: {sms: 5}\n", "topics.yaml": "- a\n"}
    found = {(f.file, f.code) for f in look(files)}
    assert found == {("messages.yaml", "shape"), ("topics.yaml", "shape")}


def test_an_empty_package_lacks_its_form():
    assert [(f.file, f.code) for f in look({})] == [("service.yaml", "missing_file")]
    assert [(f.file, f.code) for f in look({"service.yaml": ""})] == [("service.yaml", "shape")]


def test_words_of_another_language_are_those_of_the_form(good):
    assert look({**good, "locale/en.yaml": "title: Complaints\n"}) == []
    [finding] = look({**good, "locale/en.yaml": "title: Complaints\nheading: A\n"})
    assert (finding.code, finding.line) == ("unknown_key", 2)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("type: core", "type: اصلی", "option"),
        ("process_code: 005/17041326000", "process_code: 005/17041327000", "other_service"),
        ("  - به پیوست", "  - ''", "empty"),
    ],
)
def test_a_process_form_is_checked_with_its_lines(form, old, new, code):
    files, line = spoilt(form, "process.yaml", old, new)
    [finding] = look(files)
    assert (finding.file, finding.line, finding.code) == ("process.yaml", line, code)


ORGANISATION = "code: agency\nname: دستگاه\nshort_name: دستگاه\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("portal_url: 'javascript:alert(1)'\n", "pattern", 4),
        ("office_hours: {saturday: ['7:30', '14:30']}\n", "pattern", 4),
        ("office_hours: {saturday: ['07:30']}\n", "range", 4),
        ("office_hours: {someday: null}\n", "unknown_key", 4),
        ("units:\n  - {code: a, name: الف, kind: desk}\n  - {code: a, name: ب, kind: desk}\n",
         "code_twice", 6),
        ("units:\n  - {code: a, name: الف, kind: shop}\n", "option", 5),
        ("password_recovery: none\n", "option", 4),
    ],
)  # fmt: skip
def test_an_organisation_is_checked_too(text, code, line):
    assert checks.organisation(ORGANISATION, where="services/agency") == []
    [finding] = checks.organisation(ORGANISATION + text, where="services/agency")
    assert (finding.code, finding.line) == (code, line)


def test_an_organisation_has_the_name_of_its_folder():
    [finding] = checks.organisation(ORGANISATION, where="services/other")
    assert (finding.code, finding.line) == ("other_folder", 1)
