"""Why a file gave no lines, in words its sender can act on."""

from miz.lib.errors import Told


class SourceRefused(Told):
    """از این فایل نمی‌توان فرم خواند."""


class EmptyFile(SourceRefused):
    """این فایل خالی است یا هیچ نوشته‌ای ندارد. فایل درست را انتخاب کنید و دوباره بفرستید."""


class PictureOnly(SourceRefused):
    """در این فایل تنها تصویر هست و نوشته‌ای برای خواندن ندارد. نسخهٔ Word یا متنی فرم را بفرستید."""


class TooLarge(SourceRefused):
    """حجم این فایل بیش از ۱۰ مگابایت است. فقط خود فرم را، بی‌تصویر و پیوست، ذخیره کنید و بفرستید."""


class TooHeavy(SourceRefused):
    """محتوای این فایل پس از باز شدن بیش از اندازه بزرگ یا سنگین است. فقط خود فرم را ذخیره کنید و دوباره بفرستید."""  # noqa: E501


class Locked(SourceRefused):
    """این فایل رمز دارد. آن را بدون رمز ذخیره کنید و دوباره بفرستید."""


class UnknownFormat(SourceRefused):
    """قالب این فایل شناخته نشد. فرم را با قالب docx، odt، pdf، html یا txt بفرستید."""


class ConverterMissing(SourceRefused):
    """فایل‌های doc و rtf با LibreOffice خوانده می‌شوند که روی این سامانه نصب نیست. فایل را با قالب docx ذخیره کنید و دوباره بفرستید."""  # noqa: E501


class ReaderMissing(SourceRefused):
    """ابزاری که برای خواندن امن این گونه فایل لازم است روی این سامانه نصب نیست (prlimit از بستهٔ util-linux)."""  # noqa: E501


class Busy(SourceRefused):
    """اکنون فایل‌های دیگری خوانده می‌شوند. چند ثانیهٔ دیگر دوباره تلاش کنید."""


class Broken(SourceRefused):
    """این فایل ناقص یا آسیب‌دیده است. آن را در برنامه‌ای که با آن ساخته‌اید دوباره ذخیره کنید و بفرستید."""  # noqa: E501


class UnsafeContent(SourceRefused):
    """در این فایل دستورهایی هست که در فرم جایی ندارند (موجودیت‌های XML). آن را دوباره ذخیره کنید و بفرستید."""  # noqa: E501


class MissingFile(SourceRefused):
    """این فایل پیدا یا خوانده نشد. نام و نشانی آن را بررسی کنید."""
