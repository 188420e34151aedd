"""Packages on disk: what is wrong is said with the file it is in."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from miz.catalogue import packages
from miz.catalogue.errors import PackageError
from miz.catalogue.library import Shelf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a good package, to be spoilt."""
    return Path(shutil.copytree(Path(settings.SERVICES) / "hajj" / "desk", tmp_path / "desk"))


def test_a_copy_has_the_same_digest_and_another_word_another(folder: Path) -> None:
    original = packages.read(Path(settings.SERVICES) / "hajj" / "desk")
    assert packages.read(folder).digest == original.digest
    answers = folder / "answers.yaml"
    answers.write_text(answers.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    assert packages.read(folder).digest == original.digest
    process = folder / "process.bpmn"
    process.write_text(process.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert packages.read(folder).digest != original.digest


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("service.yaml", "slug: [unclosed"),
        ("service.yaml", ""),
        ("service.yaml", "- a\n- list\n"),
        ("service.yaml", "slug: a\nkind: desk\n"),
        ("service.yaml", b"\xff\xfe"),
        ("service.yaml", "slug: a\nslug: b\nkind: desk\ntitle: الف\n"),
        ("answers.yaml", "- title: الف\n  text: ب\n"),
        ("answers.yaml", "- {code: a, title: الف, text: ''}\n"),
        ("topics.yaml", ""),
        ("topics.yaml", "- code: a\n  title: الف\n"),
        ("topics.yaml", "- a\n"),
        ("topics.yaml", ("- {code: a, title: الف, topics: [{code: b, title: ب},"
                        " {code: b, title: پ}]}")),
        ("messages.yaml", "received: سلام"),
        ("messages.yaml", "received: {sms: 'کد {unknown}'}"),
        ("messages.yaml", "received: {sms: '{due.__class__}'}"),
        ("messages.yaml", "received: {sms: 'کد {'}"),
        ("messages.yaml", "received: {email: {subject: س, text: م}}"),
        ("process.bpmn", "<not-bpmn/>"),
        ("process.bpmn", "not xml"),
        ("process.bpmn", b"\xff\xfe"),
    ],
)  # fmt: skip
def test_a_bad_package_is_refused_with_the_name_of_the_file(
    folder: Path, file: str, content: str | bytes
) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / file).write_bytes(data)
    with pytest.raises(PackageError, match=file.partition(".")[0]):
        packages.read(folder)


@pytest.mark.parametrize("file", ["service.yaml", "topics.yaml", "messages.yaml", "process.bpmn"])
def test_a_desk_lacks_nothing(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(PackageError, match=file.partition(".")[0]):
        packages.read(folder)


def test_a_package_carries_its_files_and_no_remark_changes_its_digest(folder: Path) -> None:
    package = packages.read(folder)
    assert package.files == packages.files(folder)
    assert {"service.yaml", "process.bpmn", "scenarios/answered.yaml"} <= package.files.keys()
    more = {**package.files, "scenarios/more.yaml": "title: س\nstart: {main_topic: umrah}\n"}
    library = Shelf(folder.parent).beside(folder)
    assert packages.load(more, where="a", library=library).digest == package.digest
    words = {**package.files, "locale/en.yaml": "title: Desk\n"}
    assert packages.load(words, where="a", library=library).digest != package.digest


def test_two_packages_of_one_slug_are_refused(tmp_path: Path) -> None:
    text = "code: agency\nname: دستگاه\nshort_name: دستگاه\n"
    for name in ("one", "two"):
        folder = tmp_path / "agency" / name
        folder.mkdir(parents=True)
        form = "slug: same\nkind: information\ntitle: خدمت\n"
        (folder / "service.yaml").write_text(form, encoding="utf-8")
    (tmp_path / "agency" / "organisation.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PackageError, match=r"one/service\.yaml:1: the slug same .*two"):
        list(packages.agencies(tmp_path))


def test_every_package_of_ours_can_be_read() -> None:
    found = list(packages.agencies(Path(settings.SERVICES)))
    slugs = [package.slug for _, own in found for package in own]
    assert len(slugs) == len(set(slugs)) >= 12
