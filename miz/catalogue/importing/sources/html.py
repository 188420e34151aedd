"""Web pages and what Word saves as one: the text as a browser would show it, with its tables."""

import re
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from .errors import Broken, TooHeavy
from .flow import Flow, Spot, deeper
from .grid import Grid
from .office_parts import MAX_NODES
from .plain import decoded
from .shapes import Source
from .symbols import EMPTY, TICKED, shown

_SKIPPED: Final = {"script", "style", "head", "title", "template", "noscript", "select", "textarea"}
_BLOCKS: Final = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
    *("div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "header", "hr", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
    *("ul",),
}
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_FONT: Final = re.compile(r"font-family\s*:\s*[\"']?([\w ]+)", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")  # a browser keeps NBSP apart
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*>")
_HEAD: Final = 4096


def read(content: bytes) -> Source:
    """Raises a SourceRefused."""
    text = _DECLARATION.sub("", _decoded(content)).replace("\0", "")
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Broken from None
    if sum(1 for _ in root.iter()) > MAX_NODES:
        raise TooHeavy
    reader = _Reader(Flow(collapses=True))
    reader.inside(root, Spot(), "", 0)
    reader.flow.end_line(Spot())
    return reader.flow.sheet.source("html", "html")


def _decoded(content: bytes) -> str:
    """By the declared encoding when the bytes really are in it, else by what reads."""
    found = _CHARSET.search(content[:_HEAD])
    if found:
        try:
            return content.decode(found[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass  # pages lie about their encoding; below it is found out
    return decoded(content)[0]


class _Reader:
    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def inside(self, node: Any, spot: Spot, font: str, depth: int) -> None:
        self._say(node.text, font)
        for inner in node:
            if isinstance(inner.tag, str) and not _is_hidden(inner):
                self._element(inner, spot, _font(inner) or font, deeper(depth))
            self._say(inner.tail, font)

    def _say(self, text: str | None, font: str) -> None:
        self.flow.say(_SPACES.sub(" ", shown(text or "", font)))

    def _element(self, node: Any, spot: Spot, font: str, depth: int) -> None:
        match node.tag:
            case "input":
                self._input(node)
            case "br":
                self.flow.end_line(spot, always=True)
            case "table":
                self.flow.end_line(spot)
                self._rows(node, self.flow.table(), font, depth)
            case tag if tag in _BLOCKS:
                self.flow.end_line(spot)
                self.inside(node, spot, font, depth)
                self.flow.end_line(spot)
            case tag if tag not in _SKIPPED:
                self.inside(node, spot, font, depth)

    def _input(self, node: Any) -> None:
        kind = (node.get("type") or "text").lower()
        if kind in ("checkbox", "radio"):
            self.flow.say(TICKED if "checked" in node.attrib else EMPTY)
        elif kind in ("text", "email", "tel", "url", "number"):
            self.flow.say(" " + (node.get("value") or "") + " ")

    def _rows(self, node: Any, grid: Grid, font: str, depth: int) -> None:
        for inner in node:
            match inner.tag:
                case "tr":
                    grid.next_row()
                    self._cells(inner, grid, font, depth)
                case "thead" | "tbody" | "tfoot":
                    self._rows(inner, grid, font, deeper(depth))
                case "caption":
                    self._element(inner, Spot(grid.number), font, deeper(depth))

    def _cells(self, row: Any, grid: Grid, font: str, depth: int) -> None:
        for cell in row:
            if cell.tag in ("td", "th"):
                column = grid.place(_number(cell, "colspan"), _number(cell, "rowspan"))
                spot = Spot(grid.number, grid.row, column)
                self.inside(cell, spot, _font(cell) or font, deeper(depth))
                self.flow.end_line(spot)


def _is_hidden(node: Any) -> bool:
    return "hidden" in node.attrib or bool(_HIDDEN.search(node.get("style") or ""))


def _font(node: Any) -> str:
    found = _FONT.search(node.get("style") or "")
    return found[1] if found else str(node.get("face") or "")


def _number(node: Any, name: str) -> int:
    text = (node.get(name) or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
