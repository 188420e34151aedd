import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from miz.bench.browser import TOKEN, Browser


class _Echoing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        content = f"{self.headers['Cookie']}|{body.decode()}".encode()
        self.send_response(302)
        self.send_header("Location", "/next/")
        self.send_header("Set-Cookie", "kept=one; Path=/; HttpOnly")
        self.send_header("Set-Cookie", "csrftoken=another; Path=/")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echoing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        browser = Browser(server.server_port)
        yield browser
        browser.close()
        server.shutdown()
        thread.join()


def test_a_form_goes_with_the_token_and_the_cookies_that_were_given(browser: Browser):
    first = browser.post("/", {"who": "0012345679"})
    assert first.text == f"csrftoken={TOKEN}|csrfmiddlewaretoken={TOKEN}&who=0012345679"
    assert (first.status, first.location) == (302, "/next/")
    assert first.seconds > 0
    assert browser.post("/", {}).text.startswith(f"csrftoken={TOKEN}; kept=one|")


def test_somebody_else_comes_without_them(browser: Browser):
    browser.post("/", {})
    browser.cookies = browser.fresh()
    assert "kept" not in browser.post("/", {}).text
