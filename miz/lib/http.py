"""HTTP to one outside system: bounded in time, size and reach.

A client is bound to the base address it is made with and can call nothing else: no redirects are
followed, no proxies and no retries are used. Connections are kept alive and shared by threads.
"""

import http.client
import io
import json
import re
import select
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

MAX_ANSWER = 1024 * 1024
KEPT_CONNECTIONS = 32

_PATH = re.compile(r"(/[A-Za-z0-9_~%-][A-Za-z0-9._~%-]*)+")


class NoAnswer(Exception):
    """The other system gave no usable answer: too slow, cut off, too big or unreadable.

    Whether it acted on the request is unknown. The text names the kind of failure alone, never the
    address, for keys and personal data travel in addresses too.
    """


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status; a redirect is an answer like any other."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the JSON object of the body; anything else is NoAnswer."""
        try:
            content = json.loads(self.body)
        # RecursionError: "[[[[…" is a legal way to be unreadable.
        except (ValueError, RecursionError):
            raise NoAnswer("not JSON") from None
        if not isinstance(content, dict):
            raise NoAnswer("not a JSON object")
        return content


class Client:
    """POSTs to paths under one base address, `http(s)://host[:port][/prefix]`."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        known = parts.scheme in ("http", "https") and parts.hostname
        if not known or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("a base address is http(s)://host[:port][/prefix]")
        self._prefix = parts.path.rstrip("/")
        self._connect = _connector(parts.scheme, str(parts.hostname), parts.port)
        self._idle: deque[_Connection] = deque()

    def post(self, path: str, body: bytes, *, headers: Mapping[str, str], timeout: float) -> Answer:
        """Return the answer within `timeout` seconds, connecting and reading together.

        Raises NoAnswer. Only the look-up of the host's name is the resolver's to bound.
        """
        if not _PATH.fullmatch(path):
            raise ValueError("a path is /segment/segment, without dots, query or fragment")
        connection = self._take()
        connection.deadline = time.monotonic() + timeout
        try:
            connection.request("POST", self._prefix + path, body, headers)
            answer, reusable = _read(connection.getresponse())
        except NoAnswer:
            connection.close()
            raise
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            # The name alone, `from None`: what the libraries say may quote addresses and answers.
            raise NoAnswer(type(error).__name__) from None
        self._give_back(connection, reusable)
        return answer

    def close(self) -> None:
        """Close the idle connections; later requests open new ones."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> "_Connection":
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            if connection.is_quiet():
                return connection
            connection.close()
        return self._connect()

    def _give_back(self, connection: "_Connection", reusable: bool) -> None:
        if reusable and len(self._idle) < KEPT_CONNECTIONS:
            self._idle.append(connection)
        else:
            connection.close()


@cache
def client(base_url: str) -> Client:
    """Return the process's one client of a base address, so that its connections are reused."""
    return Client(base_url)


class _Connection(http.client.HTTPConnection):
    """Keeps one request and its answer within `deadline`, a moment of the monotonic clock."""

    deadline = 0.0
    _outgoing = b""

    def connect(self) -> None:
        # Half, so that a host of two addresses (IPv6, IPv4) or a TLS handshake stays in the total.
        self.timeout = _left(self.deadline) / 2
        super().connect()

    def send(self, data: Any) -> None:
        # Headers and body leave in one piece: half the system calls and packets.
        self._outgoing += data

    def getresponse(self) -> http.client.HTTPResponse:
        outgoing, self._outgoing = self._outgoing, b""
        if self.sock is not None:
            self.sock.settimeout(_left(self.deadline))
        super().send(outgoing)
        self.response_class = partial(_Response, deadline=self.deadline)  # type: ignore[assignment]
        return super().getresponse()

    def is_quiet(self) -> bool:
        """Say whether an idle connection is still open: a closed one would be readable."""
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return not poll.poll(0)


class _SecureConnection(_Connection, http.client.HTTPSConnection):
    pass


def _connector(scheme: str, host: str, port: int | None) -> Callable[[], _Connection]:
    if scheme == "http":
        return partial(_Connection, host, port)
    return partial(_SecureConnection, host, port, context=ssl.create_default_context())


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *, deadline: float, **options: Any) -> None:
        super().__init__(sock, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_DeadlineReader(sock, deadline))


class _DeadlineReader(io.RawIOBase):
    """A socket's bytes until a moment: a server that drips cannot renew its time with each drop."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._socket = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(_left(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _read(response: http.client.HTTPResponse) -> tuple[Answer, bool]:
    """Return the answer and whether its connection may serve another request."""
    body = response.read(MAX_ANSWER + 1)
    # A length that is left over is a body that ended before the end it announced.
    if len(body) > MAX_ANSWER or response.length:
        response.close()
        raise NoAnswer("too big or cut off")
    response.close()
    return Answer(response.status, body), not response.will_close
