"""The designer: every file of a draft as text, nothing typed is lost, strangers see nothing."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miz.accounts.models import Organisation, User
from miz.catalogue import archives, checks, drafts, packages, records
from miz.catalogue.models import Draft
from miz.config import services
from miz.web.office.catalogue.designer_files import TABS, begun, digest
from tests.catalogue.drawing import package, person, proposed

DESK = {"owner_unit": "province-desk"}
FIRST = ("process.bpmn", "rules.dmn", "topics.yaml", "messages.yaml", "answers.yaml")


@pytest.fixture
def draft(designer: User) -> Draft:
    return drafts.create(by=designer, files=package(kind="desk", desk=DESK))


def page(draft: Draft, name: str, door: str = "edit") -> str:
    return f"/office/catalogue/drafts/{draft.pk}/{door}/{name}"


def send(client: Client, draft: Draft, name: str, text: str, **said: str) -> str:
    """What the page answers; it has seen the file as it is now, unless `seen` says otherwise."""
    draft.refresh_from_db()
    data = {"text": text, "seen": digest(draft.files.get(name))} | said
    answer = client.post(page(draft, name), data, follow=True)
    draft.refresh_from_db()
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_typed_is_kept_letter_by_letter(draws: Client, draft: Draft) -> None:
    text = "# یادداشت\n- code: general\n  title: 'درخواست '\n"
    told = send(draws, draft, "topics.yaml", text.replace("\n", "\r\n"))
    assert draft.files["topics.yaml"] == text
    assert "موضوع‌ها نگه داشته شد" in told


def test_a_file_that_is_not_right_is_kept_and_told(draws: Client, draft: Draft) -> None:
    told = send(draws, draft, "topics.yaml", "- code: [\n")
    assert draft.files["topics.yaml"] == "- code: [\n"
    assert "YAML این پرونده درست نیست" in told


def test_a_check_keeps_nothing(draws: Client, draft: Draft) -> None:
    told = send(draws, draft, "topics.yaml", "- code: [\n", check="1")
    assert "topics.yaml" not in draft.files
    assert "YAML این پرونده درست نیست" in told
    assert "- code: [" in told


def test_scenarios_run_with_every_check(draws: Client, draft: Draft) -> None:
    for name in FIRST:
        send(draws, draft, name, begun(draft, name))
    name = "scenarios/answered.yaml"
    wrong = begun(draft, name).replace("state: answered", "state: rejected")
    told = send(draws, draft, name, wrong, check="1")
    assert "سناریو چنان که نوشته شده پیش نرفت" in told


def test_a_finding_leads_to_its_line(draws: Client, draft: Draft) -> None:
    text = "- code: a\n  title: الف\n  topics: []\n"
    send(draws, draft, "topics.yaml", text)
    other = draws.get(page(draft, "answers.yaml")).content.decode()
    assert f'href="{page(draft, "topics.yaml")}?line=3#id_text"' in other
    assert 'data-line="3"' in draws.get(page(draft, "topics.yaml")).content.decode()


def test_whoever_comes_later_sees_both_texts(
    draws: Client, draft: Draft, hajj: Organisation
) -> None:
    seen = digest(draft.files.get("topics.yaml"))
    colleague = person(hajj, "colleague", "designer")
    files = {**draft.files, "topics.yaml": "# of a colleague\n"}
    drafts.save(draft=draft, files=files, revision=draft.revision, by=colleague)
    told = send(draws, draft, "topics.yaml", "# my own words\n", seen=seen)
    assert "# my own words" in told
    assert "# of a colleague" in told
    assert "colleague در این میان" in told
    assert draft.files["topics.yaml"] == "# of a colleague\n"
    send(draws, draft, "topics.yaml", "# my own words\n")
    assert draft.files["topics.yaml"] == "# my own words\n"


def test_two_files_open_side_by_side_do_not_hinder_each_other(draws: Client, draft: Draft) -> None:
    seen = digest(None)
    send(draws, draft, "topics.yaml", "# one\n", seen=seen)
    send(draws, draft, "answers.yaml", "# two\n", seen=seen)
    assert (draft.files["topics.yaml"], draft.files["answers.yaml"]) == ("# one\n", "# two\n")


@pytest.mark.parametrize("text", ["a\0b", "a\x07b", "الف" * 400_000])
def test_what_cannot_be_kept_stays_on_the_page(draws: Client, draft: Draft, text: str) -> None:
    answer = draws.post(page(draft, "topics.yaml"), {"text": text, "seen": ""})
    assert answer.status_code == 200
    assert "m-error-summary" in answer.content.decode()
    draft.refresh_from_db()
    assert "topics.yaml" not in draft.files


def test_a_slug_that_is_taken_keeps_the_text_on_the_page(
    draws: Client, draft: Draft, designer: User
) -> None:
    drafts.create(by=designer, files=package("hajj-other"))
    text = draft.files["service.yaml"].replace("slug: hajj-trial", "slug: hajj-other")
    told = send(draws, draft, "service.yaml", text)
    assert "این نام کوتاه از آن خدمت" in told
    assert "slug: hajj-other" in told
    assert draft.slug == "hajj-trial"


def test_every_key_of_a_form_is_within_reach_as_text(draws: Client, draft: Draft) -> None:
    shown = draws.get(page(draft, "service.yaml")).content.decode()
    assert {f"{key}:" for key in records.fields("service.yaml")} - {
        line.partition(" ")[0] for line in shown.splitlines()
    } <= {"criteria:"}


# --- a package out of examples


def test_examples_make_a_package_that_passes(draft: Draft) -> None:
    names = [*(name for name in TABS if "." in name), "scenarios/answered.yaml", "locale/en.yaml"]
    names += ["forms/review.json"]
    new = {name: begun(draft, name) for name in names if name != "service.yaml"}
    draft.files = {**draft.files, **new}
    assert [str(each) for each in drafts.findings(draft) if each.level == "refused"] == []


@pytest.mark.parametrize("slug", ["1-trial", "a" * 50])
def test_examples_fit_every_slug(designer: User, slug: str) -> None:
    draft = drafts.create(
        by=designer, files=package(slug, kind="desk", desk=DESK, title="«ا» & <ب>")
    )
    draft.files = {**draft.files, **{name: begun(draft, name) for name in FIRST}}
    assert [str(each) for each in drafts.findings(draft) if each.level == "refused"] == []


def test_what_is_designed_is_the_same_package_on_disk(
    draws: Client, draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*FIRST, "scenarios/answered.yaml"):
        send(draws, draft, name, begun(draft, name))
    archive = b"".join(draws.get(f"/office/catalogue/drafts/{draft.pk}/package/"))
    assert archives.unpack(archive) == draft.files
    folder = tmp_path / "hajj" / draft.slug
    unfold(archives.unpack(archive), folder)
    units = [{"code": "province-desk", "name": "میز", "kind": "desk", "per_province": True}]
    agency = {"code": "hajj", "name": "حج", "short_name": "حج", "units": units}
    (tmp_path / "hajj" / "organisation.yaml").write_text(yaml.safe_dump(agency), encoding="utf-8")
    assert dict(packages.files(folder)) == draft.files
    monkeypatch.setattr(settings, "SERVICES", tmp_path)
    assert services.run("check", as_json=False) == 0


def test_a_package_taken_out_comes_in_the_same(draws: Client, draft: Draft, designer: User) -> None:
    for name in (*FIRST, "scenarios/answered.yaml"):
        send(draws, draft, name, begun(draft, name))
    archive = b"".join(draws.get(f"/office/catalogue/drafts/{draft.pk}/package/"))
    drafts.discard(draft=draft, revision=draft.revision, by=designer)
    sent = SimpleUploadedFile("package.zip", archive, "application/zip")
    answer = draws.post("/office/catalogue/new/", {"way": "archive", "archive": sent})
    assert answer.status_code == 302
    taken = Draft.objects.open().get(slug=draft.slug)
    assert taken.files == draft.files


def unfold(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


# --- files that come and go


def test_a_new_file_of_a_folder_begins_with_its_name(draws: Client, draft: Draft) -> None:
    folder = page(draft, "scenarios/", "folder")
    answer = draws.get(folder, {"name": "objection"})
    assert answer.headers["Location"] == page(draft, "scenarios/objection.yaml")
    for name in ("../x", "a b", "a/b", ""):
        assert "m-error-summary" in draws.get(folder, {"name": name}).content.decode()


def test_a_file_is_renamed_within_its_folder(draws: Client, draft: Draft) -> None:
    send(draws, draft, "scenarios/one.yaml", "title: یک\n")
    told = {"revision": str(draft.revision), "name": "two"}
    draws.post(page(draft, "scenarios/one.yaml", "rename"), told)
    draft.refresh_from_db()
    assert draft.files["scenarios/two.yaml"] == "title: یک\n"
    assert "scenarios/one.yaml" not in draft.files
    send(draws, draft, "scenarios/one.yaml", "title: دیگر\n")
    told = {"revision": str(draft.revision), "name": "two"}
    answer = draws.post(page(draft, "scenarios/one.yaml", "rename"), told)
    assert "پرونده‌ای با همین نام هست" in answer.content.decode()


def test_a_file_is_removed_but_not_the_form_of_the_service(draws: Client, draft: Draft) -> None:
    send(draws, draft, "topics.yaml", "# one\n")
    draws.post(page(draft, "topics.yaml", "remove"), {"revision": str(draft.revision - 1)})
    draft.refresh_from_db()
    assert "topics.yaml" in draft.files
    draws.post(page(draft, "topics.yaml", "remove"), {"revision": str(draft.revision)})
    draft.refresh_from_db()
    assert "topics.yaml" not in draft.files
    answer = draws.post(page(draft, "service.yaml", "remove"), {"revision": str(draft.revision)})
    assert answer.status_code == 404


# --- who comes in

ADDRESSES = [
    ("edit", "topics.yaml"), ("folder", "scenarios/"), ("rename", "scenarios/a.yaml"),
    ("remove", "topics.yaml"),
]  # fmt: skip


@pytest.mark.parametrize(("door", "name"), ADDRESSES)
def test_a_designer_of_another_organisation_finds_nothing(
    foreigner: Client, draft: Draft, door: str, name: str
) -> None:
    method = foreigner.post if door in ("rename", "remove") else foreigner.get
    assert method(page(draft, name, door)).status_code == 404
    assert foreigner.post(page(draft, "topics.yaml"), {"text": "x"}).status_code == 404


@pytest.mark.parametrize(("door", "name"), ADDRESSES)
def test_an_approver_reads_and_does_not_write(
    decides: Client, draft: Draft, door: str, name: str
) -> None:
    assert decides.post(page(draft, name, door), {"text": "x"}).status_code == 403
    assert decides.get(page(draft, "service.yaml", "files")).status_code == 200


def test_nobody_comes_in_unknown(client: Client, draft: Draft) -> None:
    answer = client.get(page(draft, "topics.yaml"))
    assert answer.headers["Location"].startswith("/office/login/")


@pytest.mark.parametrize("name", ["organisation.yaml", "../x.yaml", "scenarios/a.txt", "a.py"])
def test_a_file_that_no_package_holds_has_no_page(draws: Client, draft: Draft, name: str) -> None:
    assert not checks.is_known(name)
    assert draws.get(page(draft, name)).status_code == 404


def test_what_is_proposed_is_not_designed_any_more(draws: Client, designer: User) -> None:
    draft = proposed(designer)
    for door, name in (("edit", "service.yaml"), ("folder", "forms/")):
        answer = draws.get(page(draft, name, door))
        assert answer.headers["Location"] == f"/office/catalogue/drafts/{draft.pk}/"
    answer = draws.post(page(draft, "service.yaml"), {"text": "slug: x", "seen": ""})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert "slug: x" not in draft.files["service.yaml"]
