"""What is exported is words: no cell of it is computed by who opens it."""

import csv
import io

import pytest

from miz.lib import csv_lines


def test_a_line_is_read_back_as_it_was() -> None:
    cells = ["میز", 'با "نقل" و, ویرگول', "دو\nسطر", "۱۲"]
    assert next(csv.reader(io.StringIO(csv_lines.line(cells), newline=""))) == cells
    assert csv_lines.line(cells).endswith("\r\n")


FIRSTS = [
    "=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "\u200f=", "\ufeff=", "\xa0@", "\u202e=",
]  # fmt: skip


@pytest.mark.parametrize("first", FIRSTS)
def test_what_begins_like_a_formula_is_made_a_text(first: str) -> None:
    line = io.StringIO(csv_lines.line([f"{first}1+1"]), newline="")
    [cell] = next(csv.reader(line))
    assert cell == f"'{first}1+1"


@pytest.mark.parametrize("cell", ["", "1-1", "a=b", "۱۴۰۵-۰۹-۰۱"])
def test_other_words_stay_as_they_are(cell: str) -> None:
    assert csv_lines.line([cell, "x"]) == f"{cell},x\r\n"
