"""What may go wrong with another agency's system. The class says what to do about it."""


class ConnectorError(Exception):
    """The other system could not be asked."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or type(self).__doc__)


class Unavailable(ConnectorError):
    """The other system does not answer now; ask again later."""


class Refused(ConnectorError):
    """The other system refuses our request; asking again does not help, an operator must look."""
