"""SMS through the provider of an account, in the protocol it speaks."""

from collections.abc import Sequence
from typing import Protocol

from . import generic, kavenegar
from .accounts import Account
from .base import Fate, Sent

TIMEOUT = 10.0


class _Speaker(Protocol):
    REPORTED_AT_ONCE: int

    def send(
        self, account: Account, *, to: str, body: str, local_id: str, timeout: float
    ) -> Sent: ...

    def report(
        self, account: Account, references: Sequence[str], *, timeout: float
    ) -> dict[str, Fate]: ...


_SPEAKERS: dict[str, _Speaker] = {"kavenegar": kavenegar, "generic": generic}


def send(account: Account, *, to: str, body: str, local_id: str, timeout: float = TIMEOUT) -> Sent:
    """Hand one SMS over and return the provider's number for it; raises TransportError."""
    speaker = _SPEAKERS[account.protocol]
    return speaker.send(account, to=to, body=body, local_id=local_id, timeout=timeout)


def report(
    account: Account, references: Sequence[str], *, timeout: float = TIMEOUT
) -> dict[str, Fate]:
    """What became of messages that the provider accepted, `at_once` of them at most.

    A number that is missing is not known yet. Raises TransportError.
    """
    return _SPEAKERS[account.protocol].report(account, references, timeout=timeout)


def at_once(account: Account) -> int:
    """How many messages may be asked for in one request."""
    return _SPEAKERS[account.protocol].REPORTED_AT_ONCE
