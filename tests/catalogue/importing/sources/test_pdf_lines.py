from collections.abc import Iterator

from miz.catalogue.importing.sources.pdf_lines import Glyph, paragraphs, text_of

CELL = (0.0, 0.0, 64.0, 100.0)  # room for ten letters of six points beside its padding


def signs(*lines: str) -> list[Glyph]:
    """Each line from the right edge of the cell, twelve points below the one above."""
    return [glyph for number, line in enumerate(lines) for glyph in drawn(line, 90.0 - 12 * number)]


def drawn(line: str, bottom: float) -> Iterator[Glyph]:
    for at, letter in enumerate(line):
        yield Glyph(letter, 62.0 - 6 * (at + 1), bottom, 62.0 - 6 * at, bottom + 9)


def test_a_line_that_the_edge_broke_goes_on() -> None:
    assert list(paragraphs(signs("بررسی این", "پرونده"), CELL)) == ["بررسی این پرونده"]


def test_a_line_that_somebody_broke_does_not() -> None:
    assert list(paragraphs(signs("پرونده", "به دست"), CELL)) == ["پرونده", "به دست"]


def test_a_new_item_does_not_go_on_with_a_full_line() -> None:
    assert list(paragraphs(signs("کارت ملی من", "☐ سند"), CELL)) == ["کارت ملی من", "☐ سند"]


def test_a_word_that_was_cut_is_whole_again() -> None:
    assert list(paragraphs(signs("کارفرمایان", "هم"), CELL)) == ["کارفرمایانهم"]


def test_an_empty_cell_says_nothing() -> None:
    assert list(paragraphs([], CELL)) == []


def test_latin_words_between_persian_commas_keep_their_order() -> None:
    on_paper = "jpg، png با"  # from the left; a person reads «با» first
    line = [Glyph(letter, 6.0 * at, 0.0, 6.0 * at + 6, 9.0) for at, letter in enumerate(on_paper)]
    line[-2:] = [Glyph("ا", 54.0, 0.0, 60.0, 9.0), Glyph("ب", 60.0, 0.0, 66.0, 9.0)]
    assert text_of(line) == "با jpg، png"
