"""Fixtures of the connectors: an impostor in the place of another agency's system."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache

from miz.connectors import breaker
from tests.committed import committed

__all__ = ["committed"]


class Impostor(ThreadingHTTPServer):
    """Answers every question with `answer`: status, headers, body."""

    answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")
    questions: list[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Impostor

    def do_POST(self) -> None:
        self.server.questions.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def impostor() -> Iterator[Impostor]:
    with Impostor(("127.0.0.1", 0), Handler) as server:
        server.questions = []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def closed_breakers() -> None:
    """No test is held back by the failures of the one before."""
    breaker.of.cache_clear()
    cache.clear()
