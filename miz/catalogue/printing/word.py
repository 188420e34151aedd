"""The paper as a Word file (DOCX) that can be filled in further: right to left, boxes one can tick.

python-docx gives the container, its styles and parts; tables and paragraphs are written as the
elements of WordprocessingML (ECMA-376), for right-to-left tables and content controls are not in
its vocabulary. The order of properties inside an element is the schema's: Word refuses another.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from docx import Document
from docx.document import Document as Container
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm
from lxml import etree

from .paper import UNITS, Box, Cell, Line, Mark, Paper, Role, Row, Table, Words

FONT, FALLBACK, SYMBOLS = "Vazirmatn", "Tahoma", "Segoe UI Symbol"
_WIDTH, _HEIGHT, _MARGIN = Mm(210), Mm(297), Mm(12)
_UNIT = Length(_WIDTH - 2 * _MARGIN).twips // UNITS
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_SHADES = {Role.SECTION: "E4E4E4", Role.LABEL: "F1F1F1", Role.COLUMN: "F1F1F1"}
_BODY, _SMALL, _TITLE = 18, 14, 28  # half points
_GAP = "\u00a0"  # a box stays with its label


def draw(paper: Paper, *, name: str) -> bytes:
    """The file's bytes; `name` is the title among its properties."""
    document = Document()
    _set_up(document, paper, name)
    body = document.element.body
    for element in _content(paper):
        body.insert(len(body) - 1, element)  # the last one holds the sheet's measures
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _content(paper: Paper) -> Iterator[Any]:
    yield _paragraph([_run(paper.title, size=_TITLE, bold=True)], style="Heading1", align="center")
    for text in (paper.agency, " ".join(filter(None, (paper.annex, paper.code)))):
        if text:
            yield _paragraph([_run(text)], align="center")
    for number, page in enumerate(paper.pages):
        for place, table in enumerate(page):
            # Word makes one of two tables that touch.
            yield _paragraph([], new_page=bool(number) and not place, size=2)
            yield _table(table)
    yield _paragraph([], size=2)
    if paper.has_unknown:
        yield _paragraph([_run(paper.legend, size=_SMALL)])


def _table(table: Table) -> Any:
    borders = (
        _w(side, val="single", sz=4, space=0, color="111111")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = _w(
        "tblPr",
        _w("bidiVisual"),
        _w("tblW", w=_UNIT * UNITS, type="dxa"),
        _w("tblBorders", *borders),
        _w("tblLayout", type="fixed"),
        _w("tblCellMar", _w("left", w=85, type="dxa"), _w("right", w=85, type="dxa")),
        _w("tblCaption", val=table.title),
    )
    grid = _w("tblGrid", *(_w("gridCol", w=_UNIT) for _ in range(UNITS)))
    return _w("tbl", properties, grid, *_rows(table.rows))


def _rows(rows: Iterable[Row]) -> Iterator[Any]:
    """Cells over several rows lead their row, so what they cover leads the rows below."""
    covering: list[tuple[Cell, int]] = []
    for row in rows:
        below = [_cell(cell, merge="continue") for cell, _ in covering]
        cells = [_cell(cell, merge="restart" if cell.rows > 1 else "") for cell in row]
        yield _w("tr", _w("trPr", _w("cantSplit")), *below, *cells)
        covering += [(cell, cell.rows) for cell in row if cell.rows > 1]
        covering = [(cell, left - 1) for cell, left in covering if left > 1]


def _cell(cell: Cell, *, merge: str) -> Any:
    lines = () if merge == "continue" else cell.lines
    shade = _SHADES.get(cell.role)
    properties = _w(
        "tcPr",
        _w("tcW", w=_UNIT * cell.columns, type="dxa"),
        _w("gridSpan", val=cell.columns),
        *([_w("vMerge", val=merge)] if merge else []),
        *([_w("shd", val="clear", color="auto", fill=shade)] if shade else []),
    )
    align = "center" if cell.role is Role.COLUMN else ""
    heading = cell.role is not Role.ANSWER
    drawn = [_paragraph(_line(line, bold=heading), align=align) for line in lines]
    return _w("tc", properties, *(drawn or [_paragraph([])]))


def _line(line: Line, *, bold: bool) -> Iterator[Any]:
    for place, part in enumerate(line):
        if place:
            yield _run("   " if isinstance(part, Box) else " ")
        if isinstance(part, Words):
            yield _run(part.text, bold=bold or part.strong, latin=part.is_latin)
        else:
            yield _control(part)
            if part.mark is Mark.UNKNOWN:
                yield _run(Mark.UNKNOWN.removeprefix(Mark.EMPTY))
            if part.label:
                yield _run(_GAP + part.label)


def _control(box: Box) -> Any:
    """A content control that a click ticks; an unknown one is empty and has its sign behind it."""
    ticked = box.mark is Mark.TICKED
    states = (("checked", f"{ticked:d}", ""), ("checkedState", "2611", SYMBOLS))
    checkbox = etree.Element(f"{{{_W14}}}checkbox")
    for tag, value, font in (*states, ("uncheckedState", "2610", SYMBOLS)):
        state = etree.SubElement(checkbox, f"{{{_W14}}}{tag}")
        state.set(f"{{{_W14}}}val", value)
        if font:
            state.set(f"{{{_W14}}}font", font)
    named = [_w("alias", val=box.label)] if box.label else []
    shown = _run(Mark.TICKED if ticked else Mark.EMPTY, font=SYMBOLS)
    return _w("sdt", _w("sdtPr", *named, checkbox), _w("sdtContent", shown))


def _paragraph(
    runs: Iterable[Any],
    *,
    style: str = "",
    align: str = "",
    new_page: bool = False,
    size: int = 0,
) -> Any:
    """`size` (half points) makes an empty paragraph as low as that."""
    properties = _w(
        "pPr",
        *([_w("pStyle", val=style)] if style else []),
        *([_w("pageBreakBefore")] if new_page else []),
        _w("bidi"),
        _w(
            "spacing",
            before=0,
            after=0,
            line=size * 10 or 264,
            lineRule="exact" if size else "auto",
        ),
        *([_w("jc", val=align)] if align else []),
        *([_w("rPr", _w("sz", val=size))] if size else []),
    )
    return _w("p", properties, *runs)


def _spacing(size: int) -> Any:
    rule = {"line": size * 10, "lineRule": "exact"} if size else {"line": 264, "lineRule": "auto"}
    return _w("spacing", before=0, after=0, **rule)


def _run(
    text: str, *, bold: bool = False, size: int = _BODY, font: str = FONT, latin: bool = False
) -> Any:
    properties = _w(
        "rPr",
        _w("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font),
        *([_w("b"), _w("bCs")] if bold else []),
        _w("color", val="111111"),
        _w("sz", val=size),
        _w("szCs", val=size),
        *([] if latin else [_w("rtl")]),
    )
    lines = [_text(line) for line in text.split("\n")]
    broken = [piece for line in lines for piece in (_w("br"), line)][1:]
    return _w("r", properties, *broken)


def _text(text: str) -> Any:
    element = _w("t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _set_up(document: Container, paper: Paper, name: str) -> None:
    section, properties = document.sections[0], document.core_properties
    section.page_width, section.page_height = _WIDTH, _HEIGHT
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = Mm(16)
    section.header_distance = section.footer_distance = Mm(7)
    section._sectPr.insert_element_before(
        _w("bidi"), "w:rtlGutter", "w:docGrid", "w:printerSettings"
    )
    properties.title, properties.author = name, paper.agency
    properties.language, properties.comments = "fa-IR", ""
    head = " · ".join(filter(None, (paper.agency, paper.title, paper.code)))
    _replace(section.header, _paragraph([_run(head, size=_SMALL)], align="center"))
    foot = [_run(" · ".join(paper.stamp) + " · صفحهٔ ", size=_SMALL), *_page_number()]
    _replace(section.footer, _paragraph(foot, align="center"))
    _name_fallback(document)


def _page_number() -> Iterator[Any]:
    yield _w("fldSimple", _run("۱", size=_SMALL), instr="PAGE")
    yield _run(" از ", size=_SMALL)
    yield _w("fldSimple", _run("۱", size=_SMALL), instr="NUMPAGES")


def _replace(part: Any, paragraph: Any) -> None:
    """Puts the paragraph in place of what a header or footer of the template holds."""
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.append(paragraph)


def _name_fallback(document: Container) -> None:
    """Says in the table of fonts what to take where Vazirmatn is not installed."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            fonts = etree.fromstring(part.blob)
            fonts.append(
                _w("font", _w("altName", val=FALLBACK), _w("family", val="swiss"), name=FONT)
            )
            part._blob = etree.tostring(fonts, xml_declaration=True, encoding="UTF-8")


def _w(tag: str, *inside: Any, **given: object) -> Any:
    """An element of WordprocessingML with its children and attributes."""
    element = OxmlElement(f"w:{tag}")
    for key, value in given.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(inside)
    return element
