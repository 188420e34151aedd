"""What may go wrong with another agency's system: one family, and the class says what to do.

`again` is the one bit that who asks has to know: whether the same question may be answered later.
"""

from typing import ClassVar

from miz.lib.errors import Told


class ConnectorError(Told):
    """The other system could not be asked."""

    again: ClassVar[bool] = False

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        # Which system it was; told by the record of the call.
        self.connector = ""


class Unavailable(ConnectorError):
    """The other system does not answer now; ask again later."""

    again = True


class Refused(ConnectorError):
    """The other system refuses our request; asking again does not help, an operator must look."""
