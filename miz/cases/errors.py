"""What may go wrong with a case; the docstring is what people are told."""

from typing import Literal

from miz.audit.models import Event
from miz.lib import jalali
from miz.lib.errors import Told


class CaseError(Told):
    """انجام این کار ممکن نیست."""


class NotAllowed(CaseError):
    """شما اجازهٔ این کار را ندارید."""


class NotNow(CaseError):
    """در وضعیت کنونی درخواست، این کار ممکن نیست."""


class AlreadyObjected(CaseError):
    """پیش‌تر به این پاسخ اعتراض کرده‌اید؛ اعتراض تنها یک بار ممکن است."""


class AlreadyRated(CaseError):
    """پیش‌تر به این پاسخ امتیاز داده‌اید."""


class NotAVisitTime(CaseError):
    """در این زمان مراجعه ممکن نیست."""

    def __init__(self, message: str, part: Literal["day", "time"]) -> None:
        super().__init__(message)
        self.part = part


class KeyReused(CaseError):
    """این کلید پیش‌تر برای درخواست دیگری به کار رفته است."""


class WrongCode(CaseError):
    """کد واردشده درست نیست یا مهلت آن گذشته است."""


class DowntimeRefused(CaseError):
    """اختلال باید پس از آغازش پایان یافته و پایانش گذشته باشد."""


ACTION_WORDS = {
    "case.open": "آن را ثبت کرد",
    "case.claim": "آن را برداشت",
    "case.release": "آن را به صف برگرداند",
    "case.hand_over": "آن را ارجاع داد",
    "case.request_more": "از متقاضی خواست درخواست را کامل کند",
    "case.answer": "به آن پاسخ داد",
    "case.rejection": "آن را رد کرد",
    "case.referral": "از واحدی دربارهٔ آن پرسید",
    "case.opinion": "پاسخ واحد را نوشت",
    "case.finding": "نتیجهٔ رسیدگی به آن را نوشت",
    "case.complete": "یک مرحلهٔ آن را به پایان برد",
    "case.close": "آن را بست",
    "case.note": "یادداشتی بر آن نوشت",
    "case.citizen_reply": "آنچه خواسته شده بود فرستاد",
    "case.objection": "به پاسخ اعتراض کرد",
    "case.message": "پیامی برای متقاضی فرستاد",
    "case.write": "پیامی فرستاد",
    "case.ask_correction": "از متقاضی اصلاح یک مورد را خواست",
    "case.withdraw_correction": "خواست اصلاح را پس گرفت",
    "case.correct": "یک مورد آن را اصلاح کرد",
    "case.invite": "متقاضی را به مراجعهٔ حضوری خواند",
    "case.move_visit": "زمان مراجعهٔ حضوری را عوض کرد",
    "case.cancel_visit": "مراجعهٔ حضوری را لغو کرد",
    "case.settle_visit": "نتیجهٔ مراجعهٔ حضوری را نوشت",
    "case.confirm_visit": "زمان مراجعهٔ حضوری را تأیید کرد",
    "case.ask_move": "زمان دیگری برای مراجعهٔ حضوری خواست",
    "case.timer": "آن را در موعدش پیش برد",
    "case.retry": "گام ناموفق آن را دوباره اجرا کرد",
    "case.skip": "از گام ناموفق آن گذشت",
    "case.repair": "داده‌های آن را اصلاح کرد",
    "case.extend": "مهلت آن را به‌سبب اختلال تمدید کرد",
    "case.unextend": "تمدید مهلت آن را پس گرفت",
    "case.escalate": "دیرکرد آن را به ردهٔ بالاتر رساند",
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
