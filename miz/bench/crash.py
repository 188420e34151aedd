"""`miz prove crash`: kills every part of a desk again and again while requests come in.

The desk is `miz demo` itself, under its own supervisor, in a process of its own. Clients send
each request under one Idempotency-Key until it is acknowledged; in the end every acknowledged
tracking code must be there once, with all its rows.
"""

import base64
import dataclasses
import http.client
import json
import random
import secrets
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from miz.config.database import Cluster
from miz.config.supervisor import Child, free_port, wait_until_ready
from miz.lib.console import say

from .desk import temporary_data
from .files import png
from .killer import Killer
from .verdict import Verdict, judge

PORT = 8350
CLIENTS = 8
START = 120.0  # seconds for the desk to come up
PATIENCE = 120.0  # seconds of trying one request
ANSWER_WITHIN = 15.0
LOG_SHOWN = 4000  # characters of the desk's log, when it does not come up
BREATH = (0.05, 0.5)  # seconds between two requests of a client


@dataclasses.dataclass(frozen=True)
class Outcome:
    """`resent` counts tries that were not acknowledged and were made again."""

    submissions: int
    acknowledged: int
    resent: int
    lost: int
    duplicated: int
    incomplete: int
    kills: dict[str, int]
    seconds: float

    @property
    def holds(self) -> bool:
        broken = self.lost or self.duplicated or self.incomplete
        return not broken and self.acknowledged == self.submissions


def main(submissions: int, as_json: bool) -> int:
    with temporary_data() as data:
        outcome = _prove(data, submissions)
    content = dataclasses.asdict(outcome)
    if as_json:
        say(json.dumps(content))
    else:
        say("\n".join(f"{name:16} {value}" for name, value in content.items()))
    return 0 if outcome.holds else 1


def _prove(data: Path, submissions: int) -> Outcome:
    port = free_port(PORT)
    desk = _desk(port, data)
    desk.start()
    try:
        wait_until_ready(desk, START)
        assert desk.process is not None  # noqa: S101 - it was started above
        began = time.monotonic()
        clients = Clients(desk, port, json.loads((data / "demo.json").read_bytes()))
        killer = Killer(desk.process.pid, clients.acknowledged)
        killer.start()
        clients.send_all(submissions)
        killer.stop()
        seconds = time.monotonic() - began
    except SystemExit:
        # The log goes with the folder.
        say(desk.log.read_text(errors="replace")[-LOG_SHOWN:])
        raise
    finally:
        desk.stop()
    return _outcome(submissions, clients, killer, _judge(data, clients), seconds)


def _desk(port: int, data: Path) -> Child:
    command = [sys.executable, "-m", "miz", "demo", "--port", str(port), "--data", str(data)]
    return Child("desk", command, {}, data / "desk.log", (data / "demo.json").exists)


def _judge(data: Path, clients: "Clients") -> Verdict:
    cluster = Cluster(data)
    cluster.start()
    try:
        with psycopg.connect(cluster.url()) as connection:
            return judge(connection, clients.run, clients.acknowledged)
    finally:
        cluster.stop()


def _outcome(
    submissions: int, clients: "Clients", killer: Killer, verdict: Verdict, seconds: float
) -> Outcome:
    return Outcome(
        submissions=submissions,
        acknowledged=len(clients.acknowledged),
        resent=clients.resent,
        lost=verdict.lost,
        duplicated=verdict.duplicated,
        incomplete=verdict.incomplete,
        kills=dict(killer.kills),
        seconds=round(seconds, 1),
    )


class Clients:
    """People who press the button again until they have a tracking code."""

    def __init__(self, desk: Child, port: int, face: dict[str, Any]) -> None:
        self.desk = desk
        self.port, self.face = port, face
        self.file = base64.b64encode(png()).decode()
        self.run = f"crash-{secrets.token_hex(4)}"
        self.acknowledged: dict[str, str] = {}
        self.resent = 0
        self._lock = threading.Lock()
        self._over = threading.Event()

    def send_all(self, submissions: int) -> None:
        with ThreadPoolExecutor(CLIENTS) as pool:
            try:
                list(pool.map(self._send, range(submissions)))
            finally:
                self._over.set()
                pool.shutdown(wait=False, cancel_futures=True)

    def _send(self, number: int) -> None:
        mark = f"{self.run}-{number}"
        body = json.dumps(self._request(number, mark)).encode()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.desk.has_died():
            if self._over.wait(random.uniform(*BREATH)):  # noqa: S311 - no secret
                return
            code = self._try(body, mark)
            with self._lock:
                if code:
                    self.acknowledged[mark] = code
                    return
                self.resent += 1

    def _request(self, number: int, mark: str) -> dict[str, Any]:
        citizen = self.face["citizens"][number % len(self.face["citizens"])]
        return {
            **self.face["example_request"],
            "national_code": citizen["national_code"],
            "birth_date": citizen["birth_date"],
            "mobile": citizen["mobile"],
            "text": f"این درخواست باید بماند. {mark}",
            "attachments": [{"title": "تصویر", "name": "a.png", "content": self.file}],
        }

    def _try(self, body: bytes, key: str) -> str | None:
        """The tracking code, or None when nobody can say whether the request was taken."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN)
        headers = {
            "Authorization": f"Bearer {self.face['api_token']}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        try:
            connection.request("POST", "/api/v1/requests", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        return str(json.loads(content)["tracking_code"]) if answer.status == 201 else None
