"""The CSV: safe to open, one row for each service, every field of the form."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.catalogue.exports import tables
from miz.catalogue.exports.entries import Entry
from miz.catalogue.forms.service import FORM
from miz.lib import csv_lines
from tests.catalogue.exports.entries import entry, full, row


def read(*entries: Entry) -> list[dict[str, str]]:
    text = "".join(tables.write(entries))
    assert text.startswith(csv_lines.MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(csv_lines.MARK), newline="")))


def test_every_field_of_the_form_has_a_column() -> None:
    [told] = read(full())
    assert {column.partition(".")[0] for column in told} >= FORM.fields.keys()
    assert told["title"] == "ملاقات زندانیان"
    assert told["average_duration.value"] == "90"
    assert told["service_type.G2C"] == "true"
    assert told["stages.request.media.internet"] == "true"
    assert told["required_documents"].startswith("کارت ملی | مدرک 2 | ")


def test_unknown_is_empty_and_no_is_told() -> None:
    [told] = read(entry(service_type={"G2C": True, "G2B": False, "G2G": None}))
    assert [told[f"service_type.{key}"] for key in ("G2C", "G2B", "G2G")] == ["true", "false", ""]


def test_the_columns_of_a_table_keep_its_rows() -> None:
    fees = [row("fees", raw="الف"), row("fees", amount_rial=500), row("fees", raw="ج")]
    [told] = read(entry(fees=fees))
    assert told["fees.raw"] == "الف |  | ج"
    assert told["fees.amount_rial"] == " | 500 | "
    assert told["fees.account_number"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+98", "\u200f=1"])
def test_no_cell_begins_a_formula(text: str) -> None:
    [told] = read(entry(title=text, required_documents=[text, "ب"], fees=[row("fees", raw=text)]))
    for column in ("title", "required_documents", "fees.raw"):
        assert told[column].startswith("'")


@given(st.text(st.sampled_from("=+-@\t\r\n \u200f\u200cاb1'\"|,;"), max_size=6))
def test_whatever_is_written_is_safe_and_read_back(text: str) -> None:
    [told] = read(entry(description=text or None))
    cell = told["description"]
    assert not cell.lstrip(" \u200c\u200f").startswith(tuple("=+-@\t\r\n"))
    assert cell in (text, f"'{text}")
