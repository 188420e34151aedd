import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest

from miz.lib import http

JSON = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + b'{"ok":true}'

Talk = Callable[[socket.socket, bytes], object]


class Peer:
    """A server that says exactly the bytes a test wants, connection by connection."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.requests: list[bytes] = []
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.client = http.Client(self.url)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            while request := connection.recv(65536):
                self.requests.append(request)
                self.talk(connection, request)


@pytest.fixture
def peer() -> Iterator[Callable[[Talk], Peer]]:
    peers: list[Peer] = []

    def start(talk: Talk) -> Peer:
        peers.append(Peer(talk))
        return peers[-1]

    yield start
    for each in peers:
        each.client.close()
        each.listener.close()


def says(text: bytes) -> Talk:
    return lambda connection, _: connection.sendall(text)


def chunked(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" + body


def post(peer: Peer, timeout: float = 2.0, path: str = "/ask") -> http.Answer:
    return peer.client.post(path, b"{}", headers={}, timeout=timeout)


def echo(connection: socket.socket, request: bytes) -> None:
    connection.sendall(
        b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"you said":%b}' % request[-4:]
    )


def drip(connection: socket.socket, start: bytes, drop: bytes) -> None:
    connection.sendall(start)
    for _ in range(200):
        connection.sendall(drop)
        time.sleep(0.02)


def test_an_answer_comes_back_with_its_status(peer):
    answer = post(peer(says(JSON)))
    assert (answer.status, answer.json()) == (200, {"ok": True})


def test_the_prefix_of_the_base_address_is_kept(peer):
    server = peer(says(JSON))
    with closing(http.Client(server.url + "/registry/")) as client:
        client.post("/ask", b"{}", headers={}, timeout=2)
    assert server.requests[0].startswith(b"POST /registry/ask HTTP/1.1\r\n")


def test_a_connection_is_used_again(peer):
    server = peer(says(JSON))
    for _ in range(5):
        server.client.post("/ask", b"{}", headers={}, timeout=2)
    assert server.connections == 1


def test_a_connection_closed_while_idle_is_replaced(peer):
    closed = threading.Event()

    def answer_and_leave(connection: socket.socket, _: bytes) -> None:
        connection.sendall(JSON)
        connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    server = peer(answer_and_leave)
    post(server)
    assert closed.wait(2)
    assert post(server).status == 200
    assert server.connections == 2


def test_threads_get_their_own_answers(peer):
    server = peer(echo)

    def ask(number: int) -> int:
        return server.client.post("/ask", b"%d" % number, headers={}, timeout=5).json()["you said"]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(1000, 1400))) == list(range(1000, 1400))
    assert server.connections <= 8


@pytest.mark.parametrize(
    "answer",
    [
        b'HTTP/1.1 200\r\ncontent-length:11\r\n\r\n{"ok":true}',
        chunked(b'4\r\n{"ok\r\n7;note=x\r\n":true}\r\n0\r\nTrailer: x\r\n\r\n'),
        b"HTTP/1.1 100 C\r\nContent-Length: 0\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + JSON,
    ],
    ids=["length", "chunks", "after interim answers"],
)
@pytest.mark.parametrize("piece", [1, 1000])
def test_an_answer_is_read_however_it_is_framed_and_cut_into_pieces(peer, answer, piece):
    def talk(connection: socket.socket, _: bytes) -> None:
        for start in range(0, len(answer), piece):
            connection.sendall(answer[start : start + piece])

    server = peer(talk)
    assert [post(server).json() for _ in range(2)] == [{"ok": True}] * 2
    assert server.connections == 1


def test_an_answer_without_a_body_is_not_waited_for(peer):
    assert post(peer(says(b"HTTP/1.1 204 No Content\r\n\r\n"))) == http.Answer(204, b"")


def test_an_answer_that_ends_with_its_connection_is_whole(peer):
    def talk(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b'HTTP/1.1 200 OK\r\n\r\n{"ok":true}')
        connection.shutdown(socket.SHUT_RDWR)

    assert post(peer(talk)).json() == {"ok": True}


@pytest.mark.parametrize(
    "answer",
    [
        JSON.replace(b"HTTP/1.1", b"HTTP/1.0"),
        JSON.replace(b"\r\n", b"\r\nConnection: Close\r\n", 1),
        JSON.replace(b"HTTP/1.1 200 OK", b"HTTP/1.0 200 OK\r\nConnection: keep-alive"),
        JSON.replace(b"\r\n", b"\r\nConnection: X\r\nConnection: Y, Close\r\n", 1),
        JSON + b"H",
        JSON + JSON.replace(b"true", b"null"),
        JSON + b"HTTP/1.1 100 Continue\r\n\r\n",
        JSON + b"nonsense",
        b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 11\r\n\r\n{"ok":true}nonsense',
        chunked(b'b\r\n{"ok":true}\r\n0\r\n\r\nnonsense'),
    ],
    ids=[
        "HTTP/1.0", "said to close", "HTTP/1.0 kept", "said to close among others",
        "a byte more than was asked for", "two answers", "an interim answer after it",
        "rubbish after it", "rubbish after the close", "rubbish after the chunks",
    ],
)  # fmt: skip
def test_a_connection_that_cannot_be_trusted_to_go_on_is_not_used_again(peer, answer):
    server = peer(says(answer))
    assert [post(server).json() for _ in range(2)] == [{"ok": True}] * 2
    assert server.connections == 2


def test_a_redirect_is_an_answer_and_is_not_followed(peer):
    secret = peer(says(JSON))
    server = peer(
        says(
            b"HTTP/1.1 302 Found\r\nLocation: %b/x\r\nContent-Length: 0\r\n\r\n"
            % secret.url.encode()
        )
    )
    assert post(server).status == 302
    assert secret.connections == 0


@pytest.mark.parametrize(
    "path", ["ask", "//evil.example/x", "/../x", "/a/./b", "/a?b", "/a b", "/a\r\n"]
)
def test_a_path_that_could_lead_elsewhere_is_refused(path):
    with pytest.raises(ValueError, match="path"):
        http.Client("http://127.0.0.1:9").post(path, b"", headers={}, timeout=1)


def test_a_header_that_could_become_two_is_refused():
    with pytest.raises(ValueError, match="header"):
        http.Client("http://127.0.0.1:9").post("/a", b"", headers={"X": "1\r\nY: 2"}, timeout=1)


@pytest.mark.parametrize(
    "url", ["file:///etc", "ftp://a", "http://", "http://u:p@a", "http://a?b=c"]
)
def test_a_strange_base_address_is_refused(url):
    with pytest.raises(ValueError, match="base address"):
        http.Client(url)


def test_silence_ends_with_the_timeout(peer):
    started = time.monotonic()
    with pytest.raises(http.NoAnswer):
        post(peer(lambda c, _: time.sleep(1)), timeout=0.3)
    assert time.monotonic() - started < 0.6


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status line", "headers", "body", "chunks", "body until close", "continues"],
)
def test_a_dripping_server_cannot_hold_us_beyond_the_timeout(peer, start, drop):
    started = time.monotonic()
    with pytest.raises(http.NoAnswer):
        post(peer(lambda c, _: drip(c, start, drop)), timeout=0.3)
    assert time.monotonic() - started < 0.6


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 2_000_000,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 2_000_000,
        chunked((b"186a0\r\n" + b"x" * 100_000 + b"\r\n") * 20),
        chunked(b"7fffffff\r\n" + b"x" * 2_000_000),
        chunked(b"2;" + b"x" * 2_000_000),
        chunked(b"0\r\n" + b"X: y\r\n" * 300_000),
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2_000_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 30_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 80_000,
    ],
    ids=[
        "announced", "until close", "many chunks", "a huge chunk", "the note on a chunk",
        "trailers", "head", "many headers", "continues",
    ],
)  # fmt: skip
def test_an_answer_of_more_than_a_megabyte_is_refused(peer, answer):
    with pytest.raises(http.NoAnswer, match="too big"):
        post(peer(says(answer)))


def test_after_a_too_big_answer_the_next_request_is_clean(peer):
    answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 2_000_000, JSON]
    server = peer(lambda c, _: c.sendall(answers.pop(0)))
    with pytest.raises(http.NoAnswer):
        server.client.post("/ask", b"{}", headers={}, timeout=2)
    assert server.client.post("/ask", b"{}", headers={}, timeout=2).json() == {"ok": True}


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + JSON,
        JSON.replace(b"200", b"099") + JSON,
        JSON.replace(b"200", b"600"),
        JSON.replace(b"\r\n", b"\n"),
        JSON.replace(b"OK\r\n", b"OK\r\nX: a\r\n b\r\n"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        chunked(b"2\r\n{}\r\n0\r\n\r\n").replace(b"OK", b"OK\r\nTransfer-Encoding: chunked"),
        chunked(b"-2\r\n{}\r\n0\r\n\r\n"),
        chunked(b"1\r\n{}\r\n0\r\n\r\n"),
        chunked(b"2\r\n{}\r\n"),
    ],
    ids=[
        "nothing", "no HTTP", "half a head", "an interim answer alone", "another protocol",
        "a status under 100", "a status over 599", "bare line feeds", "a folded header",
        "half a body", "half a body and said to close", "two lengths", "less than nothing",
        "a strange name", "a length and chunks", "another coding", "chunks of another coding",
        "chunks of chunks", "a chunk of less than nothing", "a longer chunk than said",
        "no last chunk",
    ],
)  # fmt: skip
def test_a_cut_or_broken_answer_is_no_answer(peer, answer):
    with pytest.raises(http.NoAnswer):
        post(peer(lambda c, _: (c.sendall(answer), c.shutdown(socket.SHUT_RDWR))))


def test_nobody_listening_is_no_answer_and_the_address_stays_out_of_the_error():
    with pytest.raises(http.NoAnswer) as caught:
        http.Client("http://127.0.0.1:9").post("/v1/secret-key", b"", headers={}, timeout=1)
    assert "secret" not in repr(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_no_answer(body):
    with pytest.raises(http.NoAnswer):
        http.Answer(200, body).json()


def test_the_client_of_an_address_is_made_once():
    assert http.client("http://127.0.0.1:9") is http.client("http://127.0.0.1:9")


@pytest.mark.parametrize(("maker", "left_open"), [("client", False), ("Client", True)])
def test_a_process_ends_with_the_connections_of_its_clients_closed(peer, maker, left_open):
    asks = (
        f"from miz.lib import http; import sys;"
        f"kept = http.{maker}(sys.argv[1]);"
        f"kept.post('/ask', b'', headers={{}}, timeout=5)"
    )
    told = subprocess.run(
        [sys.executable, "-W", "always::ResourceWarning", "-c", asks, peer(says(JSON)).url],
        capture_output=True,
        check=True,
        text=True,
    )
    assert ("unclosed <socket" in told.stderr) == left_open
