"""What may be wrong with a package or a service."""

from collections.abc import Sequence

from .findings import Finding


class PackageError(Exception):
    """A package cannot be read or published: a line for each thing that is wrong, with its file.

    `findings` are these things one by one; empty when the words say it all.
    """

    def __init__(self, message: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(message or "\n".join(map(str, findings)))
        self.findings = list(findings)


class UnknownService(LookupError):
    """خدمتی با این شناسه یافت نشد."""

    def __str__(self) -> str:
        return str(self.__doc__)
