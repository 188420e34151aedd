"""What may go wrong with accounts; the docstring is the message."""


class QuotaExceeded(Exception):
    """تعداد درخواست‌های شما بیش از اندازه است. لطفاً کمی بعد دوباره تلاش کنید."""

    def __init__(self, name: str, retry_after: int) -> None:
        super().__init__(self.__doc__)
        self.name = name
        self.retry_after = retry_after


class LeaveRefused(Exception):
    """مرخصی باید پس از آغازش پایان یابد و پایانش امروز یا پس از آن باشد."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or str(type(self).__doc__))


class StaffRefused(Exception):
    """این کار برای این همکار ممکن نیست."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or str(type(self).__doc__))


class WrongCode(Exception):
    """کد واردشده درست نیست یا مهلت آن گذشته است."""

    def __init__(self) -> None:
        super().__init__(str(type(self).__doc__))
