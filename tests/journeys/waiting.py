"""Waiting for what another process does in its own time."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 20.0
T = TypeVar("T")


def until(look: Callable[[], T | None]) -> T:
    """Return the first thing that `look` finds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing came within {PATIENCE:.0f} s")
