"""HTTP to one outside system: bounded in time, size and reach.

A client is bound to the base address it is made with and can call nothing else: no redirects are
followed, no proxies and no retries are used. Connections are kept alive and shared by threads.
"""

import atexit
import ipaddress
import json
import re
import select
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

MAX_ANSWER = 1024 * 1024  # all that comes in for a request: heads, body and what frames it
MAX_HEAD = 64 * 1024
KEPT_CONNECTIONS = 32

_PATH = re.compile(r"(/[A-Za-z0-9_~%-][A-Za-z0-9._~%-]*)+")
_HEADER = re.compile(r"[A-Za-z0-9-]+: [ -~]*")
_FRAMING = re.compile(rb"([0-9]+|chunked)?")


class NoAnswer(Exception):
    """The other system gave no usable answer: too slow, cut off, too big or unreadable.

    Whether it acted on the request is unknown. The text names the kind of failure alone, never the
    address, for keys and personal data travel in addresses too.
    """


class NotReached(NoAnswer):
    """No connection came about: the other system knows nothing of the request."""


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
    """POSTs to and GETs paths under one base address, `http(s)://host[:port][/prefix]`.

    With `inside` False nothing is said to a host whose name leads into an inner network.
    """

    def __init__(self, base_url: str, *, inside: bool = True) -> None:
        parts = urlsplit(base_url)
        known = parts.scheme in ("http", "https") and parts.hostname and base_url.isascii()
        if not known or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("a base address is http(s)://host[:port][/prefix]")
        self._place = (str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80))
        self._host, self._prefix = parts.netloc, parts.path.rstrip("/")
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._inside = inside
        self._idle: deque[socket.socket] = deque()

    def post(self, path: str, body: bytes, *, headers: Mapping[str, str], timeout: float) -> Answer:
        """Return the answer within `timeout` seconds, connecting and reading together.

        Raises NoAnswer. Only the look-up of the host's name is the resolver's to bound.
        """
        length = {"Content-Length": str(len(body))}
        return self._ask(self._head("POST", path, {**length, **headers}) + body, timeout)

    def get(self, path: str, *, headers: Mapping[str, str], timeout: float) -> Answer:
        """Return the answer as `post` does."""
        return self._ask(self._head("GET", path, headers), timeout)

    def _ask(self, request: bytes, timeout: float) -> Answer:
        deadline = time.monotonic() + timeout
        try:
            connection = self._take() or self._connect(deadline)
        except OSError as error:
            raise NotReached(type(error).__name__) from None
        try:
            connection.settimeout(_left(deadline))
            connection.sendall(request)
            answer, reusable = _read(connection, deadline)
        except NoAnswer:
            connection.close()
            raise
        except OSError as error:
            connection.close()
            raise _nameless(error) from None
        self._give_back(connection, reusable)
        return answer

    def close(self) -> None:
        """Close the idle connections; later requests open new ones."""
        while self._idle:
            self._idle.pop().close()

    def _head(self, method: str, path: str, headers: Mapping[str, str]) -> bytes:
        if not _PATH.fullmatch(path):
            raise ValueError("a path is /segment/segment, without dots, query or fragment")
        fields = {"Host": self._host, **headers}
        lines = [f"{name}: {value}" for name, value in fields.items()]
        if not all(map(_HEADER.fullmatch, lines)):
            raise ValueError("a header is one line of ASCII")
        return "\r\n".join([f"{method} {self._prefix}{path} HTTP/1.1", *lines, "", ""]).encode()

    def _take(self) -> socket.socket | None:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            if _is_quiet(connection):
                return connection
            connection.close()
        return None

    def _connect(self, deadline: float) -> socket.socket:
        # Half, so that a host of two addresses (IPv6, IPv4) or a TLS handshake stays in the total.
        plain = socket.create_connection(self._place, _left(deadline) / 2)
        # The address that was reached, not one that was resolved before: names change.
        if not self._inside and is_inner(plain.getpeername()[0]):
            plain.close()
            raise NoAnswer("an inner network")
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._tls.wrap_socket(plain, server_hostname=self._place[0]) if self._tls else plain

    def _give_back(self, connection: socket.socket, reusable: bool) -> None:
        if reusable and len(self._idle) < KEPT_CONNECTIONS:
            self._idle.append(connection)
        else:
            connection.close()


@cache
def client(base_url: str, *, inside: bool = True) -> Client:
    """Return the process's one client of a base address, so that its connections are reused."""
    made = Client(base_url, inside=inside)
    atexit.register(made.close)
    return made


def is_inner(address: str) -> bool:
    """Say whether an IP address is of an inner network: loopback, private, link-local."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    # ::ffff:10.0.0.1 is 10.0.0.1 in other clothes.
    return not (getattr(ip, "ipv4_mapped", None) or ip).is_global


def _is_quiet(connection: socket.socket) -> bool:
    """Say whether an idle connection is still open: a closed one would be readable."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return not poll.poll(0)


def _nameless(error: OSError) -> NoAnswer:
    # The kind alone, `from None`: what the libraries say may quote addresses and answers.
    return NoAnswer(type(error).__name__)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Incoming:
    """One answer while it comes in, in whatever pieces; llhttp reads it.

    Interim answers (1xx) are passed over. `status` is 0 until the head of the answer is whole.
    """

    def __init__(self) -> None:
        self.status = 0
        self.answer: Answer | None = None
        self.reusable = False
        self._framing: list[bytes] = []
        self._body = bytearray()
        self._parser = HttpResponseParser(self)

    def feed(self, piece: bytes) -> None:
        """Take the next bytes; an empty piece says that the other side has closed."""
        try:
            self._parser.feed_data(piece)
        except (HttpParserError, HttpParserUpgrade):
            # An answer that is whole stays one, whatever comes after it.
            if self.answer is None:
                raise NoAnswer("not HTTP") from None
        if not piece:
            self._close()
        if self.answer is not None:
            # The two hold each other: the body would wait for the garbage collector.
            del self._parser

    def _close(self) -> None:
        if not self.status or self._framing:
            raise NoAnswer("cut off")
        self.answer = Answer(self.status, bytes(self._body))

    def on_message_begin(self) -> None:
        # What nobody asked for would be taken for the answer to the next request.
        self.reusable = False
        self._framing.clear()

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._framing.append(value.lower())

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        # llhttp takes any three digits, and hands out a body coded otherwise as it is.
        if not 100 <= status <= 599 or not _FRAMING.fullmatch(b",".join(self._framing)):
            raise NoAnswer
        self.status = status if status >= 200 else 0

    def on_body(self, part: bytes) -> None:
        self._body += part

    def on_message_complete(self) -> None:
        if self.status and self.answer is None:
            self.answer = Answer(self.status, bytes(self._body))
            lasting = self._parser.get_http_version() == "1.1"
            self.reusable = lasting and self._parser.should_keep_alive()


def _read(connection: socket.socket, deadline: float) -> tuple[Answer, bool]:
    """Return the answer and whether its connection may serve another request.

    A server that drips cannot renew its time with each drop.
    """
    incoming, received = _Incoming(), 0
    while incoming.answer is None:
        connection.settimeout(_left(deadline))
        piece = connection.recv(64 * 1024)
        incoming.feed(piece)
        received += len(piece)
        if received > (MAX_ANSWER if incoming.status else MAX_HEAD):
            raise NoAnswer("too big")
    return incoming.answer, incoming.reusable
