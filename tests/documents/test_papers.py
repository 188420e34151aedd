import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from miz.documents.errors import PaperNotRendered
from miz.documents.papers import render_pdf


@pytest.fixture(autouse=True)
def _assets(settings: Settings, tmp_path: Path) -> None:
    style = tmp_path / "paper.css"
    style.write_text("@page { size: A5 }")
    settings.PAPER_ASSETS = {"paper.css": style}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def page(pdf: bytes, number: int = 0) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[number].extract_text()


def test_persian_text_can_be_read_back() -> None:
    pdf = render_pdf('<html lang="fa" dir="rtl"><p>رسید درخواست حج</p><p>MIZ-۱۲۳</p></html>')
    assert pdf.startswith(b"%PDF-")
    text = page(pdf)
    assert all(word in text for word in ("رسید", "درخواست", "حج", "۱۲۳"))


def test_a_bundled_asset_is_used() -> None:
    pdf = render_pdf('<link rel="stylesheet" href="asset:paper.css"><p>سلام</p>')
    assert round(float(PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width)) == 420


def test_inline_drawings_work() -> None:
    assert render_pdf('<svg width="9" height="9"><rect width="9" height="9"/></svg>')


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{url}">',
        '<link rel="stylesheet" href="{url}">',
        '<link rel="attachment" href="{url}">',
        '<p style="background: url({url})">x',
        "<style>@import '{url}';</style>",
        "<style>@font-face {{ font-family: f; src: url({url}) }} p {{ font: 9pt f }}</style><p>x",
        '<svg><image href="{url}" width="9" height="9"/></svg>',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        "<style>p::before {{ content: url({url}) }}</style><p>x",
        '<ul style="list-style-image: url({url})"><li>x',
        '<base href="{url}"><img src="a.png">',
    ],
)
@pytest.mark.parametrize("place", ["http", "file"])
def test_a_paper_reaches_neither_network_nor_files(
    html: str, place: str, listener: socket.socket
) -> None:
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/x" if place == "http" else "file:///etc/passwd"
    with pytest.raises(PaperNotRendered):
        render_pdf(html.format(url=url))
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.parametrize(
    "url",
    ["asset:secret.css", "asset:../paper.css", "paper.css", "/etc/passwd", "data:,x", "ftp://a/b"],
)
def test_only_listed_names_are_answered(url: str) -> None:
    with pytest.raises(PaperNotRendered):
        render_pdf(f'<img src="{url}">')


def test_a_drawing_borrows_nothing_from_other_files(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    render_pdf(f'<svg width="9" height="9"><use href="http://127.0.0.1:{port}/x.svg#a"/></svg>')
    with pytest.raises(TimeoutError):
        listener.accept()


def test_the_listener_would_have_noticed(listener: socket.socket) -> None:
    """The control of the test above: a connection is seen when one is made."""
    port = listener.getsockname()[1]
    caller = threading.Thread(target=lambda: socket.create_connection(("127.0.0.1", port)).close())
    caller.start()
    connection, _ = listener.accept()
    connection.close()
    caller.join()
