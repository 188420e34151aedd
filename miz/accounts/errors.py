"""What may go wrong with accounts; the docstring is the message."""

from miz.lib.errors import Told


class QuotaExceeded(Told):
    """تعداد درخواست‌های شما بیش از اندازه است. لطفاً کمی بعد دوباره تلاش کنید."""

    def __init__(self, name: str, retry_after: int) -> None:
        super().__init__()
        self.name = name
        self.retry_after = retry_after


class LeaveRefused(Told):
    """مرخصی باید پس از آغازش پایان یابد و پایانش امروز یا پس از آن باشد."""


class StaffRefused(Told):
    """این کار برای این همکار ممکن نیست."""


class WrongCode(Told):
    """کد واردشده درست نیست یا مهلت آن گذشته است."""
