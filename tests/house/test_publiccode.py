"""publiccode.yml says what its standard asks for, and what the project says elsewhere."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
# https://yml.publiccode.tools/schema.core.html: what is mandatory, and of which values.
MANDATORY = (
    "publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "categories",
    "developmentStatus", "softwareType", "description", "legal", "maintenance", "localisation",
)  # fmt: skip
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {"addon", "library", "configurationFiles"} | {
    f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")
}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return content


def test_every_mandatory_key_is_there(told: dict[str, Any]) -> None:
    assert [key for key in MANDATORY if not told.get(key)] == []
    assert told["legal"]["license"]
    assert all(contact["name"] for contact in told["maintenance"]["contacts"])
    assert {"localisationReady", "availableLanguages"} <= told["localisation"].keys()


def test_values_are_of_the_standards_lists(told: dict[str, Any]) -> None:
    assert told["developmentStatus"] in STATUSES
    assert told["softwareType"] in TYPES
    assert told["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert re.fullmatch(r"https://\S+", told["url"])
    assert date.fromisoformat(told["releaseDate"])
    assert all(re.fullmatch("[A-Z]{2}", each) for each in told["intendedAudience"]["countries"])


@pytest.mark.parametrize("language", ["en", "fa"])
def test_descriptions_are_as_long_as_is_asked(told: dict[str, Any], language: str) -> None:
    words = told["description"][language]
    assert len(words["genericName"]) <= 35
    assert len(words["shortDescription"]) <= 150
    assert 500 <= len(words["longDescription"]) <= 10_000
    assert words["features"]


def test_it_agrees_with_the_project(told: dict[str, Any], project: dict[str, Any]) -> None:
    assert told["name"].lower() == project["name"]
    assert told["softwareVersion"] == project["version"]
    assert told["legal"]["license"] == project["license"]["text"]
    assert all((ROOT / path).exists() for path in told["description"]["en"]["screenshots"])
