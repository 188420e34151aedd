"""Takes the text out of a PDF on standard input and writes it as JSON on output.

A program of its own, run by `miz.documents.limited` with limits, for what it reads was made by
strangers and its libraries may hang or grow on it. It imports nothing of ours. Argument: `glyphs`
(every letter with its place, by pdfminer.six) or `texts` (the text of each page, by pypdf). A file
with a password gives {"locked": true}.
"""

import io
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTImage, LTPage
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, WrongPasswordError

TOO_HEAVY = 4
MAX_PAGES = 60
MAX_GLYPHS = 300_000
MAX_RULES = 3_000  # of a page
THIN = 3.0  # points; a rectangle that is thinner is a line

Rule = tuple[float, float, float, float]


class TooMuch(Exception):
    """More than a form has."""


def glyphs(content: bytes) -> dict[str, Any]:
    """{"pages": [{"height", "glyphs": [text, x0, y0, x1, y1, font], "rules"}], "pictures"}."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    pages, pictures, left = [], 0, MAX_GLYPHS
    for number, page in enumerate(PDFPage.create_pages(document)):
        if number == MAX_PAGES:
            raise TooMuch
        interpreter.process_page(page)
        parts = list(_parts(device.get_result()))
        pictures += sum(isinstance(part, LTImage) for part in parts)
        pages.append(_page(page.mediabox, parts))
        left -= len(pages[-1]["glyphs"])
        if left < 0:
            raise TooMuch
    return {"pages": pages, "pictures": pictures}


def texts(content: bytes) -> dict[str, Any]:
    """{"pages": [text of each page]}."""
    reader = PdfReader(io.BytesIO(content))
    if len(reader.pages) > MAX_PAGES:
        raise TooMuch
    return {"pages": [page.extract_text() for page in reader.pages]}


def _parts(page: LTPage) -> Iterator[LTComponent]:
    waiting: list[Iterable[LTComponent]] = [page]
    while waiting:
        for part in waiting.pop():
            yield part
            if isinstance(part, LTContainer):
                waiting.append(part)


def _page(box: Any, parts: list[LTComponent]) -> dict[str, Any]:
    letters = [part for part in parts if isinstance(part, LTChar)]
    curves = [part for part in parts if isinstance(part, LTCurve)]
    rules = [rule for curve in (*curves, *_frames(curves)) for rule in _rules(curve)]
    if len(rules) > MAX_RULES:
        raise TooMuch
    return {
        "height": abs(float(box[3]) - float(box[1])),
        "glyphs": [[part.get_text(), *_rounded(part.bbox), part.fontname] for part in letters],
        "rules": [_rounded(rule) for rule in rules],
    }


def _rules(curve: LTCurve) -> Iterator[Rule]:
    """Straight lines along the page: what is thin as one, what is drawn round as its four sides."""
    x0, y0, x1, y1 = curve.bbox
    if x1 - x0 <= THIN or y1 - y0 <= THIN:
        yield (x0, y0, x1, y1)
    elif curve.stroke:
        yield from ((x0, y0, x0, y1), (x1, y0, x1, y1), (x0, y0, x1, y0), (x0, y1, x1, y1))


def _frames(curves: list[LTCurve]) -> Iterator[LTCurve]:
    """Boxes drawn as two filled ones, the outer a line's width around the inner, as outlines."""
    for one, other in pairwise(curves):
        near = all(abs(a - b) <= THIN for a, b in zip(one.bbox, other.bbox, strict=True))
        if near and one.fill and other.fill and one.bbox != other.bbox:
            yield LTCurve(0, [other.bbox[:2], other.bbox[2:]], stroke=True)


def _rounded(box: Rule) -> list[float]:
    return [round(number, 2) for number in box]


def main() -> int:
    content = sys.stdin.buffer.read()
    try:
        found = {"glyphs": glyphs, "texts": texts}[sys.argv[1]](content)
    except (MemoryError, RecursionError, TooMuch):
        return TOO_HEAVY
    except (PDFPasswordIncorrect, PDFEncryptionError, FileNotDecryptedError, WrongPasswordError):
        found = {"locked": True}
    json.dump(found, sys.stdout, ensure_ascii=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
