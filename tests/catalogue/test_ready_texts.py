"""Ready texts: what is filled, what must be filled by hand, and what is refused with its line."""

from pathlib import Path

import pytest
from django.conf import settings

from miz.catalogue import packages, ready_texts
from miz.catalogue.errors import PackageError

SOURCE = """\
# {not_looked_at} in a remark
- code: one
  title: یک
  text: |
    سلام {applicant_name}

    دلیل: [[دلیل]]
- code: two
  title: دو
  text: |
    سلام
    {%s}
"""


def findings(source: str) -> list[tuple[int, str]]:
    found = ready_texts.slips(source)
    return [(line, f"{slip.code} {[*slip.values.values()][-1]}") for line, slip in found]


@pytest.mark.parametrize("name", ready_texts.PLACEHOLDERS)
def test_every_placeholder_is_known(name: str) -> None:
    assert findings(SOURCE % name) == []


def test_an_unknown_placeholder_is_named_with_its_line() -> None:
    assert findings(SOURCE % "aplicant_name") == [(12, "placeholder {aplicant_name}")]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("{}", "placeholder {}"),
        ("{today.year}", "placeholder {today.year}"),
        ("{ today}", "placeholder { today}"),
        ("[[{national_code}]]", None),
        ("باز {today", "half {"),
        ("بسته today}", "half }"),
        ("[[دلیل]", "half [["),
        ("دلیل]]", "half ]]"),
    ],
)
def test_a_slip_is_found(text: str, finding: str | None) -> None:
    found = findings(f"- code: a\n  title: الف\n  text: |\n    {text}\n")
    assert found == ([(4, finding)] if finding else [])


def test_a_code_stands_once() -> None:
    twice = "- {code: a, title: الف, text: ب}\n- {code: a, title: پ, text: ت}\n"
    assert findings(twice) == [(2, "code_twice a")]


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    values = {"applicant_name": "{today}", "today": "امروز"}
    assert ready_texts.filled(" {applicant_name} {other}\n", values) == "{today} {other}"


def test_boxes_are_named_once_in_their_order() -> None:
    text = "[[ب]] و [[الف]] و [[ب]] و [[]] و [یک] و ]]["
    assert ready_texts.boxes(text) == ["[[ب]]", "[[الف]]", "[[]]"]


def test_a_package_with_a_slip_is_refused_with_file_and_line(tmp_path: Path) -> None:
    desk = Path(settings.SERVICES) / "hajj" / "desk"
    for file in desk.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "answers.yaml").write_text(SOURCE % "name", encoding="utf-8")
    with pytest.raises(PackageError, match=r"answers\.yaml:12: two: unknown placeholder \{name\}"):
        packages.read(tmp_path)
