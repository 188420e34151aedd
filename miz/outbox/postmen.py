"""The threads of the worker that send: one for each lane, one that keeps watch.

They look at the rows themselves and need no job of the job queue: whatever is lost there, what is
due is sent. One that fails ends the whole worker, and whoever keeps the worker starts it again.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable
from functools import partial

from django.db import InterfaceError, OperationalError, connection

from . import health, reports, sending
from .lanes import LANES, Lane

log = logging.getLogger(__name__)

WATCH_EVERY = 2.0  # seconds


def start(over: threading.Event) -> list[threading.Thread]:
    """Begins sending; it ends soon after `over` is set, when what is on its way has ended."""
    rounds: list[tuple[str, Callable[[], None], float]] = [("watch", _watch, WATCH_EVERY)]
    rounds += [(lane.name, partial(_drain, lane, over), lane.pause) for lane in LANES]
    threads = [
        threading.Thread(target=_go, args=(look, pause, over), name=f"outbox-{name}", daemon=True)
        for name, look, pause in rounds
    ]
    for thread in threads:
        thread.start()
    return threads


def _drain(lane: Lane, over: threading.Event) -> None:
    sending.drain(lane, over=over.is_set)


def _watch() -> None:
    health.adjust()
    reports.ask()


def _go(look: Callable[[], None], pause: float, over: threading.Event) -> None:
    try:
        while not over.is_set():
            _look(look)
            over.wait(pause)
    finally:
        if not over.is_set():
            os.kill(os.getpid(), signal.SIGTERM)


def _look(look: Callable[[], None]) -> None:
    try:
        look()
    except (OperationalError, InterfaceError) as error:
        # What was on its way is found again when its lease ends.
        log.warning("the outbox waits for the database: %s", type(error).__name__)
    finally:
        connection.close()
