"""What may go wrong with a process; the docstring is the message."""

from dataclasses import dataclass


class ProcessError(Exception):
    """اجرای این فرایند ممکن نشد."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.__doc__} {detail}".strip())
        self.detail = detail


class TaskNotWaiting(ProcessError):
    """این کار دیگر در انتظار اقدام نیست."""


class MessageNotAwaited(ProcessError):
    """این درخواست اکنون در انتظار چنین پیامی نیست."""


class DataRefused(ProcessError):
    """داده‌ای که به فرایند داده شد پذیرفته نیست."""


class StateRefused(ProcessError):
    """وضعیت ذخیره‌شده با این فرایند نمی‌خواند."""


class ExpressionRefused(ProcessError):
    """این عبارت در زبان فرایندها مجاز نیست."""


class ExpressionFailed(ProcessError):
    """محاسبه‌ی این عبارت با داده‌های موجود ممکن نشد."""


class NoWayForward(ProcessError):
    """هیچ‌یک از راه‌های خروج از این گام برقرار نبود."""


class StepFailed(ProcessError):
    """این گام انجام نشد."""

    def __init__(self, detail: str = "", *, retry: bool = False) -> None:
        super().__init__(detail)
        self.retry = retry


class AgencySilent(StepFailed):
    """سامانه‌ی دستگاهی دیگر پاسخ نداد؛ این گام خود دوباره می‌پرسد."""

    def __init__(self, connector: str) -> None:
        super().__init__(connector, retry=True)


def silent_agency(reason: str) -> str:
    """The connector of an AgencySilent that was kept as text; empty for any other failure."""
    kind, _, connector = reason.partition(": ")
    return connector if kind == AgencySilent.__name__ else ""


class MigrationRefused(ProcessError):
    """این درخواست را نمی‌توان به نسخه‌ی دیگر برد."""


@dataclass(frozen=True)
class Finding:
    """One thing the linter refuses. `code` is for machines, `reason` (Persian) for the author."""

    code: str
    element: str | None
    line: int | None
    reason: str


class ProcessRefused(ProcessError):
    """این فرایند پذیرفته نشد."""

    def __init__(self, findings: list[Finding]) -> None:
        lines = (f"[{f.code}] {f.element or '-'}:{f.line or '-'} {f.reason}" for f in findings)
        super().__init__("\n".join(lines))
        self.findings = findings
