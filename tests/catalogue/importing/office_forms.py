"""Service forms as office programs write them: merged cells, check boxes of their own, prints.

`OFFICE` maps a name to a maker like `made_forms.LAYOUTS`. Boxes are private letters until the
words are escaped; each maker then draws them its own way.
"""

import html
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import weasyprint

from miz.catalogue.forms.service import FORM, PLACES, REASONS
from tests.catalogue.importing import made_forms, papers
from tests.catalogue.importing.made_forms import STAGES, Marks, Record

_YES, _NO = "\ue001", "\ue000"
_BOXES = Marks(_YES, _NO)
_SECTIONS = {
    "title": "۱- عنوان خدمت",
    "service_code": "۲- شناسه خدمت",
    "agency_name": "۳- ارائه دهنده خدمت",
    "description": "۴- مشخصات خدمت",
    "average_duration": "۵- جزییات خدمت",
    "service_url": "۶- نحوه دسترسی به خدمت",
}

Row = tuple[str, Sequence[str]]  # the label and the lines of its value


def _drawn(text: str, ticked: str, empty: str) -> str:
    return html.escape(text).replace(_YES, ticked).replace(_NO, empty)


def _rows(record: Record) -> Iterator[tuple[str, Row]]:
    """Key, label and lines of sections 1 to 6; ticks stand one a line."""
    for key, value in made_forms.named(record, _BOXES, "\n"):
        yield key, (FORM.fields[key].label, value.split("\n"))


def _stages(record: Record) -> Iterator[tuple[str, list[Row]]]:
    """Title of each stage with its two rows: by machine and in person."""
    for key, media, title in STAGES:
        stage = record["stages"][key]
        by_machine = [_BOXES.draw(one.label, stage["media"][one.key]) for one in media]
        yield (
            title,
            [
                (_BOXES.draw("الکترونیکی", stage["electronic"]), by_machine),
                (_BOXES.draw("غیرالکترونیکی", stage["non_electronic"]), _in_person(key, stage)),
            ],
        )


def _in_person(key: str, stage: dict[str, Any]) -> list[str]:
    if key == "production":
        return ["ذکر ضرورت مراجعه حضوری"]
    reasons = [_BOXES.draw(one.label, stage["reasons"][one.key]) for one in REASONS]
    places = [_BOXES.draw(one.label, stage["places"][one.key]) for one in PLACES]
    return ["ذکر ضرورت مراجعه حضوری", *reasons, "مراجعه به دستگاه:", *places]


# Word


def _cell(lines: Sequence[str], box: Callable[[str], str], merge: str = "", span: int = 1) -> str:
    look = {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[merge]
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    body = "".join(f"<w:p>{box(line)}</w:p>" for line in lines)
    return f"<w:tc><w:tcPr>{grid}{look}</w:tcPr>{body}</w:tc>"


def _content_controls(line: str) -> str:
    return _with_boxes(line, _control("1", "☒"), _control("0", "☐"))


def _symbols(line: str) -> str:
    sign = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
    return _with_boxes(line, sign.format("F0FE"), sign.format("F0A8"))


def _with_boxes(line: str, ticked: str, empty: str) -> str:
    parts = line.replace(_YES, f"\0{_YES}\0").replace(_NO, f"\0{_NO}\0").split("\0")
    drawn = {_YES: ticked, _NO: empty}
    return "".join(drawn.get(part) or papers.run(html.escape(part)) for part in parts if part)


def _control(checked: str, sign: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def annex_docx(record: Record) -> bytes:
    """Annex 1: titles of the sections merged over their rows, content controls as boxes."""
    box = _content_controls
    rows = []
    for key, (label, lines) in _rows(record):
        title = _SECTIONS.get(key)
        first = _cell([title] if title else [""], box, "start" if title else "on")
        rows.append(f"<w:tr>{first}{_cell([label], box)}{_cell(lines, box, span=2)}</w:tr>")
    rows.append(_row(["", "مراحل خدمت", "نوع ارائه", "رسانه ارتباطی خدمت"], box))
    for title, parts in _stages(record):
        for number, (kind, lines) in enumerate(parts):
            merged = _cell([title if not number else ""], box, "on" if number else "start")
            cells = _cell([""], box, "on") + merged + _cell([kind], box) + _cell(lines, box)
            rows.append(f"<w:tr>{cells}</w:tr>")
    return papers.docx(f"<w:tbl>{''.join(rows)}</w:tbl>{_word_tail(record)}")


def _row(texts: Sequence[str], box: Callable[[str], str]) -> str:
    return f"<w:tr>{''.join(_cell([text], box) for text in texts)}</w:tr>"


def _word_tail(record: Record) -> str:
    return "".join(papers.paragraph(papers.run(line)) for line in made_forms.tail(record))


def pairs_docx(record: Record) -> bytes:
    """Label and value in one cell, two such cells a row, Wingdings for boxes."""
    cells = [
        _cell([f"{label}:", *lines] if len(lines) > 1 else [f"{label}: {lines[0]}"], _symbols)
        for _, (label, lines) in _rows(record)
    ]
    rows = [f"<w:tr>{''.join(cells[at : at + 2])}</w:tr>" for at in range(0, len(cells), 2)]
    for title, parts in _stages(record):
        for number, (kind, lines) in enumerate(parts):
            first = [title] if not number else [""]
            rows.append(f"<w:tr>{_cell(first, _symbols)}{_cell([kind, *lines], _symbols)}</w:tr>")
    return papers.docx(f"<w:tbl>{''.join(rows)}</w:tbl>{_word_tail(record)}")


# Web pages and what is printed of them


def inputs_html(record: Record) -> bytes:
    """A form of inputs: each option a label around its box."""
    parts = [
        f"<dt>{html.escape(label)}</dt><dd>{''.join(map(_option, lines))}</dd>"
        for _, (label, lines) in _rows(record)
    ]
    stages = [
        f"<fieldset><legend>{title}</legend>"
        + "".join(f"<div>{_option(line)}</div>" for kind, lines in rows for line in (kind, *lines))
        + "</fieldset>"
        for title, rows in _stages(record)
    ]
    tail = "".join(f"<p>{html.escape(line)}</p>" for line in made_forms.tail(record))
    return _page(f"<form><dl>{''.join(parts)}</dl>{''.join(stages)}{tail}</form>")


def _option(line: str) -> str:
    box = '<input type="checkbox"{}>'
    drawn = _drawn(line, box.format(" checked"), box.format(""))
    return f"<label>{drawn}</label><br>"


def table_html(record: Record) -> bytes:
    """One table with rowspan, as a print of Annex 1."""
    return _page(_table(record, "☑", "☐"))


def _table(record: Record, ticked: str, empty: str) -> str:
    def lines(texts: Sequence[str]) -> str:
        return "<br>".join(_drawn(text, ticked, empty) for text in texts)

    rows = [
        f"<tr><th colspan=2>{html.escape(label)}</th><td>{lines(value)}</td></tr>"
        for _, (label, value) in _rows(record)
    ]
    for title, ((kind, media), (other, person)) in _stages(record):
        rows.append(
            f"<tr><th rowspan=2>{title}</th><td>{lines([kind])}</td><td>{lines(media)}</td></tr>"
            f"<tr><td>{lines([other])}</td><td>{lines(person)}</td></tr>"
        )
    tail = "".join(f"<p>{html.escape(line)}</p>" for line in made_forms.tail(record))
    return f"<h1>{FORM.title}</h1><table>{''.join(rows)}</table>{tail}"


def _page(body: str) -> bytes:
    head = '<!doctype html><html lang=fa dir=rtl><meta charset="utf-8">'
    return f"{head}<style>td,th{{border:1px solid}}</style><body>{body}</body></html>".encode()


def printed_pdf(record: Record) -> bytes:
    """The table printed by WeasyPrint."""
    page = _page(_table(record, "☑", "☐")).decode()
    return bytes(weasyprint.HTML(string=page).write_pdf())


def open_document(record: Record) -> bytes:
    """An OpenDocument table of two columns."""

    def cell(texts: Sequence[str]) -> str:
        body = "".join(f"<text:p>{_drawn(text, '☑', '☐')}</text:p>" for text in texts)
        return f"<table:table-cell>{body}</table:table-cell>"

    rows = [
        f"<table:table-row>{cell([label])}{cell(lines)}</table:table-row>"
        for _, (label, lines) in _rows(record)
    ]
    rows += [
        f"<table:table-row>{cell([title])}{cell(lines)}</table:table-row>"
        for title, parts in _stages(record)
        for lines in [[one for kind, texts in parts for one in (kind, *texts)]]
    ]
    tail = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in made_forms.tail(record))
    return papers.odt(f"<table:table>{''.join(rows)}</table:table>{tail}")


OFFICE: dict[str, Callable[[Record], bytes]] = {
    "annex-docx": annex_docx,
    "pairs-docx": pairs_docx,
    "inputs-html": inputs_html,
    "table-html": table_html,
    "printed-pdf": printed_pdf,
    "open-document": open_document,
}
