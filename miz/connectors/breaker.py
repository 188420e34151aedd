"""Stops asking a system that does not answer: whoever waits is told at once, and it may recover.

After THRESHOLD failures in a row calls are held back for REST seconds; then one call goes through,
and its outcome says whether the others may. One breaker per connector, shared by the threads of a
process; processes learn by themselves.
"""

import threading
import time
from functools import cache

THRESHOLD = 5
REST = 15.0


class Breaker:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._held_until = 0.0

    def lets_through(self) -> bool:
        """Whether a call may be made now; of several after the rest only the first."""
        with self._lock:
            if self._failures < THRESHOLD:
                return True
            if time.monotonic() < self._held_until:
                return False
            # The probe: should it never come back, the next may go after another rest.
            self._held_until = time.monotonic() + REST
            return True

    def note(self, *, failed: bool) -> None:
        """Count how a call went that was let through."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= THRESHOLD:
                self._held_until = time.monotonic() + REST

    def rest_ends(self) -> None:
        """Let the next call through, whatever happened: somebody looks whether it works again."""
        with self._lock:
            self._held_until = 0.0


@cache
def of(connector: str) -> Breaker:
    """Return the process's one breaker of a connector."""
    return Breaker()
