"""Keeps child processes running until told to stop: what dies is started again."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

PAUSE = 0.2
PR_SET_PDEATHSIG = 1


class Child:
    """One command in a session of its own; `ready` tells when it does its work."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self.name, self.command, self.log, self.ready = name, command, log, ready
        self.environment = {**os.environ, **environment}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads before it
            )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def clear_away(self) -> None:
        """What the dead one left behind would hold its port."""
        if self.process:
            _signal_group(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.clear_away()
            self.process.wait()
        self.clear_away()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


class Stopped(Exception):
    """Ctrl-C, or a polite end."""


def stop_on_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def wait_until_ready(child: Child, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if child.has_died():
            sys.exit(f"{child.name} did not start: see {child.log}")
        if child.ready():
            return
        time.sleep(PAUSE)
    sys.exit(f"{child.name} did not answer within {seconds:.0f} s: see {child.log}")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return bool(probe.connect_ex(("127.0.0.1", port)) == 0)


def free_port(wish: int) -> int:
    """`wish` when it is free, else one below the range the kernel hands out by itself."""
    ports: list[int] = [wish, *range(20000, 21000)]
    for port in ports:
        if _is_free(port):
            return port
    sys.exit("no free port between 20000 and 21000")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
