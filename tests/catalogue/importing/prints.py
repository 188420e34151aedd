"""The forms that Miz prints, as every program hands them on: Word, web page, OpenDocument, PDFs.

`KINDS` maps a name to a maker: a paper -> the file's content.
"""

import html
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from miz.catalogue.printing import html as pages
from miz.catalogue.printing import word
from miz.catalogue.printing.paper import Box, Cell, Line, Paper, Row, Table
from miz.documents.papers import render_pdf
from tests.catalogue.importing import papers

CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
          "--no-first-run", "--disable-quic", "--no-pdf-header-footer")  # fmt: skip
_ROOT = Path(__file__).parents[3] / "miz"
_STYLES = [_ROOT / f"catalogue/static/catalogue/{name}.css" for name in ("form", "form-screen")]
_FONT = _ROOT / "web/shared/static/fonts/vazirmatn.woff2"


def word_file(paper: Paper) -> bytes:
    return word.draw(paper, name=paper.title)


def web_page(paper: Paper) -> bytes:
    return pages.draw(paper, name=paper.title, styles=()).encode()


def issued_pdf(paper: Paper) -> bytes:
    """As Miz issues it."""
    styles = ("asset:form.css", "asset:form-paper.css")
    return render_pdf(pages.draw(paper, name=paper.title, styles=styles))


def browser_pdf(paper: Paper) -> bytes:
    """As a browser prints the web page."""
    page = pages.draw(paper, name=paper.title, styles=[path.as_uri() for path in _STYLES])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        face = f"@font-face {{ font-family: Vazirmatn; src: url({_FONT.as_uri()}); }}"
        (folder / "form.html").write_text(page.replace("</head>", f"<style>{face}</style></head>"))
        places = [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'form.pdf'}"]
        command = [CHROMIUM, *_FLAGS, *places, (folder / "form.html").as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return (folder / "form.pdf").read_bytes()


def open_document(paper: Paper) -> bytes:
    """Tables with the cells that others cover, as office programs write them."""
    title = f"<text:h>{html.escape(paper.title)}</text:h>"
    tables = "".join(_table(table) for page in paper.pages for table in page)
    return papers.odt(title + tables)


def _table(table: Table) -> str:
    covered: dict[int, int] = {}  # columns of the grid: rows for which they are still covered
    rows = "".join(_row(row, covered) for row in table.rows)
    return f"<table:table>{rows}</table:table><text:p/>"


def _row(row: Row, covered: dict[int, int]) -> str:
    cells, column, waiting = "", 0, list(row)
    while waiting or covered.get(column):
        if covered.get(column):
            covered[column] -= 1
            cells, column = cells + "<table:covered-table-cell/>", column + 1
            continue
        cell = waiting.pop(0)
        cells += _cell(cell)
        covered |= dict.fromkeys(range(column, column + cell.columns), cell.rows - 1)
        column += cell.columns
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(cell: Cell) -> str:
    spans = (f'table:number-columns-spanned="{cell.columns}" '
             f'table:number-rows-spanned="{cell.rows}"')  # fmt: skip
    body = "".join(f"<text:p>{_line(line)}</text:p>" for line in cell.lines) or "<text:p/>"
    hidden = "<table:covered-table-cell/>" * (cell.columns - 1)
    return f"<table:table-cell {spans}>{body}</table:table-cell>{hidden}"


def _line(line: Line) -> str:
    return html.escape(" ".join(map(_part, line)))


def _part(part: Any) -> str:
    return f"{part.mark} {part.label}".strip() if isinstance(part, Box) else str(part.text)


KINDS: dict[str, Callable[[Paper], bytes]] = {
    "word-file": word_file,
    "web-page": web_page,
    "open-document": open_document,
    "issued-pdf": issued_pdf,
    "browser-pdf": browser_pdf,
}
