"""What every transport answers. None of it holds numbers, addresses or texts: it is logged."""

from dataclasses import dataclass
from enum import StrEnum

_FROM_RIGHT_TO_LEFT = {"fa", "ar", "ckb", "ps", "ur", "azb"}


class Kind(StrEnum):
    """Why a message is not known to be accepted, and so what to do next."""

    REFUSED = "refused"  # the message itself: another try is in vain
    BUSY = "busy"  # not taken now, for certain: another carrier may, at once
    UNREACHABLE = "unreachable"  # nobody was there: the same
    UNKNOWN = "unknown"  # it may have been taken: only the same carrier can tell


@dataclass(frozen=True, slots=True)
class Sent:
    """The message is accepted; `reference` is the number the carrier knows it by, or empty."""

    reference: str


class Fate(StrEnum):
    """What a carrier reports of a message it accepted."""

    DELIVERED = "delivered"
    LOST = "lost"
    ON_ITS_WAY = "on_its_way"


class TransportError(Exception):
    """The message is not known to be accepted; `kind` says what that means."""

    def __init__(self, message: str, *, kind: Kind) -> None:
        super().__init__(message)
        self.kind = kind

    @property
    def permanent(self) -> bool:
        return self.kind is Kind.REFUSED


def refusal(who: str, status: int) -> TransportError:
    """An HTTP status that means no: 429, 503 and our own faults for certain, other 5xx perhaps."""
    unknown = status >= 500 and status != 503
    kind = Kind.UNKNOWN if unknown else Kind.BUSY
    return TransportError(f"{who} answered {status}", kind=kind)


def direction(language: str) -> str:
    """`rtl` or `ltr`, of a language as HTML names it."""
    return "rtl" if language.partition("-")[0] in _FROM_RIGHT_TO_LEFT else "ltr"
