"""Word files (ECMA-376 part 1): the body's paragraphs and tables, with the boxes that are ticked.

Read from the XML itself, for what forms are made of (content controls, form fields, symbols, text
boxes) is what libraries for Word leave out. Headers, footers, notes and deleted words are no part
of the form.
"""

from typing import Any, Final

from .errors import Broken
from .flow import Flow, Spot, deeper
from .grid import Grid
from .office_parts import child, children, given, local, part
from .shapes import Source
from .symbols import EMPTY, TICKED, shown

_SKIPPED: Final = {"del", "moveFrom", "Fallback", "pPr", "rPr", "sectPr", "instrText"}
_SIGNS: Final = {"tab": "\t", "noBreakHyphen": "-"}
_BREAKS: Final = {"br", "cr"}
_OFF: Final = {"0", "false", "off", "none"}


def read(content: bytes) -> Source:
    """Raises a SourceRefused."""
    body = child(part(content, "word/document.xml"), "body")
    if body is None:
        raise Broken
    reader = _Reader(Flow())
    reader.blocks(body, Spot(), 0)
    return reader.flow.sheet.source("docx", "docx")


class _Reader:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def blocks(self, node: Any, spot: Spot, depth: int) -> None:
        """Paragraphs and tables, also inside content controls and other wrappings."""
        for inner in node:
            match local(inner):
                case "p":
                    self._paragraph(inner, spot, deeper(depth))
                case "tbl":
                    self._table(inner, deeper(depth))
                case name if name and name not in _SKIPPED:
                    self.blocks(inner, spot, deeper(depth))

    def _paragraph(self, node: Any, spot: Spot, depth: int) -> None:
        boxes: list[Any] = []
        self._inline(node, spot, boxes, depth)
        self.flow.end_line(spot, always=True)
        for box in boxes:
            self.blocks(box, spot, deeper(depth))

    def _inline(self, node: Any, spot: Spot, boxes: list[Any], depth: int) -> None:
        for inner in node:
            match local(inner):
                case "t":
                    self.flow.say(shown(inner.text or "", _font(node)))
                case "sym":
                    self.flow.say(_symbol(inner))
                case name if name in _SIGNS:
                    self.flow.say(_SIGNS[name])
                case name if name in _BREAKS:
                    self.flow.end_line(spot, always=True)
                case "fldChar":
                    self.flow.say(_form_field(inner))
                case "txbxContent":
                    boxes.append(inner)
                case "sdt":
                    self._control(inner, spot, boxes, deeper(depth))
                case name if name and name not in _SKIPPED:
                    self._inline(inner, spot, boxes, deeper(depth))

    def _control(self, node: Any, spot: Spot, boxes: list[Any], depth: int) -> None:
        """A box that can be ticked shows its state; other content controls show what they hold."""
        box = child(node, "sdtPr", "checkbox")
        inside = child(node, "sdtContent")
        if box is not None:
            self.flow.say(TICKED if _is_on(child(box, "checked")) else EMPTY)
        elif inside is not None:
            self._inline(inside, spot, boxes, depth)

    def _table(self, node: Any, depth: int) -> None:
        grid = self.flow.table()
        for row in _rows(node, "tr"):
            grid.next_row()
            before = child(row, "trPr", "gridBefore")
            if before is not None:
                grid.place(_number(before))
            for cell in _rows(row, "tc"):
                self._cell(cell, grid, depth)

    def _cell(self, node: Any, grid: Grid, depth: int) -> None:
        span = child(node, "tcPr", "gridSpan")
        column = grid.place(_number(span) if span is not None else 1)
        self.blocks(node, Spot(grid.number, grid.row, column), depth)


def _rows(node: Any, name: str) -> list[Any]:
    """The rows or cells of this name, also those that content controls wrap."""
    found = []
    for inner in node:
        if local(inner) == name:
            found.append(inner)
        elif local(inner) in ("sdt", "ins"):
            held = child(inner, "sdtContent") if local(inner) == "sdt" else inner
            found += list(children(held, name)) if held is not None else []
    return found


def _font(run: Any) -> str:
    fonts = child(run, "rPr", "rFonts")
    return "" if fonts is None else given(fonts, "ascii") or given(fonts, "hAnsi") or ""


def _symbol(node: Any) -> str:
    code = given(node, "char") or ""
    try:
        char = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return shown(char, given(node, "font") or "")


def _form_field(node: Any) -> str:
    """The box of a form field as the field begins; nothing of any other field."""
    box = child(node, "ffData", "checkBox")
    if box is None:
        return ""
    state = child(box, "checked")
    return TICKED if _is_on(state if state is not None else child(box, "default")) else EMPTY


def _is_on(node: Any | None) -> bool:
    """An element that is there without a value is on."""
    return node is not None and (given(node, "val") or "1").lower() not in _OFF


def _number(node: Any) -> int:
    text = given(node, "val") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
