"""What the sandbox received: the last messages, in memory, shared by threads."""

import threading
from collections import deque
from typing import Generic, Protocol, TypeVar

KEPT = 5000


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


M = TypeVar("M", bound=Keyed)


class Inbox(Generic[M]):
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: deque[M] = deque()
        self._by_key: dict[str, M] = {}

    def add(self, message: M) -> M:
        """Keep a message and return it, or the one already kept under the same key."""
        with self._lock:
            if message.key in self._by_key:
                return self._by_key[message.key]
            if len(self._messages) == KEPT:
                self._by_key.pop(self._messages.popleft().key, None)
            self._messages.append(message)
            if message.key:
                self._by_key[message.key] = message
            return message

    def newest(self) -> list[M]:
        with self._lock:
            return list(reversed(self._messages))

    def clear(self) -> None:
        with self._lock:
            self._messages.clear()
            self._by_key.clear()
