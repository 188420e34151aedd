"""What is printed of the forms is as new as the code, and editors find it."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from miz.accounts.models import Unit
from miz.catalogue import package_schemas
from scripts import form_reference

HEAD = "# yaml-language-server: $schema="
FILES = ("*/organisation.yaml", "*/*/service.yaml", "*/*/process.yaml")


@pytest.mark.parametrize("path", form_reference.files(), ids=str)
def test_a_printed_file_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == form_reference.files()[path]


@pytest.mark.parametrize("pattern", FILES)
def test_every_file_of_a_package_leads_editors_to_a_schema_that_it_fits(pattern: str) -> None:
    for file in sorted(Path("services").glob(pattern)):
        text = file.read_text(encoding="utf-8")
        first = text.splitlines()[0]
        assert first.startswith(HEAD), file
        schema = (file.parent / first.removeprefix(HEAD)).resolve()
        assert schema.name == f"{file.stem}.schema.json"
        fits = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
        data = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert fits.is_valid(data), file


def test_units_of_a_package_are_units_of_the_desk() -> None:
    assert set(package_schemas.UNIT_KINDS) <= set(Unit.Kind.values)
