"""HTTP to one outside system: bounded in time, size and reach.

A client is bound to the base address it is made with and can call nothing else: no redirects are
followed, no proxies and no retries are used. Connections are kept alive and shared by threads.
"""

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

MAX_ANSWER = 1024 * 1024
MAX_HEAD = 64 * 1024
KEPT_CONNECTIONS = 32

_PATH = re.compile(r"(/[A-Za-z0-9_~%-][A-Za-z0-9._~%-]*)+")
_HEADER = re.compile(r"[A-Za-z0-9-]+: [ -~]*")
_STATUS = re.compile(rb"HTTP/(1\.[01]) ([1-5][0-9][0-9])(?: .*)?")
_LENGTH = re.compile(rb"[0-9]{1,9}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")


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
        known = parts.scheme in ("http", "https") and parts.hostname and base_url.isascii()
        if not known or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("a base address is http(s)://host[:port][/prefix]")
        self._place = (str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80))
        self._host, self._prefix = parts.netloc, parts.path.rstrip("/")
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._idle: deque[socket.socket] = deque()

    def post(self, path: str, body: bytes, *, headers: Mapping[str, str], timeout: float) -> Answer:
        """Return the answer within `timeout` seconds, connecting and reading together.

        Raises NoAnswer. Only the look-up of the host's name is the resolver's to bound.
        """
        deadline = time.monotonic() + timeout
        request = self._head(path, len(body), headers) + body
        try:
            connection = self._take() or self._connect(deadline)
        except OSError as error:
            raise _nameless(error) from None
        try:
            connection.settimeout(_left(deadline))
            connection.sendall(request)
            answer, reusable = _read(_Incoming(connection, deadline))
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

    def _head(self, path: str, length: int, headers: Mapping[str, str]) -> bytes:
        if not _PATH.fullmatch(path):
            raise ValueError("a path is /segment/segment, without dots, query or fragment")
        fields = {"Host": self._host, "Content-Length": str(length), **headers}
        lines = [f"{name}: {value}" for name, value in fields.items()]
        if not all(map(_HEADER.fullmatch, lines)):
            raise ValueError("a header is one line of ASCII")
        return "\r\n".join([f"POST {self._prefix}{path} HTTP/1.1", *lines, "", ""]).encode()

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
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._tls.wrap_socket(plain, server_hostname=self._place[0]) if self._tls else plain

    def _give_back(self, connection: socket.socket, reusable: bool) -> None:
        if reusable and len(self._idle) < KEPT_CONNECTIONS:
            self._idle.append(connection)
        else:
            connection.close()


@cache
def client(base_url: str) -> Client:
    """Return the process's one client of a base address, so that its connections are reused."""
    return Client(base_url)


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
    """A connection's bytes until a moment, within the limits of size.

    A server that drips cannot renew its time with each drop.
    """

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline
        self._bytes = bytearray()

    def until(self, mark: bytes) -> bytes:
        """Return what comes before `mark`, which is taken too."""
        while (end := self._bytes.find(mark)) < 0:
            if len(self._bytes) > MAX_HEAD:
                raise NoAnswer("head too big")
            if not self._more():
                raise NoAnswer("cut off")
        found = self._take(end)
        self._take(len(mark))
        return found

    def exactly(self, length: int) -> bytes:
        if length > MAX_ANSWER:
            raise NoAnswer("too big")
        while len(self._bytes) < length:
            if not self._more():
                raise NoAnswer("cut off")
        return self._take(length)

    def all(self) -> bytes:
        """Return everything until the other side closes."""
        while self._more():
            if len(self._bytes) > MAX_ANSWER:
                raise NoAnswer("too big")
        return self._take(len(self._bytes))

    @property
    def is_empty(self) -> bool:
        return not self._bytes

    def _more(self) -> bool:
        self._connection.settimeout(_left(self._deadline))
        received = self._connection.recv(64 * 1024)
        self._bytes += received
        return bool(received)

    def _take(self, length: int) -> bytes:
        taken = bytes(self._bytes[:length])
        del self._bytes[:length]
        return taken


def _read(incoming: _Incoming) -> tuple[Answer, bool]:
    """Return the answer and whether its connection may serve another request."""
    version, status, fields = _read_head(incoming)
    while status < 200:
        version, status, fields = _read_head(incoming)
    if status in (204, 304):
        body, ends = b"", True
    elif b"transfer-encoding" in fields:
        body, ends = _read_chunks(incoming, fields), True
    elif b"content-length" in fields:
        body, ends = incoming.exactly(_length(fields[b"content-length"])), True
    else:
        body, ends = incoming.all(), False
    lasting = version == b"1.1" and b"close" not in fields.get(b"connection", b"").lower()
    # What nobody asked for would be taken for the answer to the next request.
    return Answer(status, body), ends and lasting and incoming.is_empty


def _read_head(incoming: _Incoming) -> tuple[bytes, int, dict[bytes, bytes]]:
    """Return the version, the status and the fields, those of one name joined by a comma."""
    first, *lines = incoming.until(b"\r\n\r\n").split(b"\r\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise NoAnswer("not HTTP")
    fields: dict[bytes, bytes] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or name.strip() != name:
            raise NoAnswer("not HTTP")
        name = name.lower()
        fields[name] = b", ".join([*filter(None, [fields.get(name)]), value.strip()])
    return status[1], int(status[2]), fields


def _length(text: bytes) -> int:
    if not _LENGTH.fullmatch(text):
        raise NoAnswer("not HTTP")
    return int(text)


def _read_chunks(incoming: _Incoming, fields: dict[bytes, bytes]) -> bytes:
    if fields[b"transfer-encoding"].lower() != b"chunked" or b"content-length" in fields:
        raise NoAnswer("not HTTP")
    body = bytearray()
    while length := _chunk_length(incoming.until(b"\r\n")):
        body += incoming.exactly(length)
        if len(body) > MAX_ANSWER or incoming.until(b"\r\n"):
            raise NoAnswer("too big or cut off")
    while incoming.until(b"\r\n"):
        pass  # trailers
    return bytes(body)


def _chunk_length(line: bytes) -> int:
    size = _CHUNK.fullmatch(line)
    if size is None:
        raise NoAnswer("not HTTP")
    return int(size[1], 16)
