"""What was read of a file becomes drafts that wait for a person."""

from typing import Any

import pytest

from miz.accounts.models import Organisation, User
from miz.catalogue import drafts, imports, readings, records
from miz.catalogue.draft_errors import OpenAlready
from miz.catalogue.forms import process, service
from miz.catalogue.models import Service

from .drawing import person


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
    with pytest.raises(OpenAlready, match="ملاقات"):
        imports.take(by=designer, source="f", forms=[told])


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
