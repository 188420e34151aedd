"""What may go wrong with accounts; the docstring is the message."""


class QuotaExceeded(Exception):
    """تعداد درخواست‌های شما بیش از اندازه است. لطفاً کمی بعد دوباره تلاش کنید."""

    def __init__(self, name: str, retry_after: int) -> None:
        super().__init__(self.__doc__)
        self.name = name
        self.retry_after = retry_after
