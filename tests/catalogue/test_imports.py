"""What was read of a file becomes drafts that wait for a person."""

from typing import Any

import pytest

from miz.accounts.days import today
from miz.accounts.models import Organisation, User
from miz.catalogue import drafts, imports, readings, records
from miz.catalogue.draft_errors import NotNow, NotYours, OpenAlready
from miz.catalogue.forms import process, service
from miz.catalogue.models import Draft, Service

from .drawing import approved, person


@pytest.fixture
def designer(db: None) -> User:
    return person(Organisation.objects.get(code="prisons"), "designer", "designer")


def form(kind: str, **said: Any) -> dict[str, Any]:
    """As `miz forms import --json` gives it; what is not said was not found."""
    official = service.FORM if kind == "service" else process.FORM
    told: dict[str, Any] = {"kind": kind}
    for key, value in (official.empty() | said).items():
        entry = reading(value)
        told[key] = (
            {name: reading(part) for name, part in value.items()} if key == "stages" else entry
        )
    return told


def reading(value: Any, reason: str | None = None) -> dict[str, Any]:
    return {"value": value, "raw": "متن", "place": {"line": 3}, "confidence": 1.0, "reason": reason}


def record(draft: Any, name: str = "service.yaml") -> dict[str, Any]:
    return records.read(draft.files[name])


def test_each_form_of_a_file_is_a_draft(designer: User) -> None:
    made = imports.take(
        by=designer, source="فرم.docx",
        forms=[form("service", title="اعزام زندانی"), form("service", title="ترخیص زندانی")],
    )  # fmt: skip
    assert [draft.title for draft in made] == ["اعزام زندانی", "ترخیص زندانی"]
    assert len({draft.source_key for draft in made}) == 1
    assert [record(draft)["kind"] for draft in made] == ["information", "information"]
    assert all(not drafts.refused(drafts.findings(draft)) for draft in made)


def test_the_record_has_every_key_in_the_order_of_the_form(designer: User) -> None:
    (draft,) = imports.take(by=designer, source="f", forms=[form("service", title="اعزام")])
    assert list(record(draft)) == [
        "slug", "kind", "parent_code", *service.FORM.fields, "desk",
    ]  # fmt: skip


@pytest.mark.parametrize(("said", "slug"), [
    ({"title": "اعزام زندانی", "service_code": "17041325104"}, "prisons-17041325104"),
    ({"title": "اعزام زندانی"}, "prisons-aazam-zndany"),
    ({}, "prisons-khdmt-bynam"),
])  # fmt: skip
def test_a_slug_is_proposed_in_latin(designer: User, said: dict[str, str], slug: str) -> None:
    (draft,) = imports.take(by=designer, source="f", forms=[form("service", **said)])
    assert draft.slug == slug


def test_a_proposed_slug_is_nobody_elses(designer: User) -> None:
    twice = [form("service", title="اعزام"), form("service", title="اعزام")]
    first, second = imports.take(by=designer, source="f", forms=twice)
    assert (first.slug, second.slug) == ("prisons-aazam", "prisons-aazam-2")
    long = form("service", title="و" * 200)
    (draft,) = imports.take(by=designer, source="f", forms=[long])
    assert len(draft.slug) <= drafts.MAX_SLUG


def test_a_form_of_a_known_service_is_its_next_version(designer: User) -> None:
    title = "ملاقات زندانيان با خانواده"  # as it stands in files: with an Arabic letter
    known = Service.objects.get(slug="prisons-visits")
    told = form("service", title=title, sla="توافق")
    (draft,) = imports.take(by=designer, source="f", forms=[told])
    assert (draft.slug, draft.base) == ("prisons-visits", known.version)
    assert record(draft)["sla"] == "توافق"
    before = known.version.identity  # type: ignore[union-attr]
    assert record(draft)["governing_laws"] == before["governing_laws"]


VISITS = form("service", title="ملاقات زندانیان با خانواده", sla="توافق")


def test_one_open_draft_stops_no_other_form_of_the_file(designer: User) -> None:
    (first,) = imports.take(by=designer, source="f", forms=[VISITS])
    made = imports.take(by=designer, source="g", forms=[VISITS, form("service", title="اعزام")])
    assert [draft.state for draft in made] == ["discarded", "draft"]
    assert [draft.is_set_aside for draft in made] == [True, False]
    assert record(made[0])["sla"] == "توافق"
    assert list(Draft.objects.set_aside()) == [made[0]]
    first.refresh_from_db()
    assert first.state == "draft"


def test_what_was_set_aside_begins_on_what_was_published_meanwhile(designer: User) -> None:
    (first,) = imports.take(by=designer, source="f", forms=[VISITS])
    (aside,) = imports.take(by=designer, source="g", forms=[VISITS])
    with pytest.raises(OpenAlready):
        imports.again(draft=aside, revision=1, by=designer)
    assert Draft.objects.count() == 2
    files = first.files | {"locale/en.yaml": "title: Visits\n"}
    first = drafts.save(draft=first, files=files, revision=1, by=designer)
    first = drafts.propose(draft=first, revision=2, by=designer)
    approved(first, person(designer.organisation, "approver", "approver"), today())
    made = imports.again(draft=aside, revision=1, by=designer)
    assert (made.state, made.readings) == ("draft", aside.readings)
    assert "locale/en.yaml" in made.files
    assert not Draft.objects.set_aside()
    with pytest.raises(OpenAlready):
        imports.again(draft=aside, revision=1, by=designer)


def test_what_was_set_aside_can_be_dropped_once_and_is_nobody_elses(
    designer: User, hajj: Organisation
) -> None:
    imports.take(by=designer, source="f", forms=[VISITS])
    (aside,) = imports.take(by=designer, source="g", forms=[VISITS])
    with pytest.raises(NotYours):
        imports.again(draft=aside, revision=1, by=person(hajj, "stranger", "designer"))
    dropped = drafts.discard(draft=aside, revision=1, by=designer)
    assert not Draft.objects.set_aside()
    for act in (drafts.discard, imports.again):
        with pytest.raises(NotNow):
            act(draft=dropped, revision=2, by=designer)


def test_another_agencys_service_is_none_of_ours(designer: User) -> None:
    title = Service.objects.get(slug="hajj-insurance-health").title
    (draft,) = imports.take(by=designer, source="f", forms=[form("service", title=title)])
    assert draft.base is None
    assert draft.slug.startswith("prisons-")


def test_one_identifier_for_two_titles_makes_two_services(designer: User) -> None:
    code = {"service_code": "17041325104"}
    forms = [form("service", title="ابطال سند", **code), form("service", title="پایداری", **code)]
    first, second = imports.take(by=designer, source="f", forms=forms)
    assert first.slug != second.slug


def test_the_form_of_a_process_goes_to_the_service_it_makes(designer: User) -> None:
    made = imports.take(
        by=designer, source="f",
        forms=[
            form("service", title="اعزام"),
            form("process", process_name="فرایند اعزام", produced_service="اعزام"),
        ],
    )  # fmt: skip
    assert [sorted(draft.files) for draft in made] == [["process.yaml", "service.yaml"]]
    assert sorted(made[0].readings) == ["process", "service"]


def test_a_process_alone_is_a_service_that_only_tells(designer: User) -> None:
    told = form("process", process_name="فرایند تازه", owner="واحد")
    (draft,) = imports.take(by=designer, source="f", forms=[told])
    assert draft.title == "فرایند تازه"
    assert record(draft, "process.yaml")["owner"] == "واحد"


def test_what_is_doubtful_waits_until_a_person_confirms_it(designer: User) -> None:
    told = form("service", title="اعزام")
    told["level"] = reading(service.FORM.fields["level"].shape.empty(), "تیک‌ها از دست رفته است.")
    told["stages"]["request"]["reason"] = "تیک‌ها از دست رفته است."
    (draft,) = imports.take(by=designer, source="f", forms=[told])
    waiting = [each.name for each in readings.doubtful(draft.readings)]
    assert waiting == ["service.level", "service.stages.request"]
    seen = readings.confirmed(draft.readings, {"service.stages.request"})
    assert [each.name for each in readings.doubtful(seen)] == ["service.level"]
