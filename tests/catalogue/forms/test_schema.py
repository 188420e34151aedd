"""The schemas say what the packages of the house hold."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from miz.catalogue.forms import process, running, schema, service
from miz.catalogue.forms.shapes import Form, leaves

FORMS = [(service.FORM, schema.service), (process.FORM, schema.process)]


def packages(name: str) -> list[Path]:
    return sorted(Path("services").glob(f"*/*/{name}"))


def read(path: Path):
    return json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))


@pytest.mark.parametrize("path", packages("service.yaml"), ids=str)
def test_every_service_form_of_the_house_fits(path: Path):
    jsonschema.validate(read(path), schema.service())


@pytest.mark.parametrize("path", packages("process.yaml"), ids=str)
def test_every_process_form_of_the_house_fits(path: Path):
    jsonschema.validate(read(path), schema.process())


def test_the_house_tells_every_field_of_the_form():
    keys = {*service.FORM.fields, *(field.key for field in running.RUNNING)} - {"criteria"}
    for path in packages("service.yaml"):
        assert keys - read(path).keys() == set(), path


@pytest.mark.parametrize(("form", "made"), FORMS, ids=["service", "process"])
def test_the_schemas_are_schemas(form: Form, made):
    jsonschema.Draft202012Validator.check_schema(made())


@pytest.mark.parametrize(("form", "made"), FORMS, ids=["service", "process"])
def test_a_form_that_tells_nothing_but_its_name_fits(form: Form, made):
    must = {"slug": "a", "kind": "information", "title": "ا", "process_name": "ا"}
    record = form.empty() | {key: must[key] for key in made()["required"]}
    jsonschema.validate(record, made())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("colour", "red"),
        ("title", None),
        ("title", ""),
        ("slug", "Two Words"),
        ("kind", None),
        ("nature", "both"),
        ("level", {"national": "yes"}),
        ("level", {"galaxy": True}),
        ("governing_laws", "one law"),
        ("recipients_count", {"raw": None, "value": -1}),
        ("fees", [{"amount": 3}]),
        ("stages", {"after": {}}),
    ],
)
def test_what_no_form_has_is_refused(key: str, value: object):
    record = copy.deepcopy(read(packages("service.yaml")[0])) | {key: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, schema.service())


def test_leaves_name_every_single_value():
    fees = service.FORM.fields["fees"]
    found = {leaf.path: leaf.value for leaf in leaves(fees, [{"amount_rial": 10}])}
    assert found["fees", 0, "amount_rial"] == 10
    assert found["fees", 0, "raw"] is None
    stages = service.FORM.fields["stages"]
    paths = {leaf.path for leaf in leaves(stages, stages.shape.empty())}
    assert ("stages", "request", "media", "pishkhan") in paths
    assert ("stages", "information", "media", "pishkhan") not in paths
