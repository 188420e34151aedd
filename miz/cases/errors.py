"""What may go wrong with a case; the docstring is what people are told."""

from miz.audit.models import Event
from miz.lib import jalali


class CaseError(Exception):
    """انجام این کار ممکن نیست."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or str(type(self).__doc__))


class NotAllowed(CaseError):
    """شما اجازهٔ این کار را ندارید."""


class NotNow(CaseError):
    """در وضعیت کنونی درخواست، این کار ممکن نیست."""


class AlreadyObjected(CaseError):
    """پیش‌تر به این پاسخ اعتراض کرده‌اید؛ اعتراض تنها یک بار ممکن است."""


class AlreadyRated(CaseError):
    """پیش‌تر به این پاسخ امتیاز داده‌اید."""


class KeyReused(CaseError):
    """این کلید پیش‌تر برای درخواست دیگری به کار رفته است."""


class WrongCode(CaseError):
    """کد واردشده درست نیست یا مهلت آن گذشته است."""


ACTION_WORDS = {
    "case.open": "آن را ثبت کرد",
    "case.claim": "آن را برداشت",
    "case.release": "آن را به صف برگرداند",
    "case.hand_over": "آن را ارجاع داد",
    "case.ask": "از متقاضی تکمیل مدارک خواست",
    "case.answer": "به آن پاسخ داد",
    "case.reject": "آن را رد کرد",
    "case.close": "آن را بست",
    "case.note": "یادداشتی بر آن نوشت",
    "case.reply": "مدارک خواسته‌شده را فرستاد",
    "case.objection": "به پاسخ اعتراض کرد",
    "case.timer": "آن را در موعدش پیش برد",
    "case.retry": "گام ناموفق آن را دوباره اجرا کرد",
    "case.skip": "از گام ناموفق آن گذشت",
    "case.repair": "داده‌های آن را اصلاح کرد",
    "case.migrate": "آن را به نسخهٔ تازهٔ فرایند برد",
}


class ChangedMeanwhile(CaseError):
    """پیش از شما کسی این درخواست را تغییر داد. وضعیت تازهٔ آن را ببینید."""

    def __init__(self, last: Event | None) -> None:
        super().__init__("" if last is None else self._tell(last))

    @staticmethod
    def _tell(last: Event) -> str:
        what = ACTION_WORDS.get(last.action, "آن را تغییر داد")
        return (
            f"کار شما انجام نشد: پیش از شما {last.actor_label} در ساعت "
            f"{jalali.format_time(last.at)} {what}. نوشتهٔ شما حفظ شده است؛ "
            "وضعیت تازه را ببینید و در صورت نیاز دوباره اقدام کنید."
        )
