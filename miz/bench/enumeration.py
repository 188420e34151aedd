"""`miz prove enumeration`: how long an answer takes does not tell who has an account.

Pairs of two people, one with an account and one without, ask the same in an order drawn by lot,
over real HTTP and one connection. The share of pairs in which who has one waits longer (the
Mann-Whitney AUC) must be a half; and the answers must look alike. A server of our own that spends
40 microseconds more for half of them must be caught by the same measurement.
"""

import contextlib
import dataclasses
import gc
import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection

from miz.lib.console import say

from . import desk as desks
from .browser import Ask, Browser
from .ranks import auc, seen_from

MARGIN = 0.03
LEAK_SECONDS = 40e-6
WARM_UP = 30
# The quotas would end the measurement; nothing else of the desk is different.
QUOTAS = {
    f"MIZ_QUOTA_{name}": "1000000"
    for name in ("IDENTITY_BY_ADDRESS", "SIGN_IN_BY_ADDRESS", "SIGN_IN_IN_ALL", "CODE_BY_ADDRESS",
                 "CODE_IN_ALL")
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Way:
    """`auc` of a way of asking; `alike` when all answers had one face. A leak of so many
    microseconds or more, `seen_from_us`, would have been seen."""

    pairs: int
    auc: float
    alike: bool
    p50_ms: float
    seen_from_us: float

    @property
    def holds(self) -> bool:
        return self.alike and abs(self.auc - 0.5) <= MARGIN


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The ways by name, and the control, of which the leak must be seen."""

    ways: dict[str, Way]
    control: Way

    @property
    def holds(self) -> bool:
        return all(way.holds for way in self.ways.values()) and not self.control.holds


def main(pairs: int, as_json: bool) -> int:
    with desks.throw_away(QUOTAS) as desk:
        # Needs Django, which the desk has set up.
        from .strangers import ways  # noqa: PLC0415

        with contextlib.closing(Browser(desk.port)) as browser:
            asks = ways(browser, WARM_UP + pairs)
            found = {name: compare(ask, pairs) for name, ask in asks.items()}
    outcome = Outcome(found, control(pairs))
    say(json.dumps(_told(outcome)) if as_json else _table(outcome))
    return 0 if outcome.holds else 1


def _told(outcome: Outcome) -> dict[str, object]:
    return {"holds": outcome.holds, **dataclasses.asdict(outcome)}


def _table(outcome: Outcome) -> str:
    rows = {**outcome.ways, "control": outcome.control}
    lines = [
        f"{name:12} auc {way.auc:.4f}  alike {way.alike!s:5}  p50 {way.p50_ms:.2f} ms"
        f"  a leak is seen from {way.seen_from_us:.0f} us"
        for name, way in rows.items()
    ]
    return "\n".join([*lines, "holds" if outcome.holds else "DOES NOT HOLD"])


def compare(ask: Ask, pairs: int) -> Way:
    """Asks `pairs` times as each of the two, in an order drawn by lot."""
    lot = random.SystemRandom()
    taken: dict[bool, list[float]] = {True: [], False: []}
    faces: set[tuple[int, str, int]] = set()
    with _quiet():
        for number in range(WARM_UP + pairs):
            for known in lot.sample([True, False], 2):
                page = ask(known)
                if number >= WARM_UP:
                    taken[known].append(page.seconds)
                    faces.add(page.face)
    ordered = sorted(taken[True] + taken[False])
    return Way(
        pairs=pairs,
        auc=round(auc(taken[True], taken[False]), 4),
        alike=len(faces) == 1,
        p50_ms=round(ordered[pairs] * 1000, 3),
        seen_from_us=round(seen_from(taken[True], taken[False], MARGIN) * 1e6, 1),
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No collection of garbage falls into one answer and not into the other."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# --- the control: a server that leaks


def control(pairs: int) -> Way:
    """What the same measurement says of a server that leaks; it must not hold."""
    context = get_context("spawn")
    here, there = context.Pipe()
    leaking = context.Process(target=serve_leaking, args=[there], daemon=True)
    leaking.start()
    try:
        with contextlib.closing(Browser(here.recv())) as browser:
            return compare(lambda known: browser.get("/known" if known else "/other"), pairs)
    finally:
        leaking.terminate()
        leaking.join()


def serve_leaking(tell: "Connection[int, int]") -> None:
    """Answers on one connection for ever, 40 microseconds later to whom it knows."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        tell.send(server.getsockname()[1])
        while True:
            line, _ = server.accept()
            threading.Thread(target=_answer, args=[line], daemon=True).start()


def _answer(line: socket.socket) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while asked := line.recv(65536):
        if asked.startswith(b"GET /known"):
            _spend(LEAK_SECONDS)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def _spend(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        continue
