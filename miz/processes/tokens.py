"""An instance at rest: a tree of tokens, as it is stored with the case.

The root stands for the process; a token that is open holds others inside it (the process, a
sub-process, a called process, all instances of a multi-instance activity). What is stored is JSON
of our own, small however long the case lives, readable by eye.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .errors import StateRefused
from .expressions import Value

ROOT = 1


class Status(StrEnum):
    WAITING = "waiting"  # for a person, a message, a moment
    OPEN = "open"  # others move inside it
    ARRIVED = "arrived"  # at a join, for the other branches
    FAILED = "failed"  # at a step that went wrong
    MOVING = "moving"  # on its way: never at rest, so never stored


@dataclass
class Token:
    """`number` never returns within one instance; `parent` is 0 for the root.

    `process` is the id of the called process it moves in, empty in the instance's own. `flow` is
    how it came to a join. `due` holds the running timers by element. `local` is the data that
    lives and dies with it. `body` marks one instance of a multi-instance activity.
    """

    number: int
    element: str
    parent: int
    status: Status = Status.WAITING
    process: str = ""
    flow: str = ""
    body: bool = False
    error: str = ""
    due: dict[str, str] = field(default_factory=dict)
    local: dict[str, Value] = field(default_factory=dict)


_KEYS = {
    "number": "id", "element": "at", "parent": "in", "status": "is", "process": "of",
    "flow": "by", "body": "body", "error": "error", "due": "due", "local": "data",
}  # fmt: skip
_NAMES = {key: name for name, key in _KEYS.items()}


@dataclass(frozen=True)
class Rest:
    """`following` is the number of the next token."""

    process: str
    following: int
    tokens: tuple[Token, ...]


def freeze(process: str, following: int, tokens: Iterable[Token]) -> bytes:
    """JSON in UTF-8; equal instances give equal bytes."""
    stored = {
        "process": process,
        "next": following,
        "tokens": [_dump(token) for token in sorted(tokens, key=lambda token: token.number)],
    }
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()


def _dump(token: Token) -> dict[str, Any]:
    kept = vars(token).items()
    return {_KEYS[n]: v for n, v in kept if (v and v is not Status.WAITING) or n == "parent"}


def thaw(state: bytes) -> Rest:
    """The stored instance; StateRefused if it is damaged."""
    try:
        stored = json.loads(state)
        tokens = tuple(_load(token) for token in stored["tokens"])
        return Rest(str(stored["process"]), int(stored["next"]), tokens)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise StateRefused from error


def _load(stored: dict[str, Any]) -> Token:
    token = Token(**{_NAMES[key]: value for key, value in stored.items()})
    token.status, token.element = Status(token.status), str(token.element)
    token.number, token.parent = int(token.number), int(token.parent)
    return token
