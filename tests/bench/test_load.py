import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from miz.bench import load
from miz.bench.load import Shot


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if body == b"good" else 500)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(load, "WARM_UP", 0.05)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_expected_answers_are_timed_and_others_counted_as_errors(port: int):
    shots = itertools.cycle([Shot("POST", "/", body=b"good"), Shot("POST", "/", body=b"bad")])
    measured = load.drive(port, shots, expect=200, clients=3, seconds=0.3)
    assert measured.latencies
    assert measured.errors
    assert measured.latencies == sorted(measured.latencies)
