"""Why a document was refused, in words the person who sent it can act on."""

from django.db.models import TextChoices

from miz.lib.errors import Told


class Refusal(TextChoices):
    """A stable code for machines, and the sentence for people."""

    EMPTY = "empty", "این فایل خالی است. فایل درست را انتخاب کنید و دوباره بفرستید."
    TOO_LARGE = (
        "too_large",
        "حجم این فایل بیش از ۳۰۰ کیلوبایت است. آن را با حجم کمتر ذخیره کنید و دوباره بفرستید.",
    )
    TYPE_REFUSED = (
        "type_refused",
        (
            "این نوع فایل پذیرفته نمی‌شود. فایل را با یکی از قالب‌های jpg، png، pdf، zip،"
            " xls یا xlsx بفرستید."
        ),
    )
    TYPE_MISMATCH = (
        "type_mismatch",
        (
            "محتوای این فایل با پسوند نام آن نمی‌خواند. آن را در برنامه‌ای که با آن"
            " ساخته‌اید دوباره ذخیره کنید و بفرستید."
        ),
    )
    HIDDEN_CONTENT = (
        "hidden_content",
        (
            "در این فایل محتوای دیگری پنهان است. آن را دوباره ذخیره کنید یا از آن عکس"
            " بگیرید و بفرستید."
        ),
    )
    IMAGE_DAMAGED = (
        "image_damaged",
        "این تصویر ناقص یا آسیب‌دیده است. آن را دوباره ذخیره کنید یا عکس تازه‌ای بگیرید و بفرستید.",
    )
    IMAGE_TOO_LARGE = (
        "image_too_large",
        (
            "ابعاد این تصویر بیش از اندازه بزرگ است. آن را کوچک‌تر کنید، حداکثر ۴۰ میلیون"
            " پیکسل، و دوباره بفرستید."
        ),
    )
    PDF_DAMAGED = (
        "pdf_damaged",
        "این فایل pdf ناقص یا آسیب‌دیده است. آن را دوباره بسازید و بفرستید.",
    )
    PDF_ACTIVE = (
        "pdf_active",
        (
            "این فایل pdf برنامه یا فایل پیوست در خود دارد. آن را با «چاپ به pdf» دوباره"
            " بسازید و بفرستید."
        ),
    )
    PDF_LOCKED = (
        "pdf_locked",
        (
            "این فایل pdf رمز یا قفل دارد. آن را بدون رمز ذخیره کنید یا از صفحه‌های آن عکس"
            " بگیرید و بفرستید."
        ),
    )
    ARCHIVE_DAMAGED = (
        "archive_damaged",
        "این فایل فشرده ناقص یا آسیب‌دیده است. آن را با روش معمول zip دوباره بسازید و بفرستید.",
    )
    ARCHIVE_LOCKED = (
        "archive_locked",
        "این فایل فشرده رمز دارد. آن را بدون رمز بسازید و دوباره بفرستید.",
    )
    ARCHIVE_TOO_MANY = (
        "archive_too_many",
        "این فایل فشرده بیش از ۱۰۰ فایل دارد. فایل‌های کمتری در آن بگذارید و دوباره بفرستید.",
    )
    ARCHIVE_TOO_LARGE = (
        "archive_too_large",
        (
            "محتوای این فایل فشرده پس از باز شدن بیش از اندازه بزرگ می‌شود. فایل‌های"
            " کوچک‌تری در آن بگذارید و دوباره بفرستید."
        ),
    )
    ARCHIVE_UNSAFE_NAME = (
        "archive_unsafe_name",
        (
            "نام یا نشانی بعضی از فایل‌های درون این فایل فشرده پذیرفتنی نیست. نام‌ها را"
            " ساده کنید و فایل را دوباره بسازید و بفرستید."
        ),
    )
    ARCHIVE_NESTED = (
        "archive_nested",
        "درون این فایل، فایل فشردهٔ دیگری هست. آن را باز کنید و محتوایش را جداگانه بفرستید.",
    )
    ARCHIVE_PROGRAM = (
        "archive_program",
        "درون این فایل فشرده، برنامه یا صفحهٔ وب هست. آن را بردارید و دوباره بفرستید.",
    )
    SHEET_DAMAGED = (
        "sheet_damaged",
        "این فایل صفحه‌گسترده ناقص یا آسیب‌دیده است. آن را دوباره ذخیره کنید و بفرستید.",
    )
    SHEET_ACTIVE = (
        "sheet_active",
        (
            "این صفحه‌گسترده ماکرو، پیوند به فایل‌های دیگر یا فایل جاسازی‌شده دارد. آن‌ها"
            " را بردارید، فایل را دوباره ذخیره کنید و بفرستید."
        ),
    )
    SHEET_TOO_LARGE = (
        "sheet_too_large",
        (
            "این صفحه‌گسترده بیش از اندازه بزرگ است. سطرها و ستون‌های خالی یا زائد را پاک"
            " کنید و دوباره بفرستید."
        ),
    )


class UploadRefused(Exception):
    """An uploaded file was not accepted; `code` is stable, str() tells the sender what to do."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal.label))
        self.code = str(refusal.value)


class NotShown(Told):
    """نمایش این پرونده در اینجا ممکن نیست."""


class FileBroken(NotShown):
    """این پرونده ناقص یا آسیب‌دیده است و در اینجا باز نمی‌شود."""


class FileTooHeavy(NotShown):
    """این پرونده آن‌قدر سنگین است که در اینجا نمایش داده نمی‌شود."""


class ViewersBusy(NotShown):
    """اکنون پرونده‌های زیادی با هم باز می‌شوند. چند ثانیهٔ دیگر دوباره تلاش کنید."""


class NoViewer(NotShown):
    """ابزار نمایش این گونه پرونده روی این سامانه نصب نیست."""


class PaperNotRendered(Exception):
    """A paper asked for something outside its bundled assets, so it was not made."""
