"""What may be wrong with a package or a service."""


class PackageError(Exception):
    """A package on disk cannot be read: names the file and what is wrong."""


class UnknownService(LookupError):
    """خدمتی با این شناسه یافت نشد."""

    def __str__(self) -> str:
        return str(self.__doc__)
