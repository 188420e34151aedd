"""Why a draft does not go on, in words for designers and approvers."""

from collections.abc import Sequence

from miz.lib.errors import Told

from .findings import Finding


class DraftRefused(Told):
    """این کار با این پیش‌نویس ممکن نیست."""


class NotYours(DraftRefused):
    """نقش شما اجازهٔ این کار را نمی‌دهد."""


class NotNow(DraftRefused):
    """این پیش‌نویس دیگر در آن وضعیت نیست؛ صفحه را دوباره ببینید."""


class DraftChanged(DraftRefused):
    """این پیش‌نویس پس از آنکه صفحه را باز کردید تغییر کرده است."""


class SlugTaken(DraftRefused):
    """این نام کوتاه از آن خدمت یا پیش‌نویس باز دیگری است؛ نام دیگری بنویسید."""


class SlugRefused(DraftRefused):
    """نام کوتاه تنها حرف‌های کوچک لاتین، رقم و خط تیره دارد و حداکثر ۵۰ نویسه است."""


class SlugSettled(DraftRefused):
    """نام کوتاه خدمتی که منتشر شده است تغییر نمی‌کند؛ نشانی‌ها و درخواست‌ها به آن بسته‌اند."""


class OpenAlready(DraftRefused):
    """این خدمت پیش‌نویس بازی دارد؛ همان را ادامه دهید یا کنار بگذارید."""


class NothingNew(DraftRefused):
    """این پیش‌نویس با نسخهٔ منتشرشده یکی است و چیز تازه‌ای ندارد."""


class Unreviewed(DraftRefused):
    """بخش‌هایی از فرم خوانده‌شده هنوز بازبینی نشده است؛ نخست آن‌ها را تأیید یا اصلاح کنید."""


class SamePerson(DraftRefused):
    """کسی که آن را نوشته یا پیشنهاد کرده است نمی‌تواند تأییدش کند؛ این کار با همکار دیگری است."""


class PastDay(DraftRefused):
    """روز اجرا گذشته است؛ امروز یا روزی پس از آن را بنویسید."""


class Withdrawn(DraftRefused):
    """این خدمت پیش از این برداشته شده یا هنوز منتشر نشده است."""


class CheckFailed(DraftRefused):
    """این بسته هنوز ایراد دارد؛ نخست آن‌ها را درست کنید."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = list(findings)


class ArchiveRefused(DraftRefused):
    """این فایل zip بستهٔ یک خدمت نیست؛ باید پروندهٔ service.yaml در آن باشد."""
