"""An official form as a form of a page: every value in, every value out."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from miz.catalogue import records
from miz.catalogue.forms import process, running, service
from miz.catalogue.forms.shapes import Form, leaves
from miz.catalogue.models import Service
from miz.web.office.catalogue.record_form import RecordForm

FILES = sorted(
    file for name in records.FORMS for file in Path(settings.SERVICES).glob(f"*/*/{name}")
)


def sent(form: RecordForm) -> dict[str, Any]:
    """What a browser sends of a page that nobody touched."""
    data = {name: form[name].value() or "" for name in form.fields}
    counts = {p.name: len(p.parts) for p in _parts(form) if p.kind == "rows"}
    return data | {f"{name}.count": str(count) for name, count in counts.items()}


def _parts(form: RecordForm) -> list[Any]:
    found, waiting = [], list(form.parts.values())
    while waiting:
        part = waiting.pop()
        found.append(part)
        waiting += part.parts
    return found


def filled(name: str, record: dict[str, Any], **typed: str) -> RecordForm:
    data = sent(RecordForm(None, name=name, record=record))
    form = RecordForm(data | typed, name=name, record=record)
    assert form.is_valid(), form.errors
    return form


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-3:]))
def test_a_page_that_nobody_touched_changes_nothing(file: Path) -> None:
    record = records.read(file.read_text(encoding="utf-8"))
    text = records.written(file.name, filled(file.name, record).record())
    assert yaml.safe_load(text) == yaml.safe_load(records.written(file.name, record))


@pytest.mark.parametrize("official", [service.FORM, process.FORM], ids=lambda form: form.name)
def test_no_key_of_the_form_is_out_of_reach(official: Form) -> None:
    form = RecordForm(None, name=f"{official.name}.yaml", record={})
    reached = {part.name for part in _parts(form)}
    for key, field in official.fields.items():
        for leaf in leaves(field, field.shape.empty()):
            assert ".".join(map(str, leaf.path)) in reached, key
    assert not set(records.fields(f"{official.name}.yaml")) - reached


def typed(**said: str) -> dict[str, Any]:
    return filled("service.yaml", {"slug": "a", "kind": "information"}, **said).record()


def test_what_is_typed_becomes_the_value_of_its_shape() -> None:
    record = typed(**{
        "title": "  ملاقات زنداني ",
        "required_documents": "کارت ملی\n\n شناسنامه \n",
        "recipients_count.value": "۱۲٬۰۰۰",
        "level.national": "true",
        "level.urban": "false",
        "nature": "sovereign",
        "stages.request.media.internet": "true",
        "fees.0.raw": "رایگان",
        "fees.0.amount_rial": "۰",
        "desk": "owner_unit: desk\n",
    })  # fmt: skip
    assert record["title"] == "ملاقات زندانی"
    assert record["required_documents"] == ["کارت ملی", "شناسنامه"]
    assert record["recipients_count"]["value"] == 12000
    assert (record["level"]["national"], record["level"]["urban"]) == (True, False)
    assert record["level"]["rural"] is None
    assert record["nature"] == "sovereign"
    assert record["stages"]["request"]["media"]["internet"] is True
    assert [(fee["raw"], fee["amount_rial"]) for fee in record["fees"]] == [("رایگان", 0)]
    assert record["desk"] == {"owner_unit": "desk"}


def test_an_emptied_row_is_gone() -> None:
    before = {"faq": [{"question": "یک", "answer": "الف"}, {"question": "دو", "answer": "ب"}]}
    emptied = {"faq.0.question": "", "faq.0.answer": ""}
    form = filled("service.yaml", before, **emptied)
    assert form.record()["faq"] == [{"question": "دو", "answer": "ب"}]


def test_more_rows_are_given_when_asked_for() -> None:
    before = {"faq": [{"question": "یک", "answer": "الف"}]}
    data = sent(RecordForm(None, name="service.yaml", record=before))
    form = RecordForm(data, name="service.yaml", record=before, more="faq")
    assert len(form.parts["faq"].parts) == 3


@pytest.mark.parametrize("count", ["9" * 4, "9" * 5000, "-1", "x", "²"])
def test_a_made_up_number_of_rows_makes_no_big_page(count: str) -> None:
    form = RecordForm({"faq.count": count}, name="service.yaml", record={})
    assert len(form.parts["faq"].parts) <= 200


@pytest.mark.parametrize(("name", "value"), [
    ("recipients_count.value", "چند"), ("desk", "a: ["), ("title", "ب\0"), ("nature", "strange"),
    ("level.national", "maybe"),
])  # fmt: skip
def test_a_mistake_is_told_beside_its_field(name: str, value: str) -> None:
    data = sent(RecordForm(None, name="service.yaml", record={}))
    form = RecordForm(data | {name: value}, name="service.yaml", record={})
    assert list(form.errors) == [name]
    assert form[name].value() == value


def test_an_acceptance_is_words_or_a_measure() -> None:
    measured = "text: در یک دقیقه\nseconds: 60"
    record = filled("process.yaml", {}, **{
        "controls.0.indicator": "زمان", "controls.0.acceptance": measured,
    }).record()  # fmt: skip
    assert record["controls"][0]["acceptance"] == {"text": "در یک دقیقه", "seconds": 60}
    assert not record["controls"][0].get("measure")
    plain = filled("process.yaml", {}, **{"controls.0.acceptance": "95"}).record()
    assert plain["controls"][0]["acceptance"] == "95"


def test_keys_that_no_page_shows_are_kept() -> None:
    form = filled("service.yaml", {"slug": "a", "strange": {"x": 1}})
    assert form.record()["strange"] == {"x": 1}


def test_the_kinds_of_services_have_one_name_everywhere() -> None:
    assert [(option.key, option.label) for option in running.KINDS] == Service.Kind.choices
    shown = str(RecordForm(None, name="service.yaml", record={"kind": "access"})["kind"])
    assert '<option value="access" selected>دسترسی به اطلاعات</option>' in shown


def test_a_code_is_typed_on_one_line() -> None:
    assert str(RecordForm(None, name="service.yaml", record={})["slug"]).startswith("<input")
