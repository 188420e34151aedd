"""OpenDocument text (ODF 1.3 part 3): paragraphs, headings and tables of the body."""

from typing import Any, Final

from .errors import Broken, Locked
from .flow import Flow, Spot, deeper
from .grid import MAX_SPAN, Grid
from .office_parts import child, given, local, part
from .shapes import Source
from .symbols import EMPTY, TICKED, shown

_PARAGRAPHS: Final = {"p", "h"}
_SKIPPED: Final = {"tracked-changes", "annotation", "note", "sequence-decls", "forms"}
_CELLS: Final = {"table-cell", "covered-table-cell"}
_MAX_SPACES: Final = 200


def read(content: bytes) -> Source:
    """Raises a SourceRefused."""
    manifest = part(content, "META-INF/manifest.xml")
    if any(local(node) == "encryption-data" for node in manifest.iter()):
        raise Locked
    root = part(content, "content.xml")
    body = child(root, "body", "text")
    if body is None:
        raise Broken
    reader = _Reader(Flow(), _symbol_fonts(root), _ticks(body))
    reader.blocks(body, Spot(), 0)
    return reader.flow.sheet.source("odt", "odt")


class _Reader:
    """`fonts`: symbol fonts by text style; `ticks`: boxes of form controls by their id."""

    def __init__(self, flow: Flow, fonts: dict[str, str], ticks: dict[str, str]) -> None:
        self.flow = flow
        self._fonts = fonts
        self._ticks = ticks

    def blocks(self, node: Any, spot: Spot, depth: int) -> None:
        for inner in node:
            match local(inner):
                case name if name in _PARAGRAPHS:
                    self._inline(inner, spot, "", deeper(depth))
                    self.flow.end_line(spot, always=True)
                case "table":
                    self._rows(inner, self.flow.table(), deeper(depth))
                case name if name and name not in _SKIPPED:
                    self.blocks(inner, spot, deeper(depth))

    def _inline(self, node: Any, spot: Spot, font: str, depth: int) -> None:
        font = self._fonts.get(given(node, "style-name") or "", font)
        self.flow.say(shown(node.text or "", font))
        for inner in node:
            self._piece(inner, spot, font, depth)
            self.flow.say(shown(inner.tail or "", font))

    def _piece(self, node: Any, spot: Spot, font: str, depth: int) -> None:
        match local(node):
            case "s":
                self.flow.say(" " * _number(node, "c", _MAX_SPACES))
            case "tab":
                self.flow.say("\t")
            case "line-break":
                self.flow.end_line(spot, always=True)
            case "control":
                self.flow.say(self._ticks.get(given(node, "control") or "", ""))
            case name if name in _PARAGRAPHS or name == "table":
                self.blocks([node], spot, deeper(depth))
            case name if name and name not in _SKIPPED:
                self._inline(node, spot, font, deeper(depth))

    def _rows(self, node: Any, grid: Grid, depth: int) -> None:
        for inner in node:
            if local(inner) == "table-row":
                grid.next_row()
                self._cells(inner, grid, depth)
            elif local(inner) in ("table-rows", "table-header-rows", "table-row-group"):
                self._rows(inner, grid, deeper(depth))

    def _cells(self, row: Any, grid: Grid, depth: int) -> None:
        """Covered cells stand in the file too, so no span needs to be counted."""
        for cell in row:
            if local(cell) in _CELLS:
                column = grid.place(_number(cell, "number-columns-repeated", MAX_SPAN))
                self.blocks(cell, Spot(grid.number, grid.row, column), deeper(depth))


def _symbol_fonts(root: Any) -> dict[str, str]:
    """Text styles of the document and the fonts they name."""
    found = {}
    for style in (node for node in root.iter() if local(node) == "style"):
        told = child(style, "text-properties")
        font = None if told is None else given(told, "font-name") or given(told, "font-family")
        if font:
            found[given(style, "name") or ""] = font
    return found


def _ticks(body: Any) -> dict[str, str]:
    """The boxes of form controls; the state that was saved last counts."""
    boxes = (node for node in body.iter() if local(node) == "checkbox")
    return {given(box, "id") or "": _state(box) for box in boxes}


def _state(box: Any) -> str:
    state = given(box, "current-state") or given(box, "state")
    return TICKED if state == "checked" else EMPTY


def _number(node: Any, name: str, most: int) -> int:
    text = given(node, name) or ""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    return min(number, most)
