"""Drives a server with a fixed number of clients and keeps every latency.

Each client keeps one connection and sends its next request when the answer to the last has come.
One thread serves them all, so that the load costs little of the cores it measures.
"""

import dataclasses
import re
import selectors
import socket
import time
from collections.abc import Iterator, Mapping

WARM_UP = 2.0
PATIENCE = 60.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNK = 64 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Shot:
    """One request, ready to be sent."""

    method: str
    path: str
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: bytes = b""

    def wire(self) -> bytes:
        headers = {"Host": "127.0.0.1", "Content-Length": len(self.body), **self.headers}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclasses.dataclass(frozen=True)
class Measured:
    """`latencies` in seconds, sorted, of the expected answers; `errors` counts all others."""

    latencies: list[float]
    errors: int
    seconds: float


def drive(
    port: int, shots: Iterator[Shot], *, expect: int, clients: int, seconds: float
) -> Measured:
    """Sends `shots` until time is up; what is answered during the warm-up is not counted."""
    lines: list[_Line] = []
    # One after another, each with an answer: so every worker of the server has started. Each
    # listens for itself, and which of them gets a connection is the kernel's lot: the longest
    # waits of two runs differ by how evenly it fell.
    for _ in range(clients):
        lines.append(_Line(port))
        list(_answers(lines[-1:], shots, 0))
    list(_answers(lines, shots, WARM_UP))
    latencies: list[float] = []
    errors = 0
    for status, latency in _answers(lines, shots, seconds):
        if status == expect:
            latencies.append(latency)
        else:
            errors += 1
    for line in lines:
        line.socket.close()
    return Measured(sorted(latencies), errors, seconds)


def _answers(
    lines: list["_Line"], shots: Iterator[Shot], seconds: float
) -> Iterator[tuple[int, float]]:
    """(status, latency) of each answer within `seconds`; a cut connection has the status 0."""
    end = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.send(next(shots))
        while (now := time.monotonic()) < end:
            for key, _ in selector.select(timeout=end - now):
                line = key.data
                if (status := line.receive()) is not None:
                    yield status, time.monotonic() - line.sent_at
                    line = line if status else _renew(selector, lines, line)
                    line.send(next(shots))
    _drain(lines)


def _renew(selector: selectors.BaseSelector, lines: list["_Line"], line: "_Line") -> "_Line":
    selector.unregister(line.socket)
    line.socket.close()
    fresh = lines[lines.index(line)] = _Line(line.port)
    selector.register(fresh.socket, selectors.EVENT_READ, fresh)
    return fresh


def _drain(lines: list["_Line"]) -> None:
    """Waits for what is still being answered: the next measurement starts on a quiet server."""
    for line in lines:
        while line.receive() is None:
            continue


class _Line:
    """One connection with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._received = b""

    def send(self, shot: Shot) -> None:
        wire = shot.wire()
        self._received = b""
        self.sent_at = time.monotonic()
        self.socket.sendall(wire)

    def receive(self) -> int | None:
        """The status once the whole answer is here, 0 when the server hung up, None before."""
        piece = self.socket.recv(_CHUNK)
        if not piece:
            return 0
        self._received += piece
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or length is None or len(body) < int(length[1]):
            return None
        return int(head.split(b" ", 2)[1])
