"""Ends processes of a desk without warning, at random moments."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sized
from pathlib import Path

PAUSE = (0.1, 1.0)  # seconds between two thoughts of killing
# How often it kills although nothing was acknowledged since the last time: recovery is hit too,
# but not so often that nothing ever comes up.
IMPATIENCE = 0.03


class Killer(threading.Thread):
    """Sends SIGKILL until told to stop; `kills` counts them by part of the desk.

    `desk` is the process that supervises; it and the sandbox, which stands for other agencies,
    are spared. `acknowledged` grows while the desk works.
    """

    def __init__(self, desk: int, acknowledged: Sized) -> None:
        super().__init__(daemon=True)
        self.desk, self.acknowledged = desk, acknowledged
        self.kills = Counter({"web": 0, "worker": 0, "database": 0})
        self._over = threading.Event()

    def run(self) -> None:
        targets: list[tuple[str, Callable[[int], list[int]]]] = []
        seen = 0
        while not self._over.wait(random.uniform(*PAUSE)):  # noqa: S311 - no secret
            if len(self.acknowledged) == seen and random.random() > IMPATIENCE:  # noqa: S311
                continue
            seen = len(self.acknowledged)
            if not targets:
                targets = random.sample(TARGETS, len(TARGETS))
            part, choose = targets.pop()
            if victims := choose(self.desk):
                self.kills[part] += _kill(random.choice(victims))  # noqa: S311 - no secret

    def stop(self) -> None:
        self._over.set()
        self.join()


def _web(desk: int) -> list[int]:
    return _children_running(desk, "serve")


def _web_workers(desk: int) -> list[int]:
    return [pid for main in _web(desk) for pid in children(main)]


def _worker(desk: int) -> list[int]:
    return _children_running(desk, "worker")


def _database(desk: int) -> list[int]:
    return [pid for pid in children(desk) if "postgres" in command(pid)[:1][0]]


def _backends(desk: int) -> list[int]:
    return [pid for main in _database(desk) for pid in children(main)]


TARGETS = [
    ("web", _web),
    ("web", _web_workers),
    ("worker", _worker),
    ("database", _database),
    ("database", _backends),
]


def _children_running(desk: int, word: str) -> list[int]:
    return [pid for pid in children(desk) if word in command(pid)]


def children(parent: int) -> Iterator[int]:
    """Living children of a process, from /proc."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(entry) == parent:
            yield int(entry.name)


def command(pid: int) -> list[str]:
    """The words a process was started with; one empty word when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return [""]


def _parent(entry: Path) -> int:
    try:
        # The name in brackets may hold spaces: the fields begin behind it.
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[1])


def _kill(pid: int) -> int:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1
