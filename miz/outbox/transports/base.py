"""What every transport answers. Neither holds numbers, addresses or texts: both are logged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The message is accepted; `reference` is the number the carrier knows it by, or empty."""

    reference: str


class TransportError(Exception):
    """The message is not known to be accepted; `permanent` says that another try is in vain."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent
