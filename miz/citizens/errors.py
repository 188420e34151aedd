"""What may go wrong with an account; the docstring is what its owner is told."""

from miz.lib.errors import Told


class CitizenError(Told):
    """انجام این کار ممکن نیست."""


class WeakPassword(CitizenError):
    """این گذرواژه پذیرفتنی نیست."""


class WrongPassword(CitizenError):
    """گذرواژهٔ کنونی درست نیست."""


class ChangeUnderWay(CitizenError):
    """تغییر شمارهٔ شما در راه است. تا پایان یا توقف آن شمارهٔ دیگری نمی‌توان ثبت کرد."""


class NotYourNumber(CitizenError):
    """این شماره به نام شما نیست. شماره‌ای بنویسید که به نام خود شماست."""


class Lapsed(CitizenError):
    """مهلت این کار گذشته است. از آغاز دوباره کوشش کنید."""
