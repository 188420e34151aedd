"""Errors that people read: the docstring of the class is the message."""


class Told(Exception):
    """این کار ممکن نیست."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or str(type(self).__doc__))
